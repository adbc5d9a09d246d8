// A desk that fills, and a provider of it, on a real host: however both and their store die, followers read the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ActorDefinition, StreamEntry } from '../../../runtime/actor.ts';
import { virtualClock } from '../../../runtime/clock.ts';
import type { CopyEntry } from '../../../actors/domain/copy/copy-entry.ts';
import { WALL_CLOCK_PORT } from '../../../actors/ports/wall-clock.ts';
import { providerActor } from '../../../actors/provider/provider.actor.ts';
import type { ExecutionReport } from '../../../actors/protocol.ts';
import { aFill, T0 } from '../../support/domain-builders.ts';
import { ApartStore, type Blow, CrashingStore } from '../../support/faulty-stores.ts';
import { MemoryRegistry } from '../../support/memory-store.ts';
import { row, type ToyNode, toyNode } from '../../support/toy-node.ts';
import { CONFIG, WALL } from './provider-scene.ts';

const REPORTS = 30;
const AFTER = 5;
/** Far more time than any schedule needs: one that is not done by then is stuck. */
const MOST_ROUNDS = 150;

/** Reports a fill or a change of its freedom with every outcome of its own requests. */
const desk: ActorDefinition<object, { said: number }> = {
  kind: 'manual',
  parseConfig: () => ({}),
  initial: () => ({ said: 0 }),
  receive(state, message, turn) {
    if (message.kind === 'started') return turn.perform('ask', null);
    if (message.kind !== 'performed' || state.said === REPORTS) return;
    for (let n = 0; n < 2; n += 1) {
      const seq = (state.said += 1);
      const time = T0 + seq * 60_000;
      turn.append('reports.manual.one', { position: seq, time, payload: reportOf(seq), correlationId: `r${seq}` });
    }
    turn.perform('ask', null);
  },
  save: (state) => ({ ...state }),
  load: (_config, saved) => ({ ...(saved as { said: number }) }),
  inspect: (state) => ({ ...state }),
};

const reportOf = (seq: number): ExecutionReport =>
  seq % 6 === 0
    ? { kind: 'trading-state', state: seq % 12 === 0 ? 'ACTIVE' : 'REDUCING', reason: '' }
    : {
        ...{ kind: 'filled', done: true },
        fill: aFill({
          ...{ fillId: `F-${seq}`, clientOrderId: `T-${seq}`, side: seq % 3 === 0 ? 'SELL' : 'BUY' },
          ...{ quantity: 1 + (seq % 4), price: 100 + seq, time: T0 + seq * 60_000 },
        }),
      };

interface Schedule {
  readonly turns: readonly number[];
  readonly commits: readonly { readonly at: number; readonly blow: Blow }[];
}

const schedules: fc.Arbitrary<Schedule> = fc.record({
  turns: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 6 }),
  commits: fc.array(
    fc.record({
      at: fc.integer({ min: 1, max: 40 }),
      blow: fc.constantFrom<Blow[]>('before', 'between', 'after', 'killed before', 'killed after'),
    }),
    { maxLength: 8 },
  ),
});

/** Runs until all is told, through every death of the schedule; returns what followers read. */
async function toldBy({ turns, commits }: Schedule, Store: typeof CrashingStore): Promise<unknown> {
  const deaths = new Set(turns);
  let turn = 0;
  const beforeTurn = (): void => {
    turn += 1;
    if (deaths.has(turn)) throw new Error(`died at turn ${turn}`);
  };
  const registry = new MemoryRegistry();
  await registry.add([
    row('manual.one'),
    row('provider.p1', { ...CONFIG, source: 'manual.one', after: AFTER, since: T0 }),
  ]);
  const clock = virtualClock(WALL);
  const kinds = [desk, providerActor()];
  const boot = async (store: CrashingStore): Promise<ToyNode> => {
    const ports = { ask: async () => null, [WALL_CLOCK_PORT]: async () => clock.now() };
    const node = await toyNode({ ports, store, registry, clock, kinds, beforeTurn, snapshotEvery: 3, isCalled: false });
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
  return store.entries('copies.p1').map(timeless);
}

/** When it was said depends on when who died; what was said does not. */
const timeless = ({ payload, ...entry }: StreamEntry): object => {
  const { at, ...said } = payload as CopyEntry;
  expect(at).toBeGreaterThanOrEqual(WALL);
  return { ...entry, payload: said };
};

function isDone({ host }: ToyNode): boolean {
  const provider = host.list().find(({ address }) => address === 'provider.p1');
  return provider?.lifecycle === 'running' && provider.state['reports'] === REPORTS && provider.mailbox.depth === 0;
}

const calm = toldBy({ turns: [], commits: [] }, CrashingStore);

const sameAsCalm = (Store: typeof CrashingStore) =>
  fc.asyncProperty(schedules, async (schedule) => {
    expect(await toldBy(schedule, Store)).toEqual(await calm);
  });

test('undisturbed, it tells the book at publication and then each report that says something new', async () => {
  const told = (await calm) as { payload: { what: { kind: string } } }[];
  // Of the 25 reports after the history, 5 are changes of state, each to another one.
  expect(told.length).toBe(1 + REPORTS - AFTER);
  expect(told.map(({ payload }) => payload.what.kind).filter((kind) => kind === 'fill').length).toBe(20);
});

test(
  'however provider, source and store die, no entry is lost, doubled or different',
  { timeout: 120_000 },
  async () => {
    await fc.assert(sameAsCalm(CrashingStore), { numRuns: 60 });
  },
);

test(
  'control: with what is told written apart from what is journaled, a death between them loses some',
  { timeout: 120_000 },
  async () => {
    const run = await fc.check(sameAsCalm(ApartStore), { numRuns: 60, endOnFailure: true });
    expect(run.failed).toBe(true);
  },
);
