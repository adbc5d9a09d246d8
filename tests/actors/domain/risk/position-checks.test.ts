import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { formatDenial, type RiskDecision } from '../../../../actors/domain/denial.ts';
import { protectiveDistance, type ProtectiveLeg } from '../../../../actors/domain/risk/order-prices.ts';
import {
  cancelRate,
  correlatedExposure,
  duplicateOrder,
  effectiveLeverage,
  leverage,
  lossPerTrade,
  restrictedInstrument,
  type PositionContext,
  type PositionOrder,
} from '../../../../actors/domain/risk/position-checks.ts';

const T0 = Date.UTC(2024, 0, 1);

const anOrder = (overrides: Partial<PositionOrder> = {}): PositionOrder => ({
  side: 'BUY',
  type: 'MARKET',
  quantity: decimal(10),
  ...overrides,
});

/** An account with equity of 1000 and nothing at stake, at a price of 100. */
const aContext = (overrides: Partial<PositionContext> = {}): PositionContext => ({
  limits: {},
  actor: 'subscription.s1',
  symbol: 'ACME',
  price: decimal(100),
  decidedAt: T0,
  openingQuantity: decimal(10),
  stopDistance: undefined,
  quoteRate: decimal(1),
  equity: decimal(1_000),
  grossExposure: decimal(0),
  realizedVolatility: null,
  positions: [],
  restricted: new Map(),
  recentOrders: [],
  ...overrides,
});

const said = (decision: RiskDecision): string => (decision.kind === 'deny' ? formatDenial(decision) : 'allow');

describe('a restricted instrument', () => {
  it('may only be reduced, and the denial says why it is restricted', () => {
    const context = aContext({ restricted: new Map([['ACME', 'sanctions list']]) });
    expect(said(restrictedInstrument(anOrder(), context))).toBe(
      'INSTRUMENT_RESTRICTED: instrument=ACME reason="sanctions list"',
    );
    expect(said(restrictedInstrument(anOrder({ reduceOnly: true }), context))).toBe('allow');
    expect(said(restrictedInstrument(anOrder(), aContext({ ...context, symbol: 'BTC/USD' })))).toBe('allow');
  });
});

describe('a duplicate order', () => {
  const sent = {
    ...anOrder({ type: 'LIMIT', limitPrice: decimal('99.50') }),
    actor: 'subscription.s1',
    time: T0 - 5_000,
  };
  const again = anOrder({ type: 'LIMIT', limitPrice: decimal('99.5'), quantity: decimal('10.0') });
  const within = (duplicateWindowMs: number, overrides: Partial<PositionContext> = {}) =>
    aContext({ limits: { duplicateWindowMs }, recentOrders: [sent], ...overrides });

  it('is refused within the window, also where another lane is ahead, and not at its end', () => {
    expect(said(duplicateOrder(again, within(5_001)))).toBe('DUPLICATE_ORDER: agoMs=5000 windowMs=5001 quantity=10');
    expect(said(duplicateOrder(again, within(5_001, { decidedAt: T0 - 10_000 })))).toMatch(
      /^DUPLICATE_ORDER: agoMs=-5000/,
    );
    expect(said(duplicateOrder(again, within(5_000)))).toBe('allow');
    expect(said(duplicateOrder(again, aContext({ recentOrders: [sent] })))).toBe('allow');
  });

  it('is one in every respect: actor, side, type, quantity and price', () => {
    const others: Partial<PositionOrder>[] = [
      { side: 'SELL' },
      { type: 'STOP_LIMIT' },
      { quantity: decimal(11) },
      { limitPrice: decimal('99.51') },
      { triggerPrice: decimal(101) },
      { trailingOffset: decimal(1) },
      { reduceOnly: true },
      { parentLeg: 0 },
    ];
    for (const other of others) {
      expect(said(duplicateOrder({ ...again, ...other }, within(60_000))), JSON.stringify(other)).toBe('allow');
    }
    expect(said(duplicateOrder(again, within(60_000, { actor: 'subscription.s2' })))).toBe('allow');
  });
});

describe('the loss of a trade', () => {
  const leg = (overrides: Partial<ProtectiveLeg>): ProtectiveLeg => ({
    ...{ side: 'SELL', type: 'STOP_MARKET', quantity: decimal(10), parentLeg: 0 },
    ...overrides,
  });
  const distance = (legs: readonly ProtectiveLeg[], order: Partial<PositionOrder> = {}) =>
    protectiveDistance({ ...anOrder(order), leg: 0 }, legs, decimal(100))?.toString();

  it('runs from the worst entry to the nearest stop that closes it whole', () => {
    const stop = leg({ triggerPrice: decimal(95) });
    expect(distance([stop, leg({ type: 'TRAILING_STOP_MARKET', trailingOffset: decimal(3) })])).toBe('3');
    expect(distance([stop], { type: 'LIMIT', limitPrice: decimal(98) })).toBe('3');
    expect(distance([stop], { type: 'STOP_MARKET', triggerPrice: decimal(104) })).toBe('9');
    const cover = leg({ side: 'BUY', triggerPrice: decimal(107) });
    expect(distance([cover], { side: 'SELL' })).toBe('7');
    expect(distance([cover], { side: 'SELL', type: 'STOP_MARKET', triggerPrice: decimal(97) })).toBe('10');
    const late = leg({ type: 'TRAILING_STOP_MARKET', trailingOffset: decimal(3), triggerPrice: decimal(92) });
    expect(distance([late])).toBe('8');
  });

  it('is not bounded by what is no stop of the whole order', () => {
    const legs: Partial<ProtectiveLeg>[] = [
      { type: 'STOP_LIMIT', triggerPrice: decimal(95), limitPrice: decimal(94) },
      { triggerPrice: decimal(95), quantity: decimal(9) },
      { triggerPrice: decimal(95), parentLeg: 1 },
      { triggerPrice: decimal(95), side: 'BUY' },
      { triggerPrice: decimal(100) },
      { type: 'LIMIT', limitPrice: decimal(110) },
    ];
    for (const one of legs) expect(distance([leg(one)]), JSON.stringify(one)).toBeUndefined();
  });

  it('is at most the limit, in money and of equity; without a stop the whole value counts', () => {
    const limits = { maxLossPerTrade: decimal(50), maxLossPerTradeFraction: 0.04 };
    const check = (stopDistance: number | undefined, overrides: Partial<PositionContext> = {}) =>
      said(
        lossPerTrade(
          anOrder(),
          aContext({
            limits,
            stopDistance: stopDistance === undefined ? undefined : decimal(stopDistance),
            ...overrides,
          }),
        ),
      );
    expect(check(4)).toBe('allow');
    expect(check(5)).toBe('LOSS_PER_TRADE_EXCEEDED: loss=50 equity=1000 fraction=0.04 stop=5');
    expect(check(5.1)).toBe('LOSS_PER_TRADE_EXCEEDED: loss=51 limit=50 stop=5.1');
    expect(check(undefined)).toBe('LOSS_PER_TRADE_EXCEEDED: loss=1000 limit=50 stop=none');
    expect(check(4, { quoteRate: decimal('1.25') })).toMatch(/loss=50 equity/);
    expect(check(4, { equity: undefined })).toBe('EQUITY_UNKNOWN: limit=maxLossPerTradeFraction');
    expect(check(undefined, { openingQuantity: decimal(0), equity: undefined })).toBe('allow');
  });
});

describe('the leverage', () => {
  const check = (overrides: Partial<PositionContext>, order: Partial<PositionOrder> = {}) =>
    said(leverage(anOrder(order), aContext(overrides)));

  it('is that after the order has filled at its worst', () => {
    const limits = { maxLeverage: 2 };
    expect(check({ limits, grossExposure: decimal(1_000) })).toBe('allow');
    expect(check({ limits, grossExposure: decimal('1000.01') })).toBe(
      'LEVERAGE_EXCEEDED: exposure=2000.01 equity=1000 limit=2',
    );
    expect(check({ limits, grossExposure: decimal(1_000) }, { side: 'SELL', limitPrice: decimal(101) })).toMatch(
      /=2010/,
    );
    expect(check({ limits, grossExposure: decimal(1_000) }, { side: 'SELL', limitPrice: decimal(99) })).toBe('allow');
  });

  it('of an order that turns a position counts what it closes as gone', () => {
    const turned = { limits: { maxLeverage: 1 }, grossExposure: decimal(1_000), openingQuantity: decimal(10) };
    expect(check(turned, { side: 'SELL', quantity: decimal(20) })).toBe('allow');
  });

  it('falls with volatility above the reference, and is nought when that is unknown', () => {
    const limits = { maxLeverage: 2, maxLeverageVolatility: 0.2 };
    expect(check({ limits, realizedVolatility: 0.4 })).toBe('allow');
    expect(check({ limits, realizedVolatility: 0.41 })).toBe(
      'LEVERAGE_EXCEEDED: exposure=1000 equity=1000 limit=0.97561',
    );
    expect(check({ limits, realizedVolatility: 0 })).toBe('allow');
    for (const realizedVolatility of [null, Number.NaN]) {
      expect(check({ limits, realizedVolatility })).toBe('VOLATILITY_UNKNOWN: limit=maxLeverageVolatility');
    }
    expect(effectiveLeverage(3, 0.2, 0.6).toNumber()).toBe(1);
    expect(effectiveLeverage(3, 0.2, 0.1).toNumber()).toBe(3);
  });

  it('is not to be had without equity, and never in the way of closing', () => {
    const limits = { maxLeverage: 2 };
    expect(check({ limits, equity: undefined })).toBe('EQUITY_UNKNOWN: limit=maxLeverage');
    for (const equity of [0, -5]) expect(check({ limits, equity: decimal(equity) })).toMatch(/^LEVERAGE_EXCEEDED/);
    expect(check({ limits, equity: decimal(-5), openingQuantity: decimal(0) })).toBe('allow');
  });
});

describe('the correlated exposure', () => {
  const limits = { maxCorrelatedExposure: 1.5, correlationThreshold: 0.8 };
  const held = (value: number, correlation: number | null, symbol = 'BETA') => ({
    ...{ symbol, correlation, value: decimal(value) },
  });
  const check = (positions: PositionContext['positions'], overrides: Partial<PositionContext> = {}) =>
    said(correlatedExposure(anOrder(), aContext({ limits, positions, ...overrides })));

  it('adds up what moves along with the order', () => {
    expect(check([held(500, 0.9)])).toBe('allow');
    expect(check([held(501, 0.81)])).toBe(
      'CORRELATED_EXPOSURE_EXCEEDED: exposure=1501 equity=1000 limit=1.5 threshold=0.8 positions=1',
    );
    expect(check([held(501, 0.8)])).toBe('allow');
    expect(check([held(400, 0.9), held(200, 1, 'ACME')])).toMatch(/exposure=1600/);
  });

  it('counts a short of what moves against it, and no hedge', () => {
    expect(check([held(-501, -0.9)])).toMatch(/exposure=1501/);
    expect(check([held(-501, 0.9)])).toBe('allow');
    expect(check([held(501, -0.9)])).toBe('allow');
  });

  it('counts what nobody knows the correlation of, and denies without equity', () => {
    expect(check([held(501, null)])).toMatch(/^CORRELATED/);
    expect(check([held(1, 0.9)], { equity: undefined })).toBe('EQUITY_UNKNOWN: limit=maxCorrelatedExposure');
    expect(check([held(1, 0.9)], { equity: decimal(0) })).toMatch(/^CORRELATED/);
  });

  it('is not of a position alone, however large, and a threshold that is set never allows more than none', () => {
    expect(check([held(5_000, 1, 'ACME')])).toBe('allow');
    const without = { limits: { maxCorrelatedExposure: 1.5 } };
    expect(check([held(501, 0.96)], without)).toMatch(/threshold=0.95/);
    expect(check([held(501, 0.94)], without)).toBe('allow');
  });
});

describe('the rate of cancels', () => {
  it('is refused from the limit on', () => {
    expect(said(cancelRate({ maxCancelsPerMinute: 3 }, 2))).toBe('allow');
    expect(said(cancelRate({ maxCancelsPerMinute: 3 }, 3))).toBe(
      'CANCEL_RATE_LIMIT_EXCEEDED: sent=3 limit=3 period=60s',
    );
    expect(said(cancelRate({}, 1_000))).toBe('allow');
  });
});
