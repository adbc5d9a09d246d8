// Whom a scope is about, as far as the views tell: for people who are about to restrict it, and for those who ask why they are.
import { TRADING_KINDS } from '../actors/protocol.ts';
import type { RiskSupervisorStateView } from '../actors/risk-views.ts';
import type { ActorView } from '../actors/views.ts';
import {
  covers,
  parseScope,
  type PartialSubject,
  type RiskScope,
  type RiskSubject,
} from '../actors/domain/risk/scope.ts';

export type LatchView = RiskSupervisorStateView['latches'][number];

const MONITOR = 'risk-monitor.';
const monitorOf = (account: string): string => `${MONITOR}${account}`;

/** Accounts and trading actors that a scope is about. */
export interface Affected {
  readonly accounts: readonly string[];
  readonly actors: number;
}

/** What an actor's orders, or an account, are about; undefined for actors that trade nothing. */
export const subjectOf = (view: ActorView, actors: readonly ActorView[]): PartialSubject | undefined => {
  if (view.kind === 'risk-monitor') return { user: view.owner, account: view.address.slice(MONITOR.length) };
  return isTrader(view)
    ? traderSubject(
        view,
        actors.find(({ address }) => address === monitorOf(accountOf(view))),
      )
    : undefined;
};

/** Made once: one made for each comparison takes most of a second for 25,000 accounts. */
const BY_NAME = new Intl.Collator('en', { numeric: true });

/** The accounts of risk monitors, by name. */
export const accountsOf = (actors: readonly ActorView[]): readonly string[] =>
  actors
    .flatMap(({ kind, address }) => (kind === 'risk-monitor' ? [address.slice(MONITOR.length)] : []))
    .sort(BY_NAME.compare);

/** The actors that trade on an account. */
export const tradersOf = (account: string, actors: readonly ActorView[]): readonly ActorView[] =>
  actors.filter((view) => isTrader(view) && accountOf(view) === account);

/** Whom a scope is about now. */
export const affectedBy = (scope: RiskScope, actors: readonly ActorView[]): Affected => {
  const monitors = new Map(actors.flatMap((view) => (view.kind === 'risk-monitor' ? [[view.address, view]] : [])));
  const accounts = new Set<string>();
  let traders = 0;
  for (const view of actors) {
    const subject =
      view.kind === 'risk-monitor'
        ? subjectOf(view, [])
        : isTrader(view)
          ? traderSubject(view, monitors.get(monitorOf(accountOf(view))))
          : undefined;
    if (subject?.account === undefined) continue;
    if (!covers(scope, subject)) continue;
    accounts.add(subject.account);
    if (view.kind !== 'risk-monitor') traders += 1;
  }
  const names = [...accounts].sort(BY_NAME.compare);
  return { accounts: names, actors: traders };
};

/** Whom a restriction of these accounts is about. */
export const affectedAmong = (accounts: readonly string[], actors: readonly ActorView[]): Affected => {
  const named = new Set(accounts);
  return { accounts, actors: actors.filter((view) => isTrader(view) && named.has(accountOf(view))).length };
};

/** The latches that cover a subject, strictest first. */
export const latchesOver = (latches: readonly LatchView[], subject: PartialSubject): readonly LatchView[] =>
  latches
    .filter(({ scope, accounts }) =>
      accounts === undefined ? covers(parseScope(scope), subject) : accounts.includes(subject.account ?? ''),
    )
    .sort((a, b) => Number(b.state === 'HALTED') - Number(a.state === 'HALTED') || a.seq - b.seq);

/** Names that a scope of each kind may have, for lists to choose from. */
export const scopeNames = (actors: readonly ActorView[], nodes: readonly string[]): readonly string[] => {
  const names = new Set<string>();
  for (const view of actors) {
    if (names.size >= MOST_NAMES) break;
    const subject = subjectOf(view, []);
    if (subject === undefined) continue;
    for (const name of [
      view.kind === 'risk-monitor' ? view.owner : undefined,
      subject.account,
      subject.strategy,
      subject.symbol,
      subject.provider,
    ])
      if (name !== undefined && name !== '') names.add(name);
  }
  for (const node of nodes) names.add(node);
  return [...names].slice(0, MOST_NAMES);
};

const MOST_NAMES = 300;

const isTrader = ({ kind }: ActorView): boolean => TRADING_KINDS.has(kind);

const accountOf = ({ state }: ActorView): string => textOf(state['account']) ?? '';

const traderSubject = (view: ActorView, monitor: ActorView | undefined): RiskSubject => {
  const { state } = view;
  const strategy = textOf(state['strategy']);
  const provider = textOf(state['provider']);
  return {
    user: monitor?.owner ?? view.owner,
    account: accountOf(view),
    actor: view.address,
    strategy: strategy === undefined || strategy.startsWith('strategy.') ? strategy : `strategy.${strategy}`,
    symbol: textOf(state['instrument']) ?? '',
    // A scope names it by its id alone.
    ...(provider !== undefined && { provider: provider.slice(provider.indexOf('.') + 1) }),
  };
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
