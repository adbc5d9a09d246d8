// Z1. What a page carries for its browser alone is encrypted and authentic (AES-256-GCM), and good for a few minutes.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const GOOD_MS = 5 * 60_000;

/** Seals values for a browser to carry; `of` binds them to it. `now`: epoch milliseconds UTC. */
export const seal = (secret: string, of: string, value: Readonly<Record<string, string>>, now: number): string => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv).setAAD(Buffer.from(of));
  const text = Buffer.concat([cipher.update(JSON.stringify({ ...value, until: now + GOOD_MS })), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
};

/** What was sealed for the same browser; undefined when it was not, or too long ago. */
export const unseal = (
  secret: string,
  of: string,
  sealed: string,
  now: number,
): Readonly<Record<string, string>> | undefined => {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(of)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString();
    const { until, ...value } = JSON.parse(text) as { until: number } & Record<string, string>;
    return until < now ? undefined : value;
  } catch {
    return undefined;
  }
};

const keyOf = (secret: string): Buffer => createHash('sha256').update(`seal ${secret}`).digest();
