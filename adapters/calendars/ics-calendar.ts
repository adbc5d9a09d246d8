// I1. A file is taken whole or refused whole, with line, property, fault and cure.
// I2. An event is at its start; only one of whole days lasts, from its first midnight to its last. Canceled ones are left out.
// I3. What impact and currency are read from stands in ics-mapping.ts.
import type ICAL from 'ical.js';
import { type EconomicEvent, economicEventFaults } from '../../actors/domain/system-risk/economic-event.ts';
import { isoTime } from '../../actors/domain/system-risk/verdict.ts';
import { calendarCorrupt } from './corrupt.ts';
import { type IcsComponent, icsCalendars, type IcsProperty } from './ics-components.ts';
import { currencyOf, type IcsDefaults, impactOf, named, textOf } from './ics-mapping.ts';
import { type IcsRange, occurrences } from './ics-recurrence.ts';
import { type IcsZones, type Moment, momentsOf, type ZoneClock, zonesOf } from './ics-times.ts';

export interface IcsOptions extends IcsRange {
  /** The name that the file is told by. */
  readonly file?: string;
  /** Of times without a zone in a calendar that names none; IANA. */
  readonly timeZone?: string;
  readonly defaults?: IcsDefaults;
}

/**
 * Economic events of an iCalendar text (RFC 5545); those that recur within the range, the others all. Throws CALENDAR_CORRUPT.
 */
export function parseIcsCalendar(text: string, options: IcsOptions): EconomicEvent[] {
  const { file = 'calendar.ics', timeZone, defaults = {} } = options;
  const lines = new Map<string, number>();
  return icsCalendars(file, text).flatMap((calendar) => {
    const zones = zonesOf(file, calendar, timeZone);
    const parts = calendar.components.filter(({ name }) => name === 'vevent');
    const replaced = replacedInstants(zones, parts);
    return parts.flatMap((part) => {
      const events = eventsOf(zones, part, { replaced, defaults, range: options });
      for (const { id } of events) {
        const before = lines.get(id);
        if (before !== undefined) {
          const what = `the event of line ${before} takes place at the same time under the same UID`;
          throw calendarCorrupt({ file, line: part.line, field: 'UID' }, { what, cure: 'remove one of them' });
        }
        lines.set(id, part.line);
      }
      return events;
    });
  });
}

interface Reading {
  /** By UID, the occurrences that another event of the file stands in for. */
  readonly replaced: ReadonlyMap<string, ReadonlySet<number>>;
  readonly defaults: IcsDefaults;
  readonly range: IcsRange;
}

function eventsOf(zones: IcsZones, part: IcsComponent, { replaced, defaults, range }: Reading): EconomicEvent[] {
  const { file } = zones;
  const [status] = named(part, 'status');
  if (status !== undefined && textOf(status).toUpperCase() === 'CANCELLED') return [];
  const start = startOf(zones, part);
  const [told] = named(part, 'summary');
  const title = told === undefined ? '' : textOf(told);
  const impact = impactOf(file, part, defaults);
  const place = currencyOf(file, part, defaults);
  const uid = uidOf(part);
  const stands = named(part, 'recurrence-id').length > 0;
  const out = stands ? undefined : replaced.get(uid);
  const moments = stands ? [start.moment] : occurrences(zones, part, start, range);
  const days = start.moment.allDay ? daysOf(zones, part, start) : 0;
  return moments
    .filter(({ instant }) => out?.has(instant) !== true)
    .map((moment) => {
      const time = moment.instant;
      const event: EconomicEvent = {
        id: uid === '' ? `${isoTime(time)} ${place.currency} ${title}` : `${uid} ${isoTime(time)}`,
        time,
        ...(days > 0 && { endTime: start.clock(start.told, daysLater(moment.local, days)).instant }),
        ...place,
        impact,
        title,
      };
      const [fault] = economicEventFaults(event);
      if (fault === undefined) return event;
      const field = PROPERTY_OF[fault.field] ?? fault.field;
      throw calendarCorrupt(
        { file, line: part.line, field },
        { what: fault.reason, cure: 'correct the event, or remove it' },
      );
    });
}

const PROPERTY_OF: Readonly<Record<string, string>> = {
  title: 'SUMMARY',
  time: 'DTSTART',
  endTime: 'DTEND',
  currency: 'X-CURRENCY',
  country: 'X-COUNTRY',
};

function startOf(zones: IcsZones, part: IcsComponent): { told: IcsProperty; moment: Moment; clock: ZoneClock } {
  const [told] = named(part, 'dtstart');
  if (told === undefined) {
    throw calendarCorrupt(
      { file: zones.file, line: part.line, field: 'DTSTART' },
      { what: 'is missing', cure: 'say when the event begins' },
    );
  }
  const { moments, clock } = momentsOf(zones, told);
  return { told, moment: moments[0]!, clock };
}

function uidOf(part: IcsComponent): string {
  const [uid] = named(part, 'uid');
  return uid === undefined ? '' : textOf(uid);
}

/** RECURRENCE-ID names the occurrence that its event stands in for (RFC 5545 §3.8.4.4). */
function replacedInstants(zones: IcsZones, parts: readonly IcsComponent[]): Map<string, Set<number>> {
  const replaced = new Map<string, Set<number>>();
  for (const part of parts) {
    for (const told of named(part, 'recurrence-id')) {
      if ((told.property.getFirstParameter('range') as string | undefined) !== undefined) {
        const fault = { what: 'RANGE is not followed', cure: 'end the rule by UNTIL and begin another event' };
        throw calendarCorrupt({ file: zones.file, line: told.line, field: 'RECURRENCE-ID' }, fault);
      }
      const instants = replaced.get(uidOf(part)) ?? new Set();
      for (const { instant } of momentsOf(zones, told).moments) instants.add(instant);
      replaced.set(uidOf(part), instants);
    }
  }
  return replaced;
}

const DAY_MS = 86_400_000;

/** Days that an all-day event lasts: DTEND, which is not included, or DURATION, or one (RFC 5545 §3.6.1). */
function daysOf(zones: IcsZones, part: IcsComponent, { moment, clock }: { moment: Moment; clock: ZoneClock }): number {
  const [end] = named(part, 'dtend');
  const [duration] = named(part, 'duration');
  const told = end ?? duration;
  if (told === undefined) return 1;
  const days =
    end === undefined
      ? (told.property.getFirstValue() as ICAL.Duration).toSeconds() / (DAY_MS / 1_000)
      : (Date.parse(momentsOf(zones, end, clock).moments[0]!.local.slice(0, 10)) - Date.parse(moment.local)) / DAY_MS;
  if (Number.isInteger(days) && days >= 1) return days;
  const what = 'does not end whole days after the day on which the event begins';
  throw calendarCorrupt(
    { file: zones.file, line: told.line, field: told.name.toUpperCase() },
    { what, cure: 'correct it' },
  );
}

const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
