import { baseCurrencyOf } from '../../domain/instrument.ts';
import { type EconomicCalendar, economicCalendar } from '../../domain/system-risk/economic-calendar.ts';
import type { EconomicEvent } from '../../domain/system-risk/economic-event.ts';

// A cache of a pure function: the events of a book are replaced whole.
const calendars = new WeakMap<readonly EconomicEvent[], EconomicCalendar>();

/** The events of a book, made ready to be asked. */
export function calendarOf(events: readonly EconomicEvent[]): EconomicCalendar {
  let calendar = calendars.get(events);
  if (calendar === undefined) calendars.set(events, (calendar = economicCalendar(events)));
  return calendar;
}

/** The currencies that an instrument is about: of a pair both, of anything else what it is quoted in. */
export function currenciesOf(symbol: string, quoteCurrency: string): readonly string[] {
  const base = baseCurrencyOf(symbol, quoteCurrency);
  return base === undefined ? [quoteCurrency] : [base, quoteCurrency];
}
