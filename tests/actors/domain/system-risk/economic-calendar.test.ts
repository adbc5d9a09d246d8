import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_PAUSE,
  economicCalendar,
  nextPause,
  type PauseRule,
  pausesAt,
  pauseVerdict,
} from '../../../../actors/domain/system-risk/economic-calendar.ts';
import {
  type EconomicEvent,
  economicEventFaults,
  IMPACTS,
  parseEconomicEvents,
} from '../../../../actors/domain/system-risk/economic-event.ts';

const at = (text: string): number => Date.parse(text);
const MINUTE = 60_000;
const event = (id: string, time: string, more: Partial<EconomicEvent> = {}): EconomicEvent => ({
  id,
  time: at(time),
  currency: 'USD',
  impact: 'high',
  title: id,
  ...more,
});
const payrolls = event('payrolls', '2024-02-02T13:30Z');

const events = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 300 }),
      lasts: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 4 }),
      currency: fc.constantFrom('USD', 'EUR', 'JPY', '*'),
      impact: fc.constantFrom(...IMPACTS),
    }),
    { maxLength: 25 },
  )
  .map((list) =>
    list.map(({ time, lasts, currency, impact }, index) => ({
      ...{ id: `e${index}`, time: time * MINUTE, currency, impact, title: 'x' },
      ...(lasts !== null && { endTime: (time + lasts) * MINUTE }),
    })),
  );
const rules = fc.record({
  minImpact: fc.constantFrom(...IMPACTS),
  beforeMs: fc.integer({ min: 0, max: 30 }).map((m) => m * MINUTE),
  afterMs: fc.integer({ min: 0, max: 30 }).map((m) => m * MINUTE),
});
const pairs = fc.constantFrom(['EUR', 'USD'], ['USD', 'JPY'], ['GBP', 'CHF'], ['USD']);

/** By looking at every event. */
const plainPauses = (list: readonly EconomicEvent[], now: number, currencies: readonly string[], rule: PauseRule) =>
  list
    .filter(({ currency }) => currency === '*' || currencies.includes(currency))
    .filter(({ impact }) => IMPACTS.indexOf(impact) >= IMPACTS.indexOf(rule.minImpact))
    .map(({ time, endTime = time }) => ({ from: time - rule.beforeMs, until: endTime + rule.afterMs }))
    .filter(({ from, until }) => from <= now && now < until);

describe('an economic calendar', () => {
  test('pauses fifteen minutes before and after a high-impact event of either currency, and not a millisecond more', () => {
    const calendar = economicCalendar([payrolls]);
    const paused = (time: string, ...currencies: string[]): string | undefined =>
      pausesAt(calendar, at(time), currencies)?.event.id;
    expect(paused('2024-02-02T13:14:59.999Z', 'EUR', 'USD')).toBeUndefined();
    expect(paused('2024-02-02T13:15Z', 'EUR', 'USD')).toBe('payrolls');
    expect(paused('2024-02-02T13:44:59.999Z', 'USD', 'JPY')).toBe('payrolls');
    expect(paused('2024-02-02T13:45Z', 'USD', 'JPY')).toBeUndefined();
    expect(paused('2024-02-02T13:30Z', 'EUR', 'GBP')).toBeUndefined();
  });

  test('names the event in its facts, and the pause that comes next', () => {
    const calendar = economicCalendar([event('ecb', '2024-03-07T13:15Z', { currency: 'EUR' }), payrolls]);
    expect(pauseVerdict(calendar, at('2024-02-02T13:20Z'), ['EUR', 'USD'])).toEqual({
      tripped: true,
      unknown: false,
      facts: {
        event: 'payrolls',
        currency: 'USD',
        impact: 'high',
        time: '2024-02-02T13:30:00.000Z',
        until: '2024-02-02T13:45:00.000Z',
      },
    });
    expect(pauseVerdict(calendar, at('2024-02-02T14:00Z'), ['EUR', 'USD']).tripped).toBe(false);
    expect(nextPause(calendar, at('2024-02-02T13:15Z'), ['EUR', 'USD'])).toMatchObject({ event: { id: 'ecb' }, from: at('2024-03-07T13:00Z') }); // prettier-ignore
    expect(nextPause(calendar, at('2024-02-02T13:15Z'), ['USD', 'JPY'])).toBeUndefined();
  });

  test('lets milder events pass unless they are asked for, and holds a whole day that is one', () => {
    const calendar = economicCalendar([
      event('medium', '2024-02-02T13:30Z', { impact: 'medium' }),
      event('summit', '2024-02-05T00:00Z', { endTime: at('2024-02-06T00:00Z'), currency: '*' }),
    ]);
    expect(pausesAt(calendar, at('2024-02-02T13:30Z'), ['USD'])).toBeUndefined();
    expect(
      pausesAt(calendar, at('2024-02-02T13:30Z'), ['USD'], { ...DEFAULT_PAUSE, minImpact: 'medium' }),
    ).toBeDefined();
    expect(pausesAt(calendar, at('2024-02-05T23:00Z'), ['BTC', 'USDT'])?.event.id).toBe('summit');
  });

  test('says what looking at every event says', () => {
    fc.assert(
      fc.property(events, rules, pairs, fc.integer({ min: -40, max: 440 }), (list, rule, currencies, minutes) => {
        const now = minutes * MINUTE;
        const calendar = economicCalendar(list);
        const plain = plainPauses(list, now, currencies, rule);
        const found = pausesAt(calendar, now, currencies, rule);
        expect(found?.until).toBe(plain.length === 0 ? undefined : Math.max(...plain.map(({ until }) => until)));
        const coming = nextPause(calendar, now, currencies, rule);
        // Pauses that never end have all begun at the end of time.
        const later = plainPauses(list, 1e15, currencies, { ...rule, afterMs: 2e15 }).filter(({ from }) => from > now);
        expect(coming?.from).toBe(later.length === 0 ? undefined : Math.min(...later.map(({ from }) => from)));
      }),
      { numRuns: 10_000 },
    );
  });

  test('the property sees a calendar that overlooks what lasts (control)', () => {
    const outcome = fc.check(
      fc.property(events, rules, pairs, fc.integer({ min: -40, max: 440 }), (list, rule, currencies, minutes) => {
        const short = economicCalendar(list.map(({ endTime: _, ...one }) => one));
        const plain = plainPauses(list, minutes * MINUTE, currencies, rule);
        return (pausesAt(short, minutes * MINUTE, currencies, rule) === undefined) === (plain.length === 0);
      }),
      { numRuns: 10_000 },
    );
    expect(outcome.failed).toBe(true);
  });

  test('of twenty thousand events is asked in microseconds', () => {
    const many = Array.from({ length: 20_000 }, (_, i) =>
      event(`e${i}`, '2024-01-01', { time: i * 7 * MINUTE, impact: IMPACTS[i % 3]! }),
    );
    const calendar = economicCalendar(many);
    const asked = 20_000;
    const started = performance.now();
    for (let i = 0; i < asked; i++) pausesAt(calendar, i * 7 * MINUTE, ['EUR', 'USD']);
    // Looking at every event would take 100 µs and more.
    expect(((performance.now() - started) * 1_000) / asked).toBeLessThan(50);
  });
});

describe('economic events from JSON', () => {
  test('are taken as they are, the currency from the country where it is left out', () => {
    expect(parseEconomicEvents([payrolls])).toEqual([payrolls]);
    const { currency: _, ...bare } = payrolls;
    expect(parseEconomicEvents([{ ...bare, country: 'DE' }])).toMatchObject([{ currency: 'EUR', country: 'DE' }]);
  });

  test('are refused all together, with every fault by index and field', () => {
    const { currency: _, ...bare } = payrolls;
    const faultsOf = (json: unknown): unknown => {
      try {
        return parseEconomicEvents(json);
      } catch (error) {
        return (error as { data: { faults: { field: string }[] } }).data.faults.map(({ field }) => field);
      }
    };
    expect(faultsOf([payrolls, { ...payrolls, impact: 'extreme', time: 1.5 }, null])).toEqual([
      '1.time',
      '1.impact',
      '1.id',
      '2',
    ]);
    expect(faultsOf([bare])).toEqual(['0.currency']);
    expect(faultsOf([{ ...bare, country: 'XX' }])).toEqual(['0.currency']);
    expect(faultsOf([{ ...payrolls, endTime: payrolls.time - 1 }])).toEqual(['0.endTime']);
    expect(faultsOf([{ ...payrolls, endTime: payrolls.time + 32 * 86_400_000 }])).toEqual(['0.endTime']);
    expect(faultsOf({})).toEqual(['']);
    expect(
      economicEventFaults({ ...payrolls, currency: 'us', title: ' ', forecast: 1 }).map(({ field }) => field),
    ).toEqual(['forecast', 'title', 'currency']);
  });
});
