import { reviveOrder, revivePosition } from '../domain/account-event.ts';
import { decimal } from '../domain/decimal.ts';
import { loadControlBook, saveControlBook } from '../domain/risk/control-book.ts';
import type { WorkingOrder } from '../domain/working-order.ts';
import {
  initialAccount,
  newLane,
  priceOf,
  type AccountState,
  type Lane,
  type LeftMark,
  type OpenOrder,
  type RecentCancel,
  type RecentOrder,
  type TradingActor,
} from './account-state.ts';
import type { RiskMonitorConfig } from './risk-monitor-config.ts';
import { loadWatch, saveWatch } from './watch/watch-state.ts';

type SavedOrder = Omit<OpenOrder, 'fillIds' | 'asked'> & { readonly fillIds: readonly string[] };
type SavedActor = Omit<TradingActor, 'instrument' | 'awaited' | 'decidedThrough' | 'waiting'>;
type SavedLane = Pick<Lane, 'stream' | 'position' | 'price' | 'time' | 'equityMarkedAt' | 'journaled'>;

interface Saved extends Pick<
  AccountState,
  'opened' | 'unallocated' | 'restriction' | 'recentOrders' | 'accepted' | 'denied' | 'denialsByCode'
> {
  readonly controls?: unknown;
  readonly recentCancels?: readonly RecentCancel[];
  readonly marks?: readonly (readonly [string, LeftMark])[];
  readonly watch?: unknown;
  readonly actors: readonly SavedActor[];
  readonly orders: readonly SavedOrder[];
  readonly closed: readonly SavedOrder[];
  readonly lanes: readonly SavedLane[];
}

/** JSON of the account; decimals become exact text. */
export const saveAccount = (state: AccountState): unknown => {
  const { opened, unallocated, restriction, recentOrders, recentCancels, accepted, denied, denialsByCode } = state;
  const saved: Saved = {
    ...{ opened, unallocated, restriction, accepted, denied },
    controls: saveControlBook(state.controls),
    watch: saveWatch(state.watch),
    // Copies: what is saved stays as it was while it waits to be written.
    recentOrders: [...recentOrders],
    recentCancels: [...recentCancels],
    marks: [...state.marks],
    denialsByCode: { ...denialsByCode },
    actors: [...state.actors.values()].map(
      ({ instrument: _instrument, awaited: _awaited, decidedThrough: _decided, waiting: _waiting, ...actor }) => actor,
    ),
    orders: [...state.orders.values()].map(saveOrder),
    closed: [...state.closed.values()].map(saveOrder),
    lanes: [...state.lanes.values()].map(({ stream, position, price, time, equityMarkedAt }) => ({
      ...{ stream, position, price, time, equityMarkedAt },
      journaled: position,
    })),
  };
  return saved;
};

/** The account again from its JSON. */
export function loadAccount(config: RiskMonitorConfig, saved: unknown, self: string): AccountState {
  const { actors, orders, closed, lanes, unallocated, controls, watch, marks, ...rest } = saved as Saved;
  return {
    ...initialAccount(config, self),
    ...rest,
    recentOrders: rest.recentOrders.map(reviveRecent),
    recentCancels: [...(rest.recentCancels ?? [])],
    denialsByCode: { ...rest.denialsByCode },
    marks: new Map(marks),
    unallocated: decimal(unallocated),
    controls: loadControlBook(controls),
    watch: loadWatch(config, watch),
    actors: new Map(actors.map((actor) => [actor.address, reviveActor(actor)])),
    orders: new Map(orders.map((open) => [open.working.order.clientOrderId, reviveOpenOrder(open)])),
    closed: new Map(closed.map((open) => [open.working.order.clientOrderId, reviveOpenOrder(open)])),
    lanes: new Map(lanes.map((lane) => [lane.stream, { ...newLane(lane.stream), ...lane }])),
  };
}

const saveOrder = ({ asked: _asked, ...open }: OpenOrder): SavedOrder => ({ ...open, fillIds: [...open.fillIds] });

/** Snapshots from before these were noted have none. */
const UNNOTED = {
  ...{ strategy: undefined, provider: undefined, copy: undefined },
  ...({ told: 'ACTIVE', ruleOrders: 0, ruleExitAt: -1 } as const),
};

const reviveActor = (actor: SavedActor): TradingActor => ({
  ...UNNOTED,
  ...actor,
  allocation: decimal(actor.allocation),
  cash: decimal(actor.cash),
  holding: revivePosition(actor.holding),
  instrument: undefined,
  awaited: true,
  decidedThrough: -1,
  waiting: [],
});

/** Snapshots from before controls and prices were noted have none. */
function reviveOpenOrder({
  controls = 0,
  price,
  ...open
}: Omit<SavedOrder, 'controls' | 'price'> & Partial<Pick<SavedOrder, 'controls' | 'price'>>): OpenOrder {
  const working = reviveWorking(open.working);
  const reserved = decimal(open.reserved);
  return {
    ...open,
    ...{ controls, reserved, working },
    price: price === undefined ? priceOf(working.order, reserved) : decimal(price),
    fillIds: new Set(open.fillIds),
    asked: undefined,
  };
}

const reviveRecent = ({ sent, ...recent }: RecentOrder): RecentOrder => ({
  ...recent,
  ...(sent !== undefined && { sent: reviveOrder(sent) }),
});

const reviveWorking = (working: WorkingOrder): WorkingOrder => ({
  ...working,
  order: reviveOrder(working.order),
  filled: decimal(working.filled),
  filledValue: decimal(working.filledValue),
});
