// Nodes and shards of the cluster for programs. Draining is a command: answered 202 at once, read at its Location.
import { z } from 'zod';
import { addressOfNode, type CommandDesk, NODE_COMMANDS } from '../command-desk.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { checkNodeCommand } from '../node-command.ts';
import { InvalidInput } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { accepted, BY, keyOf } from './command-request.ts';

const body = z.strictObject({ reason: z.string().max(500).exactOptional() });

export const nodeRoutes = (
  routes: Routes,
  deps: { readonly troupe: TroupeReads; readonly desk: CommandDesk },
): void => {
  const { troupe, desk } = deps;

  routes.get('/api/v1/nodes', async (ctx) => {
    const [nodes, shards] = await Promise.all([troupe.nodes(), troupe.shards()]);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { nodes, shards: shards.length, unowned: shards.filter(({ node }) => node === null).length };
  });

  routes.get('/api/v1/shards', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { shards: await troupe.shards() };
  });

  for (const command of NODE_COMMANDS) {
    routes.post(`/api/v1/nodes/:node/${command}`, async (ctx) => {
      const parsed = body.safeParse(ctx.request.body);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const field = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? 'body') : issue?.path.join('.') || 'body';
        throw new InvalidInput(field, `${field}: ${issue?.message ?? 'is not usable'}; there is reason.`);
      }
      const node = paramOf(ctx, 'node');
      await checkNodeCommand(troupe, node, command);
      const reason = parsed.data.reason ?? 'asked through the API';
      accepted(
        ctx,
        desk.request({ address: addressOfNode(node), command, by: BY, reason, idempotencyKey: keyOf(ctx) }),
      );
    });
  }
};
