// V1. One venue for all nodes, with its own truth; whatever it does is a line of its log, and the log is the oracle.
// V2. A node's line to it behaves as adapters/brokers/remote: what changes an account's book goes one after the other;
//     submit, cancel and query without an answer are reported as such, advance and restore are repeated until answered.
import type { FillModel, VenueInstrument } from '../../actors/domain/fill-model.ts';
import type { VenueEvent } from '../../actors/domain/matching-venue.ts';
import type { Order } from '../../actors/domain/order.ts';
import type { BrokerPort } from '../../actors/ports/broker.ts';
import type { VenueLine } from '../../bench/chaos/venue/venue-line.ts';
import { type Deed, VenueTruth } from '../../bench/chaos/venue/venue-truth.ts';
import { ActorError, errorType } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import type { Life } from './life.ts';
import type { Timeline } from './timeline.ts';

const PATIENCE_MS = 2_000;
const RETRY_MS = 250;

export interface VenueWeather {
  readonly cutOff: Set<string>;
  /** Share of requests that come to nothing, half of them after they were carried out. */
  unanswered: number;
}

type Events = readonly VenueEvent[] | undefined;

/** The venue of the world. */
export class SimVenue {
  readonly lines: VenueLine[] = [];
  readonly weather: VenueWeather = { cutOff: new Set(), unanswered: 0 };
  private readonly isForgetful: boolean;
  private readonly truth: VenueTruth;
  private readonly timeline: Timeline;
  private readonly random: Random;
  private readonly taken = new Map<string, number>();

  constructor(
    timeline: Timeline,
    random: Random,
    settings: {
      readonly model: FillModel;
      readonly instrumentOf: (symbol: string) => VenueInstrument | undefined;
      /** Control: an order is a new one even if its id is known. */
      readonly isForgetful: boolean;
    },
  ) {
    this.timeline = timeline;
    this.random = random;
    this.isForgetful = settings.isForgetful;
    this.truth = new VenueTruth(settings);
  }

  /** The line of one process to it. */
  brokerOf(life: Life): BrokerPort {
    const lastOf = new Map<string, Promise<unknown>>();
    const inTurn = <Answer>(account: string, perform: () => Promise<Answer>): Promise<Answer> => {
      const mine = (lastOf.get(account) ?? Promise.resolve()).then(perform, perform);
      lastOf.set(account, mine);
      return mine;
    };
    const ask = (what: string, carryOut: () => Deed): Promise<Events> => this.ask(life, what, carryOut);
    const untilAnswered = async (what: string, carryOut: () => Deed): Promise<Events> => {
      for (;;) {
        try {
          return await ask(what, carryOut);
        } catch (error) {
          if (!errorType(error).startsWith('VENUE_')) throw error;
        }
        await life.clock.sleep(RETRY_MS);
      }
    };
    return {
      venue: 'simulated',
      simulated: true,
      submit: async (order) =>
        (await inTurn(order.account, () => ask(`submit ${order.clientOrderId}`, () => this.submit(order)))) ?? [],
      cancel: async (id, at) => (await ask(`cancel ${id}`, () => this.truth.cancel(id, at))) ?? [],
      query: (id) => ask(`query ${id}`, () => this.truth.query(id)),
      advance: async (request) => {
        const what = `advance ${request.lane}#${request.position} of ${request.account}`;
        return (await inTurn(request.account, () => untilAnswered(what, () => this.truth.advance(request)))) ?? [];
      },
      restore: async (account, orders) => {
        const what = `restore ${account} ${orders.length}`;
        return inTurn(account, async () => {
          await untilAnswered(what, () => this.truth.restore(account, orders));
          return this.truth.matchedOf(account);
        });
      },
    };
  }

  private submit(order: Order): Deed {
    const { clientOrderId } = order;
    const before = this.taken.get(clientOrderId) ?? 0;
    this.taken.set(clientOrderId, before + 1);
    if (!this.isForgetful || before === 0) return this.truth.submit(order);
    const { deed, events } = this.truth.submit({ ...order, clientOrderId: `${clientOrderId}/${before}` });
    return { deed: { ...deed, clientOrderId } as typeof deed, events };
  }

  private ask(life: Life, what: string, carryOut: () => Deed): Promise<Events> {
    const { timeline, random } = this;
    const { node } = life;
    return new Promise((resolve, reject) => {
      const fail = (type: string): void => reject(new ActorError(type, `${what}: no answer`));
      const giveUp = life.clock.setTimer(PATIENCE_MS, () => fail('VENUE_TIMEOUT'));
      const answer = (outcome: () => void): void =>
        void timeline.after(latency(random), () =>
          life.enter('venue', () => {
            giveUp();
            outcome();
          }),
        );
      const isUnanswered = random.next() < this.weather.unanswered;
      const isLost = isUnanswered && random.next() < 0.5;
      const isRefused = isLost && random.next() < 0.5;
      // A packet that was cut off may come through long after its sender gave it up.
      const delayMs = isUnanswered && !isLost && random.next() < 0.3 ? 4_000 * random.next() : latency(random);
      life.send(delayMs, () => {
        if (isRefused) return answer(() => fail('VENUE_UNAVAILABLE'));
        if (isLost || this.weather.cutOff.has(node)) return;
        const { deed, events } = carryOut();
        this.lines.push({ seq: this.lines.length + 1, at: '', node, ...deed });
        timeline.note('venue', `${node} ${what}: ${'outcome' in deed ? deed.outcome : deed.kind}`);
        if (deed.kind === 'submit' && deed.outcome === 'conflict') return answer(() => fail('VENUE_REJECTED'));
        if (isUnanswered) return;
        answer(() => resolve(events));
      });
    });
  }
}

const latency = (random: Random): number => 0.3 + 1.2 * random.next();
