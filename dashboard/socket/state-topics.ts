// What the rows of `actors`, `equity` and `risk` are, and whose each is.
import { TRADING_KINDS } from '../../actors/protocol.ts';
import type { AccountView, ActorView, RiskSupervisorStateView } from '../../actors/views.ts';
import { isSystemActor } from '../troupe-facts.ts';
import type { News } from './entry.ts';

/** Nobody's: for those alone who see everything. */
const PLATFORM = '';

/** What is told of an actor. */
export const actorNews = (view: ActorView): News => {
  const { address, kind, parent, node, lifecycle, since, restarts, lastCause, tradingState, tradingStateReason } = view;
  const { instrument, lane, quantity, averagePrice, fills, denied } = view.state;
  return {
    ...{ key: address, actor: address, owner: ownerOf(view) },
    json: JSON.stringify({
      ...{ key: address, address, kind, parent, owner: view.owner, node, lifecycle, since, restarts, lastCause },
      ...{ tradingState, tradingStateReason },
      ...(TRADING_KINDS.has(kind) && { instrument, lane, quantity, averagePrice, fills, denied }),
    }),
  };
};

/** What something that trades, or an account, is worth. */
export const equityNews = (view: ActorView): readonly News[] => {
  const { equity, cash, quantity, lastPrice, lastBarAt, realizedPnl, unrealizedPnl, account } = view.state;
  if (equity === undefined || !(TRADING_KINDS.has(view.kind) || view.kind === 'risk-monitor')) return [];
  return [
    {
      ...{ key: view.address, actor: view.address, owner: ownerOf(view) },
      json: JSON.stringify({
        ...{ key: view.address, address: view.address, account, equity, cash, quantity },
        ...{ lastPrice, time: lastBarAt, realizedPnl, unrealizedPnl },
      }),
    },
  ];
};

const ownerOf = (view: ActorView): string => (isSystemActor(view) ? PLATFORM : view.owner);

/** Restrictions, limits and controls in force, each for those whom its scope is about. */
export const riskNews = (
  { latches, limits, controls }: RiskSupervisorStateView,
  known: { readonly actors: readonly ActorView[]; readonly accounts: readonly AccountView[] },
): readonly News[] => {
  const ownerOfScope = scopeOwners(known);
  const about = (key: string, scope: string, row: object): News => ({
    ...{ key, owner: ownerOfScope(scope) },
    json: JSON.stringify({ key, ...row }),
  });
  return [
    ...latches.map((one) => about(`latch:${one.scope}`, one.scope, { kind: 'latch', ...withoutAccounts(one) })),
    ...limits.map((one) => about(`limit:${one.scope}:${one.limit}`, one.scope, { kind: 'limit', ...one })),
    ...controls.map(({ seq, kind, scope, state, limit, at, affected, inForceAt, confirmedAt, flatAt }) =>
      about(`control:${seq}`, scope ?? 'platform', {
        ...{ kind: 'control', seq, control: kind, scope, state, limit, at, affected, inForceAt, confirmedAt, flatAt },
      }),
    ),
  ];
};

const withoutAccounts = ({ accounts: _, ...latch }: RiskSupervisorStateView['latches'][number]) => latch;

/** Whose a scope is: a user's own, the platform's and an instrument's are everybody's business, a node's nobody's but those who run it. */
const scopeOwners = ({
  actors,
  accounts,
}: {
  readonly actors: readonly ActorView[];
  readonly accounts: readonly AccountView[];
}): ((scope: string) => string | null) => {
  const ofAccount = new Map(accounts.map(({ account, owner }) => [account, owner]));
  const ofActor = new Map(actors.map(({ address, owner }) => [address, owner]));
  return (scope) => {
    const colon = scope.indexOf(':');
    const [kind, id] = colon < 0 ? [scope, ''] : [scope.slice(0, colon), scope.slice(colon + 1)];
    switch (kind) {
      case 'platform':
      case 'instrument':
        return null;
      case 'user':
        return id;
      case 'account':
        return ofAccount.get(id) ?? PLATFORM;
      case 'strategy':
      case 'follower':
      case 'provider':
        return ofActor.get(id) ?? ofActor.get(`${kind}.${id}`) ?? PLATFORM;
      default:
        return PLATFORM;
    }
  };
};
