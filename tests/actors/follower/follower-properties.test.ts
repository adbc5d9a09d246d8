import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyOrderId } from '../../../actors/domain/client-order-id.ts';
import { Decimal, floorTo, ZERO } from '../../../actors/domain/decimal.ts';
import { followerActor } from '../../../actors/follower/follower.actor.ts';
import type { CopyStanding, FromRiskMonitor } from '../../../actors/protocol.ts';
import { FOLLOWER, type FollowerKind, FollowerScene } from './follower-scene.ts';

type Step =
  | { readonly kind: 'fill'; readonly signed: number }
  | { readonly kind: 'bar'; readonly close: number }
  | { readonly kind: 'outage'; readonly bars: number }
  | { readonly kind: 'cut' | 'mend' | 'crash' | 'restart' | 'pause' | 'resume' }
  | { readonly kind: 'repeat'; readonly seq: number };

interface Story {
  readonly steps: readonly Step[];
  readonly settings: object;
  /** Messages at which the follower dies, and whether what it asked for is done first. */
  readonly deaths: readonly (readonly [number, 'before' | 'after'])[];
  readonly volume: number;
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('fill'), signed: fc.integer({ min: -12, max: 12 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('bar'), close: fc.integer({ min: 90, max: 110 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage'), bars: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat'), seq: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('cut', 'mend', 'crash', 'restart', 'pause', 'resume') }) },
);

const ratios = fc.constantFrom('1', '0.5', '2', '0.333');
const settings = fc.record(
  {
    allocation: ratios.map((ratio) => ({ kind: 'fixed_ratio', ratio })),
    reverse: fc.boolean(),
    maxLot: fc.constantFrom('5', '9'),
    minLot: fc.constantFrom('2'),
    copyOpen: fc.constant({ notWorseThan: 1 }),
    maxSignalAgeMs: fc.constantFrom(1, 90_000),
  },
  { requiredKeys: ['allocation'] },
);

const stories: fc.Arbitrary<Story> = fc.record({
  steps: fc.array(step, { minLength: 3, maxLength: 14 }),
  settings,
  deaths: fc.array(fc.tuple(fc.integer({ min: 5, max: 120 }), fc.constantFrom('before', 'after')), { maxLength: 3 }),
  volume: fc.constantFrom(1_000_000, 40),
});

function take(scene: FollowerScene, one: Step, volume: number): void {
  switch (one.kind) {
    case 'fill':
      if (one.signed !== 0) scene.fills(one.signed);
      return;
    case 'bar':
      scene.bar(one.close, { volume });
      return;
    case 'outage':
      scene.isCutOff = true;
      for (let bar = 0; bar < one.bars; bar += 1) scene.bar();
      return;
    case 'cut':
    case 'mend':
      scene.isCutOff = one.kind === 'cut';
      scene.run();
      return;
    case 'crash':
      scene.crash();
      return;
    case 'restart':
      // The desk's supervisor is rest_for_one: who trades on the account restarts after it.
      scene.account.restart();
      scene.crash();
      return;
    case 'pause':
    case 'resume':
      scene.command(one.kind);
      return;
    case 'repeat':
      scene.repeat(one.seq);
  }
}

function told({ steps, settings: chosen, deaths, volume }: Story, definition?: FollowerKind): FollowerScene {
  const scene = new FollowerScene({
    settings: chosen,
    account: { model: { volumeShare: 0.1 } },
    ...(definition !== undefined && { definition }),
  });
  scene.bar(100);
  scene.deaths = new Map(deaths.map(([at, how]) => [scene.taken + at, how]));
  for (const one of steps) take(scene, one, volume);
  scene.isCutOff = false;
  scene.calm(6);
  return scene;
}

/** In proportion to the provider's book, worked out anew from the scale of its round: as far as the follower may go. */
function farthest({ view, entries, config, state }: FollowerScene): Decimal {
  const last = entries.at(-1)?.payload.book;
  if (last === undefined || view.scale === null || !view.isJoined || view.round !== last.round) return ZERO;
  const size = floorTo(last.quantity.abs().mul(view.scale).toSignificantDigits(30), config.instrument.lotSize);
  const capped = Decimal.min(size, state.settings.maxLot ?? size);
  return last.quantity.isNegative() === state.settings.reverse ? capped : capped.neg();
}

/** What must hold once the stream is caught up and all is filled; its message says what does not. */
function check(scene: FollowerScene): void {
  const { view, entries, account, state } = scene;
  expect(view.workingOrders).toEqual([]);
  expect(view.entry).toBe(entries.length);
  const held = account.holding(FOLLOWER);
  expect(state.holding.quantity.eq(held)).toBe(true);
  expect(state.cash.eq(account.state.actors.get(FOLLOWER)!.cash)).toBe(true);
  // Exposed by nothing but the target; a pause holds back what adds to it.
  const target = farthest(scene);
  expect(held.abs().lte(target.abs()) && held.mul(target).gte(ZERO)).toBe(true);
  // What lacks less than the smallest lot is not added.
  const gap = target.sub(held).abs();
  if (state.memory.mode === 'copying') expect(gap.lt(state.settings.minLot ?? 1)).toBe(true);
  const fillIds = entries.flatMap(({ payload: { what } }) => (what.kind === 'fill' ? [what.fillId] : []));
  const ids = account.journal.flatMap((event) => (event.type === 'order.initialized' ? [event.order] : []));
  expect(new Set(ids.map(({ clientOrderId }) => clientOrderId)).size).toBe(ids.length);
  for (const fillId of fillIds) {
    const legs = new Set([0, 1].map((leg) => copyOrderId(FOLLOWER, fillId, leg)));
    const made = ids.filter(({ clientOrderId }) => legs.has(clientOrderId));
    expect(made.length).toBeLessThanOrEqual(2);
    expect(new Set(made.map(({ side }) => side)).size).toBeLessThanOrEqual(1);
  }
  const seqs = scene.words('entry').map(({ seq }) => Number(seq));
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
}

test('whatever is lost, doubled, late or crashes, a follower that is caught up holds its target, and no fill is ordered twice', () => {
  fc.assert(
    fc.property(stories, (story) => check(told(story))),
    { seed: 5, numRuns: 10_000 },
  );
}, 280_000);

const product = followerActor();

/** The product, but what its account answers is changed on the way. */
const mishearing = (change: (word: Acknowledged) => FromRiskMonitor): FollowerKind => ({
  ...product,
  receive(state, message, turn) {
    const word = message.kind === 'told' ? (message.body as FromRiskMonitor) : undefined;
    const heard = word?.kind === 'acknowledged' ? { ...message, body: change(word) } : message;
    product.receive(state, heard, turn);
  },
});

type Acknowledged = Extract<FromRiskMonitor, { kind: 'acknowledged' }>;

const breaks = (definition: FollowerKind): boolean =>
  fc.check(
    fc.property(stories, (story) => check(told(story, definition))),
    { seed: 5, numRuns: 2_000, endOnFailure: true },
  ).failed;

test('one that forgets what its account remembers is caught by that', () => {
  expect(breaks(mishearing(({ copy: _copy, ...word }) => word))).toBe(true);
});

test('and so is one that answers to an old incarnation’s word, not knowing which orders are open', () => {
  const standing: CopyStanding = { position: 0, working: [] };
  expect(breaks(mishearing((word) => ({ ...word, standing })))).toBe(true);
});
