// How long copying takes on 3 workers: one provider with 10,000 followers, then 100 providers with 100 each; a follower an account.
// totalMs: from the provider's fill (its entry in `copy_entries`) to the last follower's order in the journal (its row in `copies`,
// written in one commit with the order), both by the database's clock; p50Ms and p99Ms: the same for each follower; seenMs: until a
// reader of the database sees them all, looked for every 200 ms. The median of several fills.
// naiveTotalMs: the same followers close what they copied by one Moleculer call each, one after the other, until the last of these
// orders is in the journal: the same checks and the same journal, order by order.
// manyTotalMs: the same as totalMs for 100 providers at once, from the first fill to the last order.
// Fills come between two bars of the followers (cluster/copy-cast.ts, F2): what a bar costs is measured by `cluster`.
import type { DataSource } from 'typeorm';
import type { NewActor } from '../actors/troupe/account-casting.ts';
import { systemClock } from '../runtime/clock.ts';
import { deskOf, FOLLOWERS_MARKET, followersCast, PROVIDERS_MARKET, providersCast } from './cluster/copy-cast.ts';
import { allAtHome, market, onStage, running, say, type Stage, WORKERS } from './cluster/stage.ts';
import { quantile, rounded } from './support.ts';

interface Size {
  readonly followers: number;
  readonly providers: number;
  readonly followersEach: number;
  /** Odd: the last of them opens what the naive calls close. */
  readonly fills: number;
}

const WHOLE: Size = { followers: 10_000, providers: 100, followersEach: 100, fills: 5 };
const SMALL: Size = { followers: 60, providers: 5, followersEach: 6, fills: 3 };
const DEADLINE_MS = 900_000;
const LOOK_AGAIN_MS = 200;
/** Between a bar and the next fill. */
const QUIET_MS = 2_000;
const QUANTITY = '1000';
/** Accounts that are spawned together: a node that is given thousands at once is busy past its leases. */
const AT_A_TIME = 200;

export async function run(options: { readonly small: boolean }): Promise<Record<string, number>> {
  const size = options.small ? SMALL : WHOLE;
  const one = await measured({ providers: 1, followers: size.followers, fills: size.fills }, naiveTotal);
  const many = await measured({ providers: size.providers, followers: size.followersEach, fills: size.fills });
  return {
    ...{ totalMs: one.totalMs, p50Ms: one.p50Ms, p99Ms: one.p99Ms, naiveTotalMs: one.afterwards },
    ...{ manyTotalMs: many.totalMs, manyP50Ms: many.p50Ms, manyP99Ms: many.p99Ms },
    ...{ seenMs: one.seenMs, worstMs: one.worstMs, manySeenMs: many.seenMs, manyWorstMs: many.worstMs },
    ...{ followers: size.followers, fills: size.fills, startMs: one.startMs, manyStartMs: many.startMs },
  };
}

interface CopyShape {
  readonly providers: number;
  /** Of each provider. */
  readonly followers: number;
  readonly fills: number;
}

/** Medians of the fills, but for the longest of them; milliseconds. */
interface Measured extends Spread {
  readonly worstMs: number;
  /** From the first follower's spawning until the last has taken its provider's first word. */
  readonly startMs: number;
  /** What was measured on the same stage after the fills. */
  readonly afterwards: number;
}

/** Of one fill. */
interface Spread {
  readonly totalMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly seenMs: number;
}

/** Plays so many fills on a stage of its own. */
async function measured(
  { providers, followers, fills }: CopyShape,
  afterwards: (stage: Stage) => Promise<number> = async () => 0,
): Promise<Measured> {
  const plan = { providers, followers, workers: WORKERS };
  const castAt = (startTime: number) => providersCast({ ...plan, startTime });
  return onStage({ castAt, deadlineMs: DEADLINE_MS }, async (stage) => {
    const startMs = await begun(stage, followersCast({ ...plan, startTime: stage.launchedAt }));
    const spreads: Spread[] = [];
    for (let fill = 1; fill <= fills; fill += 1) {
      const spread = await copied(stage, fill, providers * followers);
      spreads.push(spread);
      say(`fill ${fill}: the last of ${providers * followers} orders after ${spread.totalMs} ms`);
      await untilFilled(stage);
    }
    const median = (name: keyof Spread): number =>
      quantile(
        spreads.map((spread) => spread[name]),
        0.5,
      );
    return {
      ...{ totalMs: median('totalMs'), p50Ms: median('p50Ms'), p99Ms: median('p99Ms'), seenMs: median('seenMs') },
      worstMs: Math.max(...spreads.map(({ totalMs }) => totalMs)),
      ...{ startMs, afterwards: await afterwards(stage) },
    };
  });
}

/** Providers run and their markets stand still; then followers come, so many at a time, and take the first word of theirs. */
async function begun(stage: Stage, followers: readonly (readonly NewActor[])[]): Promise<number> {
  await allAtHome(stage);
  for (const address of [FOLLOWERS_MARKET, PROVIDERS_MARKET]) {
    await untilBar(stage, address, 1);
    await market(stage, 'pause', address);
  }
  const from = performance.now();
  for (let at = 0; at < followers.length; at += AT_A_TIME) {
    const coming = followers.slice(at, at + AT_A_TIME);
    await stage.observer.spawn(coming.flat());
    const there = at + coming.length;
    await until(async () => (await copiesOf(stage, 1)) >= there - AT_A_TIME / 2, `${there} followers copy`);
  }
  await until(async () => (await copiesOf(stage, 1)) >= followers.length, 'the last followers copy');
  const startMs = rounded(performance.now() - from, 0);
  say(`${followers.length} followers copy, who came within ${Math.round(startMs / 1_000)} s`);
  return startMs;
}

/** One fill of each provider, and what came of it. */
async function copied(stage: Stage, fill: number, followers: number): Promise<Spread> {
  const { source } = stage;
  const side = fill % 2 === 1 ? 'BUY' : 'SELL';
  const desks = stage.cast.filter(({ kind }) => kind === 'provider').map(({ address }) => deskOf(address));
  const order = { side, type: 'MARKET', quantity: QUANTITY, commandId: `bench-${fill}` };
  await Promise.all(desks.map((desk) => stage.observer.broker.call(`${desk}.order`, order)));
  // A desk's order is decided with the next bar, and filled by the one after it.
  const seq = 1 + fill;
  await market(stage, 'resume', PROVIDERS_MARKET);
  await until(async () => (await entriesAt(stage, seq)) >= desks.length, `fill ${fill} is there`);
  await until(async () => (await copiesOf(stage, seq)) >= followers, `all have copied fill ${fill}`);
  const seenAt = await databaseTime(source);
  await market(stage, 'pause', PROVIDERS_MARKET);
  const rows = await source.query<{ ms: number; at: number; said: number; outcome: string }[]>(LATENCIES, [seq]);
  const missed = rows.filter(({ outcome }) => outcome !== 'copied').length;
  if (missed > 0) throw new Error(`fill ${fill} was not copied by ${missed} of ${followers} followers`);
  const first = Math.min(...rows.map(({ said }) => said));
  const each = rows.map(({ ms }) => ms);
  return {
    totalMs: rounded(rows.reduce((last, { at }) => Math.max(last, at), first) - first, 0),
    ...{ p50Ms: rounded(quantile(each, 0.5), 0), p99Ms: rounded(quantile(each, 0.99), 0) },
    seenMs: rounded(seenAt - first, 0),
  };
}

/** The baseline: every follower is called, one after the other, and its order journaled by itself. */
async function naiveTotal(stage: Stage): Promise<number> {
  const { source, observer } = stage;
  const followers = (await source.query<{ follower: string }[]>(FOLLOWERS)).map(({ follower }) => follower);
  say(`one call a follower, ${followers.length} of them`);
  const from = await databaseTime(source);
  for (const [index, follower] of followers.entries())
    await observer.broker.call(`${follower}.close`, { commandId: `bench-close-${index}` });
  const closed = async () => (await source.query<{ closed: number; last: number }[]>(CLOSED))[0]!;
  await until(async () => (await closed()).closed >= followers.length, 'the last order of the naive calls');
  return rounded((await closed()).last - from, 0);
}

/** Lets the followers' market move by a bar, which fills what they have ordered. */
async function untilFilled(stage: Stage): Promise<void> {
  const [view] = await running(stage, [FOLLOWERS_MARKET]);
  await market(stage, 'resume', FOLLOWERS_MARKET);
  await untilBar(stage, FOLLOWERS_MARKET, Number(view!.state['rowsTaken']) + 1);
  await market(stage, 'pause', FOLLOWERS_MARKET);
  const open = async () => (await stage.source.query<{ open: number }[]>(OPEN))[0]!.open;
  await until(async () => (await open()) === 0, 'every order is filled');
  await systemClock().sleep(QUIET_MS);
}

async function untilBar(stage: Stage, address: string, bar: number): Promise<void> {
  await running(stage, [address], ({ state }) => Number(state['rowsTaken']) >= bar);
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const clock = systemClock();
  for (let saidAt = clock.now(); !(await holds()); await clock.sleep(LOOK_AGAIN_MS)) {
    if (clock.now() - saidAt < SAID_EVERY_MS) continue;
    saidAt = clock.now();
    say(`until ${what}`);
  }
}

const SAID_EVERY_MS = 10_000;

async function copiesOf({ source }: Stage, seq: number): Promise<number> {
  const [row] = await source.query<{ copies: number }[]>(COPIES, [seq]);
  return row!.copies;
}

async function entriesAt({ source }: Stage, seq: number): Promise<number> {
  const [row] = await source.query<{ entries: number }[]>(ENTRIES, [seq]);
  return row!.entries;
}

async function databaseTime(source: DataSource): Promise<number> {
  const [row] = await source.query<{ now: number }[]>('SELECT to_epoch_ms(clock_timestamp()) AS now');
  return row!.now;
}

const ENTRIES = 'SELECT count(*)::int AS entries FROM copy_entries WHERE seq = $1';

const COPIES = `
  SELECT count(*)::int AS copies FROM (SELECT DISTINCT provider FROM copy_entries) p
    JOIN copies c ON c.provider = p.provider AND c.provider_seq = $1`;

const LATENCIES = `
  SELECT to_epoch_ms(c.at) - to_epoch_ms(e.at) AS ms, to_epoch_ms(c.at) AS at, to_epoch_ms(e.at) AS said, c.outcome
    FROM copy_entries e JOIN copies c ON c.provider = e.provider AND c.provider_seq = e.seq WHERE e.seq = $1`;

const OPEN = `SELECT count(*)::int AS open FROM orders WHERE state NOT IN ('FILLED', 'DENIED', 'REJECTED', 'CANCELED', 'EXPIRED')`;

const FOLLOWERS = 'SELECT follower FROM follows';

const CLOSED = `SELECT count(*)::int AS closed, max(to_epoch_ms(at)) AS last FROM copy_notes WHERE kind = 'correct'`;
