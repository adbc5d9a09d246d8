import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_COPY } from '../../../actors/domain/copy/copy-word.ts';
import { decimal, type Decimal } from '../../../actors/domain/decimal.ts';
import { signedQuantity } from '../../../actors/domain/position.ts';
import type { TradingRequest } from '../../../actors/protocol.ts';
import { riskMonitorActor } from '../../../actors/risk-monitor/risk-monitor.actor.ts';
import { AccountScene, anOrderRequest, orders, TIMEOUT } from './account-scene.ts';
import { anEntry, F, fees, TestFollower } from './copy-scene.ts';

const RUNS = 10_000;
const product = riskMonitorActor();
type RiskMonitor = typeof product;

const entry = fc.nat({ max: 5 }).map((number) => number + 1);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('entries' as const),
      /** Asked for in one word, each under a new number. */
      entries: fc.array(entry, { minLength: 1, maxLength: 3 }),
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      quantity: fc.integer({ min: 1, max: 60 }),
      arrives: fc.constantFrom('in order', 'in order', 'backwards', 'never'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fees' as const),
      days: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
      amount: fc.integer({ min: 0, max: 400 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), from: fc.nat({ max: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('bar' as const), close: fc.integer({ min: 90, max: 110 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      from: fc.constantFrom('journal', 'snapshot'),
      forgetful: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('venue' as const), isDeaf: fc.boolean() }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const plays = fc.tuple(fc.boolean(), fc.array(step, { minLength: 3, maxLength: 12 }));

/** An account whose follower asks and asks again, in whatever order, while venue and account come and go. */
class Play {
  readonly scene: AccountScene;
  readonly follower: TestFollower;

  constructor(simulatedVenue: boolean, definition: RiskMonitor) {
    const model = { commissionRate: 0.001 };
    this.scene = new AccountScene({ simulatedVenue, definition, model });
    this.follower = new TestFollower(this.scene);
    this.follower.hello();
    this.scene.bar();
    this.follower.idle();
  }

  take(next: Step): void {
    const { scene, follower } = this;
    switch (next.kind) {
      case 'entries': {
        const { side, quantity } = next;
        const made = next.entries.map((number) =>
          follower.made(anEntry(number), orders(anOrderRequest(side, quantity, { copyOf: `f${number}` }))),
        );
        this.deliver(made, next.arrives);
        return;
      }
      case 'fees':
        follower.send(
          next.days.map((day) =>
            follower.made(fees(`2024-01-0${day}`, { volume: String(next.amount), mark: `${10_000 + day}` })),
          ),
        );
        return;
      case 'again':
        follower.send(follower.asked.slice(next.from));
        return;
      case 'bar':
        for (let patience = 0; scene.pulls === 0 && patience < 10; patience += 1) scene.ring();
        if (scene.pulls > 0) scene.bar({ close: next.close });
        follower.idle();
        return;
      case 'restart': {
        const now = scene.saved();
        scene.restart({ forgetful: next.forgetful, ...(next.from !== 'journal' && { from: now }) });
        follower.hello();
        return;
      }
      case 'venue':
        scene.venue = (request) => (next.isDeaf && request.kind === 'submit' ? TIMEOUT : undefined);
    }
  }

  private deliver(made: readonly TradingRequest[], arrives: string): void {
    if (arrives === 'never') return;
    for (const request of arrives === 'backwards' ? made.toReversed() : made) this.follower.send([request]);
  }

  /** All that was asked for arrives in the end. */
  end(): void {
    this.scene.venue = () => undefined;
    for (let round = 0; round < 3; round += 1) {
      this.take({ kind: 'bar', close: 100 });
      this.follower.send(this.follower.asked);
    }
  }
}

interface Tally {
  copied: number;
  charged: number;
}

/** What must not be, if it is. */
function violation(play: Play, tally: Tally): string | undefined {
  const { scene } = play;
  const copied: string[] = [];
  const charged: string[] = [];
  for (const event of scene.journal) {
    if (event.type === 'order.initialized') copied.push(event.order.clientOrderId);
    if (event.type === 'fee.charged') charged.push(event.word.day);
  }
  tally.copied += copied.length;
  tally.charged += charged.length;
  if (new Set(copied).size < copied.length) return 'a fill was copied twice';
  if (charged.some((day, index) => index > 0 && day <= charged[index - 1]!)) return 'a day was charged twice';
  if (scene.state.actors.get(F)!.decided < play.follower.asked.length) return 'a request was never decided';
  return ledgerFault(scene) ?? foldFault(scene);
}

/** I3 of the follower, from postings and fills alone. */
function ledgerFault({ journal, state }: AccountScene): string | undefined {
  const cash = new Map<string, Decimal>();
  const fill = { quantity: decimal(0), spent: decimal(0) };
  let feesTaken = decimal(0);
  for (const event of journal) {
    if (event.type === 'order.filled') {
      const signed = signedQuantity(event.fill);
      fill.quantity = fill.quantity.add(signed);
      fill.spent = fill.spent.add(signed.mul(event.fill.price)).add(event.fill.commission);
    }
    if (!('postings' in event)) continue;
    let sum = decimal(0);
    for (const { book, actor, amount } of event.postings) {
      sum = sum.add(amount);
      if (book === 'CASH') cash.set(actor, (cash.get(actor) ?? decimal(0)).add(amount));
      if (book === 'FEES') feesTaken = feesTaken.add(amount);
    }
    if (!sum.isZero()) return `${event.type} is out of balance`;
  }
  const follower = state.actors.get(F)!;
  if (!follower.holding.quantity.eq(fill.quantity)) return 'the position is not that of its fills';
  if (!follower.cash.eq(cash.get(F)!)) return 'cash is not that of the ledger';
  if (!follower.cash.eq(decimal(10_000).sub(fill.spent).sub(feesTaken))) return 'cash is not what was left';
  return state.unallocated.eq(90_000) ? undefined : 'cash of others is gone';
}

/** The account is the fold of its journal, and the same once it is saved and loaded. */
function foldFault(scene: AccountScene): string | undefined {
  const memory = ({ actors, marks }: AccountScene['state']): string => {
    const { copy, cash } = actors.get(F)!;
    const known = Object.entries(copy!).filter(([, value]) => value !== undefined);
    return JSON.stringify([known.sort(), cash, [...marks]]);
  };
  const [live, folded, loaded] = [scene.state, scene.folded(), scene.loaded()].map(memory);
  return live === folded && live === loaded ? undefined : 'the memory is not that of the journal';
}

function played([simulatedVenue, steps]: [boolean, Step[]], tally: Tally, definition = product): string | undefined {
  const play = new Play(simulatedVenue, definition);
  for (const next of steps) play.take(next);
  play.end();
  return violation(play, tally);
}

describe('whatever a follower asks, again and in any order, and whenever its account starts again', () => {
  test(
    'a fill leads to one order at most, a day is charged once, and the ledger is exact',
    { timeout: 280_000 },
    () => {
      const tally = { copied: 0, charged: 0 };
      fc.assert(
        fc.property(plays, (play) => {
          expect(played(play, tally)).toBeUndefined();
        }),
        { numRuns: RUNS, seed: 5 },
      );
      expect(tally.copied).toBeGreaterThan(RUNS / 2);
      expect(tally.charged).toBeGreaterThan(RUNS / 2);
    },
  );
});

describe('what must not be left out', () => {
  /** What the plays find. */
  const found = (definition: RiskMonitor): readonly (string | undefined)[] =>
    fc.sample(plays, { numRuns: 300, seed: 5 }).map((play) => played(play, { copied: 0, charged: 0 }, definition));

  test('without the memory of entries, fills are copied twice', () => {
    const forgetful: RiskMonitor = {
      ...product,
      receive: (state, message, turn) => {
        for (const actor of state.actors.values()) if (actor.copy !== undefined) actor.copy = { ...actor.copy, seq: 0 };
        product.receive(state, message, turn);
      },
    };
    expect(found(forgetful)).toContain('a fill was copied twice');
  });

  test('without the memory of days, they are charged twice', () => {
    const greedy: RiskMonitor = {
      ...product,
      receive: (state, message, turn) => {
        for (const actor of state.actors.values())
          if (actor.copy !== undefined) actor.copy = { ...actor.copy, feesThrough: undefined };
        product.receive(state, message, turn);
      },
    };
    expect(found(greedy)).toContain('a day was charged twice');
  });

  test('without the memory in snapshots, an account that was loaded is another one', () => {
    const lossy: RiskMonitor = {
      ...product,
      load: (config, saved, self) => {
        const state = product.load(config, saved, self);
        for (const actor of state.actors.values()) actor.copy = NO_COPY;
        return state;
      },
    };
    expect(found(lossy)).toContain('a fill was copied twice');
  });

  test('without fees in the fold, cash is not that of the ledger', () => {
    const generous: RiskMonitor = {
      ...product,
      apply: (state, type, event) => {
        if (type !== 'fee.charged') product.apply!(state, type, event);
      },
    };
    expect(found(generous)).toContain('cash is not that of the ledger');
  });
});
