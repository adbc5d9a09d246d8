// R1. A rule is followed on the clock of its zone, so a weekly 08:30 stays 08:30 over a change of clocks.
// R2. It is followed no further than the range, and gives up on one that hardly ever comes: ical.js 2.2.1 looks for ever for
//     the 30 February of FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30, and takes a yearly one for 1 March.
import ICAL from 'ical.js';
import type { Fault } from '../../actors/domain/file-fault.ts';
import { errorMessage } from '../../runtime/errors.ts';
import { calendarCorrupt } from './corrupt.ts';
import type { IcsComponent, IcsProperty } from './ics-components.ts';
import { named } from './ics-mapping.ts';
import { type IcsZones, type Moment, momentsOf, type ZoneClock } from './ics-times.ts';
import { isDate } from './times.ts';

/** Epoch milliseconds, `to` not included. */
export interface IcsRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The moments at which an event that begins at `start` takes place: `start` itself alone when it does not recur, otherwise those of
 * RRULE and RDATE without EXDATE that lie in the range (RFC 5545 §3.8.5), in order. Throws CALENDAR_CORRUPT.
 */
export function occurrences(
  zones: IcsZones,
  event: IcsComponent,
  start: { readonly moment: Moment; readonly clock: ZoneClock },
  range: IcsRange,
): Moment[] {
  const rules = named(event, 'rrule');
  const dates = named(event, 'rdate');
  const [exrule] = named(event, 'exrule');
  if (exrule !== undefined) {
    throw refused(zones, exrule, { what: 'is no longer part of iCalendar', cure: 'name the dates by EXDATE' });
  }
  if (rules.length + dates.length === 0) return [start.moment];
  const found = new Map<number, Moment>([[start.moment.instant, start.moment]]);
  for (const rule of rules) for (const moment of follow(zones, rule, start, range)) found.set(moment.instant, moment);
  for (const told of dates)
    for (const moment of momentsOf(zones, told, start.clock).moments) found.set(moment.instant, moment);
  for (const told of named(event, 'exdate')) {
    for (const out of momentsOf(zones, told, start.clock).moments) {
      if (!out.allDay) found.delete(out.instant);
      else for (const [key, { local }] of found) if (local.startsWith(out.local)) found.delete(key);
    }
  }
  return [...found.values()]
    .filter(({ instant }) => instant >= range.from && instant < range.to)
    .sort((a, b) => a.instant - b.instant);
}

const DAY_MS = 86_400_000;
/** Days looked at for one rule: a daily one since 1900. */
const MOST_PASSES = 50_000;
const FREQUENCIES: readonly string[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

function* follow(
  zones: IcsZones,
  told: IcsProperty,
  { moment, clock }: { readonly moment: Moment; readonly clock: ZoneClock },
  range: IcsRange,
): Generator<Moment> {
  const rule = ruleOf(zones, told);
  if (!FREQUENCIES.includes(rule.freq)) {
    throw refused(zones, told, { what: `FREQ=${rule.freq} is not followed`, cure: `use ${FREQUENCIES.join(', ')}` });
  }
  const isWithin = untilOf(zones, told, rule);
  // Ends the library's search on the local clock, wherever that is; the exact end is tested on instants.
  const end = new Date(Math.max(range.to, moment.instant) + 2 * DAY_MS).toISOString().slice(0, 19);
  rule.until = moment.allDay ? ICAL.Time.fromDateString(end.slice(0, 10)) : ICAL.Time.fromDateTimeString(end);
  for (const local of locals(zones, told, rule, moment)) {
    const next = clock(told, local);
    if (next.instant >= range.to || !isWithin(next)) return;
    if (next.instant >= range.from) yield next;
  }
}

/** The rule, its own to change. */
function ruleOf(zones: IcsZones, told: IcsProperty): ICAL.Recur {
  try {
    return (told.property.getFirstValue() as ICAL.Recur).clone();
  } catch (error) {
    throw refused(zones, told, { what: `cannot be read: ${errorMessage(error)}`, cure: 'correct the rule' });
  }
}

/** What the clock shows at each occurrence of a rule. */
function locals(zones: IcsZones, told: IcsProperty, rule: ICAL.Recur, { local, allDay }: Moment): string[] {
  const start = allDay ? ICAL.Time.fromDateString(local) : ICAL.Time.fromDateTimeString(local);
  const found: string[] = [];
  let passes = 0;
  try {
    const iterator = rule.iterator(start);
    // The one thing that every turn of its search does.
    const check = iterator.check_contracting_rules.bind(iterator);
    iterator.check_contracting_rules = () => {
      if (++passes > MOST_PASSES) throw new Error('it hardly ever takes place, or too often');
      return check();
    };
    for (let next = nextOf(iterator); next !== null; next = nextOf(iterator)) {
      if (fits(rule, next)) found.push(next.toString());
    }
  } catch (error) {
    throw refused(zones, told, { what: `cannot be followed: ${errorMessage(error)}`, cure: 'correct the rule' });
  }
  return found;
}

/** Null when it is through; the declarations of ical.js do not say so. */
const nextOf = (iterator: ICAL.RecurIterator): ICAL.Time | null => iterator.next();

/** Whether a day is one that the rule names, where it names months and days of them. */
function fits(rule: ICAL.Recur, { year, month, day }: ICAL.Time): boolean {
  const { BYMONTH: months, BYMONTHDAY: days } = rule.parts as { BYMONTH?: number[]; BYMONTHDAY?: number[] };
  const fromEnd = day - ICAL.Time.daysInMonth(month, year) - 1;
  return months?.includes(month) !== false && (days === undefined || days.includes(day) || days.includes(fromEnd));
}

/** Whether a moment is not past the UNTIL of a rule: an instant, or what the clock of the event shows. */
function untilOf(zones: IcsZones, told: IcsProperty, { until }: ICAL.Recur): (moment: Moment) => boolean {
  if (until == null) return () => true;
  const text = until.toString();
  if (!isDate(text.slice(0, 10)) || !/^.{10}(?:T\d{2}:\d{2}:\d{2}Z?)?$/.test(text)) {
    throw refused(zones, told, { what: `UNTIL=${text} is no date or time`, cure: 'write it like 20240131T133000Z' });
  }
  if (text.endsWith('Z')) return ({ instant }) => instant <= Date.parse(text);
  return ({ local }) => local.slice(0, text.length) <= text;
}

const refused = ({ file }: IcsZones, { line, name }: IcsProperty, fault: Fault): Error =>
  calendarCorrupt({ file, line, field: name.toUpperCase() }, fault);
