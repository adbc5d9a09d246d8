// The limits of one subject as rows: what each scope that covers it says, what is in force of that, and how much of it is used.
// R1. What the account itself says is in force stands before what its scopes say: it is what its orders are checked against.
import { LIMIT_NAMES, LIMITS, type LimitName } from '../actors/domain/risk/limit-catalog.ts';
import type { LimitLayer } from '../actors/domain/risk/limit-definition.ts';
import { formatScope, scopesOf, type PartialSubject } from '../actors/domain/risk/scope.ts';
import { entryOf, type LimitView, strictestOf } from './limit-draft.ts';
import type { LimitUse, Shown } from './risk-view.ts';

/** What one scope says of a limit. */
export interface LimitCell {
  /** Text of the scope. */
  readonly scope: string;
  /** False: the limit is not set on scopes of this kind. */
  readonly isSettable: boolean;
  readonly entry: LimitView | undefined;
  /** Its value is the one in force, or one of those. */
  readonly isInForce: boolean;
}

export interface LimitRow {
  readonly limit: LimitName;
  readonly cells: readonly LimitCell[];
  readonly inForce:
    { readonly value: string | number; readonly scope: string; readonly isConfigured: boolean } | undefined;
  /** Of the subject's account; of the account that has used most of it, for the platform. */
  readonly use: LimitUse | undefined;
  /** What scopes say that are not among the cells, for the platform. */
  readonly elsewhere: readonly LimitView[];
}

export const LIMIT_LAYERS: readonly LimitLayer[] = ['position', 'portfolio', 'system'];

/** Scopes that the columns of a table are for, widest first. A node is never limited. */
export const columnScopes = (subject: PartialSubject): readonly string[] =>
  scopesOf(subject).flatMap((scope) => (scope.kind === 'node' ? [] : [formatScope(scope)]));

/** Every limit of a layer, or those alone that somebody has set or that are measured. */
export const limitRows = (
  layer: LimitLayer,
  facts: { readonly entries: readonly LimitView[]; readonly uses: readonly LimitUse[]; readonly shown: Shown },
  isEvery: boolean,
): readonly LimitRow[] =>
  LIMIT_NAMES.filter((name) => LIMITS[name].layer === layer)
    .map((name) => rowOf(name, facts))
    .filter((row) => isEvery || isSaidOf(row));

const isSaidOf = ({ cells, inForce, elsewhere }: LimitRow): boolean =>
  inForce !== undefined ||
  elsewhere.length > 0 ||
  cells.some(({ entry }) => entry !== undefined && entry.value !== null);

const rowOf = (
  limit: LimitName,
  { entries, uses, shown }: { entries: readonly LimitView[]; uses: readonly LimitUse[]; shown: Shown },
): LimitRow => {
  const scopes = columnScopes(shown.subject);
  const here = scopes.flatMap((scope) => entryOf(entries, scope, limit) ?? []);
  const ofLimit = uses.filter((one) => one.limit === limit && (shown.account ?? one.account) === one.account);
  const own = ofLimit.filter(({ actor }) => actor === (shown.actor ?? null));
  const use = mostUsed(shown.account === undefined || own.length === 0 ? ofLimit : own);
  const inForce = shown.account === undefined ? setHere(here) : (saidBy(own[0]) ?? setHere(here)); // R1
  return {
    ...{ limit, use },
    inForce,
    cells: scopes.map((scope) => cellOf(limit, scope, here, inForce)),
    elsewhere:
      shown.account === undefined
        ? entries.filter((one) => one.limit === limit && one.value !== null && !scopes.includes(one.scope))
        : [],
  };
};

const saidBy = (use: LimitUse | undefined): LimitRow['inForce'] =>
  use && { value: use.value, scope: use.scope, isConfigured: use.isConfigured };

const setHere = (here: readonly LimitView[]): LimitRow['inForce'] => {
  const strictest = strictestOf(here);
  if (strictest === undefined || strictest.value === null) return undefined;
  return { value: strictest.value, scope: strictest.scope, isConfigured: false };
};

const cellOf = (
  limit: LimitName,
  scope: string,
  here: readonly LimitView[],
  inForce: LimitRow['inForce'],
): LimitCell => {
  const kind = scope.split(':')[0]!;
  const entry = here.find((one) => one.scope === scope);
  return {
    ...{ scope, entry },
    isSettable: LIMITS[limit].scopes.some((one) => one === kind),
    isInForce:
      entry !== undefined &&
      entry.value !== null &&
      inForce !== undefined &&
      Number(entry.value) === Number(inForce.value),
  };
};

const mostUsed = (uses: readonly LimitUse[]): LimitUse | undefined =>
  uses.reduce<LimitUse | undefined>(
    (most, one) => (most === undefined || (one.share ?? -1) > (most.share ?? -1) ? one : most),
    undefined,
  );
