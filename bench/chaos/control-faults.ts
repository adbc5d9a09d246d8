// People who restrict wards and change their limits while everything else goes wrong, as they do it: by the gateway's API.
// P1. What nobody answers may have been carried out; nobody counts on it either way.
// P2. Every restriction is lifted again after its time, as soon as somebody can be asked.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../runtime/random.ts';
import { operatorHeaders } from '../../tests/support/operator-headers.ts';
import type { Blow, FaultKind, Heal } from './strike.ts';
import { WARD_OWNER } from './wards.ts';
import type { World } from './world.ts';

const ANSWER_MS = 5_000;
const ASK_AGAIN_MS = 250;
const LIFTED_WITHIN_MS = 60_000;
const nothing: Heal = () => undefined;

const base = { toll: 'none', isOnWorker: false } as const;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random.next() * items.length)]!;

const scopesOf = ({ cast: { wards } }: World): string[] => [
  ...wards.accounts.map((account) => `account:${account}`),
  ...wards.strategies.map((strategy) => `strategy:${strategy}`),
  `user:${WARD_OWNER}`,
];

const restriction = (command: 'reduce' | 'halt' | 'flatten', lastsMs: FaultKind['lastsMs']): FaultKind => ({
  ...{ name: `risk-${command}`, lastsMs, ...base },
  strike: async ({ world, random }) => {
    const scope = pick(random, scopesOf(world));
    await asked(world, 'POST', '/api/v1/risk/commands', { command, scope, reason: 'a chaos run' });
    return () => lifted(world, scope);
  },
});

/** P2. */
async function lifted(world: World, scope: string): Promise<void> {
  const body = { command: 'reset', scope, reason: 'the chaos run goes on' };
  for (const by = performance.now() + LIFTED_WITHIN_MS; performance.now() < by; await sleep(ASK_AGAIN_MS)) {
    const status = (await asked(world, 'POST', '/api/v1/risk/commands', body))?.status ?? 500;
    // A refusal says that there is nothing to lift.
    if (status < 500 && status !== 408 && status !== 429) return;
  }
}

const LIMITS: readonly (readonly [limit: string, values: readonly (string | number | null)[]])[] = [
  ['maxGrossExposure', [0.25, 0.4, 0.6, 0.9, null]],
  ['maxOrderNotional', ['4000', '8100', null]],
  ['maxOpenOrders', [1, 2, null]],
];

async function changeLimit({ world, random }: Blow): Promise<Heal> {
  const scope = pick(random, [
    ...world.cast.wards.accounts.map((account) => `account:${account}`),
    `user:${WARD_OWNER}`,
  ]);
  const [limit, values] = pick(random, LIMITS);
  const now = await asked(world, 'GET', `/api/v1/risk/limits?scope=${encodeURIComponent(scope)}&name=${limit}`);
  const { limits = [] } = (now?.body ?? {}) as { limits?: readonly { readonly version: number }[] };
  const change = { scope, limit, value: pick(random, values), fromVersion: limits[0]?.version ?? 0, reason: 'chaos' };
  await asked(world, 'PUT', '/api/v1/risk/limits', change);
  return nothing;
}

type Answer = { readonly status: number; readonly body: unknown } | undefined;

/** Undefined when nobody answers (P1). Rejects when the operator's key is not taken: then nothing is restricted at all. */
async function asked(world: World, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await answered(world, method, path, body);
  if (answer?.status === 401 || answer?.status === 403)
    throw new Error(`${method} ${path} is not permitted: ${JSON.stringify(answer.body)}`);
  return answer;
}

async function answered({ cluster, folder }: World, method: string, path: string, body?: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...operatorHeaders(folder) };
  try {
    const response = await fetch(new URL(path, cluster.url), {
      ...{ method, signal: AbortSignal.timeout(ANSWER_MS), headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return undefined;
  }
}

export const CONTROL_FAULTS: readonly FaultKind[] = [
  restriction('reduce', [1_000, 4_000]),
  restriction('halt', [1_000, 5_000]),
  restriction('flatten', [2_000, 6_000]),
  { ...{ name: 'risk-limit', lastsMs: [0, 0], ...base }, strike: changeLimit },
];
