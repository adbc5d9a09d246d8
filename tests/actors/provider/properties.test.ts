// Whatever a source does, whatever is asked and however often the provider dies: followers hear of every fill once, in order,
// unless it is withheld, and the newest word is the whole truth. Fill number n has price 100 + n, so a book tells how many are in it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Turn } from '../../../runtime/turn.ts';
import type { CopyEntry } from '../../../actors/domain/copy/copy-entry.ts';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import { applyFill, cashAfter, FLAT_POSITION, sideOf } from '../../../actors/domain/position.ts';
import { providerActor } from '../../../actors/provider/provider.actor.ts';
import { type Definition, type End, ProviderScene, type Step, WALL } from './provider-scene.ts';

const NUM_RUNS = 10_000;

type Act =
  | { readonly kind: 'fill'; readonly side: 'BUY' | 'SELL'; readonly quantity: number; readonly order: number }
  | { readonly kind: 'may'; readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED' }
  | { readonly kind: 'take' }
  | { readonly kind: 'ask'; readonly command: string };

let notesAsked = 0;

interface Batch {
  readonly acts: readonly Act[];
  readonly end: End | 'restart';
}

const fill = fc.record({
  ...{ kind: fc.constant('fill' as const), side: fc.constantFrom('BUY' as const, 'SELL' as const) },
  ...{ quantity: fc.integer({ min: 1, max: 3 }), order: fc.integer({ min: 1, max: 4 }) },
});
const may = fc.record({
  kind: fc.constant('may' as const),
  state: fc.constantFrom('ACTIVE' as const, 'REDUCING' as const, 'HALTED' as const),
});
const take = fc.constant<Act>({ kind: 'take' });
const ask = fc.record({
  kind: fc.constant('ask' as const),
  command: fc.constantFrom(
    'pause',
    'pause',
    'resume',
    'resume',
    'resume',
    'note',
    'note',
    'halt',
    'reset',
    'admit',
    'leave',
    'withdraw',
  ),
});
const batch: fc.Arbitrary<Batch> = fc.record({
  acts: fc.array(
    fc.oneof({ weight: 4, arbitrary: fill }, { weight: 4, arbitrary: take }, { weight: 1, arbitrary: may }, ask),
    { minLength: 1, maxLength: 4 },
  ),
  end: fc.constantFrom<Batch['end']>('well', 'well', 'lost', 'died', 'restart'),
});
const histories = fc.record({
  ...{ after: fc.integer({ min: 0, max: 4 }), batches: fc.array(batch, { maxLength: 12 }) },
  isSlow: fc.boolean(),
});
type History = typeof histories extends fc.Arbitrary<infer One> ? One : never;

/** A history as it went, with the notes that somebody was told are written. */
async function play({ after, batches, isSlow }: History, definition?: Definition) {
  const scene = new ProviderScene({ after }, definition);
  scene.isSlow = isSlow;
  await scene.start();
  const fills: Parameters<ProviderScene['fill']>[0][] = [];
  const acknowledged: string[] = [];
  for (const { acts, end } of batches) {
    const steps = acts.flatMap((act) => stepsOf(scene, act, fills));
    const answers = await scene.batch(steps, end === 'restart' ? 'well' : end);
    if (end === 'restart') await scene.restart();
    const asked = steps.filter((step) => step !== 'report');
    for (const [i, { reply }] of answers.entries())
      if (reply !== undefined && asked[i]!.command === 'note') acknowledged.push(String(asked[i]!.params['text']));
  }
  while (scene.reports.length < after) stepsOf(scene, { kind: 'may', state: 'ACTIVE' }, fills);
  await scene.catchUp();
  return { scene, fills, acknowledged, after };
}

function stepsOf(scene: ProviderScene, act: Act, fills: Parameters<ProviderScene['fill']>[0][]): Step[] {
  switch (act.kind) {
    case 'fill': {
      const made = { side: act.side, quantity: act.quantity, price: 101 + fills.length, commission: '0.5' };
      fills.push(made);
      scene.fill({ ...made, clientOrderId: `T-${act.order}` }, { done: act.order % 2 === 0 });
      return [];
    }
    case 'may':
      scene.report({ kind: 'trading-state', state: act.state, reason: 'why not' });
      return [];
    case 'take':
      return ['report'];
    case 'ask': {
      const text = `note ${(notesAsked += 1)}`;
      const follower = { follower: 'follower.bob', owner: 'bob', capital: '100' };
      return [scene.command(act.command, { note: { text }, admit: follower, leave: follower }[act.command] ?? {})];
    }
  }
}

/** How many fills are in a book. */
const fillsIn = ({ book }: CopyEntry): number => (book.price.isZero() ? 0 : book.price.toNumber() - 100);

/** The book that the first `count` fills make. */
function oracle(fills: Awaited<ReturnType<typeof play>>['fills'], count: number) {
  let holding = FLAT_POSITION;
  let cash = decimal(10_000);
  let round = 0;
  let price = ZERO;
  for (const made of fills.slice(0, count)) {
    const one = { side: made!.side!, quantity: decimal(made!.quantity!), price: decimal(made!.price!) };
    const before = sideOf(holding);
    holding = applyFill(holding, { ...one, commission: decimal('0.5') });
    cash = cashAfter(cash, { ...one, commission: decimal('0.5') });
    if (sideOf(holding) !== 'FLAT' && sideOf(holding) !== before) round += 1;
    price = one.price;
  }
  const { quantity, averagePrice } = holding;
  return { round, quantity, averagePrice, price, equity: cash.add(quantity.mul(price)) };
}

/** Ten thousand histories are compared as text. */
function same(what: string, found: unknown, due: unknown): void {
  const [is, ought] = [JSON.stringify(found), JSON.stringify(due)];
  if (is !== ought) throw new Error(`${what}: ${is}, not ${ought}`);
}

async function holds(history: History, definition?: Definition): Promise<void> {
  const { scene, fills, acknowledged, after } = await play(history, definition);
  const entries = scene.entries();
  const numbers = entries.flatMap(({ seq, position }) => [seq, position]);
  const due = entries.flatMap((_, i) => [i + 1, i + 1]);
  same('numbers', numbers, due);
  const unknown = entries.filter(({ at }) => at <= WALL);
  same('not on the wall', unknown, []);
  const past = scene.reports.slice(0, after).filter(({ payload }) => payload.kind === 'filled').length;
  same('first entry', [entries[0]!.what.kind, fillsIn(entries[0]!)], ['state', past]);
  for (const [i, entry] of entries.entries()) {
    const { broadcasting: _broadcasting, tradingState: _state, opening: _opening, ...book } = entry.book;
    same(`book of entry ${i + 1}`, book, oracle(fills, fillsIn(entry)));
    if (i > 0) followsFrom(scene, entries[i - 1]!, entry);
  }
  const last = entries.at(-1)!;
  const { broadcasting, tradingState, book, entries: said } = scene.view();
  same('broadcasting', last.book.broadcasting, broadcasting);
  if (broadcasting === 'ON') same('newest', [fillsIn(last), last.book.tradingState], [fills.length, tradingState]);
  same('view', [said, book.quantity], [entries.length, oracle(fills, fills.length).quantity]);
  const notes = entries.flatMap(({ what }) => (what.kind === 'note' ? [what.text] : []));
  same('notes said twice', notes.length, new Set(notes).size);
  const lost = acknowledged.filter((text) => !notes.includes(text));
  same('notes lost', lost, []);
}

/** A fill brings the book one fill on; a word brings it on only where fills were withheld. */
function followsFrom(scene: ProviderScene, before: CopyEntry, entry: CopyEntry): void {
  const passed = fillsIn(entry) - fillsIn(before);
  if (entry.what.kind === 'fill') same('fill', [passed, entry.what.fillId], [1, fillIdOf(scene, fillsIn(entry))]);
  else if (entry.what.kind === 'note' || before.book.broadcasting === 'ON') same('fills beside a word', passed, 0);
  else same('fills go back', passed >= 0, true);
}

function fillIdOf({ reports }: ProviderScene, number: number): string | undefined {
  const { payload } = reports.filter((report) => report.payload.kind === 'filled')[number - 1] ?? {};
  return payload?.kind === 'filled' ? payload.fill.fillId : undefined;
}

test(
  'after any fills, pauses and deaths every fill was passed on once or withheld, and the newest book is that of all fills',
  { timeout: 280_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(histories, (history) => holds(history)),
      { numRuns: NUM_RUNS },
    );
  },
);

/** Decides again after a crash, as a strategy does, with a snapshot after each command instead of a journal. */
function replaying(): Definition {
  const { apply, ...folded } = providerActor();
  const receive: Definition['receive'] = (state, message, turn) => {
    const record: Turn['record'] = (type, payload) => apply!(state, type, payload);
    const methods = ['append', 'follow', 'perform', 'reply', 'refuse'] as const;
    const bound = Object.fromEntries(methods.map((name) => [name, (turn[name] as () => void).bind(turn)]));
    folded.receive(state, message, { ...bound, self: turn.self, record } as unknown as Turn);
    if (message.kind === 'command') turn.checkpoint();
  };
  return { ...folded, receive };
}

test('control: replayed from snapshots instead, a command that overtakes the replay costs or doubles an entry', async () => {
  const run = await fc.check(
    fc.asyncProperty(histories, (history) => holds(history, replaying())),
    { numRuns: NUM_RUNS, seed: 1, endOnFailure: true },
  );
  expect(run.failed).toBe(true);
});

/** Forgets, as a cheaper journal would, what was done while nobody was told. */
function forgetful(): Definition {
  const whole = providerActor();
  return {
    ...whole,
    receive: (state, message, turn) => {
      const record: Turn['record'] = (type, payload, at, lazily) =>
        lazily === true ? whole.apply!(state, type, payload) : turn.record(type, payload, at);
      const methods = ['append', 'follow', 'reply', 'refuse'] as const;
      const bound = Object.fromEntries(methods.map((name) => [name, (turn[name] as () => void).bind(turn)]));
      whole.receive(state, message, { ...bound, self: turn.self, record } as unknown as Turn);
    },
  };
}

test('control: without the fills of a pause in the journal, one is passed on after it, or the book is wrong', async () => {
  const run = await fc.check(
    fc.asyncProperty(histories, (history) => holds(history, forgetful())),
    { numRuns: NUM_RUNS, seed: 1, endOnFailure: true },
  );
  expect(run.failed).toBe(true);
});
