// What a program sends with a command.
import type { Context } from 'koa';
import type { z } from 'zod';
import type { CommandRecord } from '../command-desk.ts';
import { InvalidInput } from '../problem.ts';

const KEY_LENGTH = 200;

/** The idempotency key that was given. Throws INVALID_INPUT for one that is too long. */
export const keyOf = (ctx: Context): string | undefined => {
  const key = ctx.get('idempotency-key');
  if (key.length > KEY_LENGTH)
    throw new InvalidInput('Idempotency-Key', `An idempotency key has at most ${KEY_LENGTH} characters.`);
  return key === '' ? undefined : key;
};

/** Answers that a command was taken, and where to see what becomes of it. */
export const accepted = (ctx: Context, [record]: readonly CommandRecord[]): void => {
  if (record === undefined) return;
  ctx.status = 202;
  ctx.set('Location', `/api/v1/commands/${record.id}`);
  ctx.body = { commandId: record.id, status: 'accepted' };
};

/** The body in its shape. Throws INVALID_INPUT with the first field that is wrong. */
export const bodyOf = <Shape extends z.ZodType>(ctx: Context, shape: Shape): z.output<Shape> => {
  if (UNWRITABLE.test(JSON.stringify(ctx.request.body)))
    throw new InvalidInput('body', 'Text may hold neither U+0000 nor half of a surrogate pair: it could not be kept.');
  const parsed = shape.safeParse(ctx.request.body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? 'body') : issue?.path.join('.') || 'body';
  throw new InvalidInput(field, `${field}: ${issue?.message ?? 'is not usable'}`);
};

/** What PostgreSQL keeps no text of, as JSON spells it. */
const UNWRITABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;
