// What a check before an order costs, in process. An account of twenty positions with stops and entries at rest, under every limit
// that is checked before an order, against the same path with one rule. Before every twentieth check a bar closes on all lanes, so what
// has to be worked out anew of the market is in the percentile.
// portfolio1000Ms: the whole report on 1,000 positions (exposure, heat, stress, VaR and CVaR, correlations) from their last returns.
import { decimal } from '../actors/domain/decimal.ts';
import { parseInstrument } from '../actors/domain/instrument.ts';
import type { Order } from '../actors/domain/order.ts';
import { portfolioRisk } from '../actors/domain/portfolio/portfolio-risk.ts';
import { ReturnWindow } from '../actors/domain/portfolio/return-window.ts';
import type { Holding } from '../actors/domain/portfolio/valuation.ts';
import type { OrderRequest, TradingRequest } from '../actors/protocol.ts';
import { keepExposures } from '../actors/risk-monitor/account-exposure.ts';
import { applyAccountEvent } from '../actors/risk-monitor/account-fold.ts';
import { initialAccount, type AccountState } from '../actors/risk-monitor/account-state.ts';
import { HISTORY_BARS } from '../actors/risk-monitor/market-history.ts';
import { contextOf } from '../actors/risk-monitor/order-context.ts';
import { parseRiskMonitorConfig } from '../actors/risk-monitor/risk-monitor-config.ts';
import { checkRisk } from '../actors/risk-monitor/risk-rules.ts';
import { seededRandom } from '../runtime/random.ts';
import { quantile, rounded, timed } from './support.ts';

const POSITIONS = 20;
const CHECKS = 50_000;
const WARM_UP = 20_000;
const MINUTE_MS = 60_000;
const PORTFOLIO = 1_000;
const PORTFOLIO_SYMBOLS = 100;
const PORTFOLIO_RETURNS = 250;
const PORTFOLIO_ROUNDS = 40;

const ALL_LIMITS = {
  ...{ maxOrderNotional: '1000000', maxOrderQuantity: '100000', maxOpenOrders: 1_000, maxOrdersPerMinute: 1_000_000 },
  ...{ maxCancelsPerMinute: 1_000_000, priceCollar: 0.5, maxDataAgeMs: 3_600_000, duplicateWindowMs: 1 },
  ...{ maxLossPerTrade: '100000', maxLossPerTradeFraction: 0.5, maxLeverage: 10, maxLeverageVolatility: 5 },
  ...{ maxCorrelatedExposure: 50, correlationThreshold: 0.8, maxGrossExposure: 10, maxNetExposure: 10 },
  ...{ maxCurrencyExposure: 10, maxConcentration: 5, maxPortfolioHeat: 1, maxValueAtRisk95: 1 },
};

const lane = (index: number): string => `bars.R${index}.1m`;

/** Every position has its stop, and every second an entry that rests. */
function account(limits: object, random: () => number): AccountState {
  const config = parseRiskMonitorConfig({
    ...{ owner: 'bench', venue: 'paper', simulatedVenue: true, currency: 'USD', deposit: '10000000' },
    ...{ commissionRate: 0.0005, equityEveryMs: 3_600_000, limits },
  });
  const state = initialAccount(config, 'risk-monitor.bench');
  state.isBriefed = true;
  const deposit = decimal('10000000');
  applyAccountEvent(state, {
    type: 'account.opened',
    deposit,
    currency: 'USD',
    time: 0,
    transactionId: 'o',
    postings: [],
  });
  for (let index = 0; index < POSITIONS; index += 1) trade(state, index, random);
  return state;
}

function trade(state: AccountState, index: number, random: () => number): void {
  const actor = `subscription.${index}`;
  const symbol = `R${index}`;
  const amount = decimal(500_000);
  const made = { actor, lane: lane(index), instrument: symbol, amount, time: 0, transactionId: actor, postings: [] };
  applyAccountEvent(state, { type: 'allocation.made', ...made });
  state.actors.get(actor)!.instrument = parseInstrument({
    ...{
      symbol,
      kind: 'equity',
      quoteCurrency: 'USD',
      tickSize: '0.01',
      lotSize: '1',
      sessions: '24/7',
      simulated: true,
    },
  });
  state.memo.history.ask(lane(index));
  let close = 100;
  const bars = Array.from({ length: HISTORY_BARS }, (_, bar) => {
    close *= 1 + (random() - 0.5) / 200;
    return { position: bar - HISTORY_BARS + 1, openTime: bar * MINUTE_MS, closeTime: (bar + 1) * MINUTE_MS, close };
  });
  state.memo.history.load(lane(index), bars);
  applyAccountEvent(state, {
    ...{ type: 'lane.advanced', lane: lane(index), position: 1, price: 100, time: HISTORY_BARS * MINUTE_MS },
  });
  const price = decimal(100);
  const send = (order: Partial<Order>, id: string): void =>
    applyAccountEvent(state, {
      type: 'order.initialized',
      order: anOrder(index, id, order),
      reserved: decimal(0),
      price,
    });
  send({}, 'entry');
  applyAccountEvent(state, {
    ...{ type: 'order.submitted', clientOrderId: `${index}/entry`, time: 0 },
  });
  const fill = {
    ...{ fillId: `${index}/f`, clientOrderId: `${index}/entry`, actor, account: 'bench', instrument: symbol },
    ...{
      side: 'BUY' as const,
      price,
      quantity: decimal(1_000),
      commission: decimal(50),
      time: 0,
      lane: lane(index),
      position: 1,
    },
  };
  applyAccountEvent(state, { type: 'order.filled', fill, done: true, transactionId: `${index}/f`, postings: [] });
  send({ side: 'SELL', type: 'STOP_MARKET', triggerPrice: decimal(95), reduceOnly: true }, 'stop');
  if (index % 2 === 0) send({ type: 'LIMIT', limitPrice: decimal(97), quantity: decimal(100) }, 'add');
}

const anOrder = (index: number, id: string, more: Partial<Order>): Order => ({
  ...{ clientOrderId: `${index}/${id}`, actor: `subscription.${index}`, account: 'bench', instrument: `R${index}` },
  ...{ lane: lane(index), position: 1, side: 'BUY', type: 'MARKET', timeInForce: 'GTC', quantity: decimal(1_000) },
  ...{ postOnly: false, reduceOnly: false, decidedAt: 0, correlationId: id },
  ...more,
});

const ENTRY: readonly OrderRequest[] = [
  { leg: 0, side: 'BUY', type: 'MARKET', timeInForce: 'GTC', quantity: decimal(100) },
  {
    ...{ leg: 1, parentLeg: 0, side: 'SELL', type: 'STOP_MARKET', timeInForce: 'GTC', reduceOnly: true },
    ...{ quantity: decimal(100), triggerPrice: decimal(96) },
  },
];

/** Microseconds of each check of an entry with a stop. */
function checks(limits: object): number[] {
  const draws = seededRandom('risk');
  const random = (): number => draws.next();
  const state = account(limits, random);
  const actors = [...state.actors.values()];
  const took: number[] = [];
  for (let index = 0; index < WARM_UP + CHECKS; index += 1) {
    const actor = actors[index % actors.length]!;
    const at = state.lanes.get(actor.lane)!;
    if (index % actors.length === 0) for (const { lane: stream } of actors) closeBar(state, stream, random);
    const request: TradingRequest = {
      ...{ seq: index + 1, position: at.position, time: at.time, price: at.price, correlationId: 'bench' },
      action: { kind: 'orders', orders: ENTRY },
    };
    const from = performance.now();
    const decision = checkRisk(ENTRY[0]!, contextOf(state, actor, request, ENTRY[0]!));
    const microseconds = (performance.now() - from) * 1_000;
    if (decision.kind === 'deny') throw new Error(`the bench's order was denied: ${decision.code}`);
    if (index >= WARM_UP) took.push(microseconds);
  }
  return took;
}

function closeBar(state: AccountState, stream: string, random: () => number): void {
  const at = state.lanes.get(stream)!;
  const close = Number((100 + (random() - 0.5) * 2).toFixed(2));
  at.position += 1;
  at.time += MINUTE_MS;
  at.price = close;
  const bar = {
    openTime: at.time - MINUTE_MS,
    closeTime: at.time,
    open: close,
    high: close,
    low: close,
    close,
    volume: 0,
  };
  state.memo.history.push(stream, at.position, bar);
  keepExposures(state);
}

/** Milliseconds of each report on a thousand positions. */
async function portfolios(): Promise<number[]> {
  const draws = seededRandom('portfolio');
  const random = (): number => draws.next();
  const window = new ReturnWindow({ length: PORTFOLIO_RETURNS });
  const symbols = Array.from({ length: PORTFOLIO_SYMBOLS }, (_, index) => `P${index}`);
  const closes = new Map(symbols.map((symbol) => [symbol, 100]));
  const nextDay = (day: number): void => {
    for (const symbol of symbols) {
      const close = closes.get(symbol)! * (1 + (random() - 0.5) / 50);
      closes.set(symbol, close);
      window.push(symbol, day, close);
    }
  };
  for (let day = 0; day <= PORTFOLIO_RETURNS; day += 1) nextDay(day);
  const positions = Array.from({ length: PORTFOLIO }, (_, index): Holding => {
    const symbol = symbols[index % PORTFOLIO_SYMBOLS]!;
    const quantity = decimal(Math.round((random() - 0.3) * 1_000));
    return { symbol, quantity, price: closes.get(symbol)!, kind: 'equity', quoteCurrency: 'USD', stop: 90 };
  });
  const took: number[] = [];
  for (let round = 0; round < PORTFOLIO_ROUNDS; round += 1) {
    nextDay(PORTFOLIO_RETURNS + 1 + round);
    took.push(
      await timed(() => portfolioRisk({ positions, rate: () => 1, equity: 1e8, window, accountCurrency: 'USD' })),
    );
  }
  return took.slice(PORTFOLIO_ROUNDS / 4);
}

export async function run(): Promise<Record<string, number>> {
  const all = checks(ALL_LIMITS);
  const one = checks({ maxOrderNotional: ALL_LIMITS.maxOrderNotional });
  const reports = await portfolios();
  return {
    checkP99Us: rounded(quantile(all, 0.99)),
    checkP50Us: rounded(quantile(all, 0.5)),
    oneRuleP99Us: rounded(quantile(one, 0.99)),
    oneRuleP50Us: rounded(quantile(one, 0.5)),
    p50Ratio: rounded(quantile(all, 0.5) / quantile(one, 0.5)),
    portfolio1000Ms: rounded(quantile(reports, 0.5)),
    portfolio1000P99Ms: rounded(quantile(reports, 0.99)),
  };
}
