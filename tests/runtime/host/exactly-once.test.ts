// Two sources, two accumulating actors that follow them (one of them the other's sums too), and one that journals.
// However they die, what is durable in the end is what an undisturbed run leaves.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../../runtime/clock.ts';
import { ApartStore, type Blow, CrashingStore } from '../../support/faulty-stores.ts';
import { MemoryRegistry } from '../../support/memory-store.ts';
import { row, type ToyNode, toyNode } from '../../support/toy-node.ts';

interface Schedule {
  /** Turns, counted over all actors, at which one throws. */
  readonly turns: readonly number[];
  readonly commits: readonly { at: number; blow: Blow }[];
}

const UP_TO = 40;
const ACTORS = [
  row('source.a', { upTo: UP_TO, aTurn: 3 }),
  row('source.b', { upTo: UP_TO, aTurn: 2 }),
  row('tally.one', { streams: ['numbers.b', 'numbers.a'] }),
  row('tally.two', { streams: ['numbers.a', 'sums.one'] }),
  row('books.all', { from: 'sums.numbers' }),
  row('tally.numbers', { streams: ['numbers.a'] }),
];
/** Far more time than any schedule needs: one that is not done by then is stuck. */
const MOST_ROUNDS = 150;

const schedules = fc.record({
  turns: fc.array(fc.integer({ min: 1, max: 260 }), { maxLength: 8 }),
  commits: fc.array(
    fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      blow: fc.constantFrom<Blow[]>('before', 'between', 'after', 'killed before', 'killed after'),
    }),
    { maxLength: 8 },
  ),
});

/** Runs until all is heard, through every death of the schedule; returns all that is durable then. */
async function leftBy({ turns, commits }: Schedule, Store: typeof CrashingStore): Promise<unknown> {
  const deaths = new Set(turns);
  let turn = 0;
  const beforeTurn = (): void => {
    turn += 1;
    if (deaths.has(turn)) throw new Error(`died at turn ${turn}`);
  };
  const registry = new MemoryRegistry();
  await registry.add(ACTORS);
  const clock = virtualClock();
  const boot = async (store: CrashingStore): Promise<ToyNode> => {
    const node = await toyNode({ store, registry, clock, beforeTurn, snapshotEvery: 3, isCalled: false });
    void node.host.boot().catch(() => undefined); // may be killed on the way
    return node;
  };
  let store = new Store(new Map(commits.map(({ at, blow }) => [at, blow])));
  let node = await boot(store);
  let isKilled = false as boolean;
  const mourn = (): void => void store.killed.promise.then(() => (isKilled = true));
  mourn();
  for (let round = 0; round < MOST_ROUNDS && !isDone(node); round += 1) {
    await clock.advance(1_000);
    if (!isKilled) continue;
    isKilled = false;
    store = store.reopen();
    node = await boot(store);
    mourn();
  }
  const streams = ['numbers.a', 'numbers.b', 'sums.one', 'sums.two', 'sums.numbers', 'books.all'];
  return { streams: streams.map((stream) => store.entries(stream)), journal: store.events('books.all') };
}

function isDone({ host }: ToyNode): boolean {
  const state = (address: string) => host.list().find((one) => one.address === address)?.state ?? {};
  if (state('tally.one')['position'] !== UP_TO || state('tally.two')['position'] !== UP_TO) return false;
  const { head = -1 } = host.hub.known('sums.numbers') ?? {};
  return state('tally.numbers')['position'] === UP_TO && state('books.all')['after'] === head && isQuiet(host);
}

const isQuiet = (host: ToyNode['host']): boolean =>
  host.list().every(({ lifecycle, mailbox }) => lifecycle === 'running' && mailbox.depth === 0);

const CALM: Schedule = { turns: [], commits: [] };

const calm = leftBy(CALM, CrashingStore);

const sameAsCalm = (Store: typeof CrashingStore) =>
  fc.asyncProperty(schedules, async (schedule) => {
    expect(await leftBy(schedule, Store)).toEqual(await calm);
  });

test('the undisturbed run is worth comparing with: every stream has entries, and all was booked', async () => {
  const { streams, journal } = (await calm) as { streams: unknown[][]; journal: unknown[] };
  expect(streams.map(({ length }) => length > 10)).toEqual(streams.map(() => true));
  expect(journal.length).toBe(streams[4]!.length);
});

test(
  'however actors and processes die, nothing durable is lost, doubled or different',
  { timeout: 120_000 },
  async () => {
    await fc.assert(sameAsCalm(CrashingStore), { numRuns: 60 });
  },
);

test(
  'control: with offsets written apart from effects, a death between them loses some',
  { timeout: 120_000 },
  async () => {
    const run = await fc.check(sameAsCalm(ApartStore), { numRuns: 60, endOnFailure: true });
    expect(run.failed).toBe(true);
  },
);
