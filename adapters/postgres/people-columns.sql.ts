// Rows of the people's tables as the port says them: times in epoch milliseconds UTC.
import type { Account } from '../../actors/ports/people-store.ts';

/** float8 is a number in JavaScript; whole milliseconds fit. */
const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::float8`;

export const ACCOUNT = `
  users.name AS "user", users.roles, users.email, users.password_hash AS "passwordHash", users.totp,
  users.totp_offered AS "totpOffered", users.is_disabled AS "isDisabled", users.is_demo AS "isDemo", users.generation,
  ${ms('users.created_at')} AS "createdAt", ${ms('users.last_seen_at')} AS "lastSeenAt"`;

export const KEY = `
  api_keys.id, api_keys.user_name AS "user", api_keys.name, api_keys.prefix, api_keys.hash, api_keys.scopes, api_keys.ips,
  ${ms('api_keys.created_at')} AS "createdAt", ${ms('api_keys.expires_at')} AS "expiresAt",
  ${ms('api_keys.last_used_at')} AS "lastUsedAt", ${ms('api_keys.revoked_at')} AS "revokedAt"`;

export const TOKEN = `
  hash, purpose, user_name AS "user", email, roles, ${ms('created_at')} AS "createdAt", ${ms('expires_at')} AS "expiresAt"`;

export const SESSION = `
  hash, id, user_name AS "user", generation, json_build_object('ip', ip, 'agent', agent) AS origin,
  ${ms('created_at')} AS "createdAt", ${ms('seen_at')} AS "seenAt", ${ms('expires_at')} AS "expiresAt"`;

/** What the audit says of an account before and after a change. */
export const shownAccount = ({ roles, isDisabled }: Account): object => ({ roles, isDisabled });
