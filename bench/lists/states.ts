// What actors say of themselves in the bench of lists: as much as real ones do.
/** One that every limit may have. */
const VALUE = '50';

type State = Record<string, unknown>;

interface Trader {
  readonly account: string;
  readonly lane: string;
  readonly number: number;
}

const traderState = ({ account, lane, number }: Trader): State => ({
  ...{ account, instrument: 'ACME', lane, simulated: false, allocation: '25000' },
  ...{ cash: '1204.11', quantity: String((number % 40) - 20), averagePrice: '99.5', lastPrice: 100.25 },
  ...{ lastBarAt: '2017-03-31T00:00:00.000Z', position: 2_516, equity: String(24_000 + (number % 3_000)) },
  ...{ realizedPnl: String((number % 3_000) - 1_300), unrealizedPnl: '300', commission: '41.20' },
  ...{ workingOrders: [], pendingRequests: 0, fills: 200, denied: 1 },
});

export const subscriptionState = (part: Trader & { readonly strategy: string }): State => ({
  ...traderState(part),
  ...{ strategy: part.strategy, direction: 'long-only', drawdown: 0.0312, maxDrawdown: 0.1184 },
  lastSignal: { target: 'LONG', reason: 'SMA(10) crossed above SMA(30)', at: '2017-03-23T00:00:00.000Z' },
});

export const followerState = (part: Trader & { readonly provider: string; readonly place: number }): State => ({
  ...traderState(part),
  ...{ provider: part.provider, alias: `guest ${part.place}`, sourceInstrument: 'ACME', mode: 'copying' },
  ...{ modeReason: '', round: 1, isJoined: true, scale: '0.5', target: '10', providerQuantity: '20' },
  ...{ providerPrice: '100', slippage: 0.0004, working: '0', entry: 90, feesPaid: '12.5', feesThrough: '2017-03-30' },
  ...{ mark: '25400', drawdown: 0.02, maxDrawdown: 0.08 },
  settings: {
    ...{ allocation: { kind: 'equity_ratio', multiplier: '1' }, reverse: false, symbolMap: {}, deny: [] },
    ...{ maxSlippage: 0.005, maxSignalAgeMs: 60_000, copyOpen: false, copyStopLoss: 0.6, afterOutage: 'reconcile' },
  },
  entries: Array.from({ length: 20 }, (_, index) => ({
    ...{ seq: 90 - index, fill: `f${90 - index}`, at: '2017-03-23T00:00:00.000Z', outcome: 'copied', reason: null },
    ...{ facts: null, wanted: '1', ordered: '1', providerPrice: '100', price: '100.01', latencyMs: 5 },
  })),
});

export const providerState = (part: Trader & { readonly source: string }): State => ({
  ...{ name: `Provider ${part.number}`, description: 'Trades the mean of closes on one instrument, long only.' },
  ...{ source: part.source, account: part.account, lane: part.lane, instrument: 'ACME', simulated: false },
  ...{ basis: '24/7', currency: 'USD', visibility: 'public', depth: 1, published: true, broadcasting: 'ON' },
  broadcastingReason: '',
  book: { round: 1, quantity: '20', averagePrice: '99.5', price: '100', equity: '27000' },
  ...{ entries: 1_000, reports: 200, time: '2017-03-23T00:00:00.000Z', followers: 10, capital: '250000' },
  ...{ aliases: Array.from({ length: 10 }, (_, index) => `guest ${index + 1}`), maxFollowers: null, maxCapital: null },
  ...{ room: { followers: null, capital: null }, terms: { performance: '0.1', management: '0.01', perVolume: '0' } },
  notes: [{ text: 'Holding over the weekend.', at: '2017-03-20T00:00:00.000Z' }],
});

const SYMBOLS = ['ACME', 'BETA', 'CETA', 'DELTA', 'ETA'];

export const monitorState = (account: string, number: number, limits: readonly string[]): State => ({
  ...{ account, venue: 'paper', currency: 'USD', deposit: '100000', unallocated: '35000' },
  ...{ equity: String(98_000 + (number % 5_000)), tradingState: 'ACTIVE', openOrders: 0, accepted: 400, denied: 2 },
  ...{ denialsByCode: { TRADING_HALTED: 2 }, limits: { maxOrderNotional: '50000', maxOrdersPerMinute: 60 } },
  limitsInForce: limits.slice(0, 8).map((limit, index) => ({
    ...{ limit, value: VALUE, scope: index < 4 ? 'platform' : `account:${account}`, version: index < 4 ? 2 : 0 },
    ...{ actor: null, used: String((number * 7 + index * 3) % 50), share: ((number * 7 + index * 3) % 50) / 50 },
  })),
  portfolio: {
    ...{ equity: '98000', gross: '4000', net: '1200', worstGross: '4100', worstNet: '1300', worstRisk: '210' },
    symbols: SYMBOLS.map((symbol) => ({ symbol, value: '800', worst: '820' })),
    ...{ currencies: [{ currency: 'USD', value: '4000', worst: '4100' }], valueAtRisk95: 130.5 },
  },
  correlations: {
    ...{ periodMs: 3_600_000, least: 30, symbols: SYMBOLS, periods: [200, 200, 200, 200, 200] },
    rows: SYMBOLS.map((_, row) => Array.from({ length: row }, (_, column) => ((row * 3 + column) % 10) / 10)),
  },
  watch: {
    isOn: true,
    at: '2017-03-31T00:00:00.000Z',
    breakers: [],
    excursions: [],
    pauses: [],
    latches: [],
    throttles: [],
  },
  actors: [0, 1].map((one) => ({
    ...{ address: `subscription.s${String(number * 2 + one).padStart(6, '0')}`, cash: '1204.11', quantity: '10' },
    ...{ tradingState: 'ACTIVE', ownState: 'ACTIVE' },
  })),
});

/** Limits of a few hundred accounts and a few latches. */
export const supervisorState = (
  accounts: readonly string[],
  limitNames: readonly string[],
  iso: (agoMs: number) => string,
): State => {
  const said = { by: 'admin', at: iso(600_000), reason: 'too near to it' };
  const limit = { ...said, value: VALUE, version: 2, approvedBy: null };
  return {
    ...{ approveLoosening: true, through: 40, limitNames, rules: [], events: 12 },
    latches: accounts.slice(10, 30).map((account, index) => ({
      ...{ scope: `account:${account}`, state: 'HALTED', flatten: false, ...said, seq: index + 1 },
    })),
    limits: [
      ...limitNames.slice(0, 8).map((name) => ({ ...limit, scope: 'platform', limit: name })),
      ...accounts.slice(0, 300).map((account, index) => ({
        ...{ ...limit, scope: `account:${account}`, limit: limitNames[index % 8] },
      })),
    ],
    proposals: [],
    controls: Array.from({ length: 20 }, (_, index) => ({
      ...{ seq: 40 - index, kind: 'restrict', scope: 'platform', state: 'HALTED', flatten: false, ...said },
      ...{ affected: accounts.length, accounts: accounts.slice(0, 20), inForceAt: iso(599_000), flatAt: null },
      ...{ confirmedAt: iso(598_000), unconfirmed: [], unconfirmedCount: 0, open: [], openCount: 0 },
    })),
  };
};
