import type { Context, ServiceSchema } from 'moleculer';
import type { ActorHost } from './actor-host.ts';
import type { ActorStatus } from './actor-status.ts';
import type { SupervisorTree } from '../supervision/tree.ts';

interface Address {
  readonly address: string;
}

/** The one registered service of a node that speaks for all its actors; `present` shapes what is shown of one. */
export const actorHostService = (
  host: ActorHost,
  present: (status: ActorStatus) => unknown,
  presentTree: (tree: SupervisorTree) => unknown,
): ServiceSchema => ({
  name: 'actor-host',
  actions: {
    list: () => host.list().map(present),
    tree: () => presentTree(host.tree()),
    inspect: (ctx: Context<Address>) => present(host.status(ctx.params.address)),
    start: async (ctx: Context<Address>) => {
      await host.start(ctx.params.address);
      return present(host.status(ctx.params.address));
    },
  },
});
