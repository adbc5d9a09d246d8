import { chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readIdentity } from '../../../adapters/nats/identity.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { configure } from './secured-nats.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder('keys');
  configure(folder, ['worker-1', 'worker-2'], ['feed-1']);
});
const file = (name: string): string => join(folder, name);
const refusal = (node = 'worker-1') => expect(() => readIdentity(folder, node));

describe('the identity of a node', () => {
  it('is its key and who the others are', () => {
    const { node, role, seed, key, members } = readIdentity(folder, 'worker-1');
    expect({ node, role }).toEqual({ node: 'worker-1', role: 'worker' });
    expect(seed).toBe(readFileSync(file('worker-1.seed'), 'utf8').trim());
    expect(members.get('worker-1')?.publicKey).toBe(key.publicKey);
    expect([...members.keys()]).toEqual(['feed-1', 'worker-1', 'worker-2']);
  });

  it('is refused with what to do when the key is missing, open to others or no key', () => {
    refusal('worker-9').toThrow(
      /worker-9[.]seed, the key of worker-9, cannot be read .*npm run nats-config.*TROUPE_KEYS/,
    );
    chmodSync(file('worker-1.seed'), 0o640);
    refusal().toThrow(/may be read by others \(mode 640\); run chmod 600/);
    chmodSync(file('worker-1.seed'), 0o600);
    writeFileSync(file('worker-1.seed'), 'nonsense');
    refusal().toThrow(/worker-1[.]seed is not the seed/);
  });

  it('is refused when nodes.json is missing, broken, does not name it, or names another key', () => {
    const members = readFileSync(file('nodes.json'), 'utf8');
    writeFileSync(file('nodes.json'), members.replaceAll('worker-1', 'worker-7'));
    refusal().toThrow(/does not name worker-1 but feed-1, worker-7, worker-2; run npm run nats-config/);
    writeFileSync(file('worker-1.seed'), readFileSync(file('worker-2.seed')));
    writeFileSync(file('nodes.json'), members);
    refusal().toThrow(/is the seed of U.* says that worker-1 is U.*take both files from the same/);
    writeFileSync(file('nodes.json'), members.replace('"worker"', '"king"'));
    refusal().toThrow(/nodes[.]json does not say who the nodes are: worker-1[.]role/);
    writeFileSync(file('nodes.json'), '{');
    refusal().toThrow(/nodes[.]json does not say who the nodes are/);
    rmSync(file('nodes.json'));
    refusal().toThrow(/nodes[.]json does not say who the nodes are/);
  });

  it('is no edge', () => {
    refusal('feed-1').toThrow(/feed-1 is an edge/);
  });

  it('sees who was added or removed while it runs, and keeps what it knew when the file is broken', () => {
    const identity = readIdentity(folder, 'worker-1');
    expect(identity.reread()).toBe(false);
    configure(folder, ['worker-1', 'worker-3']);
    utimesSync(file('nodes.json'), 1, 1);
    expect(identity.reread()).toBe(true);
    expect([...identity.members.keys()]).toEqual(['worker-1', 'worker-3']);
    writeFileSync(file('nodes.json'), '{');
    expect(() => identity.reread()).toThrow(/does not say who the nodes are/);
    expect([...identity.members.keys()]).toEqual(['worker-1', 'worker-3']);
  });
});
