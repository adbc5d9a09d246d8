import { reviveOrder, revivePosition } from '../domain/account-event.ts';
import { decimal } from '../domain/decimal.ts';
import type { WorkingOrder } from '../domain/working-order.ts';
import {
  initialAccount,
  newLane,
  type AccountState,
  type Lane,
  type OpenOrder,
  type TradingActor,
} from './account-state.ts';
import type { RiskMonitorConfig } from './risk-monitor-config.ts';

type SavedOrder = Omit<OpenOrder, 'fillIds' | 'asked'> & { readonly fillIds: readonly string[] };
type SavedActor = Omit<TradingActor, 'instrument' | 'awaited' | 'decidedThrough' | 'waiting'>;
type SavedLane = Pick<Lane, 'stream' | 'position' | 'price' | 'time' | 'equityMarkedAt' | 'journaled'>;

interface Saved extends Pick<
  AccountState,
  'opened' | 'unallocated' | 'restriction' | 'recentOrders' | 'accepted' | 'denied' | 'denialsByCode'
> {
  readonly actors: readonly SavedActor[];
  readonly orders: readonly SavedOrder[];
  readonly closed: readonly SavedOrder[];
  readonly lanes: readonly SavedLane[];
}

/** JSON of the account; decimals become exact text. */
export const saveAccount = (state: AccountState): unknown => {
  const { opened, unallocated, restriction, recentOrders, accepted, denied, denialsByCode } = state;
  const saved: Saved = {
    ...{ opened, unallocated, restriction, accepted, denied },
    // Copies: what is saved stays as it was while it waits to be written.
    recentOrders: [...recentOrders],
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
  const { actors, orders, closed, lanes, unallocated, ...rest } = saved as Saved;
  return {
    ...initialAccount(config, self),
    ...rest,
    recentOrders: [...rest.recentOrders],
    denialsByCode: { ...rest.denialsByCode },
    unallocated: decimal(unallocated),
    actors: new Map(actors.map((actor) => [actor.address, reviveActor(actor)])),
    orders: new Map(orders.map((open) => [open.working.order.clientOrderId, reviveOpenOrder(open)])),
    closed: new Map(closed.map((open) => [open.working.order.clientOrderId, reviveOpenOrder(open)])),
    lanes: new Map(lanes.map((lane) => [lane.stream, { ...newLane(lane.stream), ...lane }])),
  };
}

const saveOrder = ({ asked: _asked, ...open }: OpenOrder): SavedOrder => ({ ...open, fillIds: [...open.fillIds] });

const reviveActor = (actor: SavedActor): TradingActor => ({
  ...actor,
  allocation: decimal(actor.allocation),
  cash: decimal(actor.cash),
  holding: revivePosition(actor.holding),
  instrument: undefined,
  awaited: true,
  decidedThrough: -1,
  waiting: [],
});

const reviveOpenOrder = (open: SavedOrder): OpenOrder => ({
  ...open,
  reserved: decimal(open.reserved),
  fillIds: new Set(open.fillIds),
  working: reviveWorking(open.working),
  asked: undefined,
});

const reviveWorking = (working: WorkingOrder): WorkingOrder => ({
  ...working,
  order: reviveOrder(working.order),
  filled: decimal(working.filled),
  filledValue: decimal(working.filledValue),
});
