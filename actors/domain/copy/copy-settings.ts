// How a follower copies: data, so it is a form, a row and a line of an audit. Amounts are exact, fractions plain numbers.
import type { Decimal } from '../decimal.ts';
import { DomainError, type FieldFault } from '../errors.ts';
import { allocationFaults, allocationOf, type CopyAllocation } from './copy-allocation.ts';
import * as check from './setting-checks.ts';

/** What a follower does with entries that it takes later than the maximum signal age. */
export type AfterOutage = 'reconcile' | 'close_only' | 'wait';

export interface CopySettings {
  readonly allocation: CopyAllocation;
  /** Short where the provider is long. */
  readonly reverse: boolean;
  /** Provider symbol → follower symbol; what is not in it is traded under the provider's. */
  readonly symbolMap: Readonly<Record<string, string>>;
  /** Follower symbols that alone are opened; absent: all. */
  readonly allow?: readonly string[];
  /** Follower symbols that are not opened, also when allowed. */
  readonly deny: readonly string[];
  /** Least quantity that is opened or added. */
  readonly minLot?: Decimal;
  /** Largest position. */
  readonly maxLot?: Decimal;
  /** Fraction of the provider's price by which the own price may be worse. */
  readonly maxSlippage?: number;
  readonly maxSignalAgeMs: number;
  /** Whether a round under way at follow is joined; `notWorseThan` is a fraction of the provider's average price. */
  readonly copyOpen: false | { readonly notWorseThan: number };
  /** Level of equity, as a fraction of the allocated, at which all is closed: 0.4 stops after a loss of 60 %. */
  readonly copyStopLoss?: number;
  /** Gain, as a fraction of the allocated, at which all is closed. */
  readonly takeProfit?: number;
  /** Fall from the highest equity, as a fraction of it, at which all is closed. */
  readonly maxDrawdown?: number;
  readonly maxOpenPositions?: number;
  /** Largest value of the position when it is opened or added to, in the follower's account currency. */
  readonly maxExposure?: Decimal;
  readonly afterOutage: AfterOutage;
}

/** Age up to which a signal opens positions where the follower says nothing else. */
const USUAL_SIGNAL_AGE_MS = 60_000;

/** Settings from JSON, amounts as text or numbers. Throws COPY_SETTINGS_INVALID with the field and reason of every fault. */
export function copySettings(json: unknown): CopySettings {
  if (!check.isFields(json)) throw invalid([{ field: 'settings', reason: 'is not an object' }]);
  const faults = [...allocationFaults(json['allocation']), ...check.faultsOf('', json, SHAPE)];
  if (faults.length > 0) throw invalid(faults);
  const { minLot, maxLot, maxExposure, ...fields } = json as unknown as Partial<CopySettings>;
  const amounts = {
    ...check.optionalAmount('minLot', minLot),
    ...check.optionalAmount('maxLot', maxLot),
    ...check.optionalAmount('maxExposure', maxExposure),
  };
  if (amounts.minLot !== undefined && amounts.maxLot?.lt(amounts.minLot) === true)
    throw invalid([{ field: 'maxLot', reason: `${amounts.maxLot} is below minLot ${amounts.minLot}` }]);
  return {
    ...{ reverse: false, symbolMap: {}, deny: [], copyOpen: false, afterOutage: 'reconcile' },
    maxSignalAgeMs: USUAL_SIGNAL_AGE_MS,
    ...present(fields),
    ...amounts,
    allocation: allocationOf(json['allocation']),
  };
}

/** The symbol under which a follower trades what its provider trades. */
export const followerSymbol = ({ symbolMap }: CopySettings, providerSymbol: string): string =>
  Object.hasOwn(symbolMap, providerSymbol) ? symbolMap[providerSymbol]! : providerSymbol;

/** Whether the lists let the symbol be opened. */
export const isAllowed = ({ allow, deny }: CopySettings, symbol: string): boolean =>
  !deny.includes(symbol) && (allow === undefined || allow.includes(symbol));

/** A field that is there without a value is left out, so it does not hide a default. */
const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const invalid = (faults: readonly FieldFault[]): DomainError =>
  new DomainError('COPY_SETTINGS_INVALID', faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '), {
    faults,
  });

const copyOpen: check.Check = (value) => {
  if (value === false) return undefined;
  if (!check.isFields(value) || Object.keys(value).some((field) => field !== 'notWorseThan'))
    return `${JSON.stringify(value)} is neither false nor { notWorseThan }`;
  const reason = check.within(0, 1)(value['notWorseThan']);
  return reason === undefined ? undefined : `notWorseThan: ${reason}`;
};

const SHAPE = {
  // Checked by its kind.
  allocation: () => undefined,
  reverse: check.optional(check.flag),
  symbolMap: check.optional(check.symbolMap),
  allow: check.optional(check.symbols),
  deny: check.optional(check.symbols),
  minLot: check.optional(check.amount()),
  maxLot: check.optional(check.amount()),
  maxSlippage: check.optional(check.within(0, 1)),
  maxSignalAgeMs: check.optional(check.whole),
  copyOpen: check.optional(copyOpen),
  copyStopLoss: check.optional(check.within(0.05, 0.95)),
  takeProfit: check.optional(check.within(0.001, 100)),
  maxDrawdown: check.optional(check.within(0.001, 0.999)),
  maxOpenPositions: check.optional(check.whole),
  maxExposure: check.optional(check.amount()),
  afterOutage: check.optional(check.oneOf('reconcile', 'close_only', 'wait')),
} satisfies Record<keyof CopySettings, check.Check>;
