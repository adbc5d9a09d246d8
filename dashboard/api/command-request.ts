// What a program sends with a command.
import type { Context } from 'koa';
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
export const accepted = (ctx: Context, [record]: readonly CommandRecord[]): object | undefined => {
  if (record === undefined) return undefined;
  ctx.set('Location', `/api/v1/commands/${record.id}`);
  return { commandId: record.id, status: 'accepted' };
};
