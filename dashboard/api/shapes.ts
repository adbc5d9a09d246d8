// Shapes of what the API answers about actors, records and nodes; `actors/…views.ts` and `actors/domain/…-rows.ts` say what the fields mean.
import { z } from 'zod';

export const time = z.string().meta({ description: 'ISO 8601 UTC', example: '2026-03-01T12:00:00.000Z' });
export const exact = z.string().meta({ description: 'Decimal as exact text', example: '1150.25' });
const side = z.enum(['BUY', 'SELL']);
const tradingState = z.enum(['ACTIVE', 'REDUCING', 'HALTED']);
const lifecycle = z.enum(['starting', 'running', 'stopping', 'stopped', 'restarting', 'faulted']);

export const actorShape = z
  .strictObject({
    ...{ address: z.string(), kind: z.string(), parent: z.string().nullable(), owner: z.string(), node: z.string() },
    shard: z.int().exactOptional(),
    ...{ lifecycle, since: time, restarts: z.int(), lastCause: z.string().nullable() },
    ...{ tradingState: tradingState.nullable(), tradingStateReason: z.string().nullable() },
    mailbox: z.strictObject({ depth: z.int(), oldestAgeMs: z.number(), dropped: z.int() }),
    ...{ turns: z.int(), lastTurnAt: time.nullable() },
    state: z.record(z.string(), z.unknown()).meta({ description: 'What the actor itself says, by its kind' }),
  })
  .meta({ id: 'Actor' });

export const acceptedShape = z
  .strictObject({ commandId: z.string(), status: z.literal('accepted') })
  .meta({ id: 'Accepted' });

export const commandShape = z
  .strictObject({
    ...{ commandId: z.string(), address: z.string(), command: z.string(), by: z.string(), reason: z.string() },
    ...{ status: z.enum(['pending', 'acknowledged', 'failed']), requestedAt: time, settledAt: time.nullable() },
    ...{ code: z.string().nullable().exactOptional(), detail: z.string().nullable().exactOptional() },
  })
  .meta({ id: 'Command' });

export const nodeShape = z
  .strictObject({
    ...{ node: z.string(), role: z.enum(['worker', 'gateway', 'all']) },
    ...{ state: z.enum(['up', 'unreachable', 'lost', 'stopped']), draining: z.boolean(), upMs: z.number() },
    ...{ shards: z.int(), where: z.string() },
  })
  .meta({ id: 'Node' });

export const shardShape = z
  .strictObject({ shard: z.int(), node: z.string().nullable(), epoch: z.int().nullable() })
  .meta({ id: 'Shard' });

export const fillShape = z
  .strictObject({
    ...{
      fillId: z.string(),
      clientOrderId: z.string(),
      actor: z.string(),
      account: z.string(),
      instrument: z.string(),
    },
    ...{ side, price: exact, quantity: exact, commission: exact, time, lane: z.string(), position: z.number() },
  })
  .meta({ id: 'Fill' });

export const orderShape = z
  .strictObject({
    ...{ clientOrderId: z.string(), actor: z.string(), account: z.string(), instrument: z.string(), side },
    ...{ type: z.string(), timeInForce: z.string(), quantity: exact, filled: exact, averagePrice: exact.nullable() },
    ...{
      limitPrice: exact.nullable(),
      triggerPrice: exact.nullable(),
      state: z.string(),
      reason: z.string().nullable(),
    },
    ...{ reduceOnly: z.boolean(), decidedAt: time, updatedAt: time },
  })
  .meta({ id: 'Order' });

export const barShape = z
  .strictObject({
    ...{ seq: z.int(), openTime: time, open: z.number(), high: z.number(), low: z.number(), close: z.number() },
    ...{ volume: z.number(), flags: z.array(z.string()) },
  })
  .meta({ id: 'Bar' });

export const equityShape = z
  .strictObject({ actor: z.string(), time, equity: exact, cash: exact, quantity: exact, price: z.number() })
  .meta({ id: 'Equity' });

export const accountShape = z
  .strictObject({
    ...{ account: z.string(), owner: z.string(), currency: z.string(), venue: z.string() },
    ...{ deposit: exact, unallocated: exact, equity: exact },
  })
  .meta({ id: 'Account' });

export const ledgerShape = z
  .strictObject({
    holds: z.boolean(),
    checked: z.record(z.string(), z.number()),
    differences: z.array(
      z.strictObject({
        ...{ invariant: z.enum(['I1', 'I2', 'I3', 'I4', 'I5']), subject: z.string() },
        ...{ expected: z.string(), found: z.string() },
      }),
    ),
  })
  .meta({ id: 'LedgerCheck' });

export const problemShape = z
  .looseObject({
    ...{ type: z.string(), status: z.int(), title: z.string(), code: z.string(), detail: z.string() },
    field: z.string().exactOptional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with a code for programs and the field that is at fault' });
