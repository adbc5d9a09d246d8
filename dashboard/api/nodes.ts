// Nodes and shards of the cluster for programs. Draining is a command: answered 202 at once, read at its Location.
import { z } from 'zod';
import { addressOfNode, NODE_COMMANDS } from '../command-desk.ts';
import { checkNodeCommand } from '../node-command.ts';
import { accepted } from './command-request.ts';
import { type Endpoint, endpoint, text } from './endpoint.ts';
import { acceptedShape, nodeShape, shardShape } from './shapes.ts';

const SUMMARIES = { drain: 'Hand a node’s shards over', undrain: 'Let a node have shards again' } as const;

export const nodeEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ method: 'get', path: '/api/v1/nodes', tag: 'Nodes', summary: 'The nodes of the cluster' },
    permission: 'topology:read',
    answer: z.strictObject({ nodes: z.array(nodeShape), shards: z.int(), unowned: z.int() }),
    handle: async (_, { troupe }) => {
      const [nodes, shards] = await Promise.all([troupe.nodes(), troupe.shards()]);
      return { nodes, shards: shards.length, unowned: shards.filter(({ node }) => node === null).length };
    },
  }),
  endpoint({
    ...{ method: 'get', path: '/api/v1/shards', tag: 'Nodes', summary: 'Who holds each shard' },
    ...{ permission: 'topology:read', answer: z.strictObject({ shards: z.array(shardShape) }) },
    handle: async (_, { troupe }) => ({ shards: await troupe.shards() }),
  }),
  ...NODE_COMMANDS.map((command) =>
    endpoint({
      ...{ method: 'post', path: `/api/v1/nodes/:node/${command}`, tag: 'Nodes', summary: SUMMARIES[command] },
      ...{ permission: 'topology:command', params: z.strictObject({ node: text(200) }), answer: acceptedShape },
      ...{ status: 202, body: z.strictObject({ reason: z.string().max(500).exactOptional() }), example: {} },
      handle: async ({ params: { node }, body, key, ctx }, { troupe, desk }) => {
        await checkNodeCommand(troupe, node, command);
        const reason = body.reason ?? 'asked through the API';
        return accepted(ctx, await desk.request([addressOfNode(node)], { command, reason, idempotencyKey: key }));
      },
    }),
  ),
];
