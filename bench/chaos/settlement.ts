// Waits until a troupe has nothing left to do: the replay is over, everybody has decided on its last bar, no order is in doubt.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { RISK_SUPERVISOR, TRADING_KINDS } from '../../actors/protocol.ts';
import type { ActorView } from '../../actors/views.ts';
import { errorMessage } from '../../runtime/errors.ts';
import { operatorHeaders } from '../../tests/support/operator-headers.ts';

export interface SettlementOptions {
  /** Of the pages of the troupe. */
  readonly url: () => string;
  /** Its data folder, with the key that its operator asks with. */
  readonly dataDir: string;
  readonly pool: Pool;
  readonly bars: number;
  /** Actors there are to be. */
  readonly actors: number;
  readonly deadlineMs: number;
  /** Something has been found that makes waiting useless. */
  readonly enough?: () => Promise<boolean>;
}

const LOOK_AGAIN_MS = 250;
/** The last word of the venue on an order is journaled lazily. */
const LAZY_MS = 1_500;
const NAMED = 12;

/** Resolves with what is stuck, in words: nothing when all is done. */
export async function settlement(options: SettlementOptions): Promise<readonly string[]> {
  let stuck: readonly string[] = ['nobody could be asked'];
  for (const until = performance.now() + options.deadlineMs; performance.now() < until; await sleep(LOOK_AGAIN_MS)) {
    if ((await options.enough?.()) === true) return [];
    stuck = await unfinished(options).catch((error: unknown) => [`the troupe cannot be asked: ${errorMessage(error)}`]);
    if (stuck.length > 0) continue;
    await sleep(LAZY_MS);
    stuck = await unfinished(options).catch((error: unknown) => [`the troupe cannot be asked: ${errorMessage(error)}`]);
    if (stuck.length === 0) return [];
  }
  return stuck;
}

async function unfinished({
  url,
  dataDir,
  pool,
  bars,
  actors: expected,
}: SettlementOptions): Promise<readonly string[]> {
  const response = await fetch(new URL('/api/v1/actors', url()), {
    ...{ headers: operatorHeaders(dataDir), signal: AbortSignal.timeout(5_000) },
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { actors } = (await response.json()) as { actors: readonly ActorView[] };
  const stuck = actors.flatMap((actor) => {
    const what = unfinishedOf(actor, bars);
    return what === undefined ? [] : [`${actor.address} on ${actor.node} ${what}`];
  });
  if (actors.length !== expected) stuck.unshift(`${actors.length} of ${expected} actors are seen`);
  stuck.push(...behindProviders(actors));
  if (stuck.length > 0) return stuck.slice(0, NAMED);
  const { rows } = await pool.query<{ order: string; state: string }>(
    `SELECT client_order_id AS order, state FROM orders WHERE state IN ('INITIALIZED', 'SUBMITTED', 'UNKNOWN', 'PENDING_CANCEL', 'PENDING_UPDATE') LIMIT ${NAMED}`,
  );
  if (rows.length > 0) return rows.map(({ order, state }) => `order ${order} is ${state}`);
  const controls = await pool.query<{ seq: string }>(UNCONFIRMED, [RISK_SUPERVISOR]);
  return controls.rows.slice(0, NAMED).map(({ seq }) => `control ${seq} is not confirmed`);
}

/** Followers that have not dealt with all that their provider has said. */
function behindProviders(actors: readonly ActorView[]): string[] {
  const entries = new Map(
    actors.flatMap(({ address, kind, state }) => (kind === 'provider' ? [[address, Number(state['entries'])]] : [])),
  );
  return actors.flatMap(({ address, kind, state }) => {
    const said = kind === 'follower' ? entries.get(String(state['provider'])) : undefined;
    const isBehind = said !== undefined && Number(state['entry']) < said;
    return isBehind ? [`${address} has come to entry ${String(state['entry'])} of ${said}`] : [];
  });
}

const UNCONFIRMED = `
  SELECT payload ->> 'seq' AS seq FROM journal WHERE actor = $1 AND type = 'control.issued'
  EXCEPT SELECT payload ->> 'seq' FROM journal WHERE actor = $1 AND type = 'control.confirmed'`;

function unfinishedOf({ kind, lifecycle, state, lastCause }: ActorView, bars: number): string | undefined {
  if (lifecycle !== 'running') return `is ${lifecycle} (${lastCause ?? 'no cause'})`;
  if (kind === 'market-data')
    return state['state'] === 'complete' ? undefined : `has not read its bars: ${JSON.stringify(state['streams'])}`;
  if (kind === 'strategy')
    return state['position'] === bars ? undefined : `is at ${String(state['position'])} of ${bars}`;
  if (!TRADING_KINDS.has(kind)) return undefined;
  if (state['position'] !== bars) return `is at ${String(state['position'])} of ${bars}`;
  return state['pendingRequests'] === 0 ? undefined : `has ${String(state['pendingRequests'])} requests undecided`;
}
