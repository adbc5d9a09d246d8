// C1. A call that a person causes carries who they are: `meta.caller`, `meta.by`, and `meta.sealed` where callers are sealed.
// C2. What was said while the line to the others was broken was not heard: of people anything may have changed.
import type { Context, ServiceBroker } from 'moleculer';
import type { Caller } from '../actors/domain/people/caller.ts';
import { ACTORS_CHANGED, PEOPLE_CHANGED, type PeopleChanged } from '../actors/protocol.ts';
import type { BrokerFace } from './face.ts';

/** Signs a caller, so that the actors' nodes need not take anybody's word for who asks. Rejects on a node that lets nobody in. */
export type Seal = (caller: Caller) => Promise<string>;

const HEARD: readonly string[] = [ACTORS_CHANGED, PEOPLE_CHANGED];

/** The actors through a Moleculer broker; call it before the broker starts. */
export function brokerFace(broker: ServiceBroker, { seal }: { readonly seal?: Seal } = {}): BrokerFace {
  const listeners = new Map(HEARD.map((name) => [name, new Set<(payload: unknown) => void>()]));
  broker.createService({
    name: 'dashboard-ears',
    events: {
      ...Object.fromEntries(
        Array.from(listeners, ([name, ears]) => [name, (ctx: Context) => ears.forEach((hear) => hear(ctx.params))]),
      ),
      // C2
      '$transporter.connected': () =>
        listeners.get(PEOPLE_CHANGED)!.forEach((hear) => hear({} satisfies PeopleChanged)),
    },
  });
  return {
    call: async (action, params, caller) =>
      broker.call(action, params ?? {}, {
        meta: caller === undefined ? { by: byOf(params) } : await metaOf(caller, seal),
      }),
    onEvent: (name, hear) => {
      const ears = listeners.get(name);
      if (ears === undefined) throw new Error(`the dashboard does not hear ${name}`);
      ears.add(hear);
      return () => ears.delete(hear);
    },
    tell: (name, payload) => void broker.broadcast(name, payload),
  };
}

/** C1. */
const metaOf = async (caller: Caller, seal: Seal | undefined): Promise<object> => ({
  ...{ by: caller.user, caller },
  ...(seal !== undefined && { sealed: await seal(caller) }),
});

const byOf = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'by' in params && typeof params.by === 'string'
    ? params.by
    : 'dashboard';
