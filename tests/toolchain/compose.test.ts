import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { natsConfigCommand } from '../../adapters/nats/nats-config-command.ts';
import { systemBinary } from '../../adapters/processes/system-binary.ts';
import { prometheusMetrics } from '../../adapters/prometheus/metrics.ts';
import { readNodeArguments } from '../../config/cluster-arguments.ts';
import { readEnvironment } from '../../config/environment.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { composeText, interpolate, readCompose, root, type Service } from './compose-file.ts';

const GENERATED = './config/cluster/';
const OWN_METRICS = /^(troupe|process|nodejs)_/;
const secrets = { POSTGRES_PASSWORD: 'abc123', GRAFANA_PASSWORD: 'def456' };
const compose = readCompose(composeText);
const services = Object.entries(compose.services);
const nodes = services.filter(([, { build }]) => build !== undefined);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const packageFile = JSON.parse(read('package.json')) as { version: string; dependencies: { node: string } };

const filled = ({ environment = {} }: Service): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, interpolate(value, secrets)]));

const sources = ({ volumes }: Service): string[] =>
  volumes
    .map((volume) => (typeof volume === 'string' ? volume.split(':')[0]! : volume.source))
    .filter((source) => source.startsWith('.'));

/** The folder that the command in the file's head makes. */
async function generated(): Promise<string> {
  const [, args] = /npm run nats-config -- (.*) --out config\/cluster/.exec(composeText)!;
  const folder = join(tempFolder('compose'), 'cluster');
  const refused: string[] = [];
  const output = { write: (text: string) => refused.push(text) };
  const code = await natsConfigCommand([...args!.split(' '), '--out', folder], {
    stdout: { write: () => undefined },
    stderr: output,
  });
  expect(refused.join(''), 'what nats-config says').toBe('');
  expect(code).toBe(0);
  return folder;
}

describe('docker-compose.yml', () => {
  it('has no word that Compose does not know, so that a typo does not pass for a setting', () => {
    expect(services.length).toBe(8);
    expect(() => readCompose(composeText.replaceAll('restart:', 'restarts:'))).toThrow('restarts');
    expect(() => readCompose(composeText.replace('127.0.0.1:9090:9090', '9090:9090'))).toThrow('this host alone');
  });

  it('pins every image by a tag, so that a pull does not change what runs', () => {
    for (const [name, { image }] of services) expect(image, name).toMatch(/^[a-z/-]+:[a-z]*\d[\w.-]*$/);
    for (const [name, { image }] of nodes) expect(image, name).toBe(`troupe:${packageFile.version}`);
  });

  it('holds no secret and says which one is missing', () => {
    const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secret = values.filter(([name, value]) => name.includes('PASSWORD') || value.includes('://troupe:'));
    expect(secret.length).toBe(nodes.length + 2);
    for (const [name, value] of secret) {
      expect(value, name).toMatch(/\$\{[A-Z]+_PASSWORD:\?set it in \.env, .+\}/);
      expect(() => interpolate(value, {}), name).toThrow('set it in .env');
    }
    const ignored = spawnSync('git', ['check-ignore', '.env', 'config/cluster/worker-1.seed'], { cwd: root });
    expect(ignored.stdout.toString().trim().split('\n')).toHaveLength(2);
  });

  it('runs nodes by commands and variables that the program knows, so that they start', () => {
    const own = [...read('config/environment.ts').matchAll(/^ {2}([A-Z_]+): z/gm)].map(([, name]) => name);
    const known = [...own, 'NODE_OPTIONS'];
    const joined = nodes.map(([name, service]) => {
      const given = filled(service);
      expect(
        Object.keys(given).filter((variable) => !known.includes(variable)),
        name,
      ).toEqual([]);
      const [command, ...args] = service.command!;
      expect(command).toBe('node');
      const { role, node, natsUrl } = readNodeArguments(args, readEnvironment(given))!;
      expect(natsUrl, name).toBe('nats://nats:4222');
      expect(node).toBe(name);
      return `${node} ${role}`;
    });
    expect(joined).toEqual(['worker-1 worker', 'worker-2 worker', 'gateway-1 gateway']);
  });

  it('mounts only what is there or what nats-config makes, so that no empty folder takes a file’s place', async () => {
    const folder = await generated();
    const made = readdirSync(folder);
    for (const [name, service] of services)
      for (const source of sources(service))
        if (source.startsWith(GENERATED)) expect(made, name).toContain(source.slice(GENERATED.length));
        else expect(existsSync(join(root, source)), `${name}: ${source}`).toBe(true);
    // A generated file that is missing must be told, and no node sees another's seed.
    for (const [name, { volumes }] of services)
      for (const volume of volumes) {
        const source = typeof volume === 'string' ? volume : volume.source;
        if (!source.startsWith(GENERATED)) continue;
        expect(typeof volume, `${name}: the long form, with create_host_path: false`).toBe('object');
        if (source.endsWith('.seed')) expect(source).toBe(`${GENERATED}${name}.seed`);
      }
  });

  it('gives NATS the users of nats-config, and a nats-server takes that file', async () => {
    const { command, volumes } = compose.services['nats']!;
    const [volume] = volumes;
    const target = typeof volume === 'object' ? volume.target : '';
    expect(command!.slice(0, 3)).toEqual(['nats-server', '-c', target]);
    const conf = join(await generated(), 'nats.conf');
    expect(readFileSync(conf, 'utf8')).toContain('authorization');
    const server = await systemBinary({ command: 'nats-server', debianPackage: 'nats-server' });
    const args = command!.slice(1).map((argument) => (argument === target ? conf : argument));
    await expect(promisify(execFile)(server, [...args, '-t'])).resolves.toBeDefined();
  });

  it('waits only for services that can say that they are healthy, on networks and volumes that it declares', () => {
    for (const [name, { depends_on, networks, volumes }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const awaited = compose.services[other];
        expect(awaited, `${name} waits for ${other}`).toBeDefined();
        if (condition === 'service_healthy') expect(awaited?.healthcheck, other).toBeDefined();
      }
      for (const network of networks) expect(Object.keys(compose.networks), name).toContain(network);
      for (const volume of volumes)
        if (typeof volume === 'string' && !volume.startsWith('.'))
          expect(Object.keys(compose.volumes), name).toContain(volume.split(':')[0]);
    }
    for (const [name, { stop_grace_period: grace }] of nodes) expect(grace, name).toBe('30s');
  });

  const plugin = spawnSync('docker', ['compose', 'version']).status === 0;
  it.skipIf(!plugin)(
    `is taken by docker compose config${plugin ? '' : ' (not checked: this machine has no Compose plugin)'}`,
    () => {
      const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], {
        cwd: root,
        env: { ...process.env, ...secrets },
      });
      expect(stderr.toString()).toBe('');
      expect(status).toBe(0);
    },
  );
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  it('has the Node that package.json pins, and no root', () => {
    const tags = [...dockerfile.matchAll(/^FROM node:(\S+?)-bookworm-slim/gm)].map(([, tag]) => tag);
    expect(tags).toEqual([packageFile.dependencies.node, packageFile.dependencies.node]);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it('copies every folder of the product, and no key', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) => paths!.split(' '));
    const lines = read('.dockerignore').split('\n');
    for (const path of copied) {
      expect(statSync(join(root, path)), path).toBeDefined();
      expect(lines).toContain(`!${path}`);
    }
    expect(copied).toEqual(expect.arrayContaining(['actors', 'adapters', 'config', 'dashboard', 'runtime']));
    expect(lines.indexOf('config/cluster')).toBeGreaterThan(lines.indexOf('!config'));
    expect(lines.find((line) => !line.startsWith('#'))).toBe('*');
  });
});

describe('what is watched', () => {
  interface Board {
    readonly panels: readonly {
      readonly title: string;
      readonly datasource?: { readonly uid: string };
      readonly targets?: readonly { readonly expr: string }[];
    }[];
  }
  const board = JSON.parse(read('config/compose/grafana/boards/troupe.json')) as Board;
  const names = (expr: string): string[] =>
    [...expr.replaceAll(/"[^"]*"/g, '').matchAll(/[a-z_][a-z0-9_]*/g)]
      .map(([name]) => name)
      .filter((name) => OWN_METRICS.test(name));

  it('is every node, at the port where it serves', () => {
    const { scrape_configs: jobs } = parse(read('config/compose/prometheus.yml')) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    expect(jobs.map(({ job_name }) => job_name)).toEqual(['troupe']);
    expect(jobs[0]!.static_configs.flatMap(({ targets }) => targets)).toEqual(
      nodes.map(([name, service]) => `${name}:${filled(service)['PORT']}`),
    );
  });

  it('is shown by queries that name only metrics which nodes export, so that no panel stays empty', async () => {
    const { body } = await prometheusMetrics(
      () => [],
      () => ({ shards: 0, isSure: true, dropped: { unsigned: 0 } }),
    ).text();
    const exported = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!],
    );
    const asked = board.panels.flatMap(({ title, targets = [] }) =>
      targets.flatMap(({ expr }) => names(expr).map((metric) => ({ title, metric }))),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(({ metric }) => !exported.includes(metric))).toEqual([]);
    expect(names('sum(rate(troupe_turns_totals[1m]))').filter((metric) => !exported.includes(metric))).toHaveLength(1);
  });

  it('is read from the data source that is provisioned', () => {
    const { datasources } = parse(read('config/compose/grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { uid: string; url: string }[];
    };
    const uids = new Set(board.panels.flatMap(({ datasource }) => datasource?.uid ?? []));
    expect([...uids]).toEqual(datasources.map(({ uid }) => uid));
    expect(datasources[0]!.url).toBe('http://prometheus:9090');
    const { providers } = parse(read('config/compose/grafana/provisioning/dashboards/troupe.yml')) as {
      providers: { options: { path: string } }[];
    };
    expect(JSON.stringify(compose.services['grafana']!.volumes)).toContain(`:${providers[0]!.options.path}:ro`);
  });
});
