// Streams and who reads them, orders that wait for the venue, dead letters, and the insides of actors: for operators' programs.
import { z } from 'zod';
import type { ReadStream } from '../messaging.ts';
import { type Endpoint, endpoint, nextCursor, paged, text } from './endpoint.ts';
import {
  dumpShape,
  LETTER_STATES,
  letterShape,
  streamShape,
  traceShape,
  waitingOrderShape,
} from './messaging-shapes.ts';

const common = { method: 'get', tag: 'Messaging', permission: 'topology:read' } as const;
const change = { method: 'post', tag: 'Messaging', permission: 'topology:command' } as const;
const id = z.strictObject({ id: text(30) });
const address = z.strictObject({ address: text(200) });
const READERS_IN_LIST = 100;
const SUMMARIES = {
  requeue: 'Restart the actor that stands at an entry: it takes the entry again',
  discard: 'Look no more at a letter whose actor has gone on',
} as const;

export const messagingEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ ...common, path: '/api/v1/messaging/streams', summary: 'Streams by name, with who reads them' },
    ...{ query: z.strictObject(paged), answer: z.strictObject({ streams: z.array(streamShape), nextCursor }) },
    handle: async ({ query }, { messaging }) => {
      const page = await messaging.streams(query);
      return { streams: page.rows.map((row) => counted(row, READERS_IN_LIST)), nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{ ...common, path: '/api/v1/messaging/streams/:stream', summary: 'One stream, with who reads it' },
    ...{ params: z.strictObject({ stream: text(300) }), answer: streamShape },
    handle: async ({ params }, { messaging }) => counted(await messaging.stream(params.stream)),
  }),
  endpoint({
    ...{
      ...common,
      path: '/api/v1/messaging/waiting',
      summary: 'Orders that wait for the venue, of the newest 20,000, oldest first',
    },
    ...{ query: z.strictObject(paged), answer: z.strictObject({ orders: z.array(waitingOrderShape), nextCursor }) },
    handle: async ({ query }, { messaging }) => {
      const page = await messaging.waiting(query);
      return { orders: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{ ...common, path: '/api/v1/messaging/dead-letters', summary: 'Entries that crash their actors, newest first' },
    query: z.strictObject({
      ...{ state: z.enum(LETTER_STATES).exactOptional(), actor: text(200).exactOptional(), ...paged },
    }),
    answer: z.strictObject({
      letters: z.array(letterShape),
      checkedAt: z.string().meta({ description: 'When they were looked for, ISO 8601 UTC' }),
      nextCursor,
    }),
    handle: async ({ query }, { messaging }) => {
      const { rows, checkedAt, nextCursor: next } = await messaging.letters(query);
      return { letters: rows, checkedAt, nextCursor: next ?? null };
    },
  }),
  ...(['requeue', 'discard'] as const).map((deed) =>
    endpoint({
      ...{ ...change, path: `/api/v1/messaging/dead-letters/:id/${deed}`, summary: SUMMARIES[deed] },
      ...{ params: id, body: z.strictObject({ reason: text(300) }), example: { reason: 'mended' } },
      answer: letterShape,
      handle: ({ params, body }, { messaging }) => messaging.change(deed, { ...params, ...body }),
    }),
  ),
  endpoint({
    ...{ ...common, tag: 'Actors', path: '/api/v1/actors/:address/trace' },
    ...{ summary: 'Its last messages, without what was in them, and its restarts', params: address },
    answer: z.strictObject({ trace: traceShape.nullable() }),
    handle: async ({ params }, { inspection }) => ({ trace: await inspection.trace(params.address) }),
  }),
  endpoint({
    ...{ ...change, tag: 'Actors', path: '/api/v1/actors/:address/dump', body: z.strictObject({}), example: {} },
    ...{ summary: 'All there is to know of an actor; it is audited', params: address, answer: dumpShape },
    handle: ({ params }, { inspection }) => inspection.dump(params.address),
  }),
];

/** A stream with how many read it, and at most so many of them. */
const counted = (stream: ReadStream, most = Infinity) => ({
  ...stream,
  readerCount: stream.readers.length,
  readers: stream.readers.slice(0, most),
});
