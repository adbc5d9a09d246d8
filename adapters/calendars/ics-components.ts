// ical.js parses a whole file without saying where it failed, and takes any END for the right one; so lines are unfolded and nested
// here, each content line is its, and a fault has the line on which the property begins.
import ICAL from 'ical.js';
import { quoted } from '../../actors/domain/file-fault.ts';
import { errorMessage } from '../../runtime/errors.ts';
import { calendarCorrupt } from './corrupt.ts';

/** One property of a component. */
export interface IcsProperty {
  /** Lower case. */
  readonly name: string;
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly property: ICAL.Property;
}

export interface IcsComponent {
  /** Lower case: `vcalendar`, `vevent`, … */
  readonly name: string;
  readonly line: number;
  readonly properties: IcsProperty[];
  readonly components: IcsComponent[];
}

/** The calendars of an iCalendar text (RFC 5545). Throws CALENDAR_CORRUPT at the first line that cannot be read. */
export function icsCalendars(file: string, text: string): IcsComponent[] {
  const root: IcsComponent = { name: '', line: 1, properties: [], components: [] };
  const open = [root];
  for (const { line, text: content } of unfolded(file, text)) {
    const inner = open.at(-1)!;
    const [, word = '', name = ''] = /^(BEGIN|END):\s*([\w-]+)\s*$/i.exec(content) ?? [];
    if (word.toUpperCase() === 'BEGIN') {
      const begun: IcsComponent = { name: name.toLowerCase(), line, properties: [], components: [] };
      inner.components.push(begun);
      open.push(begun);
    } else if (word !== '') {
      if (inner === root || inner.name !== name.toLowerCase()) throw wrongEnd(file, line, name, inner);
      open.pop();
    } else if (inner === root) {
      const what = `${quoted(content)} stands outside of a calendar`;
      throw calendarCorrupt({ file, line }, { what, cure: 'is this an .ics file? It begins with BEGIN:VCALENDAR' });
    } else inner.properties.push(propertyOf(file, line, content));
  }
  const unclosed = open.at(-1)!;
  if (unclosed !== root) {
    const what = `the ${unclosed.name.toUpperCase()} that begins here does not end`;
    throw calendarCorrupt({ file, line: unclosed.line }, { what, cure: 'is the file cut off? Fetch it again' });
  }
  if (root.components.length === 0) {
    throw calendarCorrupt(
      { file },
      { what: 'holds no calendar', cure: 'give a file that begins with BEGIN:VCALENDAR' },
    );
  }
  return root.components;
}

/** The component as ical.js has it. */
export const toJcal = ({ name, properties, components }: IcsComponent): unknown[] => [
  name,
  properties.map(({ property }) => property.toJSON() as unknown),
  components.map(toJcal),
];

interface ContentLine {
  readonly line: number;
  readonly text: string;
}

/** A line that begins with a blank goes on the one before (RFC 5545 §3.1). */
function unfolded(file: string, text: string): ContentLine[] {
  const lines: { line: number; text: string }[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (raw.trim() === '') continue;
    const last = lines.at(-1);
    if (!/^[ \t]/.test(raw)) lines.push({ line: index + 1, text: raw });
    else if (last !== undefined) last.text += raw.slice(1);
    else {
      const what = 'the first line is a continuation';
      throw calendarCorrupt({ file, line: index + 1 }, { what, cure: 'remove the blanks it begins with' });
    }
  }
  return lines;
}

function propertyOf(file: string, line: number, content: string): IcsProperty {
  try {
    const property = new ICAL.Property(ICAL.parse.property(content) as unknown[]);
    // Otherwise a value is decoded, and found wrong, only when somebody asks for it.
    property.getValues();
    return { name: property.name, line, property };
  } catch (error) {
    const what = `${quoted(content)} cannot be read: ${errorMessage(error)}`;
    throw calendarCorrupt({ file, line }, { what, cure: 'write it as NAME;PARAMETER=VALUE:VALUE' });
  }
}

const wrongEnd = (file: string, line: number, name: string, inner: IcsComponent): Error =>
  calendarCorrupt(
    { file, line },
    inner.name === ''
      ? { what: `END:${name} ends nothing`, cure: 'remove it' }
      : {
          what: `END:${name} where the ${inner.name.toUpperCase()} of line ${inner.line} should end`,
          cure: 'is a line missing?',
        },
  );
