// How values read on a page: missing is "—", gains are signed, zero has no sign, times carry their zone.
import { html, type Html, raw } from './html.ts';

export const MISSING = '—';
const MINUS = '−';

/** A number from a number or exact decimal text; undefined when it is neither. */
export const numberOf = (value: unknown): number | undefined => {
  if (value === null || value === undefined || value === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

const formats = new Map<string, Intl.NumberFormat>();
const decimals = (least: number, most: number): Intl.NumberFormat => {
  const key = `${least}:${most}`;
  let format = formats.get(key);
  if (!format)
    formats.set(
      key,
      (format = new Intl.NumberFormat('en', { minimumFractionDigits: least, maximumFractionDigits: most })),
    );
  return format;
};

const written = (value: number, least: number, most: number): { text: string; sign: -1 | 0 | 1 } => {
  const text = decimals(least, most).format(Math.abs(value));
  return { text, sign: /[1-9]/.test(text) ? (value < 0 ? -1 : 1) : 0 };
};

/** `1,234.50`; negative with a true minus. */
export const money = (value: unknown): string => {
  const number = numberOf(value);
  if (number === undefined) return MISSING;
  const { text, sign } = written(number, 2, 2);
  return sign < 0 ? MINUS + text : text;
};

/** A price or quantity with the digits that it has, at most eight. */
export const exact = (value: unknown): string => {
  const number = numberOf(value);
  if (number === undefined) return MISSING;
  const { text, sign } = written(number, 0, 8);
  return sign < 0 ? MINUS + text : text;
};

export const count = (value: unknown): string => exact(value);

/** `+1,234.50`, `−3.20`, `0.00`. */
export const signed = (value: unknown): string => {
  const number = numberOf(value);
  if (number === undefined) return MISSING;
  const { text, sign } = written(number, 2, 2);
  return (sign > 0 ? '+' : sign < 0 ? MINUS : '') + text;
};

/** A fraction as a percentage: 0.0123 → `1.23 %`. */
export const percent = (fraction: unknown, options: { signed?: boolean } = {}): string => {
  const number = numberOf(fraction);
  if (number === undefined) return MISSING;
  const { text, sign } = written(number * 100, 2, 2);
  return `${sign < 0 ? MINUS : sign > 0 && options.signed ? '+' : ''}${text} %`;
};

/** `gain`, `loss` or nothing, as a class beside the sign. */
export const tone = (value: unknown): string => {
  const number = numberOf(value);
  if (number === undefined) return '';
  const { sign } = written(number, 2, 2);
  return sign > 0 ? 'gain' : sign < 0 ? 'loss' : '';
};

/** `4 s`, `12 min`, `3 h`, `5 d`. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
};

/** How long ago, ticking in the browser; the live stream does not count its text as a change. */
export const age = (iso: string | null | undefined, now: number): Html => {
  const at = Date.parse(iso ?? '');
  if (!iso || Number.isNaN(at)) return raw(MISSING);
  return html`<time datetime="${iso}" data-age title="${new Date(at).toISOString()}">${span(now - at)} ago</time>`;
};

const zoned = new Map<string, Intl.DateTimeFormat>();
const formatIn = (zone: string, style: 'time' | 'full' | 'day'): Intl.DateTimeFormat => {
  const key = `${zone}:${style}`;
  let format = zoned.get(key);
  if (!format) {
    const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    const fields = style === 'day' ? day : style === 'time' ? time : { ...day, ...time };
    zoned.set(
      key,
      (format = new Intl.DateTimeFormat('sv', {
        timeZone: zone,
        ...fields,
        ...(style !== 'day' && zone !== 'UTC' && { timeZoneName: 'shortOffset' }),
      })),
    );
  }
  return format;
};

/** A moment with its zone: `2024-03-01 14:30:00 UTC`, or `14:30:00 UTC` when it is `today`. */
export const moment = (iso: string | null | undefined, zone: string, style: 'time' | 'full' | 'day' = 'full'): Html => {
  const at = Date.parse(iso ?? '');
  if (!iso || Number.isNaN(at)) return raw(MISSING);
  const text = formatIn(zone, style).format(at).replaceAll(' ', ' ');
  return html`<time datetime="${iso}">${text}${zone === 'UTC' && style !== 'day' ? ' UTC' : ''}</time>`;
};

/** The zone itself if Intl knows it, else UTC. */
export const knownZone = (name: string | undefined): string => {
  if (!name || name.length > 64) return 'UTC';
  try {
    new Intl.DateTimeFormat('sv', { timeZone: name });
    return name;
  } catch {
    return 'UTC';
  }
};
