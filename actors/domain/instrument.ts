import { decimal, ZERO, floorTo, roundTo, type Decimal } from './decimal.ts';
import { DomainError, type FieldFault } from './errors.ts';
import { calendarFaults, type SessionCalendar } from './session-calendar.ts';

export const INSTRUMENT_KINDS = ['equity', 'index', 'forex', 'crypto', 'future', 'cfd'] as const;
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];

/** What a year of daily returns is made of: 365 days of a market that never closes, or 252 sessions. */
export type PeriodBasis = '24/7' | 'sessions';

export const PERIODS_PER_YEAR: Readonly<Record<PeriodBasis, number>> = { '24/7': 365, sessions: 252 };

/** Something that can be traded, and the steps and bounds a venue sets for it. */
export interface Instrument {
  readonly symbol: string;
  readonly venue?: string;
  readonly kind: InstrumentKind;
  /** Currency that prices, cash and profit are in, e.g. `USD`. */
  readonly quoteCurrency: string;
  /** Of a pair, what is bought: EUR of EUR/USD; left out, `baseCurrencyOf` tells it. */
  readonly baseCurrency?: string;
  /** Smallest step of price. */
  readonly tickSize: Decimal;
  /** Smallest step of quantity. */
  readonly lotSize: Decimal;
  readonly minQuantity?: Decimal;
  readonly maxQuantity?: Decimal;
  /** Least price × quantity of an order, in quote currency. */
  readonly minNotional?: Decimal;
  readonly sessions: SessionCalendar;
  readonly basis: PeriodBasis;
  /** True when its prices are made up; shown wherever they reach. */
  readonly simulated: boolean;
}

/**
 * An instrument from JSON, decimals as text or numbers; `basis` follows `sessions` when it is left out.
 * Throws INSTRUMENT_INVALID with the field and reason of every fault.
 */
export function parseInstrument(json: unknown): Instrument {
  if (typeof json !== 'object' || json === null) throw invalid([{ field: 'instrument', reason: 'is not an object' }]);
  const fields = json as Record<string, unknown>;
  const faults: FieldFault[] = [];
  for (const field of Object.keys(fields)) if (!FIELDS.has(field)) faults.push({ field, reason: 'is not known' });

  const text = (field: string, pattern: RegExp): string => {
    const value = fields[field];
    if (typeof value === 'string' && pattern.test(value)) return value;
    faults.push({ field, reason: `${JSON.stringify(value)} does not match ${pattern.source}` });
    return '';
  };
  const positive = (field: string): Decimal => {
    const parsed = decimalOf(fields[field]);
    if (parsed?.isFinite() === true && parsed.gt(0)) return parsed;
    faults.push({ field, reason: `${JSON.stringify(fields[field])} is not a positive decimal` });
    return ZERO;
  };
  for (const { field, reason } of calendarFaults(fields['sessions'])) {
    faults.push({ field: field === '' ? 'sessions' : `sessions.${field}`, reason });
  }
  if (typeof fields['simulated'] !== 'boolean') faults.push({ field: 'simulated', reason: 'must be true or false' });

  const sessions = fields['sessions'] as SessionCalendar;
  const basis =
    fields['basis'] === undefined ? (sessions === '24/7' ? '24/7' : 'sessions') : text('basis', /^(?:24\/7|sessions)$/);
  const instrument: Instrument = {
    symbol: text('symbol', /./),
    ...(fields['venue'] !== undefined && { venue: text('venue', /./) }),
    kind: text('kind', new RegExp(`^(?:${INSTRUMENT_KINDS.join('|')})$`)) as InstrumentKind,
    quoteCurrency: text('quoteCurrency', /^[A-Z0-9]{3,10}$/),
    ...(fields['baseCurrency'] !== undefined && { baseCurrency: text('baseCurrency', /^[A-Z0-9]{3,10}$/) }),
    tickSize: positive('tickSize'),
    lotSize: positive('lotSize'),
    ...(fields['minQuantity'] !== undefined && { minQuantity: positive('minQuantity') }),
    ...(fields['maxQuantity'] !== undefined && { maxQuantity: positive('maxQuantity') }),
    ...(fields['minNotional'] !== undefined && { minNotional: positive('minNotional') }),
    sessions,
    basis: basis as PeriodBasis,
    simulated: fields['simulated'] === true,
  };
  if (faults.length > 0) throw invalid(faults);
  return instrument;
}

/**
 * The currency that is bought with a pair, from a symbol that ends in its two currencies (EURUSD, EUR/USD, SIM.EURUSD, BTC-USDT);
 * undefined for what is no pair.
 */
export function baseCurrencyOf(symbol: string, quoteCurrency: string, kind?: InstrumentKind): string | undefined {
  if (kind !== undefined && kind !== 'forex' && kind !== 'crypto') return undefined;
  if (!symbol.endsWith(quoteCurrency)) return undefined;
  return /(?:^|[^A-Z0-9])([A-Z]{3,5})[^A-Z0-9]?$/.exec(symbol.slice(0, -quoteCurrency.length))?.[1];
}

/** The nearest price that the instrument can have; half a tick goes to the even one. */
export const roundPrice = (instrument: Instrument, price: Decimal): Decimal => roundTo(price, instrument.tickSize);

/** The largest tradable quantity that is not above `quantity`, as a size without sign. */
export const floorQuantity = (instrument: Instrument, quantity: Decimal): Decimal =>
  floorTo(quantity, instrument.lotSize);

const FIELDS: ReadonlySet<string> = new Set([
  'symbol',
  'venue',
  'kind',
  'quoteCurrency',
  'baseCurrency',
  'tickSize',
  'lotSize',
  'minQuantity',
  'maxQuantity',
  'minNotional',
  'sessions',
  'basis',
  'simulated',
] satisfies (keyof Instrument)[]);

const invalid = (faults: readonly FieldFault[]): DomainError =>
  new DomainError('INSTRUMENT_INVALID', faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '), {
    faults,
  });

function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  try {
    return decimal(value);
  } catch {
    return undefined;
  }
}
