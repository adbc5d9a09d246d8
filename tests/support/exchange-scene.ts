// Exchanges without actors: owners that append to durable streams and say so, followers that take what they know to be there.
import { virtualClock } from '../../runtime/clock.ts';
import { Exchange } from '../../runtime/cluster/exchange.ts';
import type { LifeWord, NodeEars } from '../../runtime/cluster/link.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { seededRandom } from '../../runtime/random.ts';
import { type Follower, StreamHub } from '../../runtime/streams/hub.ts';
import type { Hint } from '../../runtime/streams/input.ts';
import { MemoryLinks } from './memory-links.ts';

/** Follows one stream; `taken` is what it has worked off. */
export class Ear implements Follower {
  head = 0;
  watermark = 0;
  taken = 0;
  /** Numbers of the entries that came with hints. */
  readonly seqs = new Set<number>();

  hear({ head, watermark, entries }: Hint): void {
    this.head = Math.max(this.head, head);
    this.watermark = Math.max(this.watermark, watermark);
    for (const { seq } of entries) this.seqs.add(seq);
  }

  behind(head: number): number {
    return Math.max(0, head - this.taken);
  }
}

export interface SceneNode {
  readonly id: string;
  readonly hub: StreamHub;
  readonly exchange: Exchange;
  /** What it was told of actors elsewhere, last word each. */
  readonly told: Map<string, LifeWord>;
  /** How actors that live here fare. */
  readonly lives: Map<string, LifeWord>;
  /** An owner here appends entries and says so. */
  append(stream: string, count?: number, isUrgent?: boolean): void;
  /** An actor here has come or gone. */
  live(address: string, isUp: boolean): void;
  follow(stream: string): Ear;
  die(): void;
}

export function exchangeScene(seed: string | number = 1) {
  const clock = virtualClock();
  const links = new MemoryLinks(clock, seededRandom(seed));
  const heads = new Map<string, number>();
  const seen = { lookUps: 0 };
  let boots = 0;

  const node = (id: string): SceneNode => {
    const hub = new StreamHub();
    const told = new Map<string, LifeWord>();
    const lives = new Map<string, LifeWord>();
    let isAlive = true;
    const exchange = new Exchange({
      ...{ node: id, boot: `${id}/${(boots += 1)}`, hub, clock, log: silentLog },
      link: links.link(id, () => isAlive),
      lifeOf: (address) => lives.get(address),
      heardLife: (word) => void told.set(word.address, word),
      heads: async (streams) => {
        seen.lookUps += 1;
        return new Map(streams.flatMap((stream) => (heads.has(stream) ? [[stream, heads.get(stream)!]] : [])));
      },
    });
    const ears: NodeEars = {
      hear: (from, word) => {
        if (word.kind === 'streams') exchange.hear(from, word);
      },
      answer: async (from, question) => {
        if (question.kind !== 'digest') throw new Error(`nobody asks ${question.kind} here`);
        return exchange.digest(from, question.wishes);
      },
    };
    links.attach(id, ears);
    return {
      ...{ id, hub, exchange, told, lives },
      append(stream, count = 1, isUrgent = false) {
        const last = heads.get(stream) ?? 0;
        const entries = Array.from({ length: count }, (_, index) => entryOf(stream, last + index + 1));
        heads.set(stream, last + count);
        hub.publish({ stream, head: last + count, watermark: last + count, time: last + count, entries }, isUrgent);
      },
      live(address, isUp) {
        const word: LifeWord = isUp ? { kind: 'up', address } : { kind: 'down', address, reason: 'restarting' };
        lives.set(address, word);
        exchange.lived(word);
      },
      follow(stream) {
        const ear = new Ear();
        const known = hub.follow(stream, ear);
        if (known !== undefined) ear.hear(known);
        return ear;
      },
      die() {
        isAlive = false;
        exchange.close();
      },
    };
  };
  return { clock, links, heads, seen, node };
}

const entryOf = (stream: string, seq: number) => ({
  ...{ stream, seq, position: seq, time: seq, payload: seq, correlationId: '' },
});
