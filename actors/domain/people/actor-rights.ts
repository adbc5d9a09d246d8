// What an action of an actor needs, by the actor's kind: a permission, and whose the thing has to be.
// R1. What is not named needs what its kind needs; a kind that is not named is for those who may command anybody's.
// R2. Several rights: any one of them is enough. None: it is for actors alone, and no person gives it.
// R3. Who runs the machines restarts any actor and looks at its insides, whosever it is: that neither starts what its owner has stopped
//     nor trades. What is done to all kinds alike is not asked of the kinds.
// R4. To stop one's provider needs no more than to stop anything else of one's own: it must work when the role of a provider is gone.
import { type Caller, may, mayTo } from './caller.ts';
import type { Permission } from './role.ts';

/** Whose it has to be: the actor's owner, whom `params` name, the owner of the follower named there or of the provider copied; or nobody's. */
export type Whose = 'owner' | 'named' | 'follower' | 'provider' | 'anybody';

export interface Right {
  readonly permission: Permission;
  readonly whose: Whose;
}

/** What is asked of an actor. */
export interface Deed {
  readonly kind: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Looks and changes nothing. */
export const isReading = (action: string): boolean => action === 'inspect';

const right = (permission: Permission, whose: Whose = 'owner'): readonly Right[] => [{ permission, whose }];

interface KindRights {
  readonly looks: readonly Right[];
  readonly commands: readonly Right[];
  readonly actions?: Readonly<Record<string, readonly Right[]>>;
}

const TRADES: KindRights = { looks: right('trade:read'), commands: right('trade:command') };
const STOPS = right('trade:command');

const KINDS: Readonly<Record<string, KindRights>> = {
  ...{ strategy: TRADES, subscription: TRADES, manual: TRADES, 'risk-monitor': TRADES, backtest: TRADES },
  follower: { looks: right('trade:read'), commands: right('copy:follow') },
  provider: {
    looks: right('copy:read'),
    commands: right('copy:publish'),
    actions: {
      ...{ start: STOPS, stop: STOPS, halt: STOPS, reset: STOPS, flatten: STOPS }, // R4
      admit: right('copy:follow', 'named'),
      leave: [...right('copy:follow', 'follower'), ...right('copy:publish')],
    },
  },
  'risk-supervisor': {
    looks: right('risk:read', 'anybody'),
    commands: right('risk:command', 'anybody'),
    actions: { confirm: [] }, // R2
  },
  'market-data': { looks: right('trade:read', 'anybody'), commands: right('topology:command', 'anybody') },
};

/** R3. */
const OPERATED: Readonly<Record<string, readonly Right[]>> = {
  trace: right('topology:read', 'anybody'),
  dump: right('topology:command', 'anybody'),
  restart: right('topology:command', 'anybody'),
};

const UNKNOWN: KindRights = { looks: right('others:read', 'anybody'), commands: right('others:command', 'anybody') };

/** The rights of which any one lets somebody do it. */
export function rightsTo({ kind, action, params }: Deed): readonly Right[] {
  if (Object.hasOwn(OPERATED, action)) return OPERATED[action]!;
  const of = Object.hasOwn(KINDS, kind) ? KINDS[kind]! : UNKNOWN; // R1
  if (isReading(action)) return of.looks;
  const named = of.actions !== undefined && Object.hasOwn(of.actions, action) ? of.actions[action]! : of.commands;
  // Whom a provider bans stops copying it, and closes what was copied; what they hold otherwise is not its owner's to say.
  const isThrownOut = kind === 'follower' && action === 'unfollow' && params['keep'] === false;
  return isThrownOut ? [...named, ...right('copy:publish', 'provider')] : named;
}

/** Whether a right lets a caller do it to what is `owner`'s; undefined: to what is nobody's yet. */
export const lets = (caller: Caller, { permission, whose }: Right, owner: string | undefined): boolean =>
  whose === 'anybody' || (whose === 'follower' && owner === undefined)
    ? may(caller, permission)
    : mayTo(caller, permission, owner);
