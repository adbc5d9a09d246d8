import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  EPOCH_HEADER,
  NODE_HEADER,
  requestSchemas,
  type Refusal,
  type RequestName,
} from '../../../adapters/brokers/remote/protocol.ts';
import { errorMessage, errorType } from '../../../runtime/errors.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Asker } from './venue-line.ts';
import type { VenueLog } from './venue-log.ts';
import type { Deed, VenueTruth } from './venue-truth.ts';

/** What goes wrong with requests, drawn for each. */
export interface VenueTrouble {
  /** Answers take this long, evenly drawn. */
  readonly delayMs: readonly [number, number];
  /** Fraction that is not answered: half of those are not even taken. */
  readonly unknownRate: number;
  readonly random: Random;
}

interface VenueServerDeps {
  readonly truth: VenueTruth;
  readonly log: VenueLog;
  readonly trouble: VenueTrouble;
}

/** The venue's HTTP: the requests of the protocol, `GET /log?after=N` (lines as in the file) and `GET /state`. */
export function venueServer({ truth, log, trouble }: VenueServerDeps): Server {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  // A connection that the venue drops for idleness just when a request comes would look like an unanswered request.
  server.keepAliveTimeout = 10 * 60_000;
  return server;

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://venue');
    if (incoming.method === 'GET' && pathname === '/log') {
      outgoing.setHeader('content-type', 'application/x-ndjson').end(log.after(Number(searchParams.get('after') ?? 0)));
      return;
    }
    if (incoming.method === 'GET' && pathname === '/state') return reply(outgoing, 200, stateOf(truth, log));

    const body = await textOf(incoming);
    const { unknownRate, delayMs, random } = trouble;
    const fate = unknownRate > 0 ? random.next() : 1;
    if (fate < unknownRate / 2) return hangUp(outgoing);
    const { status, body: told } = take(pathname.slice(1), body, askerOf(incoming));
    const [least, most] = delayMs;
    if (most > 0) await sleep(least + random.next() * (most - least));
    if (fate < unknownRate) return hangUp(outgoing);
    reply(outgoing, status, told);
  }

  /** Does what is asked, writes it down, and only then says so. */
  function take(name: string, body: string, asker: Asker): { status: number; body: unknown } {
    try {
      // A look changes nothing, so the log has none.
      if (name === 'holdings') {
        const { account } = requestSchemas.holdings.parse(JSON.parse(body));
        return { status: 200, body: { holdings: truth.holdingsOf(account) } };
      }
      const { deed, events } = deedOf(truth, name, body);
      log.append(deed, asker);
      if (deed.kind === 'restore') return { status: 200, body: { matched: truth.matchedOf(deed.account) } };
      return 'outcome' in deed && deed.outcome === 'conflict'
        ? refusal(409, { type: 'CONFLICT', message: `${deed.kind}: something else was asked under this name before` })
        : { status: 200, body: { events: events ?? null } };
    } catch (error) {
      const refused = { type: errorType(error), message: errorMessage(error) };
      log.append({ kind: 'refused', request: name, ...refused }, asker);
      return refusal(400, refused);
    }
  }
}

function deedOf(truth: VenueTruth, name: string, body: string): Deed {
  const asked: unknown = JSON.parse(body);
  switch (name as RequestName) {
    case 'submit':
      return truth.submit(requestSchemas.submit.parse(asked).order);
    case 'cancel': {
      const { clientOrderId, ...at } = requestSchemas.cancel.parse(asked);
      return truth.cancel(clientOrderId, at);
    }
    case 'query':
      return truth.query(requestSchemas.query.parse(asked).clientOrderId);
    case 'advance':
      return truth.advance(requestSchemas.advance.parse(asked));
    case 'restore': {
      const { account, orders } = requestSchemas.restore.parse(asked);
      return truth.restore(account, orders);
    }
    default:
      throw new Error(`a venue does not know the request ${name}`);
  }
}

const refusal = (status: number, body: Refusal): { status: number; body: Refusal } => ({ status, body });

function reply(outgoing: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  outgoing.end(text);
}

const hangUp = (outgoing: ServerResponse): void => void outgoing.destroy();

const stateOf = (truth: VenueTruth, log: VenueLog): unknown => ({
  lines: log.lines,
  accounts: Object.fromEntries(
    truth.accounts.map((account) => [account, { open: truth.openOf(account).map(({ order }) => order.clientOrderId) }]),
  ),
});

function askerOf({ headers }: IncomingMessage): Asker {
  const node = headers[NODE_HEADER];
  const epoch = headers[EPOCH_HEADER];
  return {
    ...(typeof node === 'string' && { node }),
    ...(typeof epoch === 'string' && { epoch: Number(epoch) }),
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
