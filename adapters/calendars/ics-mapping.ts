// What an iCalendar event means to risk; the first that is there counts.
//   impact:   X-IMPACT low|medium|high · a category `high`, `high impact` or `impact: high` · PRIORITY 1–4 high, 5 medium, 6–9 low
//             (RFC 5545 §3.8.1.9; 0 is undefined) · the default given.
//   currency: X-CURRENCY · X-COUNTRY (ISO 3166 alpha-2) · a category that is an ISO 4217 code in capitals · the default given.
import { CURRENCY_OF_COUNTRY } from '../../actors/domain/system-risk/country-currency.ts';
import { type Impact, IMPACTS } from '../../actors/domain/system-risk/economic-event.ts';
import { quoted } from '../../actors/domain/file-fault.ts';
import { calendarCorrupt } from './corrupt.ts';
import type { IcsComponent, IcsProperty } from './ics-components.ts';

/** For events that say nothing themselves. */
export interface IcsDefaults {
  readonly impact?: Impact | undefined;
  /** ISO 4217, or `*` for all. */
  readonly currency?: string | undefined;
}

/** The impact of an event. Throws CALENDAR_CORRUPT when it says none, or one that is not known. */
export function impactOf(file: string, event: IcsComponent, { impact }: IcsDefaults): Impact {
  const [told] = named(event, 'x-impact');
  if (told !== undefined) {
    const text = textOf(told);
    const known = impactWord(text);
    if (known !== undefined) return known;
    const what = `${quoted(text)} is not an impact`;
    throw calendarCorrupt({ file, line: told.line, field: 'X-IMPACT' }, { what, cure: 'write low, medium or high' });
  }
  const found = firstOf(categories(event), impactWord) ?? priorityImpact(file, event) ?? impact;
  if (found !== undefined) return found;
  const what = 'the event says no impact';
  const cure = 'give it PRIORITY:1 (high) to 9 (low), CATEGORIES:high or X-IMPACT:high, or a default';
  throw calendarCorrupt({ file, line: event.line }, { what, cure });
}

/** The currency that an event concerns, and its country where it says that. Throws CALENDAR_CORRUPT when it says neither. */
export function currencyOf(
  file: string,
  event: IcsComponent,
  defaults: IcsDefaults,
): { readonly currency: string; readonly country?: string } {
  const [told] = named(event, 'x-currency');
  const [where] = named(event, 'x-country');
  const country = where === undefined ? undefined : textOf(where).toUpperCase();
  const inCountry = country === undefined ? undefined : CURRENCY_OF_COUNTRY[country];
  if (where !== undefined && told === undefined && inCountry === undefined) {
    const what = `the currency of ${quoted(textOf(where))} is not known`;
    throw calendarCorrupt({ file, line: where.line, field: 'X-COUNTRY' }, { what, cure: 'give X-CURRENCY as well' });
  }
  const category = firstOf(categories(event), (text) => (CURRENCIES.has(text) ? text : undefined));
  const currency = (told && textOf(told).toUpperCase()) ?? inCountry ?? category ?? defaults.currency;
  if (currency === undefined) {
    const cure = 'give it CATEGORIES:USD, X-CURRENCY:USD or X-COUNTRY:US, or a default';
    throw calendarCorrupt({ file, line: event.line }, { what: 'the event says no currency', cure });
  }
  if (!/^(?:[A-Z0-9]{3,10}|\*)$/.test(currency)) {
    const what = `${quoted(currency)} is not a currency`;
    throw calendarCorrupt(
      { file, line: told?.line ?? event.line, field: 'X-CURRENCY' },
      { what, cure: 'write it like USD' },
    );
  }
  return { currency, ...(country !== undefined && { country }) };
}

/** The properties of a component with a name, lower case. */
export const named = ({ properties }: IcsComponent, name: string): IcsProperty[] =>
  properties.filter((property) => property.name === name);

/** The text of a property, unescaped. */
export const textOf = ({ property }: IcsProperty): string => String(property.getFirstValue()).trim();

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function impactWord(text: string): Impact | undefined {
  const [, word] = /^(?:impact\s*[:=]?\s*)?(low|medium|high)(?:[ -]impact)?$/i.exec(text) ?? [];
  return IMPACTS.find((impact) => impact === word?.toLowerCase());
}

const categories = (event: IcsComponent): string[] =>
  named(event, 'categories').flatMap(({ property }) => property.getValues().map((value) => String(value).trim()));

function priorityImpact(file: string, event: IcsComponent): Impact | undefined {
  const [told] = named(event, 'priority');
  if (told === undefined) return undefined;
  const text = textOf(told);
  if (!/^\d$/.test(text)) {
    const what = `${quoted(text)} is not a priority`;
    throw calendarCorrupt({ file, line: told.line, field: 'PRIORITY' }, { what, cure: 'write 1 (high) to 9 (low)' });
  }
  const priority = Number(text);
  if (priority === 0) return undefined;
  return priority < 5 ? 'high' : priority === 5 ? 'medium' : 'low';
}

function firstOf<Found>(texts: readonly string[], find: (text: string) => Found | undefined): Found | undefined {
  for (const text of texts) {
    const found = find(text);
    if (found !== undefined) return found;
  }
  return undefined;
}
