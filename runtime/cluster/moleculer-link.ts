// L1. Questions and words go to one named node; Moleculer neither balances nor retries them. A word is an event that
//     only its receiver listens to.
import type { Context, ServiceBroker, ServiceSchema } from 'moleculer';
import { ActorError, errorType } from '../errors.ts';
import { unreachable } from './company.ts';
import type { NodeEars, NodeLink, NodeQuestion, NodeWord } from './link.ts';

const ANSWER_MS = 5_000;
/** Moleculer's own failures to get an answer. */
const UNANSWERED = new Set([
  'SERVICE_NOT_FOUND',
  'SERVICE_NOT_AVAILABLE',
  'REQUEST_TIMEOUT',
  'REQUEST_REJECTED',
  'BAD_GATEWAY',
  'NATS_UNAVAILABLE',
]);

interface Transit {
  readonly connected: boolean;
  readonly tx: { readonly connected: boolean };
}

const wordFor = (node: string): string => `actor-host.word.${node}`;

/** The line to other nodes through Moleculer's transporter. */
export function moleculerLink(broker: ServiceBroker): NodeLink {
  const { transit } = broker as unknown as { transit?: Transit };
  // The transit stays `connected` when its transporter is not.
  const isUp = (): boolean => transit?.connected === true && transit.tx.connected;
  return {
    isUp,
    say: (to, word) => {
      if (isUp()) void broker.broadcast(wordFor(to), word);
    },
    ask: async (node, question) => {
      if (!isUp()) throw unreachable(node, new Error('NATS is away'));
      try {
        return await broker.call('actor-host.ask', question, { nodeID: node, timeout: ANSWER_MS, retries: 0 });
      } catch (error) {
        if (UNANSWERED.has(errorType(error))) throw unreachable(node, error);
        // An error that crossed nodes has lost its class.
        const { type, message, data } = error as ActorError;
        throw new ActorError(errorType({ type }), message, { ...data }, { cause: error });
      }
    },
  };
}

/** The one registered service of a node, by which the others reach it and its actors. */
export const actorHostService = (node: string, ears: NodeEars): ServiceSchema => ({
  name: 'actor-host',
  actions: {
    ask: (ctx: Context<NodeQuestion>) => ears.answer(ctx.nodeID ?? node, ctx.params),
  },
  events: {
    [wordFor(node)]: (ctx: Context<NodeWord>) => ears.hear(ctx.nodeID ?? node, ctx.params),
  },
});
