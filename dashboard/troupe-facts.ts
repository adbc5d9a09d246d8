// What the views say, told as a page needs it: subscriptions with their strategies, and what deserves attention.
import type { StatusView } from '../actors/cluster-views.ts';
import type { AccountView, LaneView } from '../actors/start-views.ts';
import type { ActorView, SubscriptionStateView } from '../actors/views.ts';
import { TRADING_KINDS } from '../actors/protocol.ts';
import { numberOf } from './format.ts';
import { plainText } from './plain-text.ts';

/** A subscription with the strategy it trades. */
export interface Run {
  readonly view: ActorView;
  readonly state: Partial<SubscriptionStateView>;
  readonly strategy: ActorView | undefined;
  /** Name of the strategy's rules, e.g. `sma-cross`. */
  readonly rules: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Equity − allocation; undefined before the first bar. */
  readonly pnl: number | undefined;
  readonly pnlFraction: number | undefined;
  readonly simulated: boolean;
}

export const runsOf = (actors: readonly ActorView[]): readonly Run[] => {
  const strategies = new Map(actors.flatMap((view) => (view.kind === 'strategy' ? [[view.address, view]] : [])));
  return actors.flatMap((view) => (view.kind === 'subscription' ? [runWith(view, strategies)] : []));
};

export const runOf = (view: ActorView, actors: readonly ActorView[]): Run =>
  runWith(view, { get: (address) => actors.find((other) => other.address === address) });

const runWith = (view: ActorView, strategies: { get(address: string): ActorView | undefined }): Run => {
  const state = view.state as Partial<SubscriptionStateView>;
  const named = state.strategy ?? '';
  const strategy = strategies.get(named) ?? strategies.get(`strategy.${named}`);
  const told = strategy?.state ?? {};
  const [allocation, equity] = [numberOf(state.allocation), numberOf(state.equity)];
  const pnl = allocation === undefined || equity === undefined ? undefined : equity - allocation;
  return {
    view,
    state,
    strategy,
    rules: textOf(told['title']) ?? textOf(told['strategy']) ?? state.strategy ?? 'unknown',
    params: isRecord(told['params']) ? told['params'] : {},
    pnl,
    pnlFraction: pnl === undefined || !allocation ? undefined : pnl / allocation,
    simulated: state.simulated === true,
  };
};

/** The rules' parameters in a line: `fast 10 · slow 30`. */
export const paramsLine = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${plainText(value)}`)
    .join(' · ');

export interface Alert {
  readonly id: string;
  readonly mood: 'bad' | 'warn';
  readonly subject: string;
  readonly href: string | null;
  readonly text: string;
  /** ISO 8601 UTC. */
  readonly since: string | null;
}

const STALE_AFTER_MS = 60_000;

/** What deserves attention, worst first. */
export const alertsOf = (facts: {
  readonly actors: readonly ActorView[];
  readonly lanes: readonly LaneView[];
  readonly status: StatusView | undefined;
  readonly now: number;
}): readonly Alert[] => {
  const alerts: Alert[] = [];
  for (const part of facts.status?.parts ?? []) {
    if (!part.ok)
      alerts.push({
        id: `part-${part.part}`,
        mood: 'bad',
        subject: part.part,
        href: null,
        text: part.detail,
        since: null,
      });
  }
  for (const view of facts.actors) {
    const about = { subject: view.address, href: hrefOf(view), since: view.since };
    if (view.lifecycle === 'faulted')
      alerts.push({
        ...about,
        id: `faulted-${view.address}`,
        mood: 'bad',
        text: `Faulted: ${view.lastCause ?? 'no cause was told'}`,
      });
    if (view.lifecycle === 'restarting')
      alerts.push({
        ...about,
        id: `restarting-${view.address}`,
        mood: 'warn',
        text: `Restarting: ${view.lastCause ?? 'no cause was told'}`,
      });
    if (view.tradingState === 'HALTED' && view.lifecycle !== 'stopped')
      alerts.push({
        ...about,
        since: null,
        id: `halted-${view.address}`,
        mood: 'bad',
        text: `Halted: ${view.tradingStateReason ?? 'no reason was told'}`,
      });
  }
  for (const lane of facts.lanes) {
    if (lane.status === 'failed')
      alerts.push({
        id: `lane-${lane.lane}`,
        mood: 'bad',
        subject: lane.lane,
        href: null,
        text: 'The feed failed.',
        since: lane.lastHeardAt,
      });
    else if (laneIsStale(lane, facts.now))
      alerts.push({
        id: `lane-${lane.lane}`,
        mood: 'warn',
        subject: lane.lane,
        href: null,
        text: 'No bar has come for a while.',
        since: lane.lastHeardAt,
      });
  }
  return alerts.sort((a, b) => Number(b.mood === 'bad') - Number(a.mood === 'bad'));
};

/** A running feed that has been quiet for longer than two bars and a minute. */
export const laneIsStale = (lane: LaneView, now: number): boolean => {
  if (lane.status !== 'running' || lane.lastHeardAt === null) return false;
  // Replays are faster than their bars, so only the minute counts for bars longer than that.
  return now - Date.parse(lane.lastHeardAt) > STALE_AFTER_MS;
};

/** Value at risk of moving: Σ |quantity × last price| of an account's subscriptions. */
export const exposureOf = (account: AccountView, runs: readonly Run[]): number =>
  runs
    .filter((run) => run.state.account === account.account)
    .reduce((sum, run) => sum + Math.abs((numberOf(run.state.quantity) ?? 0) * (run.state.lastPrice ?? 0)), 0);

/** Whether made-up prices reach an actor: wholly, or through some of an account's subscriptions. */
export const simulationOf = (
  view: ActorView,
  actors: readonly ActorView[],
  lanes: readonly LaneView[],
): 'simulated' | 'partly simulated' | null => {
  const lane = lanes.find((one) => one.lane === view.state['lane']);
  if (view.state['simulated'] === true || lane?.simulated === true) return 'simulated';
  if (view.kind !== 'risk-monitor') return null;
  return simulatedAccounts(actors).has(view.state['account']) ? 'partly simulated' : null;
};

const simulated = new WeakMap<readonly ActorView[], ReadonlySet<unknown>>();

/** Accounts on which something trades by made-up prices; found once a list, which never changes once it is read. */
const simulatedAccounts = (actors: readonly ActorView[]): ReadonlySet<unknown> => {
  let known = simulated.get(actors);
  if (known === undefined) {
    const made = actors.filter(({ kind, state }) => TRADING_KINDS.has(kind) && state['simulated'] === true);
    simulated.set(actors, (known = new Set(made.map(({ state }) => state['account']))));
  }
  return known;
};

/** Owners of what belongs to no user. */
const PLATFORM = new Set(['platform', 'system', 'troupe']);

/** An actor that the platform runs for everybody, such as a feed. */
export const isSystemActor = (view: ActorView | undefined): boolean => view !== undefined && PLATFORM.has(view.owner);

/** The page about an actor. */
export const hrefOf = (view: Pick<ActorView, 'address' | 'kind'>): string =>
  view.kind === 'subscription'
    ? `/strategies/${encodeURIComponent(view.address)}`
    : `/actors/${encodeURIComponent(view.address)}`;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
