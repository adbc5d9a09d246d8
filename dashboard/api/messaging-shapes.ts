// Shapes of what the API answers about streams, dead letters and the insides of actors.
import { z } from 'zod';
import { actorShape, time } from './shapes.ts';

const readerShape = z
  .strictObject({
    ...{ reader: z.string(), stream: z.string(), entry: z.int(), behind: z.int() },
    ...{ waitingSince: time.nullable(), behindMs: z.number().nullable() },
  })
  .meta({ id: 'Reader' });

export const streamShape = z
  .strictObject({
    ...{ stream: z.string(), owner: z.string(), head: z.int(), lastAt: time.nullable() },
    readerCount: z.int(),
    readers: z.array(readerShape).meta({
      description: 'Whoever follows it, the one furthest behind first; in a list the first hundred of them',
    }),
  })
  .meta({ id: 'Stream' });

export const waitingOrderShape = z
  .strictObject({
    ...{ clientOrderId: z.string(), actor: z.string(), account: z.string(), instrument: z.string() },
    ...{ state: z.string(), updatedAt: time },
  })
  .meta({ id: 'WaitingOrder' });

export const LETTER_STATES = ['open', 'requeued', 'discarded'] as const;

export const letterShape = z
  .strictObject({
    ...{ id: z.string(), actor: z.string(), stream: z.string(), entry: z.int(), time },
    ...{ error: z.string(), crashes: z.int(), state: z.enum(LETTER_STATES), at: time },
    isAside: z.boolean().meta({ description: 'The actor goes on without it; else it stands there' }),
    ...{ closedBy: z.string().nullable(), closedAt: time.nullable(), reason: z.string().nullable() },
  })
  .meta({ id: 'DeadLetter' });

export const traceShape = z
  .strictObject({
    address: z.string(),
    moves: z.array(z.strictObject({ at: time, to: z.string(), cause: z.string().nullable() })),
    messages: z.array(z.strictObject({ at: time, kind: z.string(), about: z.string(), detail: z.string() })),
    readers: z.array(
      z.strictObject({ reader: z.string(), stream: z.string(), entry: z.int(), waitingSince: time.nullable() }),
    ),
  })
  .meta({ id: 'ActorTrace' });

export const dumpShape = z
  .strictObject({
    ...{ address: z.string(), view: actorShape, trace: traceShape.nullable(), config: z.unknown(), state: z.unknown() },
    stateOf: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('running') }),
        z.strictObject({ kind: z.literal('snapshot'), savedAt: time }),
      ])
      .nullable(),
  })
  .meta({ id: 'ActorDump' });
