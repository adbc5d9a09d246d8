// What one person may read of the troupe, made of what there is to read. Every page, chart, stream and answer of the API reads through it.
// A1 of reach.ts: another's actor is not found, another's rows are not among them.
import { type Caller, may } from '../actors/domain/people/caller.ts';
import type { Permission } from '../actors/domain/people/role.ts';
import type { ActorView } from '../actors/views.ts';
import { AccountNotFound, ActorNotFound, Forbidden } from './problem.ts';
import {
  followedBy,
  publicFace,
  scopeReach,
  sees,
  seesAccount,
  seesAll,
  seesProvider,
  supervisorFor,
} from './reach.ts';
import type { RowQuery, TroupeReads, WholeTroupe } from './troupe-reads.ts';

/** The reads of `caller`. */
export const ownTroupe = (whole: WholeTroupe, caller: Caller): TroupeReads => {
  const list = async (): Promise<readonly ActorView[]> => {
    const all = await whole.list();
    return seesAll(caller) ? all : all.filter((view) => sees(caller, view));
  };
  const known = async (address: string): Promise<ActorView | undefined> => {
    const view = await whole.find(address);
    return view !== undefined && sees(caller, view) ? view : undefined;
  };
  const mustKnow = async (address: string): Promise<ActorView> => {
    const view = await known(address);
    if (view === undefined) throw new ActorNotFound(address);
    return view;
  };
  const permitted = <Value>(permission: Permission, read: () => Promise<Value>): Promise<Value> =>
    may(caller, permission) ? read() : Promise.reject(new Forbidden(caller.user, permission));
  const accounts: TroupeReads['accounts'] = async () => {
    const all = await whole.accounts();
    return seesAll(caller) ? all : all.filter((account) => seesAccount(caller, account));
  };
  /** A query, kept to the accounts of who asks. */
  const ownRows = async <Query extends Pick<RowQuery, 'accounts'>>(query: Query): Promise<Query> =>
    seesAll(caller) ? query : { ...query, accounts: (await accounts()).map(({ account }) => account) };
  const reach = async (): Promise<ReturnType<typeof scopeReach>> =>
    seesAll(caller) ? () => true : scopeReach(caller, await list());

  return {
    list,
    accounts,
    find: known,
    inspect: async (address) => whole.inspect((await mustKnow(address)).address),
    ...providerReads(whole, caller, list),
    ...{ lanes: whole.lanes, bars: whole.bars, status: whole.status, catalog: whole.catalog, forget: whole.forget },
    ...{ nodes: () => permitted('topology:read', whole.nodes), tree: () => permitted('topology:read', whole.tree) },
    shards: () => permitted('topology:read', whole.shards),
    accountsOn: (node) => permitted('risk:command', () => whole.accountsOn(node, caller)),
    checkLedger: () => permitted('topology:read', () => whole.checkLedger(caller)),
    equity: async (query) => whole.equity({ ...query, actor: (await mustKnow(query.actor)).address }, caller),
    sourceRecord: async (query) =>
      whole.sourceRecord({ ...query, source: (await mustKnow(query.source)).address }, caller),
    trends: async (addresses) => {
      const mine = new Set((await list()).map(({ address }) => address));
      return whole.trends(addresses.filter((address) => mine.has(address)));
    },
    fills: async (query) => whole.fills(await ownRows(query), caller),
    orders: async (query) => whole.orders(await ownRows(query), caller),
    fillsThrough: async (query) => whole.fillsThrough(await ownRows(query), caller),
    ordersThrough: async (query) => whole.ordersThrough(await ownRows(query), caller),
    accountStatement: async (query) => {
      const isTheirs = (await accounts()).some(({ account }) => account === query.account);
      if (!isTheirs) throw new AccountNotFound(query.account);
      return whole.accountStatement(query, caller);
    },
    breaches: async (query) => whole.breaches(await ownRows(query), caller),
    shown: {
      fills: async (query) => whole.shown.fills(await ownRows(query), caller),
      orders: async (query) => whole.shown.orders(await ownRows(query), caller),
      breaches: async (query) => whole.shown.breaches(await ownRows(query), caller),
      equity: async (query) => whole.shown.equity({ ...query, actor: (await mustKnow(query.actor)).address }, caller),
      ...{ bars: whole.shown.bars, indicators: whole.shown.indicators },
      limitHistory: async (query) => kept(await whole.shown.limitHistory(query, caller), await reach()),
    },
    riskLimitHistory: async (query) => kept(await whole.riskLimitHistory(query, caller), await reach()),
    riskControls: async (query) => kept(await whole.riskControls(query, caller), await reach()),
    ...supervisorReads(whole, caller, list),
  };
};

/** Rows about somebody, by their scopes; there may be more on later pages. */
const kept = <Row extends { readonly scope?: string; readonly accounts?: readonly string[] }, Page>(
  page: Page & { readonly rows: readonly Row[] },
  reaches: ReturnType<typeof scopeReach>,
): Page & { readonly rows: readonly Row[] } => ({
  ...page,
  rows: page.rows.filter(({ scope, accounts }) => scope === undefined || reaches(scope, accounts)),
});

const supervisorReads = (
  whole: WholeTroupe,
  caller: Caller,
  list: TroupeReads['list'],
): Pick<TroupeReads, 'supervisor' | 'riskNow'> => ({
  supervisor: async () => {
    const sight = await whole.supervisor();
    if (seesAll(caller) || sight.state === undefined) return sight;
    return { ...sight, state: supervisorFor(caller, sight.state, await list()) };
  },
  riskNow: async () => {
    const state = await whole.riskNow();
    return seesAll(caller) ? state : supervisorFor(caller, state, await list());
  },
});

const providerReads = (
  whole: WholeTroupe,
  caller: Caller,
  list: TroupeReads['list'],
): Pick<TroupeReads, 'providers' | 'provider'> => {
  const followed = async (): Promise<ReadonlySet<string>> => followedBy(caller, await list());
  const faceOf = (view: ActorView): ActorView => (sees(caller, view) ? view : publicFace(view));
  return {
    providers: async () => {
      const [all, follows] = await Promise.all([whole.list(), followed()]);
      const shown = all.filter((view) => view.kind === 'provider' && seesProvider(caller, view, follows));
      return seesAll(caller) ? shown : shown.map(faceOf);
    },
    provider: async (address) => {
      const view = await whole.find(address);
      if (view?.kind !== 'provider' || !seesProvider(caller, view, await followed())) throw new ActorNotFound(address);
      return faceOf(await whole.inspect(address));
    },
  };
};
