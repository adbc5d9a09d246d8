// What is read back from Redis was written by any node of any version, or by anybody: it is looked at before it is believed.
import { z } from 'zod';
import type { BarRow } from '../../actors/domain/record-rows.ts';
import type { CachedView } from '../../actors/ports/shared-cache.ts';
import type { ActorView } from '../../actors/views.ts';

const natural = z.int().min(0);

const actorView = z.object({
  address: z.string(),
  kind: z.string(),
  parent: z.string().nullable(),
  owner: z.string(),
  node: z.string(),
  lifecycle: z.enum(['starting', 'running', 'stopping', 'stopped', 'restarting', 'faulted']),
  since: z.iso.datetime(),
  restarts: natural,
  lastCause: z.string().nullable(),
  tradingState: z.enum(['ACTIVE', 'REDUCING', 'HALTED']).nullable(),
  tradingStateReason: z.string().nullable(),
  mailbox: z.object({ depth: natural, oldestAgeMs: z.number(), dropped: natural }),
  turns: natural,
  lastTurnAt: z.iso.datetime().nullable(),
  state: z.record(z.string(), z.unknown()),
}) satisfies z.ZodType<ActorView>;

const cachedView = z.object({ epoch: natural, version: natural, view: actorView });

const barRow = z.object({
  seq: z.int().min(1),
  openTime: z.iso.datetime(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
  flags: z.array(z.string()),
}) satisfies z.ZodType<BarRow>;

/** Undefined when it is not a view of that actor. */
export function parseView(address: string, text: string): CachedView<ActorView> | undefined {
  const view = parse(cachedView, text);
  return view?.view.address === address ? view : undefined;
}

/** Undefined when it is not a bar. */
export const parseBar = (text: string): BarRow | undefined => parse(barRow, text);

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
