// X1. What streams and actors say here goes once to each node that has asked for it, all of a moment in one packet; what is
//     urgent goes at once, with all that waits to be said.
// X2. Packets are numbered for each receiver: a gap, a new life or a long silence makes it ask for all that it wants
//     anew, so a lost packet costs time, never truth. A packet heard before is dropped.
// X3. While a node is not heard, what is followed elsewhere is looked up in the store: NATS is a hint, too.
// X4. A stream's owner hears how far the slowest follower anywhere is behind, so a replay can wait for it.
import type { ActorAddress } from '../address.ts';
import type { Clock } from '../clock.ts';
import { errorMessage, errorType } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { Carrier, StreamHub } from '../streams/hub.ts';
import type { Hint } from '../streams/input.ts';
import type { Digest, LifeWord, NodeLink, StreamWord, Wishes } from './link.ts';
import { Peer } from './peer.ts';

const FLUSH_MS = 1;
const PULSE_MS = 1_000;
const SILENT_MS = 2_500;
const RESYNC_EVERY_MS = 60_000;
const BACKLOG_MS = 50;
/** A follower less far behind is none that anybody has to wait for. */
const BACKLOG_TOLD = 64;

export interface ExchangeOptions {
  readonly node: string;
  /** Which life of this process it is. */
  readonly boot: string;
  readonly link: NodeLink;
  readonly hub: StreamHub;
  readonly clock: Clock;
  readonly log: Log;
  /** What watchers are told of an actor of this node; undefined when it lives elsewhere. */
  lifeOf(address: ActorAddress): LifeWord | undefined;
  /** What an actor elsewhere was said to be. */
  heardLife(word: LifeWord): void;
  /** Last durable entries of streams. */
  heads(streams: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** Carries stream hints and actors' coming and going between this node and the others. */
export class Exchange implements Carrier {
  private readonly options: ExchangeOptions;
  private readonly peers = new Map<string, Peer>();
  /** Last numbers said to nodes that are gone: one that was only out of sight for a while has not forgotten them. */
  private readonly saidBefore = new Map<string, number>();
  private readonly watched = new Set<ActorAddress>();
  private readonly lagging = new Set<string>();
  private flushing = false;
  private closed = false;

  constructor(options: ExchangeOptions) {
    this.options = options;
    options.hub.carriedBy(this);
    this.every(PULSE_MS, () => this.pulse());
  }

  /** These are the other nodes that host actors. */
  meet(nodes: readonly string[]): void {
    for (const [node, { said }] of this.peers) {
      if (nodes.includes(node)) continue;
      this.saidBefore.set(node, said);
      this.peers.delete(node);
    }
    for (const node of nodes) {
      if (node === this.options.node || this.peers.has(node)) continue;
      const peer = new Peer(node, this.options.clock.now(), this.saidBefore.get(node));
      this.peers.set(node, peer);
      void this.resync(peer);
    }
  }

  // ---- Outwards ----

  published(hint: Hint, isUrgent: boolean): void {
    for (const peer of this.peers.values()) {
      if (!peer.follows.has(hint.stream)) continue;
      peer.hints.push(hint); // X1
      if (isUrgent) this.flush(peer);
      else this.flushSoon();
    }
  }

  followed(stream: string): void {
    this.tellPeers((peer) => peer.newFollows.push(stream));
  }

  /** Asks the nodes to say how an actor fares that does not live here. */
  watch(address: ActorAddress): void {
    this.watched.add(address);
    this.tellPeers((peer) => peer.newWatches.push(address));
  }

  /** An actor of this node has come or gone. */
  lived(word: LifeWord): void {
    this.tellPeers((peer) => peer.watches.has(word.address) && peer.lives.push(word));
  }

  // ---- Inwards ----

  hear(from: string, word: StreamWord): void {
    const peer = this.peers.get(from);
    if (peer === undefined) return;
    const now = this.options.clock.now();
    const order = peer.accept(word.boot, word.seq, now);
    if (order === 'seen') return;
    peer.wants(word, word.seq);
    this.serve(peer, word);
    this.takeNews(peer, word);
    for (const [stream, entries] of Object.entries(word.behind)) peer.behind.set(stream, { entries, at: now });
    if (order === 'gap') void this.resync(peer); // X2
  }

  /** Answers a node that begins anew: what of its wishes is here, and what this node wants of it. */
  digest(from: string, wishes: Wishes): Digest {
    const peer = this.peers.get(from);
    if (peer !== undefined) {
      peer.noted(wishes.boot);
      peer.wantsOnly(wishes);
    }
    return { ...this.wishes(peer?.said ?? 0), ...this.known(wishes) };
  }

  /** Entries that the slowest follower on any node has still to take. */
  backlog(stream: string): number {
    const { hub, clock } = this.options;
    let most = hub.backlog(stream);
    for (const { behind } of this.peers.values()) {
      const told = behind.get(stream);
      if (told !== undefined && clock.now() - told.at <= SILENT_MS) most = Math.max(most, told.entries); // X4
    }
    return most;
  }

  close(): void {
    this.closed = true;
  }

  private hearHint(hint: Hint): void {
    this.options.hub.hear(hint);
    if (hint.entries.length === 0) return;
    if (this.lagging.size === 0) this.tellBacklogsSoon();
    this.lagging.add(hint.stream);
  }

  private takeNews(peer: Peer, { seq, hints, lives }: Pick<StreamWord, 'seq' | 'hints' | 'lives'>): void {
    for (const hint of hints) this.hearHint(hint);
    for (const life of lives) if (peer.isNews(life.address, seq)) this.options.heardLife(life);
  }

  /** Says what is here of what a node wants. */
  private serve(peer: Peer, wanted: Pick<Wishes, 'follows' | 'watches'>): void {
    const { hints, lives } = this.known(wanted);
    peer.hints.push(...hints);
    peer.lives.push(...lives);
    if (hints.length + lives.length > 0) this.flushSoon();
  }

  private known({ follows, watches }: Pick<Wishes, 'follows' | 'watches'>): Pick<Digest, 'hints' | 'lives'> {
    const { hub } = this.options;
    return {
      hints: follows.flatMap((stream) => (hub.isOwned(stream) ? (hub.known(stream) ?? []) : [])),
      lives: watches.flatMap((address) => this.options.lifeOf(address) ?? []),
    };
  }

  private wishes(seq: number): Wishes {
    return { boot: this.options.boot, seq, follows: this.options.hub.followedFar(), watches: [...this.watched] };
  }

  // ---- Its own rhythm ----

  /** Gives each peer what `tell` queues for it; false: nothing. */
  private tellPeers(tell: (peer: Peer) => number | false): void {
    for (const peer of this.peers.values()) if (tell(peer) !== false) this.flushSoon();
  }

  private flushSoon(): void {
    if (this.flushing) return;
    this.flushing = true;
    this.options.clock.setTimer(FLUSH_MS, () => {
      this.flushing = false;
      for (const peer of this.peers.values()) this.flush(peer);
    });
  }

  private flush(peer: Peer): void {
    for (const word of peer.packets(this.options.boot)) this.options.link.say(peer.node, { kind: 'streams', ...word });
  }

  private pulse(): void {
    const now = this.options.clock.now();
    let unheard = !this.options.link.isUp();
    for (const peer of this.peers.values()) {
      this.options.link.say(peer.node, { kind: 'streams', ...peer.pulse(this.options.boot) });
      const isSilent = now - peer.heardAt > SILENT_MS;
      unheard ||= isSilent;
      if (isSilent || peer.isLost || now - peer.syncedAt > RESYNC_EVERY_MS) void this.resync(peer);
    }
    if (unheard) void this.lookUp();
  }

  private async resync(peer: Peer): Promise<void> {
    const { link, node } = this.options;
    if (peer.syncing || !link.isUp()) return;
    peer.syncing = true;
    try {
      const digest = (await link.ask(peer.node, { kind: 'digest', wishes: this.wishes(peer.said) })) as Digest;
      if (this.peers.get(peer.node) !== peer || this.closed) return;
      peer.synced(digest, this.options.clock.now());
      peer.wantsOnly(digest);
      this.serve(peer, digest);
      this.takeNews(peer, digest);
    } catch (error) {
      this.options.log.debug({ node, peer: peer.node, reason: errorMessage(error) }, 'a node could not be asked');
    } finally {
      peer.syncing = false;
    }
  }

  /** X3: what the others may have said meanwhile is durable. */
  private async lookUp(): Promise<void> {
    const streams = this.options.hub.followedFar();
    if (streams.length === 0) return;
    try {
      const heads = await this.options.heads(streams);
      for (const [stream, head] of heads) this.options.hub.hear({ stream, head, watermark: 0, time: 0, entries: [] });
    } catch (error) {
      if (errorType(error) !== 'STORE_UNAVAILABLE') throw error;
    }
  }

  private tellBacklogsSoon(): void {
    this.options.clock.setTimer(BACKLOG_MS, () => {
      if (this.closed) return;
      this.tellBacklogs();
      if (this.lagging.size > 0) this.tellBacklogsSoon();
    });
  }

  private tellBacklogs(): void {
    for (const stream of this.lagging) {
      const behind = this.options.hub.backlog(stream);
      if (behind < BACKLOG_TOLD) this.lagging.delete(stream);
      for (const peer of this.peers.values())
        peer.tellBehind(stream, behind < BACKLOG_TOLD ? 0 : behind, () => this.flushSoon());
    }
  }

  private every(ms: number, what: () => void): void {
    this.options.clock.setTimer(ms, () => {
      if (this.closed) return;
      what();
      this.every(ms, what);
    });
  }
}
