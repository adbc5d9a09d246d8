// K1. A seed is made once and never written over; run again, who is named keeps his key, also when his seed has been
//     carried off to his machine (nodes.json still knows his public key).
// K2. Who is no longer named is no longer let in nor heard; his seed is left where it is.
// K3. nats.conf and nodes.json are replaced whole: nobody reads half of one.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import { isMemberId, parseMembers, printMembers, type Member, type MemberRole, type Members } from './member.ts';
import { natsConf, type NatsListen } from './nats-conf.ts';
import { newSeed, publicKeyOf } from './node-key.ts';

export interface ClusterPlan extends NatsListen {
  readonly members: readonly { readonly id: string; readonly role: MemberRole }[];
  /** The folder that receives nats.conf, nodes.json and the seeds; made when it is not there. */
  readonly folder: string;
}

export interface WrittenCluster {
  /** The path of nats.conf. */
  readonly conf: string;
  /** Ids that have got a new seed, that kept theirs, and that are no longer let in. */
  readonly added: readonly string[];
  readonly kept: readonly string[];
  readonly removed: readonly string[];
}

const refused = (message: string, data: Record<string, unknown>): ActorError =>
  new ActorError('NATS_CONFIG_REFUSED', message, data);

/** Writes `nats.conf`, `nodes.json` and the seeds that are missing. Throws NATS_CONFIG_REFUSED and then writes nothing. */
export function writeNatsConfig({ members: named, folder, ...listen }: ClusterPlan): WrittenCluster {
  checkIds(named.map(({ id }) => id));
  const before = knownMembers(folder);
  const publicKeys = new Map(named.map(({ id }) => [id, existingKey(folder, id, before)]));
  const added = named.map(({ id }) => id).filter((id) => publicKeys.get(id) === undefined);

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const id of added) {
    const seed = newSeed();
    writeFileSync(join(folder, `${id}.seed`), `${seed}\n`, { mode: 0o600, flag: 'wx' }); // K1
    publicKeys.set(id, publicKeyOf(seed));
  }
  const members: Members = new Map<string, Member>(
    named.map(({ id, role }) => [id, { publicKey: publicKeys.get(id)!, role }]),
  );
  const conf = join(folder, 'nats.conf');
  replace(join(folder, 'nodes.json'), printMembers(members));
  replace(conf, natsConf(members, listen));
  return {
    conf,
    added,
    kept: [...members.keys()].filter((id) => !added.includes(id)),
    removed: [...before.keys()].filter((id) => !members.has(id)), // K2
  };
}

function checkIds(ids: readonly string[]): void {
  const unsound = ids.find((id) => !isMemberId(id));
  if (unsound !== undefined)
    throw refused(
      `${JSON.stringify(unsound)} cannot be an id: give 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit`,
      { id: unsound },
    );
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined)
    throw refused(`${twice} is named twice; every node and edge has an id of its own`, { id: twice });
}

function knownMembers(folder: string): Members {
  const file = join(folder, 'nodes.json');
  const text = textOf(file);
  if (text === undefined) return new Map();
  try {
    return parseMembers(text);
  } catch (error) {
    throw refused(`${file} is broken (${errorMessage(error)}); repair it, or remove it when all seeds are beside it`, {
      file,
    });
  }
}

/** The public key of one who has a seed already, or had one here. */
function existingKey(folder: string, id: string, before: Members): string | undefined {
  const file = join(folder, `${id}.seed`);
  const known = before.get(id)?.publicKey;
  const seed = textOf(file)?.trim();
  if (seed === undefined) return known; // K1
  let publicKey: string;
  try {
    publicKey = publicKeyOf(seed);
  } catch (error) {
    throw refused(`${file} is not the seed (SU…) of a NATS user: ${errorMessage(error)}; remove it to get a new one`, {
      file,
    });
  }
  if (known !== undefined && known !== publicKey)
    throw refused(
      `${file} is the seed of ${publicKey}, but nodes.json says that ${id} is ${known}; remove the wrong one`,
      {
        file,
        id,
      },
    );
  return publicKey;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o644 });
  renameSync(`${file}.new`, file); // K3
}
