// Stands for moleculer.config.ts: says that it is up as a node does, and on SIGTERM what it still finds of NATS.
// STUB_FAILS makes it refuse to start, STUB_DEAF makes it ignore SIGTERM; each may name one node.
import { connect } from 'node:net';

const { TROUPE_NODE: node, NATS_URL: nats, PORT: port, STUB_FAILS: fails, STUB_DEAF: deaf } = process.env;
const [, , command, flag, role] = process.argv;

if (fails === node) {
  process.stderr.write('troupe: no key for this node\n');
  process.exit(1);
}
process.stdout.write(`env ${JSON.stringify({ ...process.env, argv: [command, flag, role] })}\n`);
process.on('SIGINT', () => process.stdout.write('heard SIGINT\n'));
process.on('SIGTERM', () => {
  if (deaf === node) return;
  const socket = connect(Number(new URL(nats!).port), '127.0.0.1');
  const leave = (found: string): void => void process.stdout.write(`drained, NATS ${found}\n`, () => process.exit(0));
  socket.once('connect', () => leave('there'));
  socket.once('error', () => leave('gone'));
});
setInterval(() => undefined, 60_000);
process.stderr.write(
  role === 'gateway'
    ? `\n  Troupe is up: http://127.0.0.1:${port}   (paper trading; Ctrl-C stops it)\n\n`
    : `Troupe node is up: ${node} (metrics at http://127.0.0.1:4321)\n`,
);
