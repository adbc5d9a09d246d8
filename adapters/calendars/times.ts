import { isTimeZone, zonedInstant } from '../../actors/domain/zoned-time.ts';
import { type Fault, quoted } from '../../actors/domain/file-fault.ts';

/** The instant (epoch milliseconds) that ISO 8601 text with `Z` or an offset names, or what is wrong with it. */
export function parseInstant(text: string): number | Fault {
  const match = INSTANT.exec(text);
  if (match === null) {
    const known = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text);
    return known
      ? { what: `${quoted(text)} names no time zone`, cure: 'add Z if it is UTC, or its offset such as -05:00' }
      : { what: `${quoted(text)} is not an ISO 8601 time`, cure: 'write it like 2024-01-31T13:30:00Z' };
  }
  const [, date = '', time = '', zone = ''] = match;
  if (!isDate(date)) return notADay(text);
  return Date.parse(`${date}T${time}${zone}`);
}

/** The instant (epoch milliseconds) at which a zone's clock shows a date YYYY-MM-DD and a time HH:MM or HH:MM:SS, or what is wrong. */
export function parseZoned(date: string, time: string, timeZone: string): number | Fault {
  if (!isDate(date)) return notADay(date);
  const match = CLOCK.exec(time);
  if (match === null) return { what: `${quoted(time)} is not a time of day`, cure: 'write it like 08:30 or 08:30:00' };
  if (!isTimeZone(timeZone)) {
    return { what: `${quoted(timeZone)} is not an IANA time zone`, cure: 'write it like America/New_York or UTC' };
  }
  const [, hours, minutes, seconds = '0'] = match;
  return zonedInstant(date, Number(hours) * 60 + Number(minutes), timeZone) + Number(seconds) * 1_000;
}

/** Whether text is a day of the Gregorian calendar, YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse takes 30 February for 1 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const TIME_OF_DAY = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,3})?)?';
const INSTANT = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})[T ](${TIME_OF_DAY})(Z|[+-](?:0\\d|1[0-4]):[0-5]\\d)$`);
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

const notADay = (text: string): Fault => ({
  what: `${quoted(text)} is not a day of the calendar`,
  cure: 'write it like 2024-01-31',
});
