import { ANY_CURRENCY, type EconomicEvent, type Impact, IMPACTS } from './economic-event.ts';
import { clear, isoTime, tripped, type Verdict } from './verdict.ts';

/** Which events pause new entries, and how long around them. */
export interface PauseRule {
  readonly minImpact: Impact;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** High impact, fifteen minutes on both sides. */
export const DEFAULT_PAUSE: PauseRule = { minImpact: 'high', beforeMs: 900_000, afterMs: 900_000 };

/** An event and the pause around it: from `from` up to but without `until`, epoch milliseconds. */
export interface Pause {
  readonly event: EconomicEvent;
  readonly from: number;
  readonly until: number;
}

/** Events made ready to be asked at every order. */
export interface EconomicCalendar {
  readonly size: number;
  /** By currency and least impact, in order of time. */
  readonly series: ReadonlyMap<string, Series>;
}

interface Series {
  readonly events: readonly EconomicEvent[];
  /** Of the event that lasts longest. */
  readonly longestMs: number;
}

/** A calendar of events, in whatever order they come. */
export function economicCalendar(events: readonly EconomicEvent[]): EconomicCalendar {
  const lists = new Map<string, EconomicEvent[]>();
  // By id where times are equal, so that the answer does not depend on the order of a file.
  for (const event of [...events].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))) {
    for (const impact of IMPACTS.slice(0, IMPACTS.indexOf(event.impact) + 1)) {
      const key = seriesKey(event.currency, impact);
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [event]);
      else list.push(event);
    }
  }
  const series = new Map<string, Series>();
  for (const [key, list] of lists) {
    series.set(key, { events: list, longestMs: list.reduce((most, event) => Math.max(most, lastsMs(event)), 0) });
  }
  return { size: events.length, series };
}

/**
 * The event that pauses an instrument at an instant (epoch milliseconds), of several the one whose pause ends last; undefined
 * for none. `currencies` are the instrument's, base and quote.
 */
export function pausesAt(
  calendar: EconomicCalendar,
  instant: number,
  currencies: readonly string[],
  rule: PauseRule = DEFAULT_PAUSE,
): Pause | undefined {
  let found: Pause | undefined;
  for (const { events, longestMs } of seriesOf(calendar, currencies, rule)) {
    const first = firstAfter(events, instant - rule.afterMs - longestMs);
    for (let index = first; index < events.length; index++) {
      const pause = pauseOf(events[index]!, rule);
      if (pause.from > instant) break;
      if (pause.until > instant && (found === undefined || pause.until > found.until)) found = pause;
    }
  }
  return found;
}

/** The first pause that begins after an instant (epoch milliseconds); undefined for none. */
export function nextPause(
  calendar: EconomicCalendar,
  instant: number,
  currencies: readonly string[],
  rule: PauseRule = DEFAULT_PAUSE,
): Pause | undefined {
  let found: Pause | undefined;
  for (const { events } of seriesOf(calendar, currencies, rule)) {
    const event = events[firstAfter(events, instant + rule.beforeMs)];
    if (event !== undefined && (found === undefined || event.time < found.event.time)) found = pauseOf(event, rule);
  }
  return found;
}

/** Tripped while an event pauses the instrument; the facts name it and when the pause ends. */
export function pauseVerdict(
  calendar: EconomicCalendar,
  instant: number,
  currencies: readonly string[],
  rule: PauseRule = DEFAULT_PAUSE,
): Verdict {
  const pause = pausesAt(calendar, instant, currencies, rule);
  if (pause === undefined) return clear();
  const { title, currency, impact, time } = pause.event;
  return tripped({ event: title, currency, impact, time: isoTime(time), until: isoTime(pause.until) });
}

const seriesKey = (currency: string, impact: Impact): string => `${currency} ${impact}`;

const lastsMs = ({ time, endTime = time }: EconomicEvent): number => endTime - time;

const pauseOf = (event: EconomicEvent, { beforeMs, afterMs }: PauseRule): Pause => ({
  event,
  from: event.time - beforeMs,
  until: (event.endTime ?? event.time) + afterMs,
});

const seriesOf = ({ series }: EconomicCalendar, currencies: readonly string[], { minImpact }: PauseRule): Series[] =>
  [ANY_CURRENCY, ...currencies].flatMap((currency) => series.get(seriesKey(currency, minImpact)) ?? []);

/** Index of the first event later than an instant. */
function firstAfter(events: readonly EconomicEvent[], instant: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.time > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}
