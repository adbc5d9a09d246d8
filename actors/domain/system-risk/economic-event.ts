import { DomainError, type FieldFault } from '../errors.ts';
import { CURRENCY_OF_COUNTRY } from './country-currency.ts';

/** How much an event moves markets, mildest first. */
export const IMPACTS = ['low', 'medium', 'high'] as const;
export type Impact = (typeof IMPACTS)[number];

/** A currency that stands for all: the event concerns every instrument. */
export const ANY_CURRENCY = '*';

/** A release or speech that is known to come. */
export interface EconomicEvent {
  /** Unique in its calendar. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** End of one that lasts, epoch milliseconds, at most 31 days after `time`: an all-day event, say. */
  readonly endTime?: number;
  /** ISO 4217, or `*` for all. */
  readonly currency: string;
  /** ISO 3166 alpha-2, where it was given. */
  readonly country?: string;
  readonly impact: Impact;
  readonly title: string;
}

/** What is wrong with JSON that should be an economic event, by field; empty when it is one. */
export function economicEventFaults(json: unknown): FieldFault[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [{ field: '', reason: 'is no object' }];
  const { id, time, endTime, currency, country, impact, title, ...others } = json as Record<string, unknown>;
  const faults = Object.keys(others).map((field) => ({ field, reason: 'is not known' }));
  const need = (sound: boolean, field: string, reason: string): void => {
    if (!sound) faults.push({ field, reason });
  };
  need(isText(id), 'id', 'is no text');
  need(isText(title), 'title', 'is no text');
  need(isInstant(time), 'time', `${JSON.stringify(time)} is not epoch milliseconds`);
  if (endTime !== undefined && isInstant(time)) {
    const lasts = isInstant(endTime) && endTime >= time && endTime - time <= LONGEST_MS;
    need(lasts, 'endTime', `${JSON.stringify(endTime)} is not within 31 days after time`);
  }
  need(IMPACTS.some((known) => known === impact), 'impact', `${JSON.stringify(impact)} is not low, medium or high`); // prettier-ignore
  const isCurrency = typeof currency === 'string' && /^(?:[A-Z0-9]{3,10}|\*)$/.test(currency);
  const isCountry = typeof country === 'string' && /^[A-Z]{2}$/.test(country);
  need(country === undefined || isCountry, 'country', `${JSON.stringify(country)} is not ISO 3166 alpha-2`);
  if (currency === undefined) {
    const known = isCountry && CURRENCY_OF_COUNTRY[country] !== undefined;
    need(known, 'currency', isCountry ? `is missing, and that of ${country} is not known` : 'is missing');
  } else need(isCurrency, 'currency', `${JSON.stringify(currency)} is not a currency code or *`);
  return faults;
}

/**
 * Events from JSON, the currency taken from `country` where it is left out. Throws ECONOMIC_EVENTS_INVALID with every fault
 * by `<index>.<field>`, and takes none then.
 */
export function parseEconomicEvents(json: unknown): EconomicEvent[] {
  if (!Array.isArray(json)) throw invalid([{ field: '', reason: 'is no list of events' }]);
  const faults: FieldFault[] = [];
  const seen = new Map<unknown, number>();
  for (const [index, event] of json.entries()) {
    for (const { field, reason } of economicEventFaults(event)) {
      faults.push({ field: field === '' ? `${index}` : `${index}.${field}`, reason });
    }
    const id: unknown = (event as { id?: unknown } | null)?.id;
    const before = seen.get(id);
    if (before !== undefined && isText(id)) faults.push({ field: `${index}.id`, reason: `is that of ${before} too` });
    else seen.set(id, index);
  }
  if (faults.length > 0) throw invalid(faults);
  return (json as (EconomicEvent & { currency?: string })[]).map((event) => ({
    ...event,
    currency: (event.currency as string | undefined) ?? CURRENCY_OF_COUNTRY[event.country ?? ''] ?? ANY_CURRENCY,
  }));
}

const LONGEST_MS = 31 * 86_400_000;
const LAST_INSTANT = 8_640_000_000_000_000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const isInstant = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(Number(value)) <= LAST_INSTANT;

const invalid = (faults: readonly FieldFault[]): DomainError =>
  new DomainError('ECONOMIC_EVENTS_INVALID', faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '), {
    faults,
  });
