// Every actor is a Moleculer service with a lifecycle, middlewares and actions, but none is in the registry: 10,000
// registered services would make an INFO packet of megabytes and every emit a scan of them all (DESIGN.md §2).
import { type Middleware, Service, type ServiceBroker } from 'moleculer';
import type { ActorAddress } from '../address.ts';
import type { Claim } from './admission.ts';

export const ACTOR_ACTIONS = [
  ...['inspect', 'start', 'pause', 'resume', 'halt', 'flatten', 'stop', 'reset'],
  // Of whoever runs the machines.
  ...['restart', 'trace', 'dump'],
  // Of what trades by hand or copies, and of what is copied.
  ...['order', 'cancel', 'close', 'close-only', 'set-settings', 'unfollow'],
  ...['note', 'admit', 'leave', 'ban', 'withdraw'],
] as const;

export interface ActorCalls {
  /** Carries out an action of an actor, running or not. */
  act(
    address: ActorAddress,
    action: string,
    params: Record<string, unknown>,
    by: string,
    claim?: Claim,
  ): Promise<unknown>;
  isActorKind(kind: string): boolean;
}

interface CallMeta {
  readonly by?: string;
  /** For whom it is, proved; `caller` beside it is for who is asked in the same process and is not looked at here. */
  readonly sealed?: string;
}

interface CallOptions {
  readonly meta?: CallMeta;
  readonly parentCtx?: { readonly meta?: CallMeta };
}

/** Keeps actors out of the registry, and finds them by address when they are called. */
export function hiddenActors(calls: ActorCalls): Middleware {
  return {
    name: 'HiddenActors',
    registerLocalService:
      (next: (item: { metadata?: { $actor?: boolean } }) => unknown) => (item: { metadata?: { $actor?: boolean } }) =>
        item.metadata?.$actor === true ? null : next(item),
    call:
      (next: (...args: unknown[]) => unknown) => (name: string, params: unknown, options: CallOptions | undefined) => {
        const target = actorAction(name, calls);
        if (target === undefined) return next(name, params, options);
        const by = options?.meta?.by ?? options?.parentCtx?.meta?.by ?? 'system';
        const sealed = options?.meta?.sealed ?? options?.parentCtx?.meta?.sealed;
        return calls.act(
          target.address,
          target.action,
          (params ?? {}) as Record<string, unknown>,
          by,
          sealed === undefined ? undefined : { sealed },
        );
      },
  } as unknown as Middleware;
}

function actorAction(name: unknown, calls: ActorCalls): { address: ActorAddress; action: string } | undefined {
  if (typeof name !== 'string') return undefined;
  const first = name.indexOf('.');
  const last = name.lastIndexOf('.');
  if (first === last || !calls.isActorKind(name.slice(0, first))) return undefined;
  return { address: name.slice(0, last), action: name.slice(last + 1) };
}

type Actions = Record<
  string,
  (params?: Record<string, unknown>, options?: Record<string, unknown>) => Promise<unknown>
>;

/** What Moleculer's own constructor would take apart and copy for every service, made once or not at all. */
interface Unregistered {
  name: string;
  fullName: string;
  settings: object;
  metadata: { readonly $actor: true };
  schema: object;
  events: object;
  logger: unknown;
  _serviceSpecification: object;
  _init(): void;
}

const METADATA = { $actor: true } as const;
const EMPTY = Object.freeze({});

/** The Moleculer service of one actor: created, started and stopped as any other; its actions are calls of its address. */
export class HiddenService extends Service {
  constructor(broker: ServiceBroker, { name }: { name: ActorAddress }) {
    super(broker);
    const service = this as unknown as Unregistered;
    service.name = service.fullName = name;
    service.settings = EMPTY;
    service.metadata = METADATA;
    service.schema = EMPTY;
    service.events = EMPTY;
    service.logger = broker.logger;
    service._serviceSpecification = {
      name,
      fullName: name,
      settings: EMPTY,
      metadata: METADATA,
      actions: EMPTY,
      events: EMPTY,
    };
    service._init();
  }
}

// Made when first asked for: ten thousand services hardly ever are.
Object.defineProperty(HiddenService.prototype, 'actions', {
  get(this: Service): Actions {
    const { broker, name } = this;
    return Object.fromEntries(
      ACTOR_ACTIONS.map((action): [string, Actions[string]] => [
        action,
        (params, options) => broker.call(`${name}.${action}`, params, options),
      ]),
    );
  },
});
