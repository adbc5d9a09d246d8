import { describe, expect, test } from 'vitest';
import type { LimitName } from '../../../actors/domain/risk/limit-catalog.ts';
import { inspectAccount } from '../../../actors/risk-monitor/inspect.ts';
import type { RiskMonitorStateView } from '../../../actors/risk-views.ts';
import { anOrderRequest } from './account-scene.ts';
import { MarketScene, trader } from './market-scene.ts';

const a = trader('a', 'ACME');
const b = trader('b', 'BETA');

const versions = new WeakMap<MarketScene, number>();
function setLimit(scene: MarketScene, scope: string, limit: LimitName, value: number | string): void {
  const version = (versions.get(scene) ?? 0) + 1;
  versions.set(scene, version);
  const entry = {
    scope,
    limit,
    value: value as number,
    version: 1,
    by: 'eve',
    at: 0,
    reason: 'storm',
    approvedBy: null,
  };
  scene.control({ kind: 'limit', entry });
}

const trading = (limits: object = {}): MarketScene => {
  const scene = new MarketScene({ traders: [a, b], limits });
  scene.bar(() => 100);
  return scene;
};
const view = (scene: MarketScene): RiskMonitorStateView =>
  inspectAccount(scene.state) as unknown as RiskMonitorStateView;

describe('a limit in force', () => {
  test('is the strictest of the account’s own and the supervisor’s, from the next order on', () => {
    const scene = trading({ maxOrderQuantity: '50' });
    scene.orders(a.address, a.lane, anOrderRequest('BUY', 40));
    scene.bar(() => 100);
    setLimit(scene, 'user:ann', 'maxOrderQuantity', '30');
    scene.orders(a.address, a.lane, anOrderRequest('BUY', 40));
    scene.bar(() => 100);
    setLimit(scene, 'instrument:BETA', 'maxOrderQuantity', '10');
    scene.orders(a.address, a.lane, anOrderRequest('BUY', 30));
    scene.orders(b.address, b.lane, anOrderRequest('BUY', 11));
    expect(scene.denials()).toEqual([
      'QUANTITY_EXCEEDS_MAXIMUM: quantity=40 maximum=30',
      'QUANTITY_EXCEEDS_MAXIMUM: quantity=11 maximum=10',
    ]);
  });

  test('holds after a start from the journal and from a snapshot', () => {
    for (const from of ['journal', 'snapshot'] as const) {
      const scene = trading();
      setLimit(scene, 'platform', 'maxGrossExposure', 0.01);
      scene.restart(from);
      scene.bar(() => 100);
      scene.orders(a.address, a.lane, anOrderRequest('BUY', 11));
      expect(scene.denials()).toEqual(['GROSS_EXPOSURE_EXCEEDED: exposure=1100 equity=100000 limit=0.01']);
    }
  });

  test('of the portfolio counts what other actors have only asked for', () => {
    const scene = trading({ maxGrossExposure: 0.02 });
    scene.orders(a.address, a.lane, anOrderRequest('BUY', 15));
    scene.orders(b.address, b.lane, anOrderRequest('BUY', 15));
    scene.orders(b.address, b.lane, anOrderRequest('BUY', 5));
    expect(scene.denials()).toEqual(['GROSS_EXPOSURE_EXCEEDED: exposure=3000 equity=100000 limit=0.02']);
  });

  test('lets past what closes, however far beyond it the account stands', () => {
    const scene = trading();
    scene.orders(a.address, a.lane, anOrderRequest('BUY', 50));
    scene.bar(() => 100);
    for (const limit of ['maxGrossExposure', 'maxNetExposure', 'maxConcentration', 'maxLeverage'] as const)
      setLimit(scene, 'platform', limit, 0.001);
    scene.orders(a.address, a.lane, anOrderRequest('SELL', 20));
    scene.orders(a.address, a.lane, anOrderRequest('SELL', 30, { reduceOnly: true }));
    expect(scene.denials()).toEqual([]);
  });

  test('of an actor’s cancels is counted for it alone', () => {
    const scene = trading({ maxCancelsPerMinute: 1 });
    scene.orders(
      a.address,
      a.lane,
      ...[0, 1].map((leg) => anOrderRequest('BUY', 1, { leg, type: 'LIMIT', limitPrice: 90 })),
    );
    scene.bar(() => 100);
    const clientOrderIds = [...scene.state.orders.keys()];
    scene.decide(a.address, a.lane, { kind: 'cancel', clientOrderIds });
    expect(scene.state.orders.size).toBe(1);
    expect(scene.state.denialsByCode).toEqual({ CANCEL_RATE_LIMIT_EXCEEDED: 1 });
  });

  test('is shown with where it comes from and what of it is used', () => {
    const scene = trading({ maxOpenOrders: 4 });
    setLimit(scene, 'platform', 'maxGrossExposure', 0.04);
    setLimit(scene, 'instrument:ACME', 'maxConcentration', 0.05);
    scene.orders(a.address, a.lane, anOrderRequest('BUY', 10));
    scene.bar(() => 100);
    scene.orders(a.address, a.lane, anOrderRequest('BUY', 10));
    const { limitsInForce, portfolio } = view(scene);
    expect(limitsInForce).toEqual([
      { limit: 'maxOpenOrders', value: '4', scope: 'account:a1', version: 0, actor: null, used: '1', share: 0.25 },
      {
        limit: 'maxGrossExposure',
        value: '0.04',
        scope: 'platform',
        version: 1,
        actor: null,
        used: '0.02',
        share: 0.5,
      },
      {
        limit: 'maxConcentration',
        value: '0.05',
        scope: 'instrument:ACME',
        version: 1,
        actor: a.address,
        used: '0.02',
        share: 0.4,
      },
    ]);
    expect(portfolio).toMatchObject({
      equity: '100000',
      gross: '1000',
      net: '1000',
      worstGross: '2000',
      worstRisk: '2000',
    });
    expect(portfolio?.symbols).toEqual([{ symbol: 'ACME', value: '1000', worst: '2000' }]);
  });
});

test('a supervisor that is out of sight lets nothing be opened, and everything be closed', () => {
  const scene = trading();
  scene.orders(a.address, a.lane, anOrderRequest('BUY', 10));
  scene.bar(() => 100);
  scene.state.isSupervised = false;
  scene.orders(a.address, a.lane, anOrderRequest('BUY', 1));
  scene.orders(a.address, a.lane, anOrderRequest('SELL', 10, { reduceOnly: true }));
  expect(scene.denials()).toEqual(['SUPERVISOR_UNREACHABLE']);
});

test('the same entry again within its window is taken for a mistake', () => {
  const scene = trading({ duplicateWindowMs: 120_000 });
  scene.orders(a.address, a.lane, anOrderRequest('BUY', 10));
  scene.bar(() => 100);
  scene.restart('snapshot');
  scene.orders(a.address, a.lane, anOrderRequest('BUY', 10));
  scene.bar(() => 100);
  scene.orders(a.address, a.lane, anOrderRequest('BUY', 10));
  expect(scene.denials()).toEqual(['DUPLICATE_ORDER: agoMs=60000 windowMs=120000 quantity=10']);
});

test('what nobody knows the price of makes equity unknown, and opens nothing', () => {
  const scene = trading({ maxGrossExposure: 5 });
  scene.orders(a.address, a.lane, anOrderRequest('BUY', 10));
  scene.bar(() => 100);
  scene.state.lanes.get(a.lane)!.price = 0;
  scene.orders(b.address, b.lane, anOrderRequest('BUY', 1));
  expect(scene.denials()).toEqual(['EQUITY_UNKNOWN: limit=maxGrossExposure']);
  expect(view(scene).portfolio).toBeNull();
});
