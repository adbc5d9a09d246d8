// Shapes of what the API answers about people; `people-views.ts` says what the fields mean.
import { z } from 'zod';
import { KEY_SCOPES, ROLES } from '../../actors/domain/people/role.ts';
import { time } from './shapes.ts';

const roles = z.array(z.enum(ROLES));
const scopes = z.array(z.enum(KEY_SCOPES));

export const userShape = z
  .strictObject({
    ...{ user: z.string(), roles, email: z.string().nullable(), isDisabled: z.boolean() },
    ...{ hasPassword: z.boolean(), hasTotp: z.boolean() },
    ...{ createdAt: time, lastSeenAt: time.nullable() },
  })
  .meta({ id: 'User' });

export const meShape = userShape
  .extend({ scopes: scopes.nullable().meta({ description: 'What the key may do; null for a session' }) })
  .meta({ id: 'Me' });

const sessionShape = z
  .strictObject({
    ...{ id: z.string(), caller: z.strictObject({ user: z.string(), roles, scopes: scopes.exactOptional() }) },
    ...{
      origin: z.strictObject({ ip: z.string(), agent: z.string() }),
      createdAt: time,
      seenAt: time,
      expiresAt: time,
    },
  })
  .meta({ id: 'Session' });

const keyShape = z
  .strictObject({
    ...{ id: z.string(), user: z.string(), name: z.string(), prefix: z.string(), scopes, ips: z.array(z.string()) },
    ...{ createdAt: time, expiresAt: time.nullable(), lastUsedAt: time.nullable(), revokedAt: time.nullable() },
  })
  .meta({ id: 'Key' });

/** Lists of them by what they are called. */
export const listShapes = {
  sessions: z.strictObject({ sessions: z.array(sessionShape) }),
  keys: z.strictObject({ keys: z.array(keyShape) }),
} as const;

export const createdKeyShape = z
  .strictObject({ key: z.string().meta({ description: 'Shown this once' }), view: keyShape })
  .meta({ id: 'CreatedKey' });

export const handedShape = z
  .strictObject({ token: z.string(), expiresAt: time, isMailed: z.boolean() })
  .meta({ id: 'HandedToken' });

export const usersShape = z.strictObject({ users: z.array(userShape), next: z.string().nullable() });

export const auditShape = z.strictObject({
  entries: z.array(
    z
      .strictObject({
        ...{ id: z.string(), at: time, by: z.string(), address: z.string(), command: z.string(), outcome: z.string() },
        asked: z.unknown(),
      })
      .meta({ id: 'AuditEntry' }),
  ),
  next: z.string().nullable(),
});

/** Nothing but that it is done. */
export const doneShape = z.looseObject({}).meta({ id: 'Done' });
