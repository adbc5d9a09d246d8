// Who asks for what, how often, and how long each answer took.
import { Agent, get } from 'node:http';
import { quantile } from '../support.ts';
import { ADMIN, HOLDING_USER } from './filling.ts';
import type { Serving } from './serving.ts';
import { nextOf, visitsOf } from './visits.ts';

/** One way to ask, with how long each answer took. */
export interface Timed {
  readonly who: string;
  readonly path: string;
  readonly status: number;
  /** Of the last answer. */
  readonly bytes: number;
  /** Milliseconds from asking to the last byte, one a request. */
  readonly times: readonly number[];
}

const WARM_UPS = 2;
const REQUESTS = 15;

export const medianOf = ({ times }: Pick<Timed, 'times'>): number => quantile(times, 0.5);

/** Asks for every page, one at a time, and tells of each when it is known. */
export async function visitAll(
  serving: Serving,
  { requests = REQUESTS, tell }: { readonly requests?: number; readonly tell: (timed: Timed) => void },
): Promise<readonly Timed[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const timed: Timed[] = [];
  const add = (one: Timed): void => {
    timed.push(one);
    tell(one);
  };
  for (const who of [ADMIN, HOLDING_USER]) {
    const cookie = `troupe_session=${await serving.signIn(who)}`;
    const ask = async (path: string): Promise<Answer> => {
      serving.age();
      return answerOf(`${serving.url}${path}`, { agent, cookie });
    };
    for (const { path } of visitsOf(serving.routes)) {
      const first = await visit(ask, { who, path, requests });
      // What somebody may not see is not theirs to wait for.
      if (first.timed.status === 403 || first.timed.status === 404) {
        if (who === ADMIN) throw new Error(`${path}: ${first.timed.status} ${first.body.slice(0, 300)}`);
        continue;
      }
      add(first.timed);
      const next = nextOf(path, first.body);
      if (next !== undefined) add((await visit(ask, { who, path: next, requests })).timed);
    }
  }
  agent.destroy();
  return timed;
}

async function visit(
  ask: (path: string) => Promise<Answer>,
  { who, path, requests }: { readonly who: string; readonly path: string; readonly requests: number },
): Promise<{ readonly timed: Timed; readonly body: string }> {
  const times: number[] = [];
  let last = await ask(path);
  if (last.status >= 500) throw new Error(`${path}: ${last.status} ${last.body.slice(0, 300)}`);
  for (let asked = 1; asked < WARM_UPS + requests; asked += 1) {
    last = await ask(path);
    if (asked >= WARM_UPS) times.push(last.ms);
  }
  const { status, body } = last;
  return { timed: { who, path, status, bytes: Buffer.byteLength(body), times }, body };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  /** From asking to the last byte. */
  readonly ms: number;
}

const answerOf = (url: string, { agent, cookie }: { readonly agent: Agent; readonly cookie: string }) =>
  new Promise<Answer>((resolve, reject) => {
    const from = performance.now();
    get(url, { agent, headers: { cookie } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const ms = performance.now() - from;
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString(), ms });
      });
    }).on('error', reject);
  });
