// Lines between nodes of one process: what is said passes through JSON, and may be lost, doubled and overtaken by seed.
import type { Clock } from '../../runtime/clock.ts';
import { unreachable } from '../../runtime/cluster/company.ts';
import type { NodeEars, NodeLink, NodeWord } from '../../runtime/cluster/link.ts';
import { ActorError, errorMessage, errorType } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';

const ANSWER_MS = 5_000;

/** How bad the lines are; shares between 0 and 1. */
export interface Weather {
  readonly lost: number;
  readonly doubled: number;
  /** Longest time that a packet is under way; those after it may overtake it. */
  readonly delayMs: number;
}

const FAIR: Weather = { lost: 0, doubled: 0, delayMs: 0 };

export class MemoryLinks {
  weather: Weather = FAIR;
  /** Answers are this much later than words said at the same time. */
  answersTakeMs = 0;
  /** Every word that was said to a node within reach. */
  sent = 0;
  /** Every word that was delivered. */
  delivered = 0;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly ears = new Map<string, NodeEars>();
  private readonly cutOff = new Set<string>();

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  /** From now on `node` hears what is said to it; a new life replaces the former one. */
  attach(node: string, ears: NodeEars): void {
    this.ears.set(node, ears);
  }

  detach(node: string): void {
    this.ears.delete(node);
  }

  /** Nothing comes to this node or from it, as while NATS is away. */
  cut(node: string): void {
    this.cutOff.add(node);
  }

  mend(node: string): void {
    this.cutOff.delete(node);
  }

  /** The line of one node; `isAlive` says whether its process still speaks. */
  link(from: string, isAlive: () => boolean = () => true): NodeLink {
    const reaches = (to: string): boolean => isAlive() && !this.cutOff.has(from) && !this.cutOff.has(to);
    return {
      isUp: () => !this.cutOff.has(from),
      say: (to, word) => {
        if (!reaches(to)) return;
        this.sent += 1;
        const copies = this.random.next() < this.weather.lost ? 0 : this.random.next() < this.weather.doubled ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1) this.carry(() => reaches(to) && this.deliver(from, to, word));
      },
      ask: async (to, question) => {
        await this.underWay();
        const ears = reaches(to) ? this.ears.get(to) : undefined;
        if (ears === undefined) throw unreachable(to, new Error('nobody there'));
        if (this.random.next() < this.weather.lost) return this.unanswered(to);
        const answer = await ears.answer(from, json(question)).then(json, passedOn);
        await this.underWay(this.answersTakeMs);
        return reaches(to) ? answer : this.unanswered(to);
      },
    };
  }

  private deliver(from: string, to: string, word: NodeWord): void {
    this.delivered += 1;
    this.ears.get(to)?.hear(from, json(word));
  }

  private carry(deliver: () => void): void {
    this.clock.setTimer(this.delay(), deliver);
  }

  private async underWay(longer = 0): Promise<void> {
    const delay = this.delay() + longer;
    if (delay > 0) await this.clock.sleep(delay);
  }

  private delay(): number {
    return this.weather.delayMs === 0 ? 0 : Math.floor(this.random.next() * (this.weather.delayMs + 1));
  }

  private async unanswered(node: string): Promise<never> {
    await this.clock.sleep(ANSWER_MS);
    throw unreachable(node, new Error('no answer'));
  }
}

/** An error loses its class on the way. */
const passedOn = (error: unknown): never => {
  throw new ActorError(errorType(error), errorMessage(error), { ...(error as Partial<ActorError>).data });
};

const json = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
