// Whatever is sent to the API, in its shapes or nearly so, is answered or refused; nothing breaks the server.
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryBudgets } from '../../dashboard/api/budgets.ts';
import type { Endpoint } from '../../dashboard/api/endpoint.ts';
import { operationOf } from '../../dashboard/api/openapi.ts';
import { fakeTroupe } from '../support/fake-troupe.ts';
import { copyingTroupe } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';
import { everyEndpoint, goodPath, withNodes } from './every-endpoint.ts';

type Schema = Readonly<Record<string, unknown>>;

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((one) => String.fromCodePoint(one)), maxLength: 30 }),
  fc.constantFrom(
    '',
    '\u0000',
    '__proto__',
    '../../etc/passwd',
    "'; DROP TABLE orders; --",
    '=1+1',
    '𝒳'.repeat(40),
    -0,
    1e308,
    null,
    [],
    {},
  ),
);

/** Values of a JSON Schema as the endpoints have them. */
const valueOf = (schema: Schema, depth = 0): fc.Arbitrary<unknown> => {
  if (depth > 4) return fc.constant(null);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  if ('const' in schema) return fc.constant(schema['const']);
  const either = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (either !== undefined) return fc.oneof(...either.map((one) => valueOf(one, depth + 1)));
  switch (schema['type']) {
    case 'integer':
      return fc.integer({ min: -2, max: 2_000 });
    case 'number':
      return fc.double({ noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valueOf((schema['items'] ?? {}) as Schema, depth + 1), { maxLength: 3 });
    case 'object':
      return objectOf(schema, depth);
    case 'string':
      return fc.oneof(
        fc.constantFrom(
          'alice-main',
          'subscription.alice-sma',
          'bars.SPX.1d',
          'sma-cross',
          'platform',
          '1000',
          'maxOrderNotional',
        ),
        fc.string({ maxLength: 20 }),
      );
    default:
      return odd;
  }
};

const objectOf = (schema: Schema, depth: number): fc.Arbitrary<unknown> => {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const required = (schema['required'] ?? []) as string[];
  const model = Object.fromEntries(properties.map(([name, one]) => [name, valueOf(one, depth + 1)]));
  const record = fc.record(model, { requiredKeys: required.filter((name) => name in model) });
  return depth > 0 && properties.length === 0
    ? fc.dictionary(fc.string({ maxLength: 8 }), odd, { maxKeys: 3 })
    : record;
};

const schemaOf = (shape: z.ZodType | undefined): Schema =>
  shape === undefined ? { type: 'object' } : z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' });

interface Sent {
  readonly one: Endpoint;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly id: string | undefined;
  readonly raw: string | undefined;
}

/** Nothing, but once in so many times. */
const mostly = <Value>(nothing: number, some: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: nothing, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some });

/** Ids that stand in a path as they are. */
const RAW_IDS: readonly string[] = ['%', '%00', '%E0%A4%A'];

const sentTo = (one: Endpoint): fc.Arbitrary<Sent> => {
  const nearly = (shape: z.ZodType | undefined): fc.Arbitrary<unknown> => {
    const good = valueOf(schemaOf(shape));
    const spoiled = fc
      .tuple(
        good,
        fc.oneof(fc.constantFrom('by', 'limit', 'cursor', 'command', 'settings'), fc.string({ maxLength: 5 })),
        odd,
      )
      .map(([value, name, part]) => ({ ...(value as object), [name]: part }));
    return fc.oneof({ weight: 4, arbitrary: good }, { weight: 3, arbitrary: spoiled });
  };
  return fc.record({
    one: fc.constant(one),
    query: nearly(one.query) as fc.Arbitrary<Record<string, unknown>>,
    body: fc.oneof({ weight: 6, arbitrary: nearly(one.body) }, { weight: 1, arbitrary: odd }),
    id: mostly(5, fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('..', '\u0000', ...RAW_IDS))),
    raw: mostly(12, fc.constantFrom('', '{', '[1', 'null', '"x"', '{"a":1}}')),
  });
};

/** Headers of an admin at a browser. */
type Visitor = Readonly<Record<string, string>>;
const visitorOf = async ({ cookie, formOf, people }: OpenDashboard): Promise<Visitor> => {
  people.add('uma', 'user');
  const form = await formOf(cookie(), '/security');
  return { cookie: form.cookie, 'x-csrf-token': form.token };
};

/** A connection on which requests go out without waiting for the answers before, of which the statuses alone are read. */
interface Line {
  ask(head: string, body: string): Promise<number>;
  close(): void;
}

/** Where the first answer ends: by its length, or, of a file that is sent part by part, after its last chunk; undefined when it has not come. */
const lengthOf = (heard: string, head: string, end: number): number | undefined => {
  if (!/^transfer-encoding: chunked/im.test(head))
    return end + 4 + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const last = heard.indexOf('\r\n0\r\n\r\n', end + 2);
  return last < 0 ? undefined : last + 7;
};

const lineTo = (url: string): Line => {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  const waiting: PromiseWithResolvers<number>[] = [];
  let heard = '';
  socket.setEncoding('latin1');
  socket.on('data', (some) => {
    heard += String(some);
    for (;;) {
      const end = heard.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = heard.slice(0, end);
      const whole = lengthOf(heard, head, end);
      if (whole === undefined || heard.length < whole) return;
      heard = heard.slice(whole);
      waiting.shift()?.resolve(Number(head.slice(9, 12)));
    }
  });
  socket.on('close', () => {
    for (const one of waiting) one.reject(new Error(`the line was cut; heard ${heard.slice(0, 200)}`));
  });
  return {
    ask: (head, body) => {
      const answer = Promise.withResolvers<number>();
      waiting.push(answer);
      socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return answer.promise;
    },
    close: () => void socket.end(),
  };
};

const statusOf = (line: Line, visitor: Visitor, { one, query, body, id, raw }: Sent): Promise<number> => {
  const path =
    id === undefined
      ? goodPath(one)
      : one.path.replaceAll(/:\w+/g, () => (RAW_IDS.includes(id) ? id : encodeURIComponent(id)));
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, text(value)]),
  );
  const headers = Object.entries({ host: 'localhost', 'content-type': 'application/json', ...visitor });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${one.method.toUpperCase()} ${path}?${String(search)} HTTP/1.1\r\n${lines}`;
  return line.ask(head, one.method === 'get' ? '' : (raw ?? JSON.stringify(body)));
};

const ENDPOINTS = everyEndpoint();
const anySent = fc.oneof(...ENDPOINTS.map(sentTo));
let dashboard: OpenDashboard;
let visitor: Visitor;
let line: Line;
const budgets = memoryBudgets({ address: 1e9, caller: 1e9 });
beforeAll(async () => {
  dashboard = await openDashboard({ troupe: withNodes(copyingTroupe()), budgets });
  visitor = await visitorOf(dashboard);
  line = lineTo(dashboard.url);
});
afterAll(async () => {
  line.close();
  await dashboard.close();
});

/** What the fake itself cannot do, or the cluster not just now. */
const isSound = (status: number): boolean => status < 500 || status === 503;

describe('the API', () => {
  it('breaks by none of 20,000 requests in its shapes or nearly so', { timeout: 290_000 }, async () => {
    const statuses = new Map<number, number>();
    for (let run = 0; run < 20_000 / 50; run++) {
      const some = fc.sample(anySent, { numRuns: 50, seed: 1_000 + run });
      await Promise.all(
        some.map(async (sent) => {
          const status = await statusOf(line, visitor, sent);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (!isSound(status))
            throw new Error(`${status} of ${operationOf(sent.one)}: ${JSON.stringify(sent).slice(0, 500)}`);
        }),
      );
    }
    // Both ways are taken: what is good is done, what is not is refused.
    const done = [200, 201, 202].reduce((sum, status) => sum + (statuses.get(status) ?? 0), 0);
    expect(done, JSON.stringify([...statuses])).toBeGreaterThan(3_000);
    expect(statuses.get(422)).toBeGreaterThan(1_000);
  });

  it('is found out when a handler breaks by an odd value', async () => {
    const plain = fakeTroupe();
    const troupe = {
      ...plain,
      call: (action: string, params?: unknown) => {
        if (action === 'records.fills' && /[^\w.-]/.test((params as { actor?: string }).actor ?? ''))
          throw new Error('a table that knows no such letter');
        return plain.call(action, params);
      },
    };
    const broken = await openDashboard({ troupe, budgets });
    const fills = ENDPOINTS.find(({ path }) => path === '/api/v1/fills')!;
    const [admin, other] = [await visitorOf(broken), lineTo(broken.url)];
    const statuses = await Promise.all(
      fc.sample(sentTo(fills), { numRuns: 500, seed: 1 }).map((sent) => statusOf(other, admin, sent)),
    );
    other.close();
    await broken.close();
    expect(statuses.some((status) => !isSound(status))).toBe(true);
  });
});
