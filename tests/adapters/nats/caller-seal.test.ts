import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { CompactSign, UnsecuredJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../actors/domain/people/caller.ts';
import { memberSeal, ownSeal } from '../../../adapters/nats/caller-seal.ts';
import { writeNatsConfig } from '../../../adapters/nats/cluster-keys.ts';
import { type NodeIdentity, readIdentity } from '../../../adapters/nats/identity.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const ada: Caller = { user: 'ada', roles: ['user'], scopes: ['read'] };
const refused = expect.objectContaining({ type: 'FORBIDDEN' }) as Error;
const LISTEN = { host: '127.0.0.1', port: 4222 };
const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => clock.at };
const folder = tempFolder('seal');
let gateway: NodeIdentity;
let worker: NodeIdentity;

const configure = (gateways: readonly string[], into = folder): void => {
  writeNatsConfig({
    ...{ folder: into, ...LISTEN },
    members: [
      { id: 'worker-1', role: 'worker' },
      { id: 'worker-2', role: 'worker' },
      ...gateways.map((id) => ({ id, role: 'gateway' as const })),
    ],
  });
};
beforeAll(() => {
  configure(['gateway-1', 'gateway-2']);
  gateway = readIdentity(folder, 'gateway-1');
  worker = readIdentity(folder, 'worker-1');
});
beforeEach(() => {
  clock.at = Date.parse('2026-03-02T10:00:00Z');
});
const seal = (caller = ada): Promise<string> => memberSeal(gateway, clock).seal(caller, clock.at + 30_000);
const open = (sealed: string): Promise<Caller> => memberSeal(worker, clock).open(sealed);

/** A seal made by hand: who signs, and what they say. */
function forged(by: NodeIdentity, claims: object, header: object = {}): Promise<string> {
  const iat = Math.floor(clock.at / 1_000);
  const payload = { iss: 'gateway-1', sub: 'boss', roles: ['admin'], iat, exp: iat + 30, ...claims };
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', kid: 'gateway-1', typ: 'troupe-caller', ...header })
    .sign(by.key.signingKey);
}

describe('a caller that a gateway has sealed', () => {
  test('is who was let in, on every other node', async () => {
    expect(await open(await seal())).toEqual(ada);
    expect(await open(await seal({ user: 'ben', roles: ['provider', 'admin'] }))).toEqual({
      user: 'ben',
      roles: ['provider', 'admin'],
    });
    expect(await open(await forged(gateway, {}))).toEqual({ user: 'boss', roles: ['admin'] }); // Control: so it is made.
  });

  test('is over after thirty seconds, however long it was asked for', async () => {
    const long = await memberSeal(gateway, clock).seal(ada, clock.at + 3_600_000);
    const short = await memberSeal(gateway, clock).seal(ada, clock.at + 5_000);
    clock.at += 5_000;
    await expect(open(short)).rejects.toThrow(refused);
    clock.at += 24_000;
    expect(await open(long)).toEqual(ada);
    clock.at += 1_000;
    await expect(open(long)).rejects.toThrow(refused);
    const lasting = await forged(gateway, { exp: Math.floor(clock.at / 1_000) + 31 });
    await expect(open(lasting)).rejects.toThrow(refused);
    await expect(open(await forged(gateway, { iat: Math.floor(clock.at / 1_000) + 10 }))).rejects.toThrow(refused);
  });

  test('is made by no worker, in its own name nor in a gateway’s', async () => {
    await expect(memberSeal(worker, clock).seal(ada, clock.at + 30_000)).rejects.toThrow(refused);
    await expect(open(await forged(worker, { iss: 'worker-1' }, { kid: 'worker-1' }))).rejects.toThrow(refused);
    await expect(open(await forged(worker, {}))).rejects.toThrow(refused);
  });

  test('is made by no other gateway in this one’s name, and by none that nodes.json does not name', async () => {
    const second = readIdentity(folder, 'gateway-2');
    await expect(open(await forged(second, {}))).rejects.toThrow(refused);
    await expect(open(await forged(second, {}, { kid: 'gateway-2' }))).rejects.toThrow(refused);
    const elsewhere = join(folder, 'elsewhere');
    configure(['gateway-1'], elsewhere);
    await expect(open(await forged(readIdentity(elsewhere, 'gateway-1'), {}))).rejects.toThrow(refused);
    const sealed = await memberSeal(second, clock).seal(ada, clock.at + 30_000);
    expect(await open(sealed)).toEqual(ada);
  });

  test('is refused when anything of it was altered', async () => {
    const [header, payload, signature] = (await seal()).split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const altered = Buffer.from(JSON.stringify({ ...claims, roles: ['admin'] })).toString('base64url');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const sealed of [
      `${header}.${altered}.${signature}`,
      `${header}.${payload}.${flipped}`,
      `${header}.${payload}.`,
      '',
      'x.y.z',
    ])
      await expect(open(sealed)).rejects.toThrow(refused);
  });

  test('is refused unsigned, or signed with the public key as if it were a secret', async () => {
    const unsigned = new UnsecuredJWT({ sub: 'boss', roles: ['admin'] }).setIssuer('gateway-1').encode();
    await expect(open(unsigned)).rejects.toThrow(refused);
    const confused = await new CompactSign(Buffer.from('{}'))
      .setProtectedHeader({ alg: 'HS256', kid: 'gateway-1', typ: 'troupe-caller' })
      .sign(createSecretKey(Buffer.from(gateway.key.publicKey)));
    await expect(open(confused)).rejects.toThrow(refused);
  });
});

test('a node that is alone seals for itself and opens what no other process has made', async () => {
  const [one, other] = [ownSeal('troupe-1', clock), ownSeal('troupe-1', clock)];
  const sealed = await one.seal(ada, clock.at + 30_000);
  expect(await one.open(sealed)).toEqual(ada);
  await expect(other.open(sealed)).rejects.toThrow(refused);
  await expect(one.open(await seal())).rejects.toThrow(refused);
  await expect(open(sealed)).rejects.toThrow(refused);
  clock.at += 30_000;
  await expect(one.open(sealed)).rejects.toThrow(refused);
});
