import type { ServiceBroker } from 'moleculer';
import { ACTORS_CHANGED } from '../actors/protocol.ts';
import type { BrokerFace } from './face.ts';

/** The actors through a Moleculer broker; call it before the broker starts. */
export function brokerFace(broker: ServiceBroker): BrokerFace {
  const listeners = new Set<(payload: unknown) => void>();
  broker.createService({
    name: 'dashboard-ears',
    events: { [ACTORS_CHANGED]: (ctx) => listeners.forEach((hear) => hear(ctx.params)) },
  });
  return {
    call: (action, params) => broker.call(action, params ?? {}, { meta: { by: byOf(params) } }),
    onEvent: (name, hear) => {
      if (name !== ACTORS_CHANGED) throw new Error(`the dashboard does not hear ${name}`);
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}

const byOf = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'by' in params && typeof params.by === 'string'
    ? params.by
    : 'dashboard';
