// Who belongs to a cluster, as `nodes.json` says: {"worker-1": {"publicKey": "U…", "role": "worker"}, …}.
import { z } from 'zod';
import { isPublicKey } from './node-key.ts';

/** An edge only publishes `edge.<id>.>`; it is no node and speaks to none. */
const MEMBER_ROLES = ['worker', 'gateway', 'edge'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

export interface Member {
  readonly publicKey: string;
  readonly role: MemberRole;
}

export type Members = ReadonlyMap<string, Member>;

/** An id is one token of a NATS subject and a part of a file's name. */
export const isMemberId = (id: string): boolean => /^[a-z0-9][a-z0-9-]{0,62}$/.test(id);

const membersFile = z.record(
  z.string().refine(isMemberId, 'an id is of a-z, 0-9 and -'),
  z.strictObject({
    publicKey: z.string().refine(isPublicKey, 'not the public nkey (U…) of a user'),
    role: z.enum(MEMBER_ROLES),
  }),
);

/** Reads the text of `nodes.json`. Throws with the place of what is not sound. */
export function parseMembers(text: string): Members {
  const outcome = membersFile.safeParse(JSON.parse(text));
  if (outcome.success) return new Map(Object.entries(outcome.data));
  const [issue] = outcome.error.issues;
  throw new Error(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not sound'}`);
}

export const printMembers = (members: Members): string =>
  `${JSON.stringify(Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;
