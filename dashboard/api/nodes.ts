// Nodes and shards of the cluster for programs. Draining is a command: answered 202 at once, read at its Location.
import { z } from 'zod';
import { addressOfNode, NODE_COMMANDS } from '../command-desk.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { checkNodeCommand } from '../node-command.ts';
import { InvalidInput } from '../problem.ts';
import { accepted, keyOf } from './command-request.ts';

const body = z.strictObject({ reason: z.string().max(500).exactOptional() });

export const nodeRoutes = (routes: Routes): void => {
  routes.get('/api/v1/nodes', 'topology:read', async (ctx, { troupe }) => {
    const [nodes, shards] = await Promise.all([troupe.nodes(), troupe.shards()]);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { nodes, shards: shards.length, unowned: shards.filter(({ node }) => node === null).length };
  });

  routes.get('/api/v1/shards', 'topology:read', async (ctx, { troupe }) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { shards: await troupe.shards() };
  });

  for (const command of NODE_COMMANDS) {
    routes.post(`/api/v1/nodes/:node/${command}`, 'topology:command', async (ctx, { troupe, desk }) => {
      const parsed = body.safeParse(ctx.request.body);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const field = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? 'body') : issue?.path.join('.') || 'body';
        throw new InvalidInput(field, `${field}: ${issue?.message ?? 'is not usable'}; there is reason.`);
      }
      const node = paramOf(ctx, 'node');
      await checkNodeCommand(troupe, node, command);
      const reason = parsed.data.reason ?? 'asked through the API';
      accepted(ctx, await desk.request([addressOfNode(node)], { command, reason, idempotencyKey: keyOf(ctx) }));
    });
  }
};
