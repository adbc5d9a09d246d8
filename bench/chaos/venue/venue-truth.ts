// What the venue knows, and nobody can make it forget.
// T1. An order is taken in once; every repetition gets the first answer, other content under the same id is a conflict.
// T2. A bar of a lane is matched once; every repetition gets the first events, another bar under the same position is a conflict.
// T3. What the troupe says of its orders is compared, never believed; only an account that is not known at all is taken over.
// T4. Within a bar, orders meet the market in the order they were journaled (the latest restore) or else arrived.
// T5. What it holds is the sum of its own fills; nobody's word changes that.
// T6. Synchronous and without I/O: the same deeds in the same order give the same truth, so a log of deeds rebuilds it.
import { hash } from 'node:crypto';
import { ZERO, type Decimal } from '../../../actors/domain/decimal.ts';
import type { FillModel, VenueInstrument } from '../../../actors/domain/fill-model.ts';
import type { AdvanceRequest, Funds, RestingOrder, VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { MatchedThrough } from '../../../actors/ports/broker.ts';
import type { Fill, Order } from '../../../actors/domain/order.ts';
import { restingBook } from '../../../actors/domain/resting-book.ts';
import type { VenueDeed } from './venue-line.ts';

interface KnownOrder {
  readonly order: Order;
  readonly hash: string;
  /** Oldest first, from its first word. */
  readonly history: VenueEvent[];
}

interface Lane {
  last: number;
  readonly matched: Map<number, { readonly bar: string; readonly events: readonly VenueEvent[] }>;
}

/** A deed for the log and the answer to whoever asked for it; `undefined` is the answer that nothing is known. */
export interface Deed {
  readonly deed: VenueDeed;
  readonly events: readonly VenueEvent[] | undefined;
}

export class VenueTruth {
  readonly #book;
  readonly #orders = new Map<string, KnownOrder>();
  /** Lanes by account. */
  readonly #accounts = new Map<string, Map<string, Lane>>();
  /** By account and symbol, signed. */
  readonly #holdings = new Map<string, Map<string, Decimal>>();

  readonly #isForgetful: boolean;

  constructor(settings: {
    readonly model: FillModel;
    readonly instrumentOf: (symbol: string) => VenueInstrument | undefined;
    /** T1 does not hold: an order that comes again is taken in again. */
    readonly isForgetful?: boolean;
  }) {
    this.#book = restingBook({ ...settings, doneKept: 0 });
    this.#isForgetful = settings.isForgetful ?? false;
  }

  submit(order: Order): Deed {
    const about = { account: order.account, clientOrderId: order.clientOrderId, hash: contentHash(order) };
    const known = this.#orders.get(order.clientOrderId);
    if (known !== undefined && !this.#isForgetful) {
      return known.hash === about.hash
        ? { deed: { kind: 'submit', outcome: 'duplicate', ...about }, events: known.history.slice(0, 1) }
        : { deed: { kind: 'submit', outcome: 'conflict', order, ...about }, events: [] };
    }
    this.#laneOf(order.account, order.lane);
    const events = this.#book.submit(order);
    if (known === undefined) this.#orders.set(order.clientOrderId, { order, hash: about.hash, history: [...events] });
    const outcome = events[0]?.kind === 'rejected' ? 'rejected' : 'accepted';
    const open = this.openOf(order.account).length;
    return { deed: { kind: 'submit', outcome, ...about, order, events, open }, events };
  }

  cancel(clientOrderId: string, at: { readonly position: number; readonly time: number }): Deed {
    const known = this.#orders.get(clientOrderId);
    if (known === undefined) return { deed: { kind: 'cancel', outcome: 'unknown', clientOrderId }, events: [] };
    const { account } = known.order;
    const events = this.#remembered(this.#book.cancel(clientOrderId, at));
    if (events.length === 0) return { deed: { kind: 'cancel', outcome: 'done', account, clientOrderId }, events };
    const open = this.openOf(account).length;
    return { deed: { kind: 'cancel', outcome: 'canceled', account, clientOrderId, ...at, events, open }, events };
  }

  query(clientOrderId: string): Deed {
    const known = this.#orders.get(clientOrderId);
    if (known === undefined) return { deed: { kind: 'query', outcome: 'unknown', clientOrderId }, events: undefined };
    const { account } = known.order;
    return { deed: { kind: 'query', outcome: 'known', account, clientOrderId }, events: [...known.history] };
  }

  advance({ account, lane: stream, position, bar, funds }: AdvanceRequest): Deed {
    const lane = this.#laneOf(account, stream);
    const of = { account, lane: stream, position };
    const first = lane.matched.get(position);
    if (first !== undefined) {
      return first.bar === JSON.stringify(bar)
        ? { deed: { kind: 'advance', outcome: 'repeated', ...of }, events: first.events }
        : { deed: { kind: 'advance', outcome: 'conflict', ...of }, events: [] };
    }
    if (position <= lane.last) return { deed: { kind: 'advance', outcome: 'late', ...of }, events: [] };

    const resting = this.#book.openOn(account, stream);
    const skipped = idsOf(resting.filter(({ matchedThrough }) => matchedThrough < position - 1));
    const ghosts = idsOf(resting.filter(({ order }) => funds[order.actor] === undefined));
    const payable: Record<string, Funds> = { ...funds };
    for (const { order } of resting) payable[order.actor] ??= { cash: ZERO, quantity: ZERO };
    const events = this.#remembered(this.#book.advance({ account, lane: stream, position, bar, funds: payable }));
    lane.last = position;
    lane.matched.set(position, { bar: JSON.stringify(bar), events });
    const anomalies = { ...(skipped.length > 0 && { skipped }), ...(ghosts.length > 0 && { ghosts }) };
    const open = this.openOf(account).length;
    return { deed: { kind: 'advance', outcome: 'matched', ...of, bar, funds, ...anomalies, events, open }, events };
  }

  restore(account: string, orders: readonly RestingOrder[]): Deed {
    const count = orders.length;
    if (!this.#accounts.has(account)) {
      this.#adopt(account, orders);
      return { deed: { kind: 'restore', outcome: 'adopted', account, count, orders }, events: undefined };
    }
    const sequence = idsOf(orders);
    const missing = sequence.filter((id) => !this.#orders.has(id));
    const unnamed = idsOf(this.openOf(account)).filter((id) => !sequence.includes(id));
    this.putInOrder(account, sequence);
    const differences = { ...(missing.length > 0 && { missing }), ...(unnamed.length > 0 && { unnamed }) };
    return {
      deed: { kind: 'restore', outcome: 'compared', account, count, sequence, ...differences },
      events: undefined,
    };
  }

  /** Open orders of the account, lane by lane, each lane in the order its orders meet the market. */
  openOf(account: string): readonly RestingOrder[] {
    return [...(this.#accounts.get(account)?.keys() ?? [])].flatMap((lane) => this.#book.openOn(account, lane));
  }

  /** By lane of the account, the last bar that was matched. */
  matchedOf(account: string): MatchedThrough {
    const lanes = [...(this.#accounts.get(account) ?? [])].filter(([, { last }]) => last >= 0);
    return Object.fromEntries(lanes.map(([stream, { last }]) => [stream, last]));
  }

  /** Signed quantities by symbol (T5). */
  holdingsOf(account: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Array.from(this.#holdings.get(account) ?? [], ([symbol, held]) => [symbol, String(held)]),
    );
  }

  get accounts(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** T3. */
  #adopt(account: string, orders: readonly RestingOrder[]): void {
    this.#accounts.set(account, new Map());
    for (const { order } of orders) this.#laneOf(account, order.lane);
    this.#book.restore(account, orders);
    for (const { order } of orders) {
      const history = [...(this.#book.query(order.clientOrderId) ?? [])];
      this.#orders.set(order.clientOrderId, { order, hash: contentHash(order), history });
    }
  }

  /** T4. The open orders named take the order they are named in, in the places that they hold among the others. */
  putInOrder(account: string, sequence: readonly string[]): void {
    const place = new Map(sequence.map((id, index) => [id, index]));
    const open = this.openOf(account);
    const named = open.filter(({ order }) => place.has(order.clientOrderId));
    const inOrder = named.toSorted(
      (left, right) => place.get(left.order.clientOrderId)! - place.get(right.order.clientOrderId)!,
    );
    if (named.every((resting, index) => resting === inOrder[index])) return;
    const next = inOrder.values();
    this.#book.restore(
      account,
      open.map((resting) => (place.has(resting.order.clientOrderId) ? next.next().value! : resting)),
    );
  }

  #remembered(events: readonly VenueEvent[]): readonly VenueEvent[] {
    for (const event of events) {
      this.#orders.get(event.clientOrderId)?.history.push(event);
      if (event.kind === 'filled') this.#hold(event.fill);
    }
    return events;
  }

  /** T5. */
  #hold({ account, instrument, side, quantity }: Fill): void {
    const held = this.#holdings.get(account) ?? new Map<string, Decimal>();
    this.#holdings.set(
      account,
      held.set(instrument, (held.get(instrument) ?? ZERO)[side === 'BUY' ? 'add' : 'sub'](quantity)),
    );
  }

  #laneOf(account: string, stream: string): Lane {
    let lanes = this.#accounts.get(account);
    if (lanes === undefined) this.#accounts.set(account, (lanes = new Map<string, Lane>()));
    let lane = lanes.get(stream);
    if (lane === undefined) lanes.set(stream, (lane = { last: -1, matched: new Map() }));
    return lane;
  }
}

const idsOf = (orders: readonly RestingOrder[]): string[] => orders.map(({ order }) => order.clientOrderId);

/** Independent of the order of the fields; equal amounts have equal text. */
const contentHash = (order: Order): string =>
  hash('sha256', JSON.stringify(order, Object.keys(order).toSorted()), 'hex');
