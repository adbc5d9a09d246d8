import { type Pause, pausesAt } from '../../domain/system-risk/economic-calendar.ts';
import { IMPACTS } from '../../domain/system-risk/economic-event.ts';
import { isoTime } from '../../domain/system-risk/verdict.ts';
import type { MetricReading } from '../../domain/risk/rule-evaluation.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { calendarOf, currenciesOf } from './economic-events.ts';
import { newsPauseOf } from './watch-config.ts';

/** Events that are near now and concern what actors trade: of each impact and above the one that lasts longest. */
export function newsReadings(
  state: AccountState,
  actors: Iterable<TradingActor> = state.actors.values(),
): MetricReading[] {
  const { config, controls, watch } = state;
  if (controls.events.length === 0) return [];
  const calendar = calendarOf(controls.events);
  const currencies = new Set([...actors].flatMap(({ symbol }) => currenciesOf(symbol, config.currency)));
  const near = new Map<string, Pause>();
  for (const minImpact of IMPACTS) {
    const pause = pausesAt(calendar, watch.time, [...currencies], { ...newsPauseOf(config), minImpact });
    if (pause !== undefined) near.set(pause.event.id, pause);
  }
  return [...near.values()].map(({ event, until }) => ({
    of: event.id,
    value: IMPACTS.indexOf(event.impact) + 1,
    inputs: { title: event.title, currency: event.currency, time: isoTime(event.time), until: isoTime(until) },
  }));
}
