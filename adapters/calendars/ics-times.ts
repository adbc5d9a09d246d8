// T1. A TZID that is an IANA name is read by this machine's rules, any other by the file's own VTIMEZONE; one without either is refused.
// T2. A floating time, or a date, is that of X-WR-TIMEZONE or of the zone given; without either it is refused, for no instant is meant.
import ICAL from 'ical.js';
import { isTimeZone } from '../../actors/domain/zoned-time.ts';
import { type Fault, quoted } from '../../actors/domain/file-fault.ts';
import { errorMessage } from '../../runtime/errors.ts';
import { calendarCorrupt } from './corrupt.ts';
import { type IcsComponent, type IcsProperty, toJcal } from './ics-components.ts';
import { named, textOf } from './ics-mapping.ts';
import { isDate, parseZoned } from './times.ts';

/** A date or time as the calendar writes it, and the instant that is. */
export interface Moment {
  /** YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS on the clock of its zone. */
  readonly local: string;
  readonly allDay: boolean;
  /** Epoch milliseconds; of a date its midnight. */
  readonly instant: number;
}

/** Turns what the clock of one zone shows, as `Moment.local`, into a moment; `told` is the property that a fault is told of. */
export type ZoneClock = (told: IcsProperty, local: string) => Moment;

/** What times of one calendar are read by. */
export interface IcsZones {
  readonly file: string;
  /** VTIMEZONE components by TZID. */
  readonly own: ReadonlyMap<string, IcsComponent>;
  /** Of floating times. */
  readonly floating: string | undefined;
}

/** The zones of a calendar; `fallback`, an IANA name, is for floating times of one that names none. */
export function zonesOf(file: string, calendar: IcsComponent, fallback: string | undefined): IcsZones {
  const own = new Map<string, IcsComponent>();
  for (const zone of calendar.components.filter(({ name }) => name === 'vtimezone')) {
    const [tzid] = named(zone, 'tzid');
    if (tzid !== undefined) own.set(textOf(tzid), zone);
  }
  const [told] = named(calendar, 'x-wr-timezone');
  return { file, own, floating: told === undefined ? fallback : textOf(told) };
}

/**
 * The values of a date or time property, and the clock they are read by: that of their zone, or else `clock`, or else that of the
 * calendar. Throws CALENDAR_CORRUPT.
 */
export function momentsOf(
  zones: IcsZones,
  told: IcsProperty,
  clock?: ZoneClock,
): { readonly moments: Moment[]; readonly clock: ZoneClock } {
  // jCal: name, parameters, type, values; a PERIOD is a list that begins with its start.
  const [, , , ...values] = told.property.toJSON() as [string, unknown, string, ...unknown[]];
  const texts = values.map((value) => String(Array.isArray(value) ? value[0] : value));
  const isUtc = texts.some((text) => text.endsWith('Z'));
  const own = isUtc ? zoneClock(zones, 'UTC') : clockOf(zones, told, clock);
  return { moments: texts.map((text) => own(told, text.replace(/Z$/, ''))), clock: own };
}

function clockOf(zones: IcsZones, told: IcsProperty, clock: ZoneClock | undefined): ZoneClock {
  const tzid = told.property.getFirstParameter('tzid') as string | undefined;
  if (tzid === undefined || tzid === '') {
    if (clock !== undefined) return clock;
    if (zones.floating !== undefined) return zoneClock(zones, zones.floating);
    const cure = 'end it with Z, give it a TZID, or give the zone of the calendar (X-WR-TIMEZONE or timeZone)';
    throw refused(zones, told, { what: 'names no time zone', cure });
  }
  if (isTimeZone(tzid)) return zoneClock(zones, tzid);
  const own = zones.own.get(tzid);
  if (own !== undefined) return ownClock(zones, own);
  const what = `the time zone ${quoted(tzid)} is neither an IANA name nor a VTIMEZONE of the file`;
  throw refused(zones, told, { what, cure: 'name it like America/New_York' });
}

const zoneClock =
  (zones: IcsZones, timeZone: string): ZoneClock =>
  (told, local) => {
    const { date, time, allDay } = parts(zones, told, local);
    const instant = parseZoned(date, time, timeZone);
    if (typeof instant !== 'number') throw refused(zones, told, instant);
    return { local, allDay, instant };
  };

function ownClock(zones: IcsZones, own: IcsComponent): ZoneClock {
  for (const rule of own.components.flatMap((observance) => named(observance, 'rrule'))) {
    // ical.js looks for ever for the days of some rules, though not of yearly ones.
    if ((rule.property.getFirstValue() as ICAL.Recur).freq === 'YEARLY') continue;
    throw refused(zones, rule, {
      what: 'clocks that change other than yearly',
      cure: 'name the zone like Europe/Berlin',
    });
  }
  const read = <Value>(told: IcsProperty | undefined, attempt: () => Value): Value => {
    try {
      return attempt();
    } catch (error) {
      const fault = {
        what: `cannot be read by its VTIMEZONE: ${errorMessage(error)}`,
        cure: 'name the zone like Europe/Berlin',
      };
      throw calendarCorrupt({ file: zones.file, line: told?.line ?? own.line }, fault);
    }
  };
  const zone = read(undefined, () => new ICAL.Timezone(new ICAL.Component(toJcal(own))));
  return (told, local) => {
    const { date, time, allDay } = parts(zones, told, local);
    const [year, month, day] = date.split('-').map(Number);
    const [hour, minute, second = 0] = time.split(':').map(Number);
    const seconds = read(told, () => new ICAL.Time({ year, month, day, hour, minute, second }, zone).toUnixTime());
    return { local, allDay, instant: seconds * 1_000 };
  };
}

function parts(zones: IcsZones, told: IcsProperty, local: string): { date: string; time: string; allDay: boolean } {
  const [, date = '', time] = /^(\d{4}-\d{2}-\d{2})(?:T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d))?$/.exec(local) ?? [];
  if (isDate(date)) return { date, time: time ?? '00:00:00', allDay: time === undefined };
  const what = 'is not a date or time of the calendar';
  throw refused(zones, told, { what, cure: 'write it like 20240131T133000Z, or ;VALUE=DATE:20240131' });
}

const refused = ({ file }: IcsZones, { line, name }: IcsProperty, fault: Fault): Error =>
  calendarCorrupt({ file, line, field: name.toUpperCase() }, fault);
