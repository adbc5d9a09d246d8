// What each action takes. Whatever is not named here is refused, so that nobody gives themselves what was not asked (mass assignment).
import { z } from 'zod';
import { userName } from '../domain/people/user-name.ts';
import { LONGEST_PASSWORD } from '../domain/people/password-rules.ts';
import { KEY_SCOPES, ROLES } from '../domain/people/role.ts';
import { ActorError } from '../../runtime/errors.ts';

const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u, 'is not one line of text');

/** Somebody who is there, or not; a name that nobody can have becomes undefined. */
const typedName = z
  .string()
  .max(100)
  .transform((typed) => userName(typed));
const user = z.string().max(100);
/** Longer than any that is right, shorter than what would keep the hasher busy. */
const password = z.string().max(LONGEST_PASSWORD * 4);
const code = z.string().max(40);
const token = z.string().max(100);
const email = z
  .string()
  .max(254)
  .transform((typed) => typed.normalize('NFKC').trim().toLowerCase())
  .pipe(z.email());
const moment = z.iso.datetime({ offset: true });
const origin = z.object({
  ip: z.string().max(64),
  agent: z.string().transform((text) => text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200)),
});
const roles = z
  .array(z.enum(ROLES))
  .min(1)
  .max(ROLES.length)
  .transform((given) => ROLES.filter((role) => given.includes(role)));
const limit = z.int().min(1).max(200).default(50);

export const REQUESTS = {
  facts: z.object({}),
  'sign-up': z.strictObject({
    user,
    password,
    email: email.optional(),
    invite: token.optional(),
    origin,
  }),
  'sign-in': z.strictObject({ user: typedName, password, code: code.optional(), origin }),
  session: z.strictObject({ token }),
  key: z.strictObject({ key: z.string().max(200), ip: z.string().max(64) }),
  'reset-password': z.strictObject({ token, password, origin }),
  'forgot-password': z.strictObject({ user: typedName, origin }),

  'sign-out': z.strictObject({ token }),
  me: z.object({}),
  sessions: z.strictObject({ user }),
  'revoke-session': z.strictObject({ user, id: z.string().max(64) }),
  'change-password': z.strictObject({ token, current: password, password }),
  'offer-totp': z.strictObject({ password }),
  'confirm-totp': z.strictObject({ code }),
  'end-totp': z.strictObject({ password }),
  keys: z.strictObject({ user }),
  'create-key': z.strictObject({
    user,
    name: line(60),
    scopes: z
      .array(z.enum(KEY_SCOPES))
      .min(1)
      .max(KEY_SCOPES.length)
      .transform((given) => KEY_SCOPES.filter((scope) => given.includes(scope))),
    ips: z.array(z.string().trim().max(64)).max(50).default([]),
    expiresAt: moment.optional(),
  }),
  'revoke-key': z.strictObject({ user, id: z.string().max(64) }),

  users: z.strictObject({ q: z.string().max(100).optional(), after: z.string().max(100).optional(), limit }),
  invite: z.strictObject({ email: email.optional(), roles }),
  'set-roles': z.strictObject({ user, roles }),
  disable: z.strictObject({ user, reason: line(500) }),
  enable: z.strictObject({ user }),
  'hand-reset': z.strictObject({ user }),
  audit: z.strictObject({
    by: z.string().max(200).optional(),
    address: z.string().max(200).optional(),
    command: z.string().max(200).optional(),
    from: moment.optional(),
    to: moment.optional(),
    after: z.string().max(100).optional(),
    limit,
  }),
} as const;

export type ActionName = keyof typeof REQUESTS;
export type Asked<Name extends ActionName> = z.infer<(typeof REQUESTS)[Name]>;

/** Checks the params of an action. Throws INVALID_PARAMS with `data.field`. */
export function asked<Name extends ActionName>(name: Name, params: unknown): Asked<Name> {
  const outcome = (REQUESTS[name] as unknown as z.ZodType<Asked<Name>>).safeParse(params ?? {});
  if (outcome.success) return outcome.data;
  const issue = outcome.error.issues[0]!;
  const field = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys[0]! : 'params');
  throw new ActorError('INVALID_PARAMS', `people.${name}: ${field}: ${issue.message}`, { field });
}
