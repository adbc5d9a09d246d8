// What a gateway is compared with: Koa that knows nobody, one page of so many bytes whatever is asked for, and an event a second on
// each stream. `bare-server.ts --bytes N`; says where it listens.
import { PassThrough } from 'node:stream';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import Koa from 'koa';
import { WebSocketServer, type WebSocket } from 'ws';

const { values } = parseArgs({ options: { bytes: { type: 'string', default: '10000' } } });
const page = `<!doctype html>${'x'.repeat(Number(values.bytes))}`;
const EVERY_MS = 1_000;
const EVENT = `id: 1\ndata: ${'x'.repeat(1_000)}\n\n`;

const streams = new Set<PassThrough>();
const sockets = new Set<WebSocket>();
setInterval(() => {
  for (const stream of streams) stream.write(EVENT);
  for (const socket of sockets) socket.send(EVENT);
}, EVERY_MS);

const app = new Koa();
app.on('error', () => {}); // a crowd that leaves
app.use((ctx) => {
  if (ctx.path !== '/events') {
    ctx.type = 'html';
    ctx.body = page;
    return;
  }
  const body = new PassThrough();
  streams.add(body);
  ctx.req.on('close', () => streams.delete(body));
  ctx.type = 'text/event-stream';
  ctx.body = body;
});

const handle = app.callback();
const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => void handle(request, response));
new WebSocketServer({ server }).on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`bare server is up: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
