import type { ScopeKind } from './scope.ts';

/** `money` is in account currency; a `fraction` is of 1, a `ratio` may well exceed it; `bps` are hundredths of a percent. */
export type LimitUnit = 'money' | 'quantity' | 'fraction' | 'ratio' | 'count' | 'per-minute' | 'ms' | 'bps';

/** Where it is checked: before an order, over a portfolio, or by the breakers. */
export type LimitLayer = 'position' | 'portfolio' | 'system';

/** What a limit is; its values are set by scope in a `LimitBook`. */
export interface LimitDefinition<Unit extends LimitUnit = LimitUnit> {
  readonly title: string;
  readonly unit: Unit;
  /** Which of two values lets less past. */
  readonly stricter: 'lower' | 'higher';
  /** Least and greatest value, both allowed. */
  readonly minimum: number;
  readonly maximum: number;
  readonly layer: LimitLayer;
  /** Scopes it may be set on, in the order of inheritance. */
  readonly scopes: readonly ScopeKind[];
  /** One sentence for people. */
  readonly meaning: string;
}

/** What is measured for one order or one actor. A node is halted and never limited: what it hosts moves. */
export const FLOW_SCOPES = ['platform', 'user', 'account', 'strategy', 'follower', 'provider'] as const;
/** What is measured for one order of one instrument. */
export const ORDER_SCOPES = [...FLOW_SCOPES, 'instrument'] as const;
/** What is measured over all that an account holds. */
export const PORTFOLIO_SCOPES = ['platform', 'user', 'account'] as const;
/** What is measured for one instrument among all that an account holds. */
export const HOLDING_SCOPES = [...PORTFOLIO_SCOPES, 'instrument'] as const;

const BOUNDS: Readonly<Record<LimitUnit, readonly [minimum: number, maximum: number]>> = {
  money: [0, 1e15],
  quantity: [0, 1e15],
  fraction: [1e-6, 1],
  ratio: [1e-6, 1_000],
  count: [1, 1_000_000],
  'per-minute': [1, 1_000_000],
  ms: [1, 7 * 86_400_000],
  bps: [0.01, 10_000],
};

/** A definition with the bounds of its unit, lower being stricter, unless `overrides` says otherwise. */
export const limit = <Unit extends LimitUnit>(
  layer: LimitLayer,
  unit: Unit,
  scopes: readonly ScopeKind[],
  title: string,
  meaning: string,
  overrides: Partial<Pick<LimitDefinition, 'stricter' | 'minimum' | 'maximum'>> = {},
): LimitDefinition<Unit> => {
  const [minimum, maximum] = BOUNDS[unit];
  return { title, unit, stricter: 'lower', minimum, maximum, layer, scopes, meaning, ...overrides };
};
