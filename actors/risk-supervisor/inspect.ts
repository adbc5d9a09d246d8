import { limitEntry, type LimitEntry } from '../domain/risk/limit-book.ts';
import { LIMIT_NAMES } from '../domain/risk/limit-catalog.ts';
import { saveRule } from '../domain/risk/rule-parsing.ts';
import { formatScope } from '../domain/risk/scope.ts';
import type { RiskSupervisorStateView } from '../risk-views.ts';
import { notFlat, unconfirmed } from './confirmations.ts';
import type { SupervisorState } from './supervisor-state.ts';

/** Newest controls that are shown; the table `risk_controls` has all. */
const SHOWN = 50;
/** Accounts named of those that have not confirmed. */
const NAMED = 20;

/** What the risk supervisor shows of itself. */
export function inspectSupervisor(state: SupervisorState): Record<string, unknown> {
  const { book } = state;
  const platform = [...book.latches.values()].find(({ scope }) => scope.kind === 'platform');
  const view: RiskSupervisorStateView & { owner: string; tradingState: string; tradingStateReason: string } = {
    owner: state.config.owner,
    tradingState: platform?.state ?? 'ACTIVE',
    tradingStateReason: platform?.reason ?? '',
    approveLoosening: state.config.approveLoosening,
    through: book.through,
    latches: [...book.latches.values()].map(({ scope, accounts, at, ...latch }) => ({
      ...latch,
      scope: formatScope(scope),
      at: iso(at),
      ...(accounts && { accounts }),
    })),
    limits: [...book.limits.entries.values()].flatMap((of) => [...of.values()].map(limitView)),
    rules: book.rules.map(saveRule),
    events: book.events.length,
    proposals: [...state.proposals.values()].map(({ id, change }) => ({
      ...{ id, limit: change.limit, fromVersion: change.fromVersion, reason: change.reason, by: change.by },
      scope: formatScope(change.scope),
      value: change.value === null ? null : String(change.value),
      before: textOf(limitEntry(book.limits, change.scope, change.limit)),
      at: iso(change.at),
    })),
    controls: [...state.issued.values()]
      .slice(-SHOWN)
      .reverse()
      .map((issued) => {
        const { seq, control, affected, inForceAt, confirmedAt, flatAt } = issued;
        const late = confirmedAt === undefined ? unconfirmed(state, issued) : [];
        const open =
          control.kind === 'restrict' && control.flatten && flatAt === undefined ? notFlat(state, issued) : [];
        return {
          ...{ seq, kind: control.kind, affected: affected?.length ?? null, accounts: affected?.slice(0, NAMED) ?? [] },
          ...(control.kind === 'restrict'
            ? { scope: control.scope, state: control.state, flatten: control.flatten, reason: control.reason }
            : {}),
          ...(control.kind === 'limit' ? { scope: control.entry.scope, limit: control.entry.limit } : {}),
          by: control.kind === 'limit' ? control.entry.by : control.by,
          at: iso(control.kind === 'limit' ? control.entry.at : control.at),
          inForceAt: inForceAt === undefined ? null : iso(inForceAt),
          confirmedAt: confirmedAt === undefined ? null : iso(confirmedAt),
          flatAt: flatAt === undefined ? null : iso(flatAt),
          ...{ unconfirmed: late.slice(0, NAMED), unconfirmedCount: late.length },
          ...{ open: open.slice(0, NAMED), openCount: open.length },
        };
      }),
    limitNames: LIMIT_NAMES,
  };
  return { ...view };
}

const limitView = ({ scope, value, at, ...entry }: LimitEntry): RiskSupervisorStateView['limits'][number] => ({
  ...entry,
  scope: formatScope(scope),
  value: value === null ? null : String(value),
  at: iso(at),
});

const textOf = (entry: LimitEntry | undefined): string | null =>
  entry?.value === undefined || entry.value === null ? null : String(entry.value);

const iso = (time: number): string => new Date(time).toISOString();
