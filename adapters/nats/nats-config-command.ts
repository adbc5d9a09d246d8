// A1. A wrong flag is told in one line: the flag, what was given, what is allowed; exit code 2, and nothing is written.
import { parseArgs } from 'node:util';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import { writeNatsConfig, type ClusterPlan, type WrittenCluster } from './cluster-keys.ts';
import type { MemberRole } from './member.ts';

const NATS_CONFIG_USAGE = `Writes nats.conf, nodes.json and a key for each node of a cluster.

  npm run nats-config -- --nodes worker-1,worker-2,gateway-1 --out DIR [options]

  --nodes ID,ID…       every node of the cluster; an id beginning with gateway is a gateway, any other a worker
  --gateways ID,ID…    which of them are gateways, whatever their ids begin with
  --edges ID,ID…       clients that may publish edge.<id>.> and nothing else
  --out DIR            the folder to write to; keys that are in it are kept, so run it again to add or remove nodes
  --host ADDRESS       where NATS listens (default: 127.0.0.1; 0.0.0.0 for other machines, then with TLS)
  --port N             its port (default: 4222)
  --tls-cert FILE      certificate and key of NATS, as nats-server finds them
  --tls-key FILE
  --tls-ca FILE        lets in only clients with a certificate that it signed
  --help               this text

Start NATS with: nats-server -c DIR/nats.conf    After a change: nats-server --signal reload
Give each node <id>.seed (mode 600) and nodes.json in a folder, and name it in TROUPE_KEYS.
`;

interface Output {
  write(text: string): unknown;
}

/** Runs `nats-config`; answers the exit code: 0, or 2 when nothing was written. */
export async function natsConfigCommand(
  argv: readonly string[],
  { stdout, stderr }: { readonly stdout: Output; readonly stderr: Output },
): Promise<number> {
  try {
    const plan = readPlan(argv);
    if (plan === 'help') stdout.write(NATS_CONFIG_USAGE);
    else stdout.write(report(plan, writeNatsConfig(plan)));
    return 0;
  } catch (error) {
    stderr.write(`nats-config: ${errorMessage(error)}\n`);
    return 2;
  }
}

const invalidFlag = (message: string): ActorError => new ActorError('INVALID_FLAG', message);

function readPlan(argv: readonly string[]): ClusterPlan | 'help' {
  const flags = parsed(argv);
  if (flags.help === true) return 'help';
  const nodes = ids(flags.nodes);
  if (nodes.length === 0) throw invalidFlag('--nodes is missing: name every node, --nodes worker-1,worker-2,gateway-1');
  if (flags.out === undefined) throw invalidFlag('--out is missing: name the folder for the keys, --out DIR');
  const gateways = flags.gateways === undefined ? nodes.filter((id) => id.startsWith('gateway')) : ids(flags.gateways);
  const stranger = gateways.find((id) => !nodes.includes(id));
  if (stranger !== undefined) throw invalidFlag(`--gateways names ${stranger}, which is not among --nodes`);
  const role = (id: string): MemberRole => (gateways.includes(id) ? 'gateway' : 'worker');
  return {
    members: [
      ...nodes.map((id) => ({ id, role: role(id) })),
      ...ids(flags.edges).map((id) => ({ id, role: 'edge' as const })),
    ],
    folder: flags.out,
    host: flags.host ?? '127.0.0.1',
    port: port(flags.port ?? '4222'),
    ...tls(flags),
  };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        nodes: text,
        gateways: text,
        edges: text,
        out: text,
        host: text,
        port: text,
        'tls-cert': text,
        'tls-key': text,
        'tls-ca': text,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw invalidFlag(`${errorMessage(error).split('. To specify')[0]}; see npm run nats-config -- --help`);
  }
}

const ids = (list: string | undefined): string[] => (list ?? '').split(',').flatMap((id) => id.trim() || []);

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw invalidFlag(`--port is ${JSON.stringify(text)}; it must be a number from 1 to 65535`);
  return number;
}

function tls(flags: ReturnType<typeof parsed>): Pick<ClusterPlan, 'tls'> {
  const { 'tls-cert': certFile, 'tls-key': keyFile, 'tls-ca': caFile } = flags;
  if (certFile === undefined && keyFile === undefined && caFile === undefined) return {};
  if (certFile === undefined || keyFile === undefined)
    throw invalidFlag('TLS needs both --tls-cert FILE and --tls-key FILE');
  return { tls: { certFile, keyFile, ...(caFile !== undefined && { caFile }) } };
}

function report({ folder }: ClusterPlan, { conf, added, kept, removed }: WrittenCluster): string {
  const lines = [
    ['written', `${conf}, ${folder}/nodes.json`],
    ['new keys', added.join(', ')],
    ['kept keys', kept.join(', ')],
    ['no longer let in', removed.join(', ')],
  ];
  return lines
    .filter(([, what]) => what !== '')
    .map(([name, what]) => `${name}: ${what}\n`)
    .join('');
}
