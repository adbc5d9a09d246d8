// A troupe in memory in which people copy each other: two providers with a record, a young one, three follows, a desk.
import type { FollowerStateView, FollowPreviewView, ProviderStateView } from '../../actors/copy-views.ts';
import type {
  CopyRecordRow,
  DeliveredCopyRow,
  FollowRow,
  ProviderEntryRow,
  SourceRecord,
  StatementDayRow,
} from '../../actors/domain/copy/copy-rows.ts';
import type { ActorView, ManualStateView } from '../../actors/views.ts';
import { base } from '../support/fake-company.ts';
import { type FakeTroupe, fakeTroupe, fault } from '../support/fake-troupe.ts';

const DAY = 86_400_000;
const LAST = Date.parse('2009-03-31T00:00:00Z');
const AT = '2026-03-01T12:00:00.000Z';

export const TREND = 'provider.trend';
export const YOUNG = 'provider.young';
export const FOLLOWER = 'follower.bob-trend';
export const DESK = 'manual.alice-desk';

export interface CopyingTroupe extends FakeTroupe {
  /** What the next preview says. */
  preview: FollowPreviewView;
}

/** With `empty` nobody publishes, follows or trades by hand. */
export const copyingTroupe = ({ empty = false }: { readonly empty?: boolean } = {}): CopyingTroupe => {
  const troupe = fakeTroupe();
  const iso = (agoMs = 0): string => new Date(Date.now() - agoMs).toISOString();
  const add = (address: string, owner: string, parent: string, state: object, more: Partial<ActorView> = {}): void =>
    troupe.addActor({
      ...{ ...base(iso, address, parent, owner), tradingState: 'ACTIVE', state: { ...state }, ...more },
    });
  if (!empty) {
    add(TREND, 'alice', 'node.node-1', provider({ name: 'Index trend', source: 'subscription.alice-sma' }));
    add(
      'provider.fx',
      'bob',
      'node.node-1',
      provider({
        ...{
          name: 'Euro ranges',
          source: 'subscription.bob-range',
          instrument: 'SIM/EUR',
          simulated: true,
          basis: '24/7',
        },
        ...{ broadcasting: 'PAUSED', broadcastingReason: 'holiday', maxFollowers: 1, followers: 1 },
        room: { followers: 0, capital: null },
      }),
      { tradingState: 'HALTED', tradingStateReason: 'drawdown' },
    );
    add(
      YOUNG,
      'alice',
      'node.node-1',
      provider({ ...{ name: 'By hand', source: DESK, followers: 0, capital: '0', aliases: [], depth: 2 } }),
    );
    add(FOLLOWER, 'bob', 'account.bob-main', follower({}));
    add(
      'follower.bob-fx',
      'bob',
      'account.bob-main',
      follower({
        ...{ provider: 'provider.fx', instrument: 'SIM/EUR', simulated: true, quantity: '0', averagePrice: null },
        ...{ mode: 'close_only', modeReason: 'close-only by bob', target: '0', slippage: null, isJoined: false },
        entries: [entry({ outcome: 'skipped', reason: 'COPY_SLIPPAGE_EXCEEDED', facts: 'slippage=0.004 limit=0.001' })],
      }),
      { tradingState: 'REDUCING', tradingStateReason: 'close-only by bob' },
    );
    add(
      'follower.alice-fx',
      'alice',
      'account.alice-main',
      follower({
        ...{
          provider: 'provider.fx',
          account: 'alice-main',
          mode: 'stopped',
          modeReason: 'copy-stop-loss',
          slippage: -0.0004,
        },
      }),
      {
        tradingState: 'HALTED',
        tradingStateReason: 'copy-stop-loss',
        lifecycle: 'faulted',
        lastCause: 'out of memory',
      },
    );
    add(DESK, 'alice', 'account.alice-main', desk());
  }

  const answers: Readonly<Record<string, (params: Record<string, unknown>) => unknown>> = {
    'records.source-record': ({ source }) => (source === DESK ? youngRecord() : longRecord()),
    'records.judged-copies': () => [
      { providerPrice: '1150', price: '1150.6', side: 'BUY', wanted: '10', ordered: '10' },
      { providerPrice: '1160', price: '1159.8', side: 'SELL', wanted: '-10', ordered: '-10' },
    ],
    'records.provider-followers': ({ provider: address }) =>
      address === YOUNG ? { count: 0, allocated: {} } : { count: 2, allocated: { USD: '25000' } },
    'records.copy-delivery': ({ provider: address }) => (address === TREND ? deliveries() : []),
    'records.provider-entries': ({ provider: address }) => ({ rows: address === YOUNG ? [] : entries() }),
    'records.copies': ({ follower: address }) => ({ rows: address === FOLLOWER ? copies() : [] }),
    'records.copy-statement': ({ follower: address }) => (address === FOLLOWER ? statement() : []),
    'records.follows': ({ owner, follower: address }) => ({
      rows: follows().filter(
        (row) => !empty && (owner ?? 'bob') === 'bob' && row['follower'] === (address ?? row['follower']),
      ),
    }),
    'troupe.follow-preview': () => copying.preview,
    'troupe.publish': () => ({ provider: TREND }),
    'troupe.follow': ({ allocation }) => {
      if (Number(allocation) > 20_000)
        throw fault('CAPITAL_EXCEEDED', 'Index trend takes 5000 USD more of its 30000', { field: 'allocation' });
      return { follower: FOLLOWER };
    },
    'troupe.unfollow': () => ({ closes: '12' }),
    'troupe.open-manual-desk': () => ({ desk: DESK }),
    [`${DESK}.order`]: ({ limitPrice }) => {
      if (limitPrice === '0.001')
        throw fault('INVALID_ORDER', 'limitPrice: 0.001 is no multiple of the tick size 0.01');
      return { clientOrderIds: ['T1'] };
    },
  };
  const copying: CopyingTroupe = {
    ...troupe,
    preview: PREVIEW,
    async call(action, given = {}) {
      const params = given as Record<string, unknown>;
      const command = /^(?:provider|follower|manual)\.[\w-]+\.(?!inspect$)/.test(action);
      const answer = answers[action] ?? (command ? () => ({}) : undefined);
      if (answer === undefined) return troupe.call(action, given);
      // The troupe notes the call, and breaks what is to be broken; of these it knows no more.
      await troupe.call(action, given).catch((error: unknown) => {
        if (
          (error as { type?: string }).type !== 'SERVICE_NOT_FOUND' &&
          (error as { type?: string }).type !== 'ACTOR_NOT_HOSTED'
        )
          throw error;
      });
      return answer(params);
    },
  };
  return copying;
};

const provider = (told: Partial<ProviderStateView>): ProviderStateView => ({
  ...{ name: 'Index trend', description: 'Buys strength, sells weakness.\nLoses in quiet markets.' },
  ...{ source: 'subscription.alice-sma', account: 'alice-main', lane: 'bars.SPX.1d', instrument: 'SPX' },
  ...{ simulated: false, basis: 'sessions', currency: 'USD', visibility: 'public', depth: 1, published: true },
  ...{ broadcasting: 'ON', broadcastingReason: '', entries: 3, reports: 74, time: '2009-03-31T00:00:00.000Z' },
  book: { round: 37, quantity: '22.45', averagePrice: '1142.33', price: '1142.33', equity: '26120.5' },
  ...{ followers: 12, aliases: ['Owl', 'Heron'], capital: '25000', maxFollowers: 50, maxCapital: '30000' },
  room: { followers: 38, capital: '5000' },
  terms: { performance: '0.2', management: '0.01', perVolume: '0' },
  notes: [{ text: 'Trading smaller over the holidays', at: AT }],
  ...told,
});

const entry = (told: Partial<FollowerStateView['entries'][number]>): FollowerStateView['entries'][number] => ({
  ...{ seq: 3, fill: 'fill-398', at: AT, outcome: 'copied', reason: null, facts: null },
  ...{ wanted: '12', ordered: '12', providerPrice: '1142.33', price: '1142.9', latencyMs: 42 },
  ...told,
});

const follower = (told: Partial<FollowerStateView>): FollowerStateView => ({
  ...{ account: 'bob-main', instrument: 'SPX', lane: 'bars.SPX.1d', simulated: false, allocation: '15000' },
  ...{ cash: '1284.2', quantity: '12', averagePrice: '1142.9', lastPrice: 1186.69, lastBarAt: AT, position: 2516 },
  ...{ equity: '15524.48', realizedPnl: '120', unrealizedPnl: '525.48', commission: '12.1', workingOrders: [] },
  ...{ pendingRequests: 0, fills: 9, denied: 0, provider: TREND, alias: 'Owl', sourceInstrument: 'SPX' },
  settings: {
    ...{ allocation: { kind: 'equity_ratio', multiplier: '1' }, reverse: false, symbolMap: {}, deny: [] },
    ...{ maxSlippage: 0.005, maxSignalAgeMs: 60_000, copyOpen: false, copyStopLoss: 0.6, afterOutage: 'reconcile' },
  } as unknown as FollowerStateView['settings'],
  ...{ mode: 'copying', modeReason: '', round: 37, isJoined: true, scale: '0.5345', target: '12' },
  ...{ providerQuantity: '22.45', providerPrice: '1142.33', slippage: 0.0005, working: '0', entry: 3 },
  ...{ feesPaid: '18.4', feesThrough: '2009-03-30', mark: '15000', drawdown: 0.01, maxDrawdown: 0.08 },
  entries: [entry({}), entry({ seq: 2, outcome: 'noted', wanted: '0', ordered: '0' })],
  ...told,
});

const desk = (): ManualStateView => ({
  ...{ account: 'alice-main', instrument: 'SPX', lane: 'bars.SPX.1d', simulated: false, allocation: '10000' },
  ...{ cash: '4287.7', quantity: '5', averagePrice: '1142.46', lastPrice: 1186.69, lastBarAt: AT, position: 2516 },
  ...{ equity: '10221.15', realizedPnl: '0', unrealizedPnl: '221.15', commission: '2.86', workingOrders: ['T2'] },
  ...{ pendingRequests: 0, fills: 1, denied: 0 },
  orders: [
    {
      ...{ clientOrderId: 'T2', commandId: 'c2', role: 'exit', side: 'SELL', type: 'LIMIT', quantity: '5' },
      ...{ limitPrice: '1250', triggerPrice: null, filled: '0', averagePrice: null, state: 'OPEN', reason: null },
      decidedAt: AT,
    },
    {
      ...{ clientOrderId: 'T1', commandId: 'c1', role: 'entry', side: 'BUY', type: 'MARKET', quantity: '5' },
      ...{ limitPrice: null, triggerPrice: null, filled: '5', averagePrice: '1142.46', state: 'FILLED', reason: null },
      decidedAt: AT,
    },
  ],
});

const wave = (index: number): number => index * 12 + Math.sin(index / 9) * 700 + Math.sin(index / 31) * 900;

const recordOf = (days: number, trades: number): SourceRecord => {
  const time = (index: number): number => LAST - (days - 1 - index) * DAY;
  return {
    equity: Array.from({ length: days }, (_, index) => ({
      ...{ time: time(index), equity: (20_000 + wave(index)).toFixed(2) },
    })),
    flows: [],
    fills: Array.from({ length: trades * 2 }, (_, index) => ({
      ...{
        fillId: `fill-${index}`,
        clientOrderId: `T${index}`,
        actor: 'subscription.alice-sma',
        account: 'alice-main',
      },
      ...{
        instrument: 'SPX',
        side: index % 2 === 0 ? 'BUY' : 'SELL',
        quantity: '10',
        commission: '0.5',
        lane: 'bars.SPX.1d',
      },
      ...{ price: String(1100 + index + (index % 2) * (index % 3 === 0 ? -9 : 14)), position: index },
      time: time(Math.floor((index * (days - 1)) / (trades * 2))),
    })),
  };
};
const longRecord = (): SourceRecord => recordOf(400, 40);
const youngRecord = (): SourceRecord => recordOf(9, 2);

const delivered = (told: Partial<DeliveredCopyRow>): DeliveredCopyRow => ({
  ...{ seq: 3, outcome: 'copied', reason: null, denied: null, latencyMs: 40, ordered: '12', filledQuantity: '12' },
  ...{ providerPrice: '1142.33', fillPrice: '1142.9' },
  ...told,
});

const deliveries = (): readonly DeliveredCopyRow[] => [
  ...Array.from({ length: 8 }, (_, index) => delivered({ latencyMs: 40 + index * 20 })),
  delivered({ outcome: 'reduced', reason: 'COPY_ABOVE_MAXIMUM', ordered: '5', filledQuantity: '5' }),
  delivered({
    outcome: 'skipped',
    reason: 'COPY_SLIPPAGE_EXCEEDED',
    ordered: '0',
    filledQuantity: '0',
    fillPrice: null,
  }),
  delivered({ denied: 'MAX_LEVERAGE_EXCEEDED: used=5', filledQuantity: '0', fillPrice: null, latencyMs: 1_900 }),
  delivered({ seq: 2, outcome: 'noted', ordered: '0', filledQuantity: '0', fillPrice: null }),
];

const entries = (): readonly ProviderEntryRow[] => {
  const row: ProviderEntryRow = {
    ...{ provider: TREND, seq: 3, kind: 'fill', fillId: 'fill-398', side: 'BUY', quantity: '22.45', price: '1142.33' },
    ...{ round: 37, bookQuantity: '22.45', averagePrice: '1142.33', equity: '26120.5', broadcasting: 'ON' },
    ...{ tradingState: 'ACTIVE', note: null, time: '2009-03-31T00:00:00.000Z', at: AT },
  };
  const other = { ...row, fillId: null, side: null, quantity: null, bookQuantity: '0', averagePrice: '0' };
  return [
    row,
    { ...other, seq: 2, kind: 'note', note: 'Trading smaller over the holidays' },
    { ...other, seq: 1, kind: 'state', note: 'published' },
  ];
};

const copies = (): readonly CopyRecordRow[] => {
  const row: CopyRecordRow = {
    ...{ follower: FOLLOWER, account: 'bob-main', provider: TREND, seq: 3, fillId: 'fill-398', outcome: 'copied' },
    ...{
      reason: null,
      facts: null,
      round: 37,
      isJoined: true,
      scale: '0.5345',
      providerPrice: '1142.33',
      price: '1142.9',
    },
    ...{ wanted: '12', ordered: '12', latencyMs: 42, clientOrderIds: ['T9'], instrument: 'SPX', orderState: 'FILLED' },
    ...{ denied: null, filledQuantity: '12', fillPrice: '1142.9', at: AT },
  };
  const none = { orderState: null, filledQuantity: '0', fillPrice: null, ordered: '0' };
  return [
    row,
    {
      ...row,
      ...none,
      seq: 2,
      outcome: 'skipped',
      reason: 'COPY_SLIPPAGE_EXCEEDED',
      facts: 'slippage=0.004 limit=0.001',
    },
    { ...row, ...none, seq: 1, orderState: 'DENIED', denied: 'MAX_LEVERAGE_EXCEEDED: used=5 limit=4', ordered: '12' },
  ];
};

const statement = (): readonly StatementDayRow[] => [
  {
    ...{ day: '2009-03-30', openingEquity: '0', deposits: '15000', copiedTrades: 1, realizedPnl: '0' },
    ...{ unrealizedPnl: '542.88', commissions: '12.1', managementFee: '0.41', volumeFee: '0', performanceFee: '5.89' },
    ...{ closingEquity: '15524.48', mark: '15518.59' },
  },
];

const follows = (): readonly FollowRow[] => [
  {
    ...{ follower: 'follower.bob-old', account: 'bob-main', provider: YOUNG, instrument: 'SPX', allocated: '5000' },
    ...{
      currency: 'USD',
      since: '2026-01-05T09:00:00.000Z',
      mode: 'stopped',
      modeReason: 'unfollow',
      isFollowing: false,
    },
    ...{ seq: 4, round: 2, scale: null, isJoined: false },
  },
];

const PREVIEW: FollowPreviewView = {
  ...{ currency: 'USD', instrument: 'SPX', lane: 'bars.SPX.1d', price: '1186.69' },
  now: { quantity: '0', notional: '0', reason: 'NOT_JOINED', facts: null },
  round: { scale: '0.38283', quantity: '8.5', notional: '10086.87', reason: null },
  loss: { amount: '4000', level: '6000', stop: 'copy-stop-loss' },
  fees: { management: '100', performance: '200', volume: '0', total: '300', gain: '0.1', roundTrips: 12 },
};
