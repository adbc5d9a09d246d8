// Bars, equity, fills and orders of the fake troupe: a fixed wave.
import type { BarRow, EquityRow, FillRow, OrderRow } from '../../actors/domain/record-rows.ts';
import type { StatementLine } from '../../actors/domain/statement-rows.ts';
import type { ActorView } from '../../actors/views.ts';

const wave = (index: number): number =>
  Math.sin(index / 9) * 14 + Math.sin(index / 3.7) * 5 + Math.sin(index / 31) * 30;
const DAY = 86_400_000;
const LAST_BAR = Date.parse('2009-03-30T00:00:00Z');
const dayAt = (index: number, of: number): string => new Date(LAST_BAR - (of - 1 - index) * DAY).toISOString();
const round = (value: number, places = 2): number => Number(value.toFixed(places));

export const barsOf = (limit: number): readonly BarRow[] =>
  Array.from({ length: limit }, (_, index) => {
    const at = index + 400 - limit;
    const [open, close] = [1150 + wave(at - 1), 1150 + wave(at)];
    return {
      seq: at,
      openTime: dayAt(index, limit),
      open: round(open),
      high: round(Math.max(open, close) + 4 + (at % 5)),
      low: round(Math.min(open, close) - 4 - (at % 3)),
      close: round(close),
      volume: 1_000_000 + ((at * 7919) % 400_000),
      flags: at % 97 === 0 ? ['GAP'] : [],
    };
  });

export const equityOf = (actor: string, points: number, actors: Map<string, ActorView>): readonly EquityRow[] => {
  const state = actors.get(actor)?.state;
  if (!state || state['fills'] === 0) return [];
  const [from, to] = [Number(state['allocation']), Number(state['equity'])];
  return Array.from({ length: points }, (_, index) => {
    const share = index / (points - 1);
    const equity = round(
      from + (to - from) * share + wave(index * (400 / points)) * (from / 1500) * Math.sin(Math.PI * share),
    );
    return {
      actor,
      time: dayAt(Math.round(share * 399), 400),
      equity: String(equity),
      cash: '1204.11',
      quantity: '22.45',
      price: round(1150 + wave(index)),
    };
  });
};

export const fillsOf = (actor: string, actors: Map<string, ActorView>): readonly FillRow[] => {
  const state = actors.get(actor)?.state;
  if (!state || state['fills'] === 0) return [];
  return Array.from({ length: 37 }, (_, index) => {
    const at = 398 - index * 9;
    return {
      fillId: `fill-${at}`,
      clientOrderId: `T${(at * 7_654_321).toString(36)}x${at}`,
      actor,
      account: String(state['account']),
      instrument: String(state['instrument']),
      side: index % 2 === 0 ? ('BUY' as const) : ('SELL' as const),
      price: String(round(1150 + wave(at))),
      quantity: '22.45',
      commission: '1.11',
      time: dayAt(at, 400),
      lane: String(state['lane']),
      position: at,
    };
  });
};

export const ordersOf = (actor: string, actors: Map<string, ActorView>): readonly OrderRow[] =>
  fillsOf(actor, actors).map((fill, index) => {
    const denied = index === 3;
    return {
      clientOrderId: fill.clientOrderId,
      actor,
      account: fill.account,
      instrument: fill.instrument,
      side: fill.side,
      type: index % 5 === 4 ? 'STOP_MARKET' : 'MARKET',
      timeInForce: 'GTC',
      quantity: fill.quantity,
      filled: denied ? '0' : fill.quantity,
      averagePrice: denied ? null : fill.price,
      limitPrice: null,
      triggerPrice: index % 5 === 4 ? fill.price : null,
      state: denied ? 'DENIED' : 'FILLED',
      reason: denied ? 'NOTIONAL_EXCEEDS_MAX_PER_ORDER: notional=51200 max=50000' : null,
      reduceOnly: index % 2 === 1,
      decidedAt: fill.time,
      updatedAt: fill.time,
    };
  });

/** A deposit, and a purchase from it. */
export const statementOf = (account: string): readonly StatementLine[] => {
  const nothing = {
    instrument: null,
    side: null,
    quantity: null,
    price: null,
    commission: '0',
    fees: '0',
    realizedPnl: '0',
  };
  const common = { actor: 'subscription.alice-sma', currency: 'USD' };
  return [
    {
      seq: 1,
      time: '2009-01-02T00:00:00.000Z',
      event: 'account.opened',
      ...nothing,
      ...common,
      actor: account,
      cash: '1000',
    },
    {
      ...{ seq: 2, time: '2009-01-03T00:00:00.000Z', event: 'order.filled', ...nothing, ...common, cash: '-100.5' },
      ...{ instrument: 'SPX', side: 'BUY', quantity: '1', price: '100', commission: '0.5' },
    },
  ];
};
