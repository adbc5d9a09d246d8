// T1. A token has 256 random bits, so a fast hash of it is as good as a slow one: nobody finds it by trying.
// T2. Only the hash is stored: who reads the database can use none.
import { createHash } from 'node:crypto';
import type { PeopleDeps } from './people-deps.ts';

type Source = Pick<PeopleDeps, 'randomBytes'>;

const TOKEN_BYTES = 32;
const ID_BYTES = 9;
const PREFIX_BYTES = 6;
/** 80 bits a code: T1 holds for them as well. */
const RECOVERY_BYTES = 10;
const RECOVERY_CODES = 10;

/** SHA-256 in hex. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const text = (source: Source, bytes: number): string => Buffer.from(source.randomBytes(bytes)).toString('base64url');

/** What a browser or a letter carries: 43 characters of Base64url. */
export const newToken = (source: Source): string => text(source, TOKEN_BYTES);

/** A name for what may be shown. */
export const newId = (source: Source): string => text(source, ID_BYTES);

/** `trp_<prefix>_<secret>`: the prefix tells keys apart, also for scanners that look for leaked ones. */
export function newKey(source: Source): { readonly key: string; readonly prefix: string } {
  const prefix = Buffer.from(source.randomBytes(PREFIX_BYTES)).toString('hex');
  return { key: `trp_${prefix}_${newToken(source)}`, prefix: `trp_${prefix}` };
}

export const isKey = (candidate: string): boolean => /^trp_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/.test(candidate);

/** Ten codes as they are shown, `xxxxx-xxxxx-xxxxx-xxxxx` of hexadecimal digits. */
export const newRecoveryCodes = (source: Source): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () =>
    Buffer.from(source.randomBytes(RECOVERY_BYTES))
      .toString('hex')
      .replaceAll(/.{5}(?=.)/g, '$&-'),
  );

/** The hash of a recovery code, however it was typed; undefined for what is none. */
export function recoveryHash(typed: string): string | undefined {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '');
  return /^[0-9a-f]{20}$/.test(plain) ? hashOf(plain) : undefined;
}
