// Every read of the system that a page or the API makes, in one place.
import type { NodeView, ShardView, StatusView, TreeView } from '../actors/cluster-views.ts';
import type { ProviderEntryRow, SourceRecord } from '../actors/domain/copy/copy-rows.ts';
import type { Caller } from '../actors/domain/people/caller.ts';
import type { Bar } from '../actors/domain/bar.ts';
import type { BreachRow, RiskControlRow, RiskLimitRow } from '../actors/domain/risk-rows.ts';
import type { StatementPart } from '../actors/domain/statement-rows.ts';
import type { RiskSupervisorStateView } from '../actors/risk-views.ts';
import type { AccountView, CatalogView, IndicatorLineView, LaneView } from '../actors/start-views.ts';
import type { ActorView } from '../actors/views.ts';
import type {
  AccountNews,
  BarRow,
  EquityRow,
  FillRow,
  LedgerDifference,
  OrderRow,
  Page,
} from '../actors/domain/record-rows.ts';
import { ACTORS_CHANGED, RISK_SUPERVISOR } from '../actors/protocol.ts';
import type { BrokerFace, WallClock } from './face.ts';
import { keptReads } from './kept-reads.ts';
import { listedActors } from './listed-actors.ts';
import { ActorNotFound } from './problem.ts';
import { sharedRead, type SharedRead } from './shared-read.ts';
import { supervisorSight } from './supervisor-sight.ts';

export interface RowQuery {
  readonly actor?: string | undefined;
  readonly account?: string | undefined;
  /** Of these accounts alone. */
  readonly accounts?: readonly string[];
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Rows of a period, oldest first; epoch milliseconds UTC, up to before `to`. */
export interface ThroughQuery extends RowQuery {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface LimitHistoryQuery {
  readonly scope?: string | undefined;
  readonly name?: string | undefined;
  readonly current?: boolean | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface LedgerCheck {
  readonly checked: Record<string, number>;
  readonly differences: readonly LedgerDifference[];
}

/** Equity so far in a few points, oldest first; empty when there is none or it cannot be read. */
export type Trend = readonly EquityRow[];

/** The lines that a strategy decides by over bars of a lane, oldest first: of the last `last` of them. */
export interface IndicatorQuery {
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly lane: string;
  readonly bars: readonly Bar[];
  readonly last: number;
}

const KEEP_MS = 200;
/** Records on a page may be this old; the API reads them anew. */
const SHOWN_KEEP_MS = 1_000;
const INSPECT_MS = 1_500;
const MOST_SHOWN = 5_000;
/** What a chart shows of months may be older. */
const CHART_KEEP_MS = 5_000;
/** Trends are read anew so often, the rarer the more there are: at most twenty a second. */
const TREND_KEEP_MS = 5_000;
const TREND_MS_EACH = 50;
const OLDEST_TREND_MS = 60_000;
const TREND_POINTS = 32;
const MOST_TRENDS = 10_000;

export type WholeTroupe = ReturnType<typeof troupeReads>;

/** What is read once for all who listen, and kept to each of them by `socket/`. */
type Shared = 'accountHeads' | 'accountNews' | 'providerEntries';

/** The same reads as somebody may make them: `own-troupe.ts` leaves out what is not theirs to see. */
export type TroupeReads = {
  readonly [Name in keyof Omit<WholeTroupe, 'close' | Shared>]: WholeTroupe[Name] extends SharedRead<infer Value>
    ? () => Promise<Value>
    : WholeTroupe[Name];
} & {
  /** Providers as they present themselves to whoever asks. */
  readonly providers: () => Promise<readonly ActorView[]>;
  /** One of them, as it says now. Throws ACTOR_NOT_FOUND. */
  readonly provider: (address: string) => Promise<ActorView>;
};

/** All there is to read; what many look at is read for the dashboard itself, and the rest for who asks for it. */
export const troupeReads = (actors: BrokerFace, clock: WallClock) => {
  const ask = async <T>(action: string, params?: unknown, caller?: Caller): Promise<T> =>
    (await actors.call(action, params, caller)) as T;
  const list = sharedRead(clock, KEEP_MS, () => ask<readonly ActorView[]>('troupe.actors'));
  const tree = sharedRead(clock, SHOWN_KEEP_MS, () => ask<TreeView>('troupe.tree'));
  const lanes = sharedRead(clock, KEEP_MS, () => ask<readonly LaneView[]>('troupe.lanes'));
  const accounts = sharedRead(clock, KEEP_MS, () => ask<readonly AccountView[]>('troupe.accounts'));
  const status = sharedRead(clock, KEEP_MS, () => ask<StatusView>('troupe.status'));
  const nodes = sharedRead(clock, KEEP_MS, () => ask<readonly NodeView[]>('troupe.nodes'));
  const shards = sharedRead(clock, KEEP_MS, () => ask<readonly ShardView[]>('troupe.shards'));
  const catalog = sharedRead(clock, 60_000, () => ask<readonly CatalogView[]>('troupe.catalog'));

  const forget = (): void => {
    for (const read of [list, lanes, accounts, supervisor]) read.forget();
  };
  const deafen = actors.onEvent(ACTORS_CHANGED, forget);

  const equity = (query: { actor: string; points: number; from?: number; to?: number }, caller?: Caller) =>
    ask<readonly EquityRow[]>('records.equity', query, caller);

  const keptShown = keptReads(clock, MOST_SHOWN);
  const shown = <T>(
    action: string,
    params: unknown,
    caller: Caller | undefined,
    { name = JSON.stringify(params), keepMs = SHOWN_KEEP_MS }: { name?: string; keepMs?: number } = {},
  ): Promise<T> => keptShown(`${caller?.user ?? ''} ${action} ${name}`, keepMs, () => ask<T>(action, params, caller));

  /** Undefined when the actor does not answer, or not soon: a stuck one is the one that people look at. */
  const heardFrom = (address: string): Promise<Partial<ActorView> | undefined> =>
    new Promise((resolve) => {
      const cancel = clock.setTimer(INSPECT_MS, () => resolve(undefined));
      ask<Partial<ActorView>>(`${address}.inspect`)
        .then(resolve, () => resolve(undefined))
        .finally(cancel);
    });

  const supervisor = sharedRead(
    clock,
    KEEP_MS,
    supervisorSight(clock, () => heardFrom(RISK_SUPERVISOR)),
  );

  const keptTrends = keptReads(clock, MOST_TRENDS);
  const trendOf = (actor: string): Promise<Trend> =>
    keptTrends(actor, trendKeepMs(keptTrends.size()), () =>
      equity({ actor, points: TREND_POINTS }).catch((): Trend => []),
    );

  return {
    list,
    tree,
    lanes,
    accounts,
    status,
    nodes,
    shards,
    catalog,
    supervisor,
    equity,
    /** The trend of each of some actors; they are read together. */
    trends: async (addresses: readonly string[]): Promise<ReadonlyMap<string, Trend>> =>
      new Map(await Promise.all(addresses.map(async (address) => [address, await trendOf(address)] as const))),
    find: async (address: string): Promise<ActorView | undefined> => listedActors(await list()).find(address),
    /** What the actor itself says now, or its last known view when it does not answer. */
    inspect: async (address: string): Promise<ActorView> => {
      const known = listedActors(await list()).find(address);
      if (!known) throw new ActorNotFound(address);
      const heard = await heardFrom(address);
      if (heard?.address !== address) return known;
      // A host that answers with its own status rather than a view is believed about the state alone.
      return typeof heard.since === 'string' ? { ...known, ...heard } : { ...known, state: heard.state ?? known.state };
    },
    fills: (query: RowQuery, caller?: Caller) => ask<Page<FillRow>>('records.fills', query, caller),
    orders: (query: RowQuery & { open?: boolean | undefined }, caller?: Caller) =>
      ask<Page<OrderRow>>('records.orders', query, caller),
    fillsThrough: (query: ThroughQuery, caller?: Caller) => ask<Page<FillRow>>('records.fills-through', query, caller),
    ordersThrough: (query: ThroughQuery, caller?: Caller) =>
      ask<Page<OrderRow>>('records.orders-through', query, caller),
    accountStatement: (query: { account: string; after: number; limit: number }, caller?: Caller) =>
      ask<StatementPart>('records.account-statement', query, caller),
    /** The same reads for pages, which look often and at the same rows. */
    shown: {
      fills: (query: RowQuery, caller?: Caller) => shown<Page<FillRow>>('records.fills', query, caller),
      orders: (query: RowQuery, caller?: Caller) => shown<Page<OrderRow>>('records.orders', query, caller),
      equity: (query: { actor: string; points: number }, caller?: Caller) =>
        shown<readonly EquityRow[]>('records.equity', query, caller, { keepMs: CHART_KEEP_MS }),
      bars: (query: { symbolToken: string; timeframe: string; to?: number; limit: number }) =>
        shown<readonly BarRow[]>('records.bars', query, undefined),
      /** A pure answer to what is given: anybody's who has the parameters and the bars. */
      indicators: ({ lane, ...query }: IndicatorQuery): Promise<readonly IndicatorLineView[]> => {
        const { strategy, params, bars, last } = query;
        const span = `${lane} ${bars[0]?.openTime}-${bars.at(-1)?.closeTime}`;
        const name = `${strategy} ${JSON.stringify(params)} ${span} ${last}`;
        return shown('troupe.indicators', query, undefined, { name });
      },
      breaches: (query: Pick<RowQuery, 'limit' | 'accounts'>, caller?: Caller) =>
        shown<Page<BreachRow>>('records.breaches', query, caller),
      limitHistory: (query: { limit: number }, caller?: Caller) =>
        shown<Page<RiskLimitRow>>('records.risk-limit-history', query, caller),
    },
    bars: (query: { symbolToken: string; timeframe: string; to?: number; limit: number }) =>
      ask<readonly BarRow[]>('records.bars', query),
    providerEntries: (query: {
      readonly provider: string;
      readonly limit: number;
      readonly cursor?: string | undefined;
    }) => ask<Page<ProviderEntryRow>>('records.provider-entries', query),
    sourceRecord: (query: { readonly source: string; readonly points: number }, caller?: Caller) =>
      ask<SourceRecord>('records.source-record', query, caller),
    accountHeads: (accounts: readonly string[]) =>
      ask<readonly { readonly account: string; readonly seq: number }[]>('records.account-heads', { accounts }),
    accountNews: (accounts: readonly { readonly account: string; readonly after: number }[], limit: number) =>
      ask<readonly AccountNews[]>('records.account-news', { accounts, limit }),
    checkLedger: (caller?: Caller) => ask<LedgerCheck>('records.check-ledger', undefined, caller),
    /** What the risk supervisor itself says now. */
    riskNow: async (): Promise<RiskSupervisorStateView> =>
      (await ask<ActorView>(`${RISK_SUPERVISOR}.inspect`)).state as unknown as RiskSupervisorStateView,
    riskControls: (query: { seq?: number; limit: number; cursor?: string | undefined }, caller?: Caller) =>
      ask<Page<RiskControlRow>>('records.risk-controls', query, caller),
    riskLimitHistory: (query: LimitHistoryQuery, caller?: Caller) =>
      ask<Page<RiskLimitRow>>('records.risk-limit-history', query, caller),
    breaches: (query: RowQuery, caller?: Caller) => ask<Page<BreachRow>>('records.breaches', query, caller),
    /** Accounts whose shards a node holds now. */
    accountsOn: (node: string, caller?: Caller) => ask<readonly string[]>('records.accounts-on', { node }, caller),
    forget,
    close: (): void => deafen?.(),
  };
};

const trendKeepMs = (kept: number): number => Math.min(OLDEST_TREND_MS, Math.max(TREND_KEEP_MS, kept * TREND_MS_EACH));
