// X1. Whether a request reached the wire is known, not guessed: before its socket is connected nothing was sent.
// X2. A request has one deadline, from the call to the last byte of the answer, its wait for a connection included.
import { Agent, request } from 'node:http';
import { ActorError } from '../../../runtime/errors.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Exchange {
  /**
   * POSTs JSON and resolves with whatever is answered. Rejects with VENUE_UNAVAILABLE when nothing was sent, with
   * VENUE_TIMEOUT when it was sent, or may have been, and no whole answer came.
   */
  post(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer>;
  /** Cuts what is under way. */
  close(): void;
}

/** Requests on connections that are kept; node:http, because it says what became of the socket, which `fetch` hides. */
export function exchangeWith(
  url: string,
  { timeoutMs, connections }: { timeoutMs: number; connections: number },
): Exchange {
  const { protocol, hostname, port, pathname } = new URL(url);
  if (protocol !== 'http:') throw new ActorError('INVALID_CONFIG', `the venue ${url} must begin with http://`, { url });
  const base = pathname.replace(/\/$/, '');
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  const post: Exchange['post'] = (path, body, headers) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      let isSent = false;
      const outgoing = request({
        agent,
        method: 'POST',
        host: hostname,
        port,
        path: `${base}/${path}`,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      });
      const fail = (why: string): void => {
        clearTimeout(deadline);
        outgoing.destroy();
        reject(
          isSent
            ? new ActorError('VENUE_TIMEOUT', `the venue ${url} did not answer ${path}: ${why}`, { url, path })
            : new ActorError('VENUE_UNAVAILABLE', `the venue ${url} could not be reached for ${path}: ${why}`, {
                url,
                path,
              }),
        );
      };
      const deadline = setTimeout(() => fail(`nothing within ${timeoutMs} ms`), timeoutMs);
      outgoing.on('socket', (socket) => {
        // X1. A connection that was kept may be gone already, or may not.
        if (socket.connecting) socket.once('connect', () => (isSent = true));
        else isSent = true;
      });
      outgoing.on('error', (error) => fail(error.message));
      outgoing.on('response', (incoming) => {
        let answer = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => (answer += chunk));
        incoming.on('error', (error) => fail(error.message));
        incoming.on('end', () => {
          clearTimeout(deadline);
          resolve({ status: incoming.statusCode ?? 0, body: answer });
        });
      });
      outgoing.end(text);
    });

  return { post, close: () => agent.destroy() };
}
