// People, their keys and what is good once. Secrets are hashes; a second factor's secret alone must be read back.
import { entity } from './entity.ts';

export interface UserRow {
  readonly name: string;
  readonly roles: readonly string[];
  readonly email: string | null;
  readonly passwordHash: string | null;
  readonly totp: string | null;
  /** The last time step whose code was taken. */
  readonly totpStep: string;
  readonly totpOffered: string | null;
  readonly isDisabled: boolean;
  readonly isDemo: boolean;
  readonly generation: number;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}

export const userEntity = entity<UserRow>({
  name: 'User',
  tableName: 'users',
  columns: {
    name: { type: 'text', primary: true },
    roles: { type: 'text', array: true },
    email: { type: 'text', nullable: true, unique: true },
    passwordHash: { name: 'password_hash', type: 'text', nullable: true },
    totp: { type: 'text', nullable: true },
    totpStep: { name: 'totp_step', type: 'bigint' },
    totpOffered: { name: 'totp_offered', type: 'text', nullable: true },
    isDisabled: { name: 'is_disabled', type: 'boolean' },
    isDemo: { name: 'is_demo', type: 'boolean' },
    generation: { type: 'int' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    lastSeenAt: { name: 'last_seen_at', type: 'timestamptz', nullable: true },
  },
});

export interface RecoveryCodeRow {
  readonly user: string;
  readonly hash: string;
  readonly usedAt: Date | null;
}

export const recoveryCodeEntity = entity<RecoveryCodeRow>({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  columns: {
    user: { name: 'user_name', type: 'text', primary: true },
    hash: { type: 'text', primary: true },
    usedAt: { name: 'used_at', type: 'timestamptz', nullable: true },
  },
});

export interface OneTimeTokenRow {
  readonly hash: string;
  readonly purpose: 'invite' | 'reset';
  readonly user: string | null;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export const oneTimeTokenEntity = entity<OneTimeTokenRow>({
  name: 'OneTimeToken',
  tableName: 'one_time_tokens',
  columns: {
    hash: { type: 'text', primary: true },
    purpose: { type: 'text' },
    user: { name: 'user_name', type: 'text', nullable: true },
    email: { type: 'text', nullable: true },
    roles: { type: 'text', array: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    usedAt: { name: 'used_at', type: 'timestamptz', nullable: true },
  },
});

export interface ApiKeyRow {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly ips: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

export const apiKeyEntity = entity<ApiKeyRow>({
  name: 'ApiKey',
  tableName: 'api_keys',
  columns: {
    id: { type: 'text', primary: true },
    user: { name: 'user_name', type: 'text' },
    name: { type: 'text' },
    prefix: { type: 'text' },
    hash: { type: 'text', unique: true },
    scopes: { type: 'text', array: true },
    ips: { type: 'text', array: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    expiresAt: { name: 'expires_at', type: 'timestamptz', nullable: true },
    lastUsedAt: { name: 'last_used_at', type: 'timestamptz', nullable: true },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'api_keys_user', columns: ['user'] }],
});

/** A session where the nodes share no Redis. */
export interface SessionRow {
  readonly hash: string;
  readonly id: string;
  readonly user: string;
  readonly generation: number;
  readonly ip: string;
  readonly agent: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

export const sessionEntity = entity<SessionRow>({
  name: 'Session',
  tableName: 'sessions',
  columns: {
    hash: { type: 'text', primary: true },
    id: { type: 'text', unique: true },
    user: { name: 'user_name', type: 'text' },
    generation: { type: 'int' },
    ip: { type: 'text' },
    agent: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    seenAt: { name: 'seen_at', type: 'timestamptz' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
  },
  indices: [{ name: 'sessions_user', columns: ['user'] }],
});
