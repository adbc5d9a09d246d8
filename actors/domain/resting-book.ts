// The open orders of a simulated venue, by account and lane. Synchronous, no I/O, no clock: the paper broker wraps it, the
// backtest drives it directly. It can be rebuilt from RestingOrders at any time.
import type { AdvanceRequest, RestingOrder, VenueEvent } from './matching-venue.ts';
import { ZERO } from './decimal.ts';
import { DomainError } from './errors.ts';
import type { FillModel, VenueInstrument } from './fill-model.ts';
import { advance as match } from './matching.ts';
import type { Order } from './order.ts';
import { refusalOf } from './resting-book-refusal.ts';

export interface RestingBook {
  /** The venue's first word on the order: accepted or rejected; the same word again for an id it knows. `refusal` rejects it. */
  submit(order: Order, refusal?: string): readonly VenueEvent[];
  /** Nothing for an order that is done or unknown; a parent without a fill takes its children with it. */
  cancel(clientOrderId: string, at: { position: number; time: number }): readonly VenueEvent[];
  /** All that is known of the order, oldest first; fills from before a restore are not repeated. */
  query(clientOrderId: string): readonly VenueEvent[] | undefined;
  /** Matches the lane's orders with its next bar; asked again for its latest bar it answers the same, for an older one nothing. */
  advance(request: AdvanceRequest): readonly VenueEvent[];
  /** Replaces all that is known of the account. */
  restore(account: string, orders: readonly RestingOrder[]): void;
  openOn(account: string, lane: string): readonly RestingOrder[];
}

export interface RestingBookSettings {
  readonly model: FillModel;
  readonly instrumentOf: (instrument: string) => VenueInstrument | undefined;
  /** How many done orders of an account stay known to `submit` and `query`; the oldest are forgotten first. */
  readonly doneKept?: number;
}

interface Lane {
  /** In order of submission. */
  readonly open: Map<string, RestingOrder>;
  last?: { readonly position: number; readonly events: readonly VenueEvent[] };
}

interface Account {
  readonly lanes: Map<string, Lane>;
  readonly history: Map<string, VenueEvent[]>;
  readonly done: Set<string>;
}

const NOTHING: readonly VenueEvent[] = [];

/** An empty book. */
export function restingBook({ model, instrumentOf, doneKept = 10_000 }: RestingBookSettings): RestingBook {
  const accounts = new Map<string, Account>();
  const ownerOf = new Map<string, { account: Account; lane: Lane }>();

  const accountOf = (id: string): Account =>
    found(accounts, id, () => ({ lanes: new Map(), history: new Map(), done: new Set() }));
  const laneOf = (account: Account, id: string): Lane => found(account.lanes, id, () => ({ open: new Map() }));

  function record(account: Account, lane: Lane, events: readonly VenueEvent[]): void {
    for (const event of events) {
      account.history.get(event.clientOrderId)?.push(event);
      const resting = lane.open.get(event.clientOrderId);
      const next = resting && applied(resting, event);
      if (next !== undefined) lane.open.set(event.clientOrderId, next);
      else if (resting !== undefined) finish(account, lane, event.clientOrderId);
    }
  }

  function finish(account: Account, lane: Lane, clientOrderId: string): void {
    lane.open.delete(clientOrderId);
    account.done.add(clientOrderId);
    for (const oldest of account.done) {
      if (account.done.size <= doneKept) break;
      account.done.delete(oldest);
      account.history.delete(oldest);
      ownerOf.delete(oldest);
    }
  }

  function tradedOn(lane: string, [first]: readonly RestingOrder[]): VenueInstrument {
    const symbol = first?.order.instrument ?? '';
    const instrument = instrumentOf(symbol);
    if (instrument !== undefined) return instrument;
    const message = `${symbol} is no longer known, but has an open order on ${lane}`;
    throw new DomainError('INSTRUMENT_NOT_FOUND', message, { instrument: symbol, lane });
  }

  function add(account: Account, resting: RestingOrder, history: VenueEvent[]): Lane {
    const { clientOrderId } = resting.order;
    const lane = laneOf(account, resting.order.lane);
    lane.open.set(clientOrderId, resting);
    account.history.set(clientOrderId, history);
    ownerOf.set(clientOrderId, { account, lane });
    return lane;
  }

  return {
    submit(order, refusal) {
      const known = ownerOf.get(order.clientOrderId)?.account.history.get(order.clientOrderId)?.[0];
      if (known !== undefined) return [known];
      const account = accountOf(order.account);
      const reason = refusal ?? refusalOf(order, instrumentOf(order.instrument));
      const word: VenueEvent =
        reason === undefined
          ? accepted(order)
          : {
              kind: 'rejected',
              clientOrderId: order.clientOrderId,
              reason,
              position: order.position,
              time: order.decidedAt,
            };
      const lane = add(account, { order, filled: ZERO, triggered: false, matchedThrough: order.position }, [word]);
      if (reason !== undefined) finish(account, lane, order.clientOrderId);
      return [word];
    },

    cancel(clientOrderId, { position, time }) {
      const owner = ownerOf.get(clientOrderId);
      const resting = owner?.lane.open.get(clientOrderId);
      if (owner === undefined || resting === undefined) return NOTHING;
      const events: VenueEvent[] = [{ kind: 'canceled', clientOrderId, reason: 'CANCELED_BY_CLIENT', position, time }];
      if (resting.filled.isZero()) {
        for (const orphan of descendants(owner.lane, clientOrderId)) {
          events.push({
            kind: 'canceled',
            clientOrderId: orphan.order.clientOrderId,
            reason: `PARENT_CLOSED: parent=${orphan.order.parentOrderId}`,
            position,
            time,
          });
        }
      }
      record(owner.account, owner.lane, events);
      return events;
    },

    query(clientOrderId) {
      const history = ownerOf.get(clientOrderId)?.account.history.get(clientOrderId);
      return history && [...history];
    },

    advance({ account: accountId, lane: laneId, position, bar, funds }) {
      const account = accounts.get(accountId);
      const lane = account?.lanes.get(laneId);
      if (account === undefined || lane === undefined) return NOTHING;
      if (lane.last !== undefined && position <= lane.last.position)
        return position === lane.last.position ? lane.last.events : NOTHING;
      if (lane.open.size === 0) return NOTHING;
      const orders = [...lane.open.values()];
      const events = match({ orders, bar, position, funds, instrument: tradedOn(laneId, orders), model });
      lane.last = { position, events };
      record(account, lane, events);
      for (const [id, resting] of lane.open) {
        if (resting.matchedThrough < position) lane.open.set(id, { ...resting, matchedThrough: position });
      }
      return events;
    },

    restore(accountId, orders) {
      for (const id of accounts.get(accountId)?.history.keys() ?? []) ownerOf.delete(id);
      accounts.delete(accountId);
      const account = accountOf(accountId);
      for (const resting of orders) add(account, resting, remembered(resting));
    },

    openOn: (account, lane) => [...(accounts.get(account)?.lanes.get(lane)?.open.values() ?? [])],
  };
}

/** The order after an event, or undefined when it is done. */
export function applied(resting: RestingOrder, event: VenueEvent): RestingOrder | undefined {
  switch (event.kind) {
    case 'accepted':
      return resting;
    case 'triggered':
      return { ...resting, triggered: true };
    case 'updated':
      return { ...resting, triggerPrice: event.triggerPrice };
    case 'filled': {
      const filled = resting.filled.add(event.fill.quantity);
      return filled.gte(resting.order.quantity) ? undefined : { ...resting, filled };
    }
    case 'rejected':
    case 'canceled':
    case 'expired':
      return undefined;
  }
}

function accepted({ clientOrderId, position, decidedAt }: Order): VenueEvent {
  return { kind: 'accepted', clientOrderId, venueOrderId: `paper-${clientOrderId}`, position, time: decidedAt };
}

/** What a restored order can still tell of itself. */
function remembered({ order, triggered, triggerPrice, matchedThrough }: RestingOrder): VenueEvent[] {
  const at = { clientOrderId: order.clientOrderId, position: matchedThrough, time: order.decidedAt };
  const events = [accepted(order)];
  if (triggerPrice !== undefined) events.push({ kind: 'updated', triggerPrice, ...at });
  if (triggered) events.push({ kind: 'triggered', ...at });
  return events;
}

function* descendants(lane: Lane, parentOrderId: string): Generator<RestingOrder> {
  for (const child of lane.open.values()) {
    if (child.order.parentOrderId !== parentOrderId) continue;
    yield child;
    yield* descendants(lane, child.order.clientOrderId);
  }
}

function found<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
