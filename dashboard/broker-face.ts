// C1. A call that a person causes carries who they are: `meta.caller`, `meta.by`, and `meta.sealed` where callers are sealed.
import type { ServiceBroker } from 'moleculer';
import type { Caller } from '../actors/domain/people/caller.ts';
import { ACTORS_CHANGED } from '../actors/protocol.ts';
import type { BrokerFace } from './face.ts';

/** Signs a caller, so that the actors' nodes need not take anybody's word for who asks. Rejects on a node that lets nobody in. */
export type Seal = (caller: Caller) => Promise<string>;

/** The actors through a Moleculer broker; call it before the broker starts. */
export function brokerFace(broker: ServiceBroker, { seal }: { readonly seal?: Seal } = {}): BrokerFace {
  const listeners = new Set<(payload: unknown) => void>();
  broker.createService({
    name: 'dashboard-ears',
    events: { [ACTORS_CHANGED]: (ctx) => listeners.forEach((hear) => hear(ctx.params)) },
  });
  return {
    call: async (action, params, caller) =>
      broker.call(action, params ?? {}, {
        meta: caller === undefined ? { by: byOf(params) } : await metaOf(caller, seal),
      }),
    onEvent: (name, hear) => {
      if (name !== ACTORS_CHANGED) throw new Error(`the dashboard does not hear ${name}`);
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
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
