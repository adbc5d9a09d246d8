// N1. A word is JSON on its way; it may be lost, doubled, late, and overtaken.
// N2. A question is answered, or fails: at once where it is known that nobody is there, else when its time is up.
import { unreachable } from '../../runtime/cluster/company.ts';
import type { NodeEars, NodeLink, NodeWord } from '../../runtime/cluster/link.ts';
import { ActorError, errorMessage, errorType } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import type { Life } from './life.ts';
import type { Timeline } from './timeline.ts';

const ANSWER_MS = 5_000;

export interface NetworkWeather {
  /** Nobody reaches anybody, and everybody knows it. */
  away: boolean;
  /** One-way cuts, `from>to`. */
  readonly cuts: Set<string>;
  lost: number;
  doubled: number;
  /** Share of packets that are late. */
  late: number;
}

interface Station {
  readonly life: Life;
  readonly ears: NodeEars;
}

/** Carries words and questions between the nodes. */
export class SimNetwork {
  readonly weather: NetworkWeather = { away: false, cuts: new Set(), lost: 0, doubled: 0, late: 0 };
  private readonly timeline: Timeline;
  private readonly random: Random;
  private readonly stations = new Map<string, Station>();

  constructor(timeline: Timeline, random: Random) {
    this.timeline = timeline;
    this.random = random;
  }

  /** From now on what is said to the node goes to this life of it. */
  attach(life: Life, ears: NodeEars): void {
    this.stations.set(life.node, { life, ears });
  }

  linkOf(life: Life): NodeLink {
    return {
      isUp: () => !this.weather.away,
      say: (to, word) => {
        if (this.weather.away) return;
        const text = JSON.stringify(word);
        const { lost, doubled } = this.weather;
        const copies = this.random.next() < lost ? 0 : this.random.next() < doubled ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1) {
          this.carry(life, to, ({ ears }) => ears.hear(life.node, JSON.parse(text) as typeof word), describe(word));
        }
      },
      ask: (to, question) =>
        new Promise((resolve, reject) => {
          const fail = (why: string): void => reject(unreachable(to, new Error(why)));
          if (this.weather.away) return fail('NATS is away');
          if (this.stations.get(to)?.life.state !== 'running' && this.random.next() < 0.5) return fail('unknown node');
          const giveUp = life.clock.setTimer(ANSWER_MS, () => fail('no answer'));
          const text = JSON.stringify(question);
          this.carry(
            life,
            to,
            (there) => {
              const back = (answer: () => void): void =>
                this.carry(
                  there.life,
                  life.node,
                  () => {
                    giveUp();
                    answer();
                  },
                  `answer ${question.kind}`,
                );
              there.ears.answer(life.node, JSON.parse(text) as typeof question).then(
                (value) => {
                  const said = JSON.stringify(value ?? null);
                  back(() => resolve(JSON.parse(said)));
                },
                (error: unknown) => {
                  const { data } = error as Partial<ActorError>;
                  back(() => reject(new ActorError(errorType(error), errorMessage(error), { ...data })));
                },
              );
            },
            question.kind,
          );
        }),
    };
  }

  private carry(from: Life, to: string, deliver: (there: Station) => void, what: string): void {
    const { random, weather, timeline } = this;
    const delayMs = 0.2 + 0.6 * random.next() + (random.next() < weather.late ? 300 * random.next() : 0);
    from.send(delayMs, () => {
      if (weather.away || weather.cuts.has(`${from.node}>${to}`)) return;
      const station = this.stations.get(to);
      station?.life.enter(`node ${from.node}`, () => {
        timeline.note(to, `${what} from ${from.node}`);
        deliver(station);
      });
    });
  }
}

function describe(word: NodeWord): string {
  if (word.kind !== 'streams') return word.kind;
  const { seq, boot, hints, lives, follows, watches } = word;
  const news = [
    ...hints.map(({ stream, head, watermark }) => `${stream}:${head}/${watermark}`),
    ...lives.map(({ kind, address }) => `${address} ${kind}`),
    ...[...follows, ...watches].map((wanted) => `?${wanted}`),
  ];
  return `streams ${boot}#${seq} ${news.join(' ')}`;
}
