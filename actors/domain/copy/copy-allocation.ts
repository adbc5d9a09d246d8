import type { Decimal } from '../decimal.ts';
import type { FieldFault } from '../errors.ts';
import { amount, amountOf, type Check, faultsOf, isFields } from './setting-checks.ts';

/** How large a follower's copies are; each fixes the scale of a round when that round opens. */
export type CopyAllocation =
  /** Own equity over the provider's, times the multiplier. */
  | { readonly kind: 'equity_ratio'; readonly multiplier: Decimal }
  /** Follower quantity per provider quantity. */
  | { readonly kind: 'fixed_ratio'; readonly ratio: Decimal }
  /** Units of the follower's instrument for what the round opens with. */
  | { readonly kind: 'fixed_quantity'; readonly quantity: Decimal }
  /** Value of what the round opens with, in the follower's account currency. */
  | { readonly kind: 'fixed_notional'; readonly notional: Decimal }
  /** Value of what the round opens with, in percent of own equity. */
  | { readonly kind: 'percent_of_equity'; readonly percent: Decimal }
  /** Value at risk (95 %, one day) of what the round opens with, in percent of own equity. */
  | { readonly kind: 'var_target'; readonly percent: Decimal };

/** What is wrong with an allocation from JSON, each fault under the name of its field. */
export function allocationFaults(json: unknown): FieldFault[] {
  if (!isFields(json)) return [{ field: 'allocation', reason: 'is not an object' }];
  const { kind, ...rest } = json;
  if (!isKind(kind)) return [{ field: 'allocation.kind', reason: `is none of ${Object.keys(AMOUNTS).join(', ')}` }];
  const [field, check] = AMOUNTS[kind];
  return faultsOf('allocation.', rest, { [field]: check });
}

/** An allocation from JSON in which `allocationFaults` finds nothing. */
export function allocationOf(json: unknown): CopyAllocation {
  const fields = json as Readonly<Record<string, unknown>>;
  const [field] = AMOUNTS[fields['kind'] as CopyAllocation['kind']];
  return { kind: fields['kind'], [field]: amountOf(fields[field]) as Decimal } as unknown as CopyAllocation;
}

const isKind = (kind: unknown): kind is CopyAllocation['kind'] =>
  typeof kind === 'string' && Object.hasOwn(AMOUNTS, kind);

/** The one amount of each kind, and what it may be. */
const AMOUNTS: Readonly<Record<CopyAllocation['kind'], readonly [string, Check]>> = {
  equity_ratio: ['multiplier', amount(1_000)],
  fixed_ratio: ['ratio', amount(1_000_000)],
  fixed_quantity: ['quantity', amount()],
  fixed_notional: ['notional', amount()],
  percent_of_equity: ['percent', amount(10_000)],
  var_target: ['percent', amount(100)],
};
