// What a chaos run did to the promises: I1 to I7 and copying, from the venue's log, the database's witness and an undisturbed run.
import type { Pool } from 'pg';
import { checkLedger } from '../../adapters/postgres/ledger-check.ts';
import { openDataSource } from '../../adapters/postgres/data-source.ts';
import { comparable, compareBooks, readBooks, type Books } from './books.ts';
import { MAX_ORDER_NOTIONAL } from './cast.ts';
import { controlBreaches } from './control-judgement.ts';
import { type CopyFindings, judgeCopies, readCopyBooks } from './copy-judgement.ts';
import { readOracle } from './venue/oracle.ts';
import type { VenueLine } from './venue/venue-line.ts';
import { breachesOf } from './witness.ts';
import type { World } from './world.ts';

export interface Judgement extends Omit<CopyFindings, 'violations'> {
  readonly orders: number;
  readonly denied: number;
  readonly fills: number;
  /** Orders or fills that happened, or stand, more than once. */
  readonly duplicates: number;
  /** What the undisturbed run has and this one has not, and what venue and books do not share. */
  readonly losses: number;
  /** In words, each with its invariant. */
  readonly violations: readonly string[];
}

/** Holds everything against everything; `undisturbed` is not asked for when the witness has seen enough. */
export async function judged(
  world: World,
  stuck: readonly string[],
  undisturbed: () => Promise<Books>,
): Promise<Judgement> {
  const { pool, venue, databaseUrl } = world;
  const violations = stuck.map((what) => `liveness: ${what}`);
  const [lines, closeOf] = await Promise.all([venue.lines(), closes(pool)]);
  const oracle = readOracle(lines, {
    limitsOf: (account) => (isOfOneOrder(world, account) ? OF_ONE_ORDER : undefined),
    closeOf,
  });
  violations.push(...oracle.violations, ...(await breachesOf(pool)));
  const source = await openDataSource({ url: databaseUrl, poolSize: 1 });
  try {
    for (const { invariant, subject, expected, found } of (await checkLedger(source)).differences)
      violations.push(`${invariant}: ${subject}: expected ${expected}, found ${found}`);
  } finally {
    await source.destroy();
  }
  violations.push(...(await controlBreaches(pool, world.cast, lines, closeOf)));
  const copying = judgeCopies(world.cast.copiers, lines, await readCopyBooks(pool));
  violations.push(...copying.violations);

  const { books, doubled } = await readBooks(pool);
  violations.push(...doubled.map((what) => `I2: ${what} stands twice`));
  const { lost, unheard } = heldAgainst(books, lines);
  violations.push(
    ...lost.map((id) => `lost: the venue has order ${id}, the books have not`),
    ...unheard.map((id) => `lost: order ${id} is journaled as sent, the venue never saw it`),
    ...(await lateOrders(pool, oracle.stale, lines)),
  );
  const twice = oracle.violations.filter((what) => what.includes('I2')).length + doubled.length;
  const denied = [...books.orders.values()].filter((row) => row.includes('"state": "DENIED"')).length;
  const { copies, divergence, copyFees } = copying;
  const facts = {
    ...{ orders: books.orders.size, denied, fills: books.fills.size, duplicates: twice },
    ...{ copies, divergence, copyFees },
  };
  if (stuck.length > 0 || (violations.length > 0 && world.plan.control !== undefined))
    return { ...facts, losses: lost.length + unheard.length, violations };

  const { missing, surplus, different } = compareBooks(comparable(await undisturbed()), comparable(books));
  violations.push(
    ...missing.map((what) => `I7: ${what} of the undisturbed run is missing`),
    ...surplus.map((what) => `I7: ${what} is not in the undisturbed run`),
    ...different.map((what) => `I7: ${what}`),
  );
  return { ...facts, losses: lost.length + unheard.length + missing.length, violations };
}

const OF_ONE_ORDER = { maxOrderNotional: MAX_ORDER_NOTIONAL };

/** Wards have limits of another kind, and those who copy none. */
const isOfOneOrder = ({ cast }: World, account: string): boolean =>
  !cast.wards.accounts.includes(account) && !cast.copiers.some(({ follower }) => isAccountOf(follower, account));

const isAccountOf = (follower: string, account: string): boolean => follower.startsWith(`follower.${account}-`);

/** Close of a bar by lane and number. */
async function closes(pool: Pool): Promise<(lane: string, position: number) => number | undefined> {
  const { rows } = await pool.query<{ key: string; close: number }>(
    `SELECT stream || '#' || seq AS key, close FROM bars`,
  );
  const byKey = new Map(rows.map(({ key, close }) => [key, close]));
  return (lane, position) => byKey.get(`${lane}#${position}`);
}

/** Orders that one of the two, venue and books, has alone. */
function heldAgainst({ orders }: Books, lines: readonly VenueLine[]): { lost: string[]; unheard: string[] } {
  const seen = new Set(
    lines.flatMap((line) =>
      line.kind === 'submit' && (line.outcome === 'accepted' || line.outcome === 'rejected')
        ? [line.clientOrderId]
        : [],
    ),
  );
  const unheard = [...orders].flatMap(([id, row]) => (seen.has(id) || row.includes('"state": "DENIED"') ? [] : [id]));
  return { lost: [...seen].filter((id) => !orders.has(id)), unheard };
}

/** Orders that a node sent after its epoch was over, and that were not journaled before that. */
export async function lateOrders(pool: Pool, stale: readonly string[], lines: readonly VenueLine[]): Promise<string[]> {
  if (stale.length === 0) return [];
  const { rows } = await pool.query<{ id: string; epoch: number }>(
    `SELECT payload #>> '{order,clientOrderId}' AS id, epoch::float8 AS epoch FROM journal WHERE type = 'order.initialized' AND payload #>> '{order,clientOrderId}' = ANY ($1)`,
    [stale],
  );
  const journaled = new Map(rows.map(({ id, epoch }) => [id, epoch]));
  return lines.flatMap((line) => {
    if (line.kind !== 'submit' || line.outcome !== 'accepted' || !stale.includes(line.clientOrderId)) return [];
    const epoch = journaled.get(line.clientOrderId);
    return epoch !== undefined && epoch <= (line.epoch ?? 0)
      ? []
      : [`I4: ${line.node} sent ${line.clientOrderId} under epoch ${line.epoch}, it is journaled under ${epoch}`];
  });
}
