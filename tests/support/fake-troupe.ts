// A troupe in memory behind the dashboard's interface: it answers every action, obeys commands and tells what changed.
// Its prices are a fixed wave, so a page looks the same on every run.
import type { AccountView } from '../../actors/start-views.ts';
import type { ActorView, Lifecycle } from '../../actors/views.ts';
import { ACTORS_CHANGED, RISK_SUPERVISOR, type TradingStateName } from '../../actors/protocol.ts';
import { type FakeBacktests, fakeBacktests } from './fake-backtests.ts';
import { base, catalog, company, lanesAt, status, subscriptionState, treeOf } from './fake-company.ts';
import { clusterTree, type FakeCluster, fakeCluster, type Mutable, spread } from './fake-cluster.ts';
import { type FakeMessaging, fakeMessaging } from './fake-messaging.ts';
import { type FakeSupervisor, fakeSupervisor } from './fake-supervisor.ts';
import { type IndicatorRequest, indicatorView } from '../../actors/strategy/indicator-lines.ts';
import { barsOf, equityOf, fillsOf, ordersOf, statementOf } from './fake-records.ts';

/** One call that the dashboard made. */
export interface SeenCall {
  readonly action: string;
  readonly params: Record<string, unknown>;
}

export interface FakeTroupe {
  call(action: string, params?: unknown): Promise<unknown>;
  onEvent(name: string, fn: (payload: unknown) => void): () => void;
  /** Broadcasts to whoever hears it. */
  tell(name: string, payload: object): void;
  readonly calls: readonly SeenCall[];
  /** Calls of one action. */
  seen(action: string): readonly SeenCall[];
  actor(address: string): Mutable<ActorView>;
  addActor(view: ActorView): void;
  readonly cluster: FakeCluster;
  readonly supervisor: FakeSupervisor;
  readonly messaging: FakeMessaging;
  readonly backtests: FakeBacktests;
  /** How a part of the troupe is from now on. */
  part(part: string, ok: boolean, detail: string): void;
  /** Tells the dashboard that these changed. */
  changed(...addresses: string[]): void;
  /** Makes an action fail, or hang with `'hang'`; undefined heals it. */
  breakAction(action: string, how: Error | 'hang' | undefined): void;
  listeners(): number;
}

const PAPER = { deposit: '100000', unallocated: '100000', equity: '100000' };

/** An error as actors throw it. */
export const fault = (type: string, message: string, data: Record<string, unknown> = {}): Error =>
  Object.assign(new Error(message), { type, data });

export const fakeTroupe = (
  options: { now?: () => number; empty?: boolean; cluster?: boolean; approveLoosening?: boolean } = {},
): FakeTroupe => {
  const now = options.now ?? Date.now;
  const iso = (agoMs = 0): string => new Date(now() - agoMs).toISOString();
  const actors = new Map<string, Mutable<ActorView>>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const broken = new Map<string, Error | 'hang'>();
  const calls: SeenCall[] = [];
  const lanes = lanesAt(iso);
  const backtests = fakeBacktests({ now, isEmpty: options.empty === true, fault });
  const accounts: AccountView[] = [
    {
      account: 'alice-main',
      owner: 'alice',
      currency: 'USD',
      venue: 'paper',
      deposit: '100000',
      unallocated: '35000',
      equity: '103412.55',
    },
    {
      account: 'bob-main',
      owner: 'bob',
      currency: 'USD',
      venue: 'paper',
      deposit: '50000',
      unallocated: '20000',
      equity: '48790.10',
    },
  ];

  const add = (view: ActorView): void => {
    actors.set(view.address, { ...view });
  };
  const members = options.cluster ? spread(company(iso)) : company(iso);
  if (!options.empty) for (const view of members) add(view);
  const parts = new Map(status(iso).parts.map((part) => [part.part, part]));

  const tell = (...addresses: string[]): void => {
    for (const listener of listeners.get(ACTORS_CHANGED) ?? []) listener({ addresses });
  };
  const cluster = fakeCluster(options.cluster === true, () => tell());
  const supervisor = fakeSupervisor({
    base: base(iso, RISK_SUPERVISOR, 'node.node-1', 'platform'),
    accounts: accounts.map(({ account }) => account),
    now,
    approveLoosening: options.approveLoosening === true,
  });
  const messaging = fakeMessaging(iso);
  const supervise = (name: string, params: Record<string, unknown>): unknown => {
    if (name === 'inspect') return supervisor.inspect();
    const answer = supervisor.act(name, params, String(params['by']));
    tell(RISK_SUPERVISOR);
    return answer;
  };
  const find = (address: string): Mutable<ActorView> => {
    const view = actors.get(address);
    if (!view) throw fault('ACTOR_NOT_HOSTED', `${address} is hosted by no live node`, { address });
    return view;
  };
  const turn = (address: string, change: Partial<Mutable<ActorView>>): void => {
    Object.assign(find(address), change, { since: iso(), lastTurnAt: iso() });
    tell(address);
  };
  const trade = (address: string, tradingState: TradingStateName, tradingStateReason: string | null): void =>
    turn(address, { tradingState, tradingStateReason });

  const command = (address: string, name: string, params: Record<string, unknown>): unknown => {
    const by = String(params['by']);
    const to = (lifecycle: Lifecycle): void => turn(address, { lifecycle });
    switch (name) {
      case 'inspect':
        return find(address);
      case 'pause':
        return trade(address, 'REDUCING', `paused by ${by}`);
      case 'resume':
      case 'reset':
        return trade(address, 'ACTIVE', null);
      case 'halt':
        return trade(address, 'HALTED', `halted by ${by}`);
      case 'flatten':
        return turn(address, { state: { ...find(address).state, quantity: '0' } });
      case 'stop':
        return to('stopped');
      case 'trace':
        return messaging.trace(find(address));
      case 'dump':
        return messaging.dump(find(address));
      case 'restart':
        return turn(address, { lifecycle: 'running', restarts: find(address).restarts + 1 });
      default:
        throw fault('SERVICE_NOT_FOUND', `Service '${address}.${name}' is not found.`);
    }
  };

  const answer = (action: string, params: Record<string, unknown>): unknown => {
    switch (action) {
      case 'troupe.actors':
        return [...actors.values()].map((view) => ({ ...view }));
      case 'troupe.tree':
        return options.cluster
          ? clusterTree(cluster.nodes.values(), (node) => treeOf([...actors.values()], node))
          : treeOf([...actors.values()]);
      case 'troupe.nodes':
        return [...cluster.nodes.values()].map((view) => ({ ...view }));
      case 'troupe.shards':
        return cluster.shards.map((view) => ({ ...view }));
      case 'troupe.drain':
        return cluster.drain(String(params['node']));
      case 'troupe.undrain':
        return cluster.undrain(String(params['node']));
      case 'troupe.start':
        return turn(String(params['address']), { lifecycle: 'running', lastCause: null });
      case 'troupe.catalog':
        return catalog;
      case 'troupe.lanes':
        return options.empty ? [] : lanes();
      case 'troupe.accounts':
        return accounts;
      case 'troupe.status':
        return { ...status(iso), parts: [...parts.values()] };
      case 'troupe.indicators':
        return indicatorView(params as unknown as IndicatorRequest);
      case 'troupe.open-account': {
        const owner = typeof params['by'] === 'string' ? params['by'] : 'local';
        const account = `${owner}-paper`;
        accounts.push({ account, owner, currency: 'USD', venue: 'paper', ...PAPER });
        tell();
        return { account };
      }
      case 'troupe.start-strategy':
        return start(params, actors, add, tell, iso);
      case 'troupe.stop-and-flatten':
        turn(String(params['address']), {
          lifecycle: 'stopped',
          state: { ...find(String(params['address'])).state, quantity: '0', unrealizedPnl: '0' },
        });
        return undefined;
      case 'records.fills':
        return page(
          fillsOf(typeof params['actor'] === 'string' ? params['actor'] : 'subscription.alice-sma', actors),
          params,
        );
      case 'records.orders':
        return page(
          ordersOf(typeof params['actor'] === 'string' ? params['actor'] : 'subscription.alice-sma', actors),
          params,
        );
      case 'records.fills-through':
        return page(
          fillsOf(
            params['actor'] === undefined ? 'subscription.alice-sma' : (params['actor'] as string),
            actors,
          ).toReversed(),
          params,
        );
      case 'records.orders-through':
        return page(
          ordersOf(
            params['actor'] === undefined ? 'subscription.alice-sma' : (params['actor'] as string),
            actors,
          ).toReversed(),
          params,
        );
      case 'records.account-statement':
        return { lines: statementOf(String(params['account'])), through: 2, isEnd: true };
      case 'records.equity':
        return equityOf(String(params['actor']), Number(params['points']), actors);
      case 'records.source-record':
        return { equity: [], flows: [], fills: [] };
      case 'records.bars':
        return barsOf(Number(params['limit']));
      case 'records.account-heads':
      case 'records.account-news':
        return [];
      case 'records.check-ledger':
        return { checked: { actors: actors.size, fills: 42, entries: 168 }, differences: [] };
      case 'records.audit-command':
        return undefined;
      case 'records.breaches':
        return page(supervisor.breaches, params);
      case 'records.risk-limit-history':
        return page(supervisor.limitHistory(), params);
      case 'records.accounts-on':
        return [...actors.values()]
          .filter(({ kind, node }) => kind === 'risk-monitor' && node === params['node'])
          .map(({ state }) => String(state['account']));
      default: {
        if (action.startsWith('backtests.')) return backtests.answer(action, params);
        const dot = action.lastIndexOf('.');
        const [address, name] = [action.slice(0, dot), action.slice(dot + 1)];
        if (address === 'messaging') return messaging.answer(name, params);
        return address === RISK_SUPERVISOR ? supervise(name, params) : command(address, name, params);
      }
    }
  };

  return {
    calls,
    seen: (action) => calls.filter((call) => call.action === action),
    call: async (action, given = {}) => {
      const params = given as Record<string, unknown>;
      calls.push({ action, params });
      const how = broken.get(action);
      if (how === 'hang') return new Promise(() => {});
      if (how) throw how;
      return answer(action, params);
    },
    tell: (name, payload) => {
      for (const listener of listeners.get(name) ?? []) listener(payload);
    },
    onEvent: (name, fn) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(fn));
      return () => {
        all.delete(fn);
      };
    },
    actor: find,
    addActor: add,
    cluster,
    supervisor,
    messaging,
    backtests,
    part: (part, ok, detail) => {
      parts.set(part, { part, ok, detail });
      tell();
    },
    changed: tell,
    breakAction: (action, how) => {
      if (how === undefined) broken.delete(action);
      else broken.set(action, how);
    },
    listeners: () => listeners.get(ACTORS_CHANGED)?.size ?? 0,
  };
};

const start = (
  params: Record<string, unknown>,
  actors: Map<string, ActorView>,
  add: (view: ActorView) => void,
  tell: (...addresses: string[]) => void,
  iso: (agoMs?: number) => string,
): unknown => {
  const given = params['params'] as Record<string, number>;
  if (params['strategy'] === 'sma-cross' && (given['fast'] ?? 10) >= (given['slow'] ?? 30)) {
    throw fault('INVALID_PARAMETERS', 'sma-cross: fast must be less than slow', {
      faults: [{ field: 'fast', value: given['fast'], expected: 'must be less than slow' }],
    });
  }
  if (Number(params['allocation']) > 35_000)
    throw fault('ALLOCATION_EXCEEDS_UNALLOCATED', `${String(params['account'])} has 35000 unallocated`, {
      field: 'allocation',
    });
  const number = actors.size;
  const [strategy, subscription] = [`strategy.new-${number}`, `subscription.new-${number}`];
  const account = String(params['account']);
  const owner = account.replace(/-(main|paper)$/, '');
  add({
    ...base(iso, strategy, 'node.node-1', owner),
    state: { strategy: params['strategy'], title: params['strategy'], params: given, lane: params['lane'] },
  });
  add({
    ...base(iso, subscription, `account.${account}`, owner),
    tradingState: 'ACTIVE',
    state: {
      ...subscriptionState({
        strategy,
        account,
        lane: String(params['lane']),
        allocation: Number(params['allocation']),
        equity: Number(params['allocation']),
        quantity: '0',
      }),
      fills: 0,
    },
  });
  tell(strategy, subscription);
  return { strategy, subscription };
};

const page = <Row>(
  rows: readonly Row[],
  params: Record<string, unknown>,
): { rows: readonly Row[]; nextCursor?: string } => {
  const from = Number(params['cursor'] ?? 0);
  const to = from + Number(params['limit']);
  const accounts = params['accounts'];
  const wanted = Array.isArray(accounts)
    ? rows.filter((row) => accounts.includes((row as { account?: unknown }).account))
    : rows;
  return { rows: wanted.slice(from, to), ...(to < wanted.length && { nextCursor: String(to) }) };
};
