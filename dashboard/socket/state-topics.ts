// What the rows of `actors`, `equity` and `risk` are, and whose each is.
import { TRADING_KINDS } from '../../actors/protocol.ts';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import type { ActorView } from '../../actors/views.ts';
import { type Reach, whoseToSee } from '../reach.ts';
import type { News } from './entry.ts';

/** What is made of a view holds as long as that view, which never changes; of each actor's latest one it is remembered. */
const onceAView = <Made>(make: (view: ActorView) => Made): ((view: ActorView) => Made) => {
  const known = new Map<string, { readonly view: ActorView; readonly made: Made }>();
  return (view) => {
    let latest = known.get(view.address);
    if (latest?.view !== view) known.set(view.address, (latest = { view, made: make(view) }));
    return latest.made;
  };
};

/** What is told of an actor. */
export const actorNews = onceAView((view): News => {
  const { address, kind, parent, node, lifecycle, since, restarts, lastCause, tradingState, tradingStateReason } = view;
  const { instrument, lane, quantity, averagePrice, fills, denied } = view.state;
  return {
    ...{ key: address, actor: address, owner: whoseToSee(view) },
    json: JSON.stringify({
      ...{ key: address, address, kind, parent, owner: view.owner, node, lifecycle, since, restarts, lastCause },
      ...{ tradingState, tradingStateReason },
      ...(TRADING_KINDS.has(kind) && { instrument, lane, quantity, averagePrice, fills, denied }),
    }),
  };
});

/** What something that trades, or an account, is worth. */
export const equityNews = onceAView((view): readonly News[] => {
  const { equity, cash, quantity, lastPrice, lastBarAt, realizedPnl, unrealizedPnl, account } = view.state;
  if (equity === undefined || !(TRADING_KINDS.has(view.kind) || view.kind === 'risk-monitor')) return [];
  return [
    {
      ...{ key: view.address, actor: view.address, owner: whoseToSee(view) },
      json: JSON.stringify({
        ...{ key: view.address, address: view.address, account, equity, cash, quantity },
        ...{ lastPrice, time: lastBarAt, realizedPnl, unrealizedPnl },
      }),
    },
  ];
});

/** Restrictions, limits and controls in force, each for those whom its scope is about. */
export const riskNews = (
  { latches, limits, controls }: RiskSupervisorStateView,
  reachOf: (caller: Caller) => Reach,
): readonly News[] => {
  const about = (
    key: string,
    { scope, accounts }: { readonly scope?: string; readonly accounts?: readonly string[] },
    row: object,
  ): News => ({
    ...{ key, owner: null, json: JSON.stringify({ key, ...row }) },
    ...(scope !== undefined && { isAbout: (caller: Caller) => reachOf(caller)(scope, accounts) }),
  });
  return [
    ...latches.map((one) => about(`latch:${one.scope}`, one, { kind: 'latch', ...withoutAccounts(one) })),
    ...limits.map((one) => about(`limit:${one.scope}:${one.limit}`, { scope: one.scope }, { kind: 'limit', ...one })),
    ...controls.map((one) => {
      const { seq, kind, scope, state, limit, at, affected, inForceAt, confirmedAt, flatAt } = one;
      return about(`control:${seq}`, one, {
        ...{ kind: 'control', seq, control: kind, scope, state, limit, at, affected, inForceAt, confirmedAt, flatAt },
      });
    }),
  ];
};

const withoutAccounts = ({ accounts: _, ...latch }: RiskSupervisorStateView['latches'][number]) => latch;
