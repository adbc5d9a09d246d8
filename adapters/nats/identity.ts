// I1. A seed that others can read is refused: whoever has it is that node.
// I2. A node whose key is not the one in nodes.json is refused at start: nobody would hear it.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import { parseMembers, type MemberRole, type Members } from './member.ts';
import { nodeKey, type NodeKey } from './node-key.ts';

/** What a node is in the cluster: its name, its key, and whom it hears. */
export interface NodeIdentity {
  readonly node: string;
  readonly role: Exclude<MemberRole, 'edge'>;
  /** `SU…`, for the NATS login. */
  readonly seed: string;
  readonly key: NodeKey;
  /** Everybody in nodes.json, as last read. */
  readonly members: Members;
  /** Reads nodes.json again if it has changed; then true. Throws IDENTITY_INVALID, and keeps what it had, when it is broken. */
  reread(): boolean;
}

/** Thrown when a folder of keys cannot serve a node. */
const identityInvalid = (message: string, data: Record<string, unknown>): ActorError =>
  new ActorError('IDENTITY_INVALID', message, data);

/** Reads `<node>.seed` and `nodes.json` of a folder. Throws IDENTITY_INVALID with what to do. */
export function readIdentity(folder: string, node: string): NodeIdentity {
  const seedFile = join(folder, `${node}.seed`);
  const membersFile = join(folder, 'nodes.json');
  const seed = readSeed(seedFile, node);
  const key = keyOf(seed, seedFile);
  let readAt = changedAt(membersFile);
  let members = readMembers(membersFile);
  const self = members.get(node);
  if (self === undefined)
    throw identityInvalid(
      `${membersFile} does not name ${node} but ${[...members.keys()].join(', ') || 'nobody'}; run npm run nats-config with ${node} among --nodes`,
      { file: membersFile, node },
    );
  if (self.role === 'edge')
    throw identityInvalid(`${node} is an edge in ${membersFile}: it may publish edge.${node}.>, not be a node`, {
      node,
    });
  if (self.publicKey !== key.publicKey)
    throw identityInvalid(
      `${seedFile} is the seed of ${key.publicKey}, but ${membersFile} says that ${node} is ${self.publicKey}; take both files from the same npm run nats-config`,
      { file: seedFile, node },
    );
  return {
    node,
    role: self.role,
    seed,
    key,
    get members() {
      return members;
    },
    reread: () => {
      const changed = changedAt(membersFile);
      if (changed === readAt) return false;
      readAt = changed;
      members = readMembers(membersFile);
      return true;
    },
  };
}

function readSeed(file: string, node: string): string {
  let mode: number;
  let seed: string;
  try {
    ({ mode } = statSync(file));
    seed = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw identityInvalid(
      `${file}, the key of ${node}, cannot be read (${errorMessage(error)}); make it with npm run nats-config, and name its folder in TROUPE_KEYS`,
      { file, node },
    );
  }
  if ((mode & 0o077) !== 0)
    throw identityInvalid(
      `${file} may be read by others (mode ${(mode & 0o777).toString(8)}); run chmod 600 ${file}`, // I1
      { file, node },
    );
  return seed;
}

function keyOf(seed: string, file: string): NodeKey {
  try {
    return nodeKey(seed);
  } catch (error) {
    throw identityInvalid(`${file} is not the seed (SU…) of a NATS user: ${errorMessage(error)}`, { file });
  }
}

function readMembers(file: string): Members {
  try {
    return parseMembers(readFileSync(file, 'utf8'));
  } catch (error) {
    throw identityInvalid(`${file} does not say who the nodes are: ${errorMessage(error)}`, { file });
  }
}

/** 0 when the file is not there. */
const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
