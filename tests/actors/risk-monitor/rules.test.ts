import { describe, expect, test } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { formatDenial } from '../../../actors/domain/denial.ts';
import type { OrderRequest } from '../../../actors/protocol.ts';
import type { RiskLimits } from '../../../actors/domain/risk/limit-value.ts';
import { checkRisk, type Flow, type RiskContext } from '../../../actors/risk-monitor/risk-rules.ts';
import { anInstrument } from '../../support/domain-builders.ts';
import { anOrderRequest } from './account-scene.ts';

/** So many orders of the account, all of the actor's, against limits of the account that are the actor's too. */
const flowing = (open: number, sent: number, limits: RiskLimits = {}): Flow => ({
  account: { open, sent, limits },
  actor: { open, sent },
});

const context = (overrides: Partial<RiskContext> = {}): RiskContext => ({
  limits: {},
  instrument: anInstrument({ lotSize: decimal(1) }),
  tradingState: 'ACTIVE',
  held: decimal(0),
  freeBalance: decimal(10_000),
  openingCost: decimal(1_000),
  price: decimal(100),
  decidedAt: 1_000,
  marketTime: 1_000,
  flow: flowing(0, 0),
  isSupervised: true,
  actor: 'subscription.a',
  symbol: 'ACME',
  openingQuantity: decimal(10),
  stopDistance: undefined,
  quoteRate: decimal(1),
  equity: undefined,
  grossExposure: decimal(0),
  realizedVolatility: null,
  positions: [],
  restricted: new Map(),
  recentOrders: [],
  burdens: undefined,
  ...overrides,
});

const verdict = (order: OrderRequest, overrides: Partial<RiskContext> = {}): string => {
  const decision = checkRisk(order, context(overrides));
  return decision.kind === 'deny' ? formatDenial(decision) : 'allow';
};

const buy = anOrderRequest('BUY', 10);
const exit = anOrderRequest('SELL', 10, { reduceOnly: true });
const long = { held: decimal(10), openingQuantity: decimal(0), openingCost: decimal(0) };

describe('a rule lets past what is at its limit, and nothing beyond it', () => {
  test.each<[string, OrderRequest, Partial<RiskContext>]>([
    ['an order within every bound', buy, {}],
    ['an exit while REDUCING', exit, { ...long, tradingState: 'REDUCING' }],
    ['a cost equal to the free balance', buy, { openingCost: decimal(10_000) }],
    ['a notional equal to the limit', buy, { limits: { maxOrderNotional: decimal(1_000) } }],
    ['a quantity equal to the limit', buy, { limits: { maxOrderQuantity: decimal(10) } }],
    ['the last open order that may be', buy, { limits: { maxOpenOrders: 3 }, flow: flowing(2, 0) }],
    ['the last order of a minute', buy, { limits: { maxOrdersPerMinute: 3 }, flow: flowing(0, 2) }],
    ['data as old as may be', buy, { limits: { maxDataAgeMs: 60 }, marketTime: 1_060 }],
    [
      'a limit that another actor has used up',
      buy,
      {
        limits: { maxOpenOrders: 1 },
        flow: { account: { open: 5, sent: 0, limits: {} }, actor: { open: 0, sent: 0 } },
      },
    ],
    ['an exit while the supervisor is out of sight', exit, { ...long, isSupervised: false }],
    ['an exit of what is restricted', exit, { ...long, restricted: new Map([['ACME', 'sanctions']]) }],
    ['a price on the collar', anOrderRequest('BUY', 10, { limitPrice: 90 }), { limits: { priceCollar: 0.1 } }],
    ['an exit of an odd lot', anOrderRequest('SELL', '0.5', { reduceOnly: true }), { held: decimal('0.5') }],
    [
      'an exit, whatever the size limits are',
      exit,
      {
        ...long,
        limits: { maxOrderNotional: decimal(1), maxOpenOrders: 1, maxOrdersPerMinute: 1 },
        flow: flowing(9, 9),
      },
    ],
    ['a protective leg of an order not filled yet', { ...exit, parentLeg: 0 }, {}],
    [
      'a protective leg beyond the collar',
      { ...anOrderRequest('SELL', 10, { reduceOnly: true, triggerPrice: 50 }), parentLeg: 0 },
      { limits: { priceCollar: 0.1 } },
    ],
  ])('%s passes', (_name, order, overrides) => {
    expect(verdict(order, overrides)).toBe('allow');
  });

  test.each<[string, OrderRequest, Partial<RiskContext>, string]>([
    ['anything while HALTED', exit, { ...long, tradingState: 'HALTED' }, 'TRADING_HALTED'],
    ['an entry while REDUCING', buy, { tradingState: 'REDUCING' }, 'TRADING_STATE_REDUCING'],
    ['half a lot', anOrderRequest('BUY', '0.5'), {}, 'QUANTITY_BELOW_MINIMUM: quantity=0.5 minimum=1'],
    [
      'an exit of nothing',
      anOrderRequest('SELL', 0, { reduceOnly: true }),
      long,
      'QUANTITY_BELOW_MINIMUM: quantity=0 minimum=1',
    ],
    ['too much', buy, { limits: { maxOrderQuantity: decimal(9) } }, 'QUANTITY_EXCEEDS_MAXIMUM: quantity=10 maximum=9'],
    [
      'too much for the venue',
      buy,
      { instrument: anInstrument({ lotSize: decimal(1), maxQuantity: decimal(9) }) },
      'QUANTITY_EXCEEDS_MAXIMUM: quantity=10 maximum=9',
    ],
    [
      'too little value',
      buy,
      { instrument: anInstrument({ lotSize: decimal(1), minNotional: decimal(1_001) }) },
      'NOTIONAL_BELOW_MINIMUM: notional=1000 minimum=1001',
    ],
    [
      'too much value',
      buy,
      { limits: { maxOrderNotional: decimal(999) } },
      'NOTIONAL_EXCEEDS_MAX_PER_ORDER: notional=1000 limit=999',
    ],
    [
      'more than there is',
      buy,
      { openingCost: decimal('10000.01') },
      'NOTIONAL_EXCEEDS_FREE_BALANCE: cost=10000.01 free=10000',
    ],
    [
      'an exit of more than is held',
      exit,
      { held: decimal(9) },
      'REDUCE_ONLY_WOULD_INCREASE_POSITION: quantity=10 position=9',
    ],
    [
      'an exit on the wrong side',
      exit,
      { held: decimal(-10) },
      'REDUCE_ONLY_WOULD_INCREASE_POSITION: quantity=10 position=-10',
    ],
    [
      'one open order too many',
      buy,
      { limits: { maxOpenOrders: 3 }, flow: flowing(3, 0) },
      'MAX_OPEN_ORDERS_EXCEEDED: open=3 limit=3',
    ],
    [
      'one order a minute too many',
      buy,
      { limits: { maxOrdersPerMinute: 3 }, flow: flowing(0, 3) },
      'RATE_LIMIT_EXCEEDED: sent=3 limit=3 period=60s',
    ],
    [
      'one open order of the account too many, whatever the actor may',
      buy,
      { flow: { account: { open: 3, sent: 0, limits: { maxOpenOrders: 3 } }, actor: { open: 0, sent: 0 } } },
      'MAX_OPEN_ORDERS_EXCEEDED: open=3 limit=3',
    ],
    [
      'one order of the actor too many, whatever the account may',
      buy,
      {
        limits: { maxOpenOrders: 1 },
        flow: { account: { open: 1, sent: 0, limits: { maxOpenOrders: 9 } }, actor: { open: 1, sent: 0 } },
      },
      'MAX_OPEN_ORDERS_EXCEEDED: open=1 limit=1',
    ],
    ['what opens while the supervisor is out of sight', buy, { isSupervised: false }, 'SUPERVISOR_UNREACHABLE'],
    [
      'what is restricted',
      buy,
      { restricted: new Map([['ACME', 'sanctions']]) },
      'INSTRUMENT_RESTRICTED: instrument=ACME reason=sanctions',
    ],
    [
      'an old price',
      buy,
      { limits: { maxDataAgeMs: 60 }, marketTime: 1_061 },
      'STALE_MARKET_DATA: ageMs=61 limitMs=60',
    ],
    [
      'a far limit',
      anOrderRequest('BUY', 10, { limitPrice: 89.99 }),
      { limits: { priceCollar: 0.1 } },
      'PRICE_COLLAR_EXCEEDED: price=89.99 market=100 limit=0.1',
    ],
  ])('%s does not', (_name, order, overrides, denial) => {
    expect(verdict(order, overrides)).toBe(denial);
  });
});
