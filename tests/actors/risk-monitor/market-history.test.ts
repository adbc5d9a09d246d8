import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HistoryBar } from '../../../actors/ports/risk-desk.ts';
import { HISTORY_BARS, MarketHistory } from '../../../actors/risk-monitor/market-history.ts';
import { anOrderRequest } from './account-scene.ts';
import { MarketScene, trader } from './market-scene.ts';

const MINUTE_MS = 60_000;
const LANES = ['bars.A.1m', 'bars.B.1m', 'bars.C.1m'];

const barAt = (position: number, close: number, span = 1): HistoryBar => ({
  ...{ position, close, openTime: (position - 1) * span * MINUTE_MS, closeTime: position * span * MINUTE_MS },
});
const asBar = ({ openTime, closeTime, close }: HistoryBar) => ({
  ...{ openTime, closeTime, close, open: close, high: close, low: close, volume: 0 },
});

/** All that can be asked of it. */
const knowledge = (history: MarketHistory): unknown => [
  LANES.map((lane) => history.volatility(lane, '24/7')),
  LANES.flatMap((a) => LANES.map((b) => history.correlation(a, b))),
  history.deviations(LANES)?.of(Float64Array.of(100, -50, 25)) ?? null,
];

describe('what is known of the market', () => {
  test('is the same after a start as it was before, to the last bit, however far each lane had come', () => {
    const play = fc.record({
      closes: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 90, max: 110 })), { maxLength: 60 }),
      spans: fc.constantFrom([1, 1, 1], [1, 1, 5], [1, 2, 3]),
      before: fc.integer({ min: 0, max: HISTORY_BARS }),
    });
    let known = 0;
    fc.assert(
      fc.property(play, ({ closes, spans, before }) => {
        const live = new MarketHistory();
        const table = LANES.map((_, lane) =>
          Array.from({ length: before }, (__, index) =>
            barAt(index + 1, 100 + ((index * (lane + 3)) % 7), spans[lane]),
          ),
        );
        const load = (history: MarketHistory): void =>
          LANES.forEach((lane, index) => {
            history.ask(lane);
            history.load(lane, table[index]!.slice(-HISTORY_BARS));
          });
        load(live);
        for (const [lane, close] of closes) {
          const bar = barAt(table[lane]!.length + 1, close, spans[lane]);
          table[lane]!.push(bar);
          live.push(LANES[lane]!, bar.position, asBar(bar));
          if (close % 3 === 0) knowledge(live);
        }
        const again = new MarketHistory();
        load(again);
        const knows = knowledge(live);
        if ((knows as unknown[])[2] !== null) known += 1;
        expect(knowledge(again)).toEqual(knows);
      }),
      { numRuns: 10_000, seed: 5 },
    );
    expect(known).toBeGreaterThan(5_000);
  });

  test('is asked for only when a limit needs it', () => {
    const a = trader('a', 'ACME');
    const scene = new MarketScene({ traders: [a], limits: { maxGrossExposure: 2 } });
    scene.bar(() => 100);
    expect(scene.asked.map(({ kind }) => kind)).not.toContain('history');
    const who = { by: 'eve', at: 0, reason: 'storm', approvedBy: null };
    const entry = { scope: 'account:a1', limit: 'maxValueAtRisk95', value: 0.05, version: 1, ...who } as const;
    scene.control({ kind: 'limit', entry });
    scene.bar(() => 100);
    scene.bar(() => 100);
    expect(scene.asked).toContainEqual({ kind: 'history', lane: a.lane, through: 1, bars: HISTORY_BARS });
  });

  test('that is too little opens nothing, and enough of it does', () => {
    const a = trader('a', 'ACME');
    const limits = { maxValueAtRisk95: 0.05 };
    const young = new MarketScene({ traders: [a], limits });
    young.bar(() => 100);
    young.orders(a.address, a.lane, anOrderRequest('BUY', 10));
    expect(young.denials()).toEqual(['MARKET_RISK_UNKNOWN: limit=maxValueAtRisk95']);
    const closes = Array.from({ length: 40 }, (_, index) => 100 + (index % 2));
    const old = new MarketScene({ traders: [a], limits, earlier: () => closes });
    old.bar(() => 100);
    // A percent to and fro every minute is 38 % a day: 63 % of what is held, at 95 %.
    old.orders(a.address, a.lane, anOrderRequest('BUY', 100));
    expect(old.denials().join()).toMatch(/^VALUE_AT_RISK_EXCEEDED: exposure=6\d\d\d/);
    old.bar(() => 100);
    old.orders(a.address, a.lane, anOrderRequest('BUY', 70));
    expect(old.denials()).toHaveLength(1);
  });
});
