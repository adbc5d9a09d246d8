// C1. A node publishes Moleculer's packets and hears those for all and for itself; nobody hears what is for another.
// C2. An edge publishes below `edge.<id>` and hears nothing. Whoever has no key of the file is not let in.
// C3. The file holds public keys alone; it may be read by everybody.
import type { Member, Members } from './member.ts';

/** The largest packet; Moleculer's own limit of a chunk lies far below. */
const MAX_PAYLOAD = '1MB';
const FOR_ALL = ['DISCOVER', 'INFO', 'DISCONNECT', 'HEARTBEAT', 'PING'];
const FOR_ONE = ['REQ', 'RES', 'EVENT', 'DISCOVER', 'INFO', 'PING', 'PONG'];

export interface NatsTls {
  /** Paths, as nats-server will see them. */
  readonly certFile: string;
  readonly keyFile: string;
  /** When given, clients must show a certificate that it signed. */
  readonly caFile?: string;
}

export interface NatsListen {
  readonly host: string;
  readonly port: number;
  readonly tls?: NatsTls;
}

/** The text of a `nats.conf` that lets in these members and nobody else. */
export function natsConf(members: Members, { host, port, tls }: NatsListen): string {
  const users = [...members].map(([id, member]) => user(id, member)).join('\n');
  return `# Written by npm run nats-config; run that again rather than change this.
listen: ${JSON.stringify(`${host}:${port}`)}
max_payload: ${MAX_PAYLOAD}
ping_interval: "5s"
ping_max: 2
${tls === undefined ? '' : tlsBlock(tls)}authorization {
  users: [
${users}
  ]
}
`;
}

function user(id: string, { publicKey, role }: Member): string {
  const { publish, subscribe } = role === 'edge' ? edgeSubjects(id) : nodeSubjects(id);
  return `    # ${id}, ${role}
    {
      nkey: ${publicKey}
      permissions: {
        publish: { allow: ${list(publish)} }
        subscribe: ${subscribe.length === 0 ? '{ deny: [">"] }' : `{ allow: ${list(subscribe)} }`}
      }
    }`;
}

const nodeSubjects = (id: string) => ({
  publish: [...FOR_ALL.map((command) => `MOL.${command}`), ...FOR_ONE.map((command) => `MOL.${command}.*`)], // C1
  subscribe: [...FOR_ALL.map((command) => `MOL.${command}`), ...FOR_ONE.map((command) => `MOL.${command}.${id}`)],
});

const edgeSubjects = (id: string) => ({ publish: [`edge.${id}.>`], subscribe: [] as string[] }); // C2

const list = (subjects: readonly string[]): string => JSON.stringify(subjects);

const tlsBlock = ({ certFile, keyFile, caFile }: NatsTls): string => `tls {
  cert_file: ${JSON.stringify(certFile)}
  key_file: ${JSON.stringify(keyFile)}
${caFile === undefined ? '' : `  ca_file: ${JSON.stringify(caFile)}\n  verify: true\n`}}
`;
