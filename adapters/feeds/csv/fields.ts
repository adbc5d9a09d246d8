// F1. A number is exactly what `Number(text)` gives: up to 15 digits, mantissa and power of ten are both exact doubles,
//     so one division rounds once (W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990).
// F2. A time is an instant: ISO 8601 with `Z` or an offset. A date alone is midnight UTC. A time without zone is refused.
import { type Fault, quoted } from '../../../actors/domain/file-fault.ts';

/** The number written in bytes `from` to `to`, NaN when it is not a plain decimal number. */
export function readNumber(bytes: Uint8Array, from: number, to: number): number {
  let mantissa = 0;
  let digits = 0;
  let point = -1;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
    } else if (digit === POINT && point < 0 && digits > 0) {
      point = at + 1;
    } else {
      return readAnyNumber(bytes, from, to);
    }
  }
  if (digits === 0 || digits > 15 || point === to) return readAnyNumber(bytes, from, to);
  return point < 0 ? mantissa : mantissa / POWERS_OF_TEN[to - point]!;
}

/** The instant written in bytes `from` to `to`, epoch milliseconds UTC, NaN when `parseTime` would give a fault. */
export function readTime(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length === 20 && bytes[from + 19] === LETTER_Z && bytes[from + 10] === LETTER_T) {
    if (bytes[from + 13] === COLON && bytes[from + 16] === COLON) {
      const day = readDay(bytes, from);
      const hours = readTwo(bytes, from + 11);
      const minutes = readTwo(bytes, from + 14);
      const seconds = readTwo(bytes, from + 17);
      if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return NaN;
      return day + ((hours * 60 + minutes) * 60 + seconds) * 1000;
    }
  } else if (length === 10) {
    const day = readDay(bytes, from);
    if (!Number.isNaN(day)) return day;
  }
  const time = parseTime(latin1(bytes, from, to));
  return typeof time === 'number' ? time : NaN;
}

/** The instant that `text` names, epoch milliseconds UTC, or what is wrong with it. */
export function parseTime(text: string): number | Fault {
  if (text === '') return { what: 'is empty', cure: 'write the time at which the bar opens' };
  const match = TIME.exec(text);
  if (!match) {
    const what = /^-?[\d.]+$/.test(text)
      ? `${quoted(text)} is a bare number`
      : `${quoted(text)} is not an ISO 8601 time`;
    return { what, cure: EXAMPLE };
  }
  const [, date = '', hours = '0', minutes = '0', seconds = '0', fraction = '', zone] = match;
  const day = readDay(Buffer.from(date, 'latin1'), 0);
  if (Number.isNaN(day)) return { what: `${quoted(text)} is not a day of the calendar`, cure: 'correct the date' };
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    return { what: `${quoted(text)} is not a time of day`, cure: 'use 00:00:00 to 23:59:59' };
  }
  if (text.length > 10 && zone === undefined) {
    return { what: `${quoted(text)} names no time zone`, cure: 'add Z if it is UTC, or its offset such as +01:00' };
  }
  if (/[1-9]/.test(fraction.slice(3))) {
    return { what: `${quoted(text)} is finer than a millisecond`, cure: 'round the times of the bars' };
  }
  const offset = zone === undefined || zone === 'Z' ? 0 : offsetMinutes(zone);
  if (Number.isNaN(offset)) return { what: `${quoted(text)} has no known offset`, cure: EXAMPLE };
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return day + ((Number(hours) * 60 + Number(minutes) - offset) * 60 + Number(seconds)) * 1000 + ms;
}

const ZERO = 48;
const POINT = 46 - ZERO;
const COLON = 58;
const DASH = 45;
const LETTER_T = 84;
const LETTER_Z = 90;
const POWERS_OF_TEN = Array.from({ length: 16 }, (_, power) => 10 ** power);
const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_BEFORE_1970 = 719_162;
const EXAMPLE = 'write it like 2024-01-31T09:30:00Z';
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');

const readAnyNumber = (bytes: Uint8Array, from: number, to: number): number => {
  const text = latin1(bytes, from, to);
  return NUMBER.test(text) ? Number(text) : NaN;
};

/** Two digits, -1 when they are none. */
const readTwo = (bytes: Uint8Array, at: number): number => {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/** Midnight UTC of `YYYY-MM-DD` of the Gregorian calendar, NaN when there is no such day. */
const readDay = (bytes: Uint8Array, at: number): number => {
  const century = readTwo(bytes, at);
  const yearOfCentury = readTwo(bytes, at + 2);
  const month = readTwo(bytes, at + 5);
  const day = readTwo(bytes, at + 8);
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return NaN;
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12) return NaN;
  const year = century * 100 + yearOfCentury;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (year < 1 || day < 1 || day > DAYS_IN_MONTH[month]! + (leap && month === 2 ? 1 : 0)) return NaN;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const days = before * 365 + leapDays + DAYS_BEFORE_MONTH[month]! + (leap && month > 2 ? 1 : 0) + day - 1;
  return (days - DAYS_BEFORE_1970) * 86_400_000;
};

const offsetMinutes = (zone: string): number => {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};
