// The actors, feeds and strategies of the fake troupe.
import type { StatusView, TreeView } from '../../actors/cluster-views.ts';
import type { CatalogView, LaneView } from '../../actors/start-views.ts';
import type { ActorView } from '../../actors/views.ts';

export const catalog: readonly CatalogView[] = [
  {
    name: 'sma-cross',
    title: 'SMA cross',
    description: 'LONG when the fast simple mean of closes crosses above the slow one, SHORT when it crosses below.',
    parameters: {
      type: 'object',
      properties: {
        fast: {
          type: 'integer',
          minimum: 1,
          maximum: 500,
          default: 10,
          description: 'Bars in the fast mean of closes',
        },
        slow: {
          type: 'integer',
          minimum: 2,
          maximum: 1000,
          default: 30,
          description: 'Bars in the slow mean of closes',
        },
      },
    },
  },
  {
    name: 'rsi-reversion',
    title: 'RSI mean reversion',
    description: 'LONG when RSI falls below the oversold level, FLAT when it rises above the exit level.',
    parameters: {
      type: 'object',
      properties: {
        period: { type: 'integer', minimum: 2, maximum: 200, default: 14, description: 'Bars of the RSI' },
        oversold: { type: 'number', minimum: 1, maximum: 50, default: 30 },
        exit: { type: 'number', minimum: 1, maximum: 99, default: 50 },
      },
    },
  },
  {
    name: 'session-range-breakout',
    title: 'Session range breakout',
    description: 'Trades the break of a session’s opening range.',
    parameters: {
      type: 'object',
      properties: {
        session: { type: 'string', enum: ['london', 'new-york'], default: 'london' },
        rangeMinutes: { type: 'integer', minimum: 5, maximum: 240, default: 60 },
        fade: { type: 'boolean', default: false, description: 'Trades against the break' },
      },
    },
  },
];

export const status = (iso: (agoMs?: number) => string): StatusView => ({
  ready: true,
  node: 'node-1',
  startedAt: iso(5_400_000),
  parts: [
    { part: 'postgres', ok: true, detail: 'answers' },
    { part: 'actors', ok: true, detail: '12 of 13 running' },
    { part: 'feeds', ok: true, detail: '2 of 2' },
  ],
});

export const lanesAt = (iso: (agoMs?: number) => string) => (): readonly LaneView[] => [
  {
    lane: 'bars.SPX.1d',
    instrument: 'SPX',
    symbolToken: 'SPX',
    timeframe: '1d',
    simulated: false,
    description: 'S&P 500 daily bars, 2000 to 2010, replayed',
    bars: 2516,
    lastClose: 1186.69,
    lastBarAt: '2009-03-31T00:00:00.000Z',
    lastHeardAt: iso(2_000),
    status: 'running',
  },
  {
    lane: 'bars.SIM-EUR.1m',
    instrument: 'SIM/EUR',
    symbolToken: 'SIM-EUR',
    timeframe: '1m',
    simulated: true,
    description: 'Seeded random walk',
    bars: 912,
    lastClose: 1.08421,
    lastBarAt: iso(12_000),
    lastHeardAt: iso(12_000),
    status: 'running',
  },
];

export const base = (iso: (agoMs?: number) => string, address: string, parent: string, owner: string): ActorView => ({
  address,
  kind: address.slice(0, address.indexOf('.')),
  parent,
  owner,
  node: 'node-1',
  lifecycle: 'running',
  since: iso(5_300_000),
  restarts: 0,
  lastCause: null,
  tradingState: null,
  tradingStateReason: null,
  mailbox: { depth: 0, oldestAgeMs: 0, dropped: 0 },
  turns: 2516,
  lastTurnAt: iso(2_000),
  state: {},
});

interface SubscriptionSketch {
  readonly strategy: string;
  readonly account: string;
  readonly lane: string;
  readonly allocation: number;
  readonly equity: number;
  readonly quantity: string;
  readonly simulated?: boolean;
}

export const subscriptionState = (sketch: SubscriptionSketch): Record<string, unknown> => ({
  strategy: sketch.strategy,
  account: sketch.account,
  instrument: sketch.simulated ? 'SIM/EUR' : 'SPX',
  lane: sketch.lane,
  simulated: sketch.simulated ?? false,
  direction: 'long-only',
  allocation: String(sketch.allocation),
  cash: String(sketch.quantity === '0' ? sketch.equity : 1204.11),
  quantity: sketch.quantity,
  averagePrice: sketch.quantity === '0' ? null : sketch.simulated ? '1.08112' : '1142.33',
  lastPrice: sketch.simulated ? 1.08421 : 1186.69,
  lastBarAt: '2009-03-31T00:00:00.000Z',
  position: 2516,
  equity: String(sketch.equity),
  realizedPnl: String(sketch.equity - sketch.allocation - 300),
  unrealizedPnl: '300',
  commission: '41.20',
  drawdown: 0.0312,
  maxDrawdown: 0.1184,
  workingOrders: [],
  pendingRequests: 0,
  lastSignal: { target: 'LONG', reason: 'SMA(10) crossed above SMA(30)', at: '2009-03-23T00:00:00.000Z' },
  fills: 37,
  denied: 1,
});

export const company = (iso: (agoMs?: number) => string): readonly ActorView[] => {
  const actor = (address: string, parent: string, owner: string, more: Partial<ActorView> = {}): ActorView => ({
    ...base(iso, address, parent, owner),
    ...more,
  });
  const strategyState = (
    strategy: string,
    title: string,
    params: Record<string, unknown>,
    lane: string,
  ): Record<string, unknown> => ({
    strategy,
    title,
    params,
    lane,
    published: true,
    barsSeen: 2516,
    warm: true,
    signalsSent: 37,
    indicators: { fast: 1178.2, slow: 1154.9 },
  });
  const subscription = (
    id: string,
    owner: string,
    sketch: SubscriptionSketch,
    more: Partial<ActorView> = {},
  ): ActorView =>
    actor(`subscription.${id}`, `account.${sketch.account}`, owner, {
      tradingState: 'ACTIVE',
      state: subscriptionState(sketch),
      ...more,
    });
  const [spx, sim] = ['bars.SPX.1d', 'bars.SIM-EUR.1m'];
  return [
    actor('market-data.SPX', 'node.node-1', 'troupe', {
      state: { instrument: 'SPX', simulated: false, lanes: [spx], bars: 2516, flagged: { GAP: 3, OUTLIER: 1 } },
    }),
    actor('market-data.SIM-EUR', 'node.node-1', 'troupe', {
      state: { instrument: 'SIM/EUR', simulated: true, lanes: [sim], bars: 912 },
    }),
    actor('strategy.sma-10-30', 'node.node-1', 'alice', {
      tradingState: 'ACTIVE',
      state: strategyState('sma-cross', 'SMA cross', { fast: 10, slow: 30 }, spx),
    }),
    actor('strategy.rsi-14', 'node.node-1', 'bob', {
      tradingState: 'ACTIVE',
      state: strategyState('rsi-reversion', 'RSI mean reversion', { period: 14, oversold: 30, exit: 50 }, spx),
    }),
    actor('strategy.london-sim', 'node.node-1', 'alice', {
      tradingState: 'ACTIVE',
      mailbox: { depth: 3, oldestAgeMs: 420, dropped: 0 },
      state: strategyState(
        'session-range-breakout',
        'Session range breakout',
        { session: 'london', rangeMinutes: 60 },
        sim,
      ),
    }),
    actor('risk-monitor.alice-main', 'account.alice-main', 'alice', {
      tradingState: 'ACTIVE',
      state: {
        account: 'alice-main',
        venue: 'paper',
        tradingState: 'ACTIVE',
        openOrders: 0,
        accepted: 74,
        denied: 1,
        limits: { maxOrderNotional: '50000', maxOrdersPerMinute: 60 },
      },
    }),
    subscription('alice-sma', 'alice', {
      strategy: 'strategy.sma-10-30',
      account: 'alice-main',
      lane: spx,
      allocation: 25000,
      equity: 27840.22,
      quantity: '22.45',
    }),
    subscription(
      'alice-london',
      'alice',
      {
        strategy: 'strategy.london-sim',
        account: 'alice-main',
        lane: sim,
        allocation: 20000,
        equity: 20000,
        quantity: '0',
        simulated: true,
      },
      { tradingState: 'REDUCING', tradingStateReason: 'paused by alice' },
    ),
    subscription(
      'alice-rsi',
      'alice',
      {
        strategy: 'strategy.rsi-14',
        account: 'alice-main',
        lane: spx,
        allocation: 20000,
        equity: 20572.33,
        quantity: '16.1',
      },
      { lifecycle: 'restarting', restarts: 2, lastCause: 'the turn of bar 2 511 threw: indicator returned no value' },
    ),
    actor('risk-monitor.bob-main', 'account.bob-main', 'bob', {
      tradingState: 'ACTIVE',
      state: { account: 'bob-main', venue: 'paper', tradingState: 'ACTIVE' },
    }),
    subscription('bob-sma', 'bob', {
      strategy: 'strategy.sma-10-30',
      account: 'bob-main',
      lane: spx,
      allocation: 15000,
      equity: 14120.1,
      quantity: '-11',
    }),
    subscription(
      'bob-rsi',
      'bob',
      { strategy: 'strategy.rsi-14', account: 'bob-main', lane: spx, allocation: 15000, equity: 14670, quantity: '0' },
      {
        lifecycle: 'faulted',
        restarts: 5,
        tradingState: 'HALTED',
        tradingStateReason: 'its supervisor gave it up',
        lastCause: '5 restarts within 60 s: the journal refused a sequence number',
        lastTurnAt: iso(840_000),
        since: iso(840_000),
      },
    ),
  ];
};

/** The tree of one node, or of the only one. */
export const treeOf = (all: readonly ActorView[], ofNode?: string): TreeView => {
  const actors = ofNode === undefined ? all : all.filter((view) => view.node === ofNode);
  const node = (id: string, strategy: TreeView['strategy'], children: readonly TreeView[]): TreeView => ({
    id,
    strategy,
    lifecycle: 'running',
    restarts: 0,
    lastCause: null,
    children,
  });
  const leaf = (view: ActorView): TreeView => ({
    id: view.address,
    strategy: null,
    lifecycle: view.lifecycle,
    restarts: view.restarts,
    lastCause: view.lastCause,
    children: [],
  });
  const under = (parent: string | null): readonly TreeView[] =>
    actors.filter((view) => view.parent === parent).map(leaf);
  const supervised = [...new Set(actors.flatMap((view) => (view.parent?.startsWith('account.') ? [view.parent] : [])))];
  return node('node.node-1', 'one_for_one', [
    ...under(ofNode === undefined ? 'node.node-1' : null),
    ...supervised.map((id) => node(id, 'rest_for_one', under(id))),
  ]);
};
