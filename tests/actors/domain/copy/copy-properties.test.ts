// Random providers, settings, outages and restarts; the target is worked out again in whole hundredths.
// C1. Once the newest entry is taken and orders are filled, the position is the target within the follower's rules.
// C2. Of each fill of the provider at most one decision is journaled, however often and in whatever order it comes.
// C3. What is opened never exceeds the maximum lot or the exposure.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { targetNow } from '../../../../actors/domain/copy/correct-copy.ts';
import type { CopyEntry, ProviderBook } from '../../../../actors/domain/copy/copy-entry.ts';
import { copySettings } from '../../../../actors/domain/copy/copy-settings.ts';
import {
  foldCopy,
  NO_COPY,
  type CopyMemory,
  type CopyMode,
  type CopyWord,
} from '../../../../actors/domain/copy/copy-word.ts';
import { type CopyInput, decideCopy } from '../../../../actors/domain/copy/decide-copy.ts';
import { decimal, ZERO, type Decimal } from '../../../../actors/domain/decimal.ts';
import { anInstrument } from '../../../support/domain-builders.ts';
import { isRefuted, MANY } from '../risk/arbitraries.ts';
import { NOW } from './copy-builders.ts';

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });

/** Own prices are at most 3 % off the provider's 100: no round is too dear to be joined at follow. */
const ANY_PRICE = 0.05;

const step = fc.record({
  /** Signed units; 0 closes. */
  trade: fc.integer({ min: -12, max: 12 }),
  isClose: fc.boolean(),
  word: fc.constantFrom('fill', 'fill', 'fill', 'fill', 'PAUSED', 'ON', 'REDUCING', 'ACTIVE'),
  ownPrice: fc.constantFrom(100, 100, 100, 99, 103),
  fate: fc.constantFrom('come', 'come', 'come', 'drop', 'double', 'late', 'overtaken', 'passed'),
  /** Share in tenths of what works that fills before the next entry. */
  filled: fc.constantFrom(0, 3, 10),
  isRestarted: fc.boolean(),
  mode: fc.constantFrom<CopyMode | undefined>(
    undefined,
    undefined,
    undefined,
    undefined,
    'paused',
    'close_only',
    'copying',
  ),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const cases = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  /** Hundredths. */
  ratio: fc.integer({ min: 1, max: 300 }),
  reverse: fc.boolean(),
  maxLot: maybe(fc.integer({ min: 1, max: 20 })),
  minLot: maybe(fc.constant(1)),
  maxExposure: maybe(fc.integer({ min: 50, max: 3000 })),
  maxSlippage: maybe(fc.constant(0.02)),
  afterOutage: fc.constantFrom('reconcile', 'close_only', 'wait'),
  copyOpen: fc.constantFrom(false as const, { notWorseThan: 0.02 }, { notWorseThan: ANY_PRICE }),
  /** Hundredths. */
  lot: fc.constantFrom(1, 10, 100),
});
type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;
type Numbered = CopyEntry & { readonly seq: number };

/** What the control breaks. */
interface Breaks {
  readonly input?: (input: CopyInput) => CopyInput;
  readonly fold?: typeof foldCopy;
}

const FIRST: ProviderBook = {
  ...{ round: 0, quantity: ZERO, averagePrice: ZERO, price: decimal(100), equity: decimal(50_000) },
  ...{ broadcasting: 'ON', tradingState: 'ACTIVE' },
};

function settingsOf({ ratio, steps: _steps, lot: _lot, ...rest }: Case) {
  return copySettings({ ...rest, allocation: { kind: 'fixed_ratio', ratio: String(ratio / 100) } });
}

function afterTrade(book: ProviderBook, { trade, isClose }: Step): { book: ProviderBook; traded: number } {
  const before = Number(book.quantity);
  const traded = isClose ? -before : trade;
  const after = before + traded;
  const opens = after !== 0 && (before === 0 || Math.sign(before) !== Math.sign(after));
  const round = book.round + (opens ? 1 : 0);
  return { book: { ...book, round, quantity: decimal(after), averagePrice: decimal(after === 0 ? 0 : 100) }, traded };
}

/** What the provider says, and how its entries reach the follower. */
function* history(steps: readonly Step[]): Generator<{ step: Step; entry: Numbered }> {
  let book = FIRST;
  let seq = 0;
  for (const it of steps) {
    let what: CopyEntry['what'] = { kind: 'state', reason: it.word };
    if (it.word === 'fill') {
      const { traded, ...next } = afterTrade(book, it);
      book = next.book;
      if (traded === 0 || book.broadcasting !== 'ON') continue;
      const side = traded < 0 ? 'SELL' : 'BUY';
      what = { kind: 'fill', fillId: `F-${seq + 1}`, side, quantity: decimal(Math.abs(traded)) };
    } else if (it.word === 'PAUSED' || it.word === 'ON') book = { ...book, broadcasting: it.word };
    else book = { ...book, tradingState: it.word };
    yield { step: it, entry: { seq: ++seq, what, book, time: NOW, at: NOW } };
  }
  const last: Step = { ...steps.at(-1)!, fate: 'come', isRestarted: true, ownPrice: 100, mode: 'copying' };
  yield { step: last, entry: { seq: ++seq, what: { kind: 'state', reason: 'newest' }, book, time: NOW, at: NOW } };
}

/** One follower through a history: what it holds at the end, and what became of the rules on the way. */
class Run {
  readonly settings;
  readonly instrument;
  readonly journal: CopyWord[] = [];
  memory: CopyMemory = NO_COPY;
  held: Decimal = ZERO;
  working: Decimal = ZERO;
  book = FIRST;
  exceeded = false;
  readonly #breaks: Breaks;
  readonly #fold: typeof foldCopy;

  constructor(it: Case, breaks: Breaks) {
    this.settings = settingsOf(it);
    this.instrument = anInstrument({ lotSize: decimal(it.lot).div(100) });
    this.#breaks = breaks;
    this.#fold = breaks.fold ?? foldCopy;
    const waiting: Numbered[] = [];
    for (const { step: now, entry } of history(it.steps)) {
      this.#meanwhile(now);
      if (now.fate === 'drop') continue;
      if (now.fate === 'overtaken') {
        waiting.push(entry);
        continue;
      }
      this.#take(entry, now);
      if (now.fate === 'double') this.#take(entry, now);
      for (const old of waiting.splice(0)) this.#take(old, now);
    }
    this.#fill(10);
  }

  #meanwhile({ filled, isRestarted, mode }: Step): void {
    this.#fill(filled);
    if (mode !== undefined) this.#journal({ kind: 'mode', mode, why: 'told', by: 'me' });
    if (isRestarted) this.memory = this.journal.reduce(this.#fold, NO_COPY);
  }

  #fill(tenths: number): void {
    const lots = this.working.div(this.instrument.lotSize).mul(tenths).div(10).trunc();
    const filled = lots.mul(this.instrument.lotSize);
    this.held = this.held.add(filled);
    this.working = this.working.sub(filled);
  }

  #journal(word: CopyWord): void {
    const saved = JSON.parse(JSON.stringify(word)) as CopyWord;
    this.journal.push(saved);
    this.memory = this.#fold(this.memory, saved);
  }

  #take(entry: Numbered, { ownPrice, fate }: Step): void {
    const input: CopyInput = {
      ...{ settings: this.settings, memory: this.memory, entry, now: NOW, price: decimal(ownPrice), rate: decimal(1) },
      own: { held: this.held, working: this.working, equity: decimal(10_000), openCopies: 0 },
      ...{ volatility: null, instrument: this.instrument, ageMs: fate === 'late' ? 1_000_000 : 5 },
      isCatchingUp: fate === 'passed',
    };
    const decision = decideCopy(this.#breaks.input?.(input) ?? input);
    if (decision === undefined) return;
    this.book = entry.book;
    const before = this.held.add(this.working);
    this.working = this.working.add(decision.orderQuantity);
    this.#watch(before, this.held.add(this.working), ownPrice);
    this.#journal(decision.word);
  }

  #watch(before: Decimal, after: Decimal, price: number): void {
    const grows = after.abs().gt(before.abs()) || before.mul(after).lt(0);
    const { maxLot, maxExposure } = this.settings;
    if (!grows) return;
    if (maxLot !== undefined && after.abs().gt(maxLot)) this.exceeded = true;
    if (maxExposure !== undefined && after.abs().mul(price).gt(maxExposure)) this.exceeded = true;
  }
}

/** Whether the last position is what the rules make of the last book; quantities in hundredths, own price 100. */
function isOnTarget(it: Case, { held, book, memory }: Run): boolean {
  const position = Math.round(Number(held) * 100);
  const units = Number(book.quantity);
  const isIn = memory.isJoined && memory.round === book.round && units !== 0;
  if (!isIn) return position === 0;
  const lots = (hundredths: number): number => Math.floor(hundredths / it.lot) * it.lot;
  const keep = Math.min(lots(Math.abs(units) * it.ratio), lots((it.maxLot ?? 1e9) * 100));
  const side = Math.sign(units) * (it.reverse ? -1 : 1);
  if (position !== 0 && Math.sign(position) !== side) return false;
  const size = Math.abs(position);
  if (size > keep) return false;
  if (book.broadcasting !== 'ON' || book.tradingState !== 'ACTIVE') return true;
  const open = Math.min(keep, lots(it.maxExposure ?? 1e9));
  const least = Math.max(it.lot, (it.minLot ?? 0) * 100);
  return size >= open || open - size < least || open < least;
}

/** A round that opened, or went on, where nothing stands in the way has to be joined: otherwise "flat" would always do. */
const isFreelyCopied = (it: Case): boolean =>
  it.maxSlippage === undefined &&
  it.afterOutage === 'reconcile' &&
  it.copyOpen !== false &&
  it.copyOpen.notWorseThan === ANY_PRICE;

const isJoinedWhereFree = (it: Case, { memory, book }: Run): boolean =>
  !isFreelyCopied(it) ||
  it.steps.some(({ mode }) => mode !== undefined && mode !== 'copying') ||
  it.steps.some(({ word }) => word === 'PAUSED' || word === 'REDUCING') ||
  book.quantity.isZero() ||
  (memory.isJoined && memory.round === book.round);

const property = (holds: (it: Case, run: Run) => boolean, breaks: Breaks = {}) =>
  fc.property(cases, (it) => holds(it, new Run(it, breaks)));

const converges = (it: Case, run: Run): boolean => isOnTarget(it, run) && isJoinedWhereFree(it, run);

const isOnceAFill = (_it: Case, { journal }: Run): boolean => {
  const ids = journal.flatMap((word) => (word.kind === 'entry' && word.fillId !== undefined ? [word.fillId] : []));
  return new Set(ids).size === ids.length;
};

const forgetful: typeof foldCopy = (memory, word) => ({ ...foldCopy(memory, word), seq: 0 });

it('comes to its target within its rules whatever is lost, doubled, late or overtaken, and whenever it restarts', () => {
  fc.assert(property(converges), MANY);
}, 120_000);

it('would not if it overlooked what is under way, or never joined', () => {
  const blind = (input: CopyInput): CopyInput => ({ ...input, own: { ...input.own, working: ZERO } });
  expect(isRefuted(property(converges, { input: blind }))).toBe(true);
  const denied = (input: CopyInput): CopyInput => ({ ...input, settings: { ...input.settings, deny: ['ACME'] } });
  expect(isRefuted(property(converges, { input: denied }))).toBe(true);
});

it('decides about each fill of the provider at most once', () => {
  fc.assert(property(isOnceAFill), MANY);
}, 120_000);

it('would decide twice with a memory that forgets how far it has come', () => {
  expect(isRefuted(property(isOnceAFill, { fold: forgetful }))).toBe(true);
});

it('opens nothing beyond the maximum lot and the exposure', () => {
  fc.assert(
    property((_it, { exceeded }) => !exceeded),
    MANY,
  );
}, 120_000);

it('would open more without either cap', () => {
  const without = (cap: 'maxLot' | 'maxExposure') => (input: CopyInput) => {
    const { [cap]: _cap, ...settings } = input.settings;
    return { ...input, settings };
  };
  const stays = (_it: Case, { exceeded }: Run): boolean => !exceeded;
  expect(isRefuted(property(stays, { input: without('maxLot') }))).toBe(true);
  expect(isRefuted(property(stays, { input: without('maxExposure') }))).toBe(true);
});

it('has nothing left to correct once it is on its target', () => {
  const isSettled = (_it: Case, { settings, memory, book, instrument, held }: Run): boolean => {
    const own = { held, working: ZERO, equity: decimal(10_000), openCopies: 0 };
    const scene = { ...{ settings, memory, book, instrument, own }, price: decimal(100), rate: decimal(1) };
    return targetNow(scene, 'reconcile').orderQuantity.isZero();
  };
  fc.assert(property(isSettled), MANY);
  const blind = (input: CopyInput): CopyInput => ({ ...input, own: { ...input.own, working: ZERO } });
  expect(isRefuted(property(isSettled, { input: blind }))).toBe(true);
}, 120_000);
