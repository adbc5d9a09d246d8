import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseMembers } from '../../../adapters/nats/member.ts';
import { natsConfigCommand } from '../../../adapters/nats/nats-config-command.ts';
import { systemBinary } from '../../../adapters/processes/system-binary.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = join(tempFolder('conf'), 'out');
});

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await natsConfigCommand(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const nodes = 'worker-1,worker-2,gateway-1';

describe('npm run nats-config', () => {
  it('writes a configuration that nats-server takes, keys that nobody else can read, and who is who', async () => {
    const { code, out } = await run('--nodes', nodes, '--edges', 'feed-1', '--out', folder);
    expect(code).toBe(0);
    expect(out).toContain('new keys: worker-1, worker-2, gateway-1, feed-1');
    expect(statSync(join(folder, 'worker-1.seed')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const members = parseMembers(text('nodes.json'));
    expect([...members].map(([id, { role }]) => `${id} ${role}`)).toEqual([
      'feed-1 edge',
      'gateway-1 gateway',
      'worker-1 worker',
      'worker-2 worker',
    ]);
    expect(text('nats.conf')).not.toContain(text('worker-1.seed').trim());
    execFileSync(await systemBinary({ command: 'nats-server', debianPackage: 'nats-server' }), [
      ...['-t', '-c', join(folder, 'nats.conf')],
    ]);
  });

  it('keeps every key when it is run again, also of a seed that was carried away, and lets nobody in who is not named', async () => {
    await run('--nodes', nodes, '--out', folder);
    const [seed, before] = [text('worker-1.seed'), parseMembers(text('nodes.json'))];
    rmSync(join(folder, 'worker-2.seed'));
    const { out } = await run('--nodes', 'worker-1,worker-2,worker-3', '--out', folder);
    const after = parseMembers(text('nodes.json'));
    expect(text('worker-1.seed')).toBe(seed);
    expect(after.get('worker-1')).toEqual(before.get('worker-1'));
    expect(after.get('worker-2')).toEqual(before.get('worker-2'));
    expect(existsSync(join(folder, 'worker-2.seed'))).toBe(false);
    expect(text('nats.conf')).not.toContain(before.get('gateway-1')!.publicKey);
    expect(existsSync(join(folder, 'gateway-1.seed'))).toBe(true);
    expect(out).toMatch(/new keys: worker-3\nkept keys: worker-1, worker-2\nno longer let in: gateway-1\n/);
  });

  it('takes the gateways that are named instead of those whose ids say so', async () => {
    await run('--nodes', 'gateway-1,front', '--gateways', 'front', '--out', folder);
    const members = parseMembers(text('nodes.json'));
    expect([members.get('gateway-1')?.role, members.get('front')?.role]).toEqual(['worker', 'gateway']);
  });

  it('writes the listener and TLS that it is given', async () => {
    const tls = ['--tls-cert', '/tls/c.pem', '--tls-key', '/tls/k.pem', '--tls-ca', '/tls/ca.pem'];
    await run('--nodes', nodes, '--out', folder, '--host', '0.0.0.0', '--port', '4333', ...tls);
    expect(text('nats.conf')).toMatch(/listen: "0[.]0[.]0[.]0:4333"/);
    expect(text('nats.conf')).toMatch(
      /cert_file: "\/tls\/c[.]pem"\s+key_file: "\/tls\/k[.]pem"\s+ca_file: "\/tls\/ca[.]pem"\s+verify: true/,
    );
  });

  it.each<[string[], RegExp]>([
    [['--nodes', nodes], /--out is missing/],
    [['--out', '/x'], /--nodes is missing/],
    [['--nodes', 'worker_1', '--out', '/nowhere/x'], /"worker_1" cannot be an id: give 1 to 63 of a-z, 0-9 and -/],
    [['--nodes', 'a.>', '--out', '/nowhere/x'], /"a[.]>" cannot be an id/],
    [['--nodes', 'a,a', '--out', '/nowhere/x'], /a is named twice/],
    [['--nodes', 'a', '--edges', 'a', '--out', '/nowhere/x'], /a is named twice/],
    [['--nodes', 'a', '--gateways', 'b', '--out', '/nowhere/x'], /--gateways names b, which is not among --nodes/],
    [['--nodes', 'a', '--port', '0', '--out', '/nowhere/x'], /--port is "0"; it must be/],
    [['--nodes', 'a', '--tls-cert', 'x', '--out', '/nowhere/x'], /both --tls-cert FILE and --tls-key FILE/],
    [['--node', 'a'], /--node.*--help/],
    [['--nodes'], /--nodes.*--help/],
    [['a'], /'a'.*--help/],
  ])('refuses %j in one line, and writes nothing', async (argv, message) => {
    const { code, out, err } = await run(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(existsSync('/nowhere')).toBe(false);
  });

  it('refuses a folder whose files contradict each other, rather than lock a node out', async () => {
    await run('--nodes', 'worker-1', '--out', folder);
    const other = join(tempFolder('conf'), 'other');
    await run('--nodes', 'worker-1', '--out', other);
    execFileSync('cp', [join(other, 'worker-1.seed'), folder]);
    const before = text('nats.conf');
    const { code, err } = await run('--nodes', 'worker-1', '--out', folder);
    expect([code, text('nats.conf')]).toEqual([2, before]);
    expect(err).toMatch(/worker-1[.]seed is the seed of U.*nodes[.]json says that worker-1 is U/);
  });

  it('explains itself', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('--nodes ID') as string,
    });
  });
});
