// Whatever is sent to the API, in its shapes or nearly so, is answered or refused; nothing breaks the server.
import { Agent, request } from 'node:http';
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
  fc.string({ unit: 'binary', maxLength: 30 }),
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
    id: mostly(5, fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('..', '%', '%00', '%E0%A4%A', '\u0000'))),
    raw: mostly(12, fc.constantFrom('', '{', '[1', 'null', '"x"', '{"a":1}}')),
  });
};

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const statusOf = (url: string, { one, query, body, id, raw }: Sent): Promise<number> => {
  const path =
    id === undefined
      ? goodPath(one)
      : one.path.replaceAll(/:\w+/g, () => (id.startsWith('%') ? id : encodeURIComponent(id)));
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, text(value)]),
  );
  return new Promise((resolve, reject) => {
    const sending = request(
      `${url}${path}?${String(search)}`,
      { agent, method: one.method.toUpperCase(), headers: { 'content-type': 'application/json' } },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sending.on('error', reject);
    sending.end(one.method === 'get' ? undefined : (raw ?? JSON.stringify(body)));
  });
};

const ENDPOINTS = everyEndpoint();
const anySent = fc.constantFrom(...ENDPOINTS).chain(sentTo);
let dashboard: OpenDashboard;
const budgets = memoryBudgets({ address: 1e9, caller: 1e9 });
beforeAll(async () => {
  dashboard = await openDashboard({ troupe: withNodes(copyingTroupe()), budgets });
});
afterAll(async () => {
  agent.destroy();
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
          const status = await statusOf(dashboard.url, sent);
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
    const statuses = await Promise.all(
      fc.sample(sentTo(fills), { numRuns: 500, seed: 1 }).map((sent) => statusOf(broken.url, sent)),
    );
    await broken.close();
    expect(statuses.some((status) => !isSound(status))).toBe(true);
  });
});
