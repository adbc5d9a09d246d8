// What the Risk page shows, read together; what cannot be read is told where it would stand.
import { isLimitName, type LimitName } from '../actors/domain/risk/limit-catalog.ts';
import type { BreachRow, RiskLimitRow } from '../actors/domain/risk-rows.ts';
import type { PartialSubject } from '../actors/domain/risk/scope.ts';
import type { ActorView } from '../actors/views.ts';
import { numberOf } from './format.ts';
import { type AccountCorrelations, correlationsOf } from './parts/risk-correlations.ts';
import { problemOf } from './problem.ts';
import { accountsOf, scopeNames, subjectOf, tradersOf } from './risk-subjects.ts';
import type { SupervisorSight } from './supervisor-sight.ts';
import type { TroupeReads } from './troupe-reads.ts';
import { isRecord } from './troupe-facts.ts';

/** Rows, or why there are none. */
export interface RowsRead<Row> {
  readonly rows: readonly Row[];
  readonly failure?: string;
}

/** How much of a limit an account has used, as its risk monitor says. */
export interface LimitUse {
  readonly account: string;
  /** Null where it is of the whole account. */
  readonly actor: string | null;
  readonly limit: LimitName;
  readonly value: string | number;
  /** Text of the scope that it comes from. */
  readonly scope: string;
  /** It comes from the configuration that the account was opened with; nobody has set it since. */
  readonly isConfigured: boolean;
  readonly used: string | number | null;
  /** Used ÷ value, Infinity above a limit of nothing; null where nothing is measured. */
  readonly share: number | null;
}

/** Whose limits are shown: an account's, or those of one actor that trades on it; the platform's without either. */
export interface Shown {
  readonly account: string | undefined;
  readonly actor: string | undefined;
  readonly subject: PartialSubject;
}

export interface RiskView {
  readonly sight: SupervisorSight;
  readonly accounts: readonly string[];
  readonly traders: readonly string[];
  readonly names: readonly string[];
  readonly shown: Shown;
  readonly uses: readonly LimitUse[];
  readonly correlations: readonly AccountCorrelations[];
  readonly breaches: RowsRead<BreachRow>;
  readonly history: RowsRead<RiskLimitRow>;
  /** Names the form of the kill switch. */
  readonly key: string;
}

const ROWS = 10;

export const readRiskView = async (troupe: TroupeReads, query: URLSearchParams, key: string): Promise<RiskView> => {
  const [sight, actors, nodes, breaches, history] = await Promise.all([
    troupe.supervisor(),
    troupe.list(),
    troupe.nodes().catch(() => []),
    rowsOf(troupe.shown.breaches({ limit: ROWS })),
    rowsOf(troupe.shown.limitHistory({ limit: ROWS })),
  ]);
  const shown = shownOf(query, actors);
  return {
    ...{ sight, shown, breaches, history, key },
    accounts: accountsOf(actors),
    traders: shown.account === undefined ? [] : tradersOf(shown.account, actors).map(({ address }) => address),
    names: scopeNames(
      actors,
      nodes.map(({ node }) => node),
    ),
    uses: usesOf(actors, shown.account),
    correlations: correlationsOf(actors, shown.account),
  };
};

/** What the risk monitor of an account says of its limits; for the platform, of each limit what the account says that has used most of it. */
const usesOf = (actors: readonly ActorView[], account: string | undefined): readonly LimitUse[] => {
  const most = new Map<unknown, LimitUse>();
  const all: LimitUse[] = [];
  for (const { kind, state } of actors) {
    const told = state['limitsInForce'];
    // Those that say nothing of the kind have none.
    if (kind !== 'risk-monitor' || !Array.isArray(told)) continue;
    if (account !== undefined && state['account'] !== account) continue;
    for (const one of told as readonly unknown[]) {
      if (account === undefined && isLess(one, most)) continue;
      const use = useOf(String(state['account']), one);
      if (use === undefined) continue;
      all.push(use);
      const known = most.get(use.limit);
      if (known === undefined || (use.share ?? -1) > (known.share ?? -1)) most.set(use.limit, use);
    }
  }
  return account === undefined ? [...most.values()] : all;
};

/** Whether, as can be seen without looking closer, another account has used as much of this limit: most of 100,000 are passed over so. */
const isLess = (told: unknown, most: ReadonlyMap<unknown, LimitUse>): boolean => {
  if (!isRecord(told)) return true;
  const { limit, share, value } = told;
  const known = most.get(limit);
  if (known === undefined) return false;
  const used = numberOf(share);
  return used == null ? numberOf(value) !== 0 : used <= (known.share ?? -1);
};

const useOf = (account: string, told: unknown): LimitUse | undefined => {
  if (!isRecord(told)) return undefined;
  const { limit, scope, value, used, share, actor, version } = told;
  if (typeof limit !== 'string' || !isLimitName(limit) || typeof scope !== 'string') return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const measured = typeof used === 'string' || typeof used === 'number' ? used : null;
  // JSON has no infinity: above a limit of nothing.
  const isAbove = share === null && numberOf(value) === 0 && (numberOf(measured) ?? 0) > 0;
  const place = { account, actor: typeof actor === 'string' ? actor : null, isConfigured: version === 0 };
  return { ...place, limit, value, scope, used: measured, share: isAbove ? Infinity : (numberOf(share) ?? null) };
};

const shownOf = (query: URLSearchParams, actors: readonly ActorView[]): Shown => {
  const account = query.get('account') ?? '';
  const actor = query.get('actor') ?? '';
  const monitor = actors.find(({ address }) => address === `risk-monitor.${account}`);
  if (monitor === undefined) return { account: undefined, actor: undefined, subject: {} };
  const trader = tradersOf(account, actors).find(({ address }) => address === actor);
  const subject = subjectOf(trader ?? monitor, actors) ?? {};
  return { account, actor: trader?.address, subject };
};

const rowsOf = <Row>(read: Promise<{ readonly rows: readonly Row[] }>): Promise<RowsRead<Row>> =>
  read.then(
    ({ rows }) => ({ rows }),
    (error: unknown) => ({ rows: [], failure: problemOf(error).detail }),
  );
