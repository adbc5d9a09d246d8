import { describe, expect, test } from 'vitest';
import { A, AccountScene, anOrderRequest, B, LANE, orders, TIMEOUT } from './account-scene.ts';

const isProved = (scene: AccountScene, seq = scene.controls.length): boolean =>
  scene.confirmations.some(({ flat }) => flat.includes(seq));

const asks = (scene: AccountScene): number => scene.asked.filter(({ kind }) => kind === 'holdings').length;

/** A and B are long, 5 each. */
function holding(options: ConstructorParameters<typeof AccountScene>[0] = {}): AccountScene {
  const scene = new AccountScene(options);
  scene.hello(A, { strategy: 'strategy.s1' });
  scene.hello(B);
  scene.bar();
  for (const actor of [A, B]) scene.decide(actor, orders(anOrderRequest('BUY', 5)));
  next(scene);
  expect(scene.holdings()).toEqual({ ACME: '10' });
  return scene;
}

function next(scene: AccountScene): void {
  scene.bar();
  for (const actor of [A, B]) scene.decide(actor);
}

const flatten = (scene: AccountScene, scope = 'platform'): void => scene.restrict(scope, 'HALTED', { flatten: true });

describe('an account that is flattened', () => {
  test('is flat when its exits have filled and the venue has said so after that (P1)', () => {
    const scene = holding();
    flatten(scene);
    expect(scene.orders()).toEqual(['SELL MARKET ACCEPTED', 'SELL MARKET ACCEPTED']);
    expect([asks(scene), isProved(scene)]).toEqual([0, false]);
    next(scene);
    expect(scene.holdings()).toEqual({ ACME: '0' });
    expect([asks(scene), isProved(scene)]).toEqual([1, true]);
  });

  test('that holds nothing is flat by the word of the venue alone', () => {
    const scene = new AccountScene();
    flatten(scene, 'user:ann');
    expect([asks(scene), isProved(scene)]).toEqual([1, true]);
  });

  test('is not flat while an exit is in doubt, and is when the doubt is settled', () => {
    const scene = holding();
    scene.venue = (request) => {
      if (request.kind !== 'submit') return undefined;
      scene.own(request); // it arrives, and nobody hears
      return TIMEOUT;
    };
    flatten(scene);
    expect(scene.orders()).toEqual(['SELL MARKET UNKNOWN', 'SELL MARKET UNKNOWN']);
    scene.venue = () => undefined;
    expect(isProved(scene)).toBe(false);
    scene.ring();
    next(scene);
    expect(isProved(scene)).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['still holds something', { ACME: '3' }],
    ['holds the other side', { ACME: '-5' }],
  ])('is not flat while the venue says that it %s, and asks again', (_what, value) => {
    const scene = holding();
    scene.venue = ({ kind }) => (kind === 'holdings' ? { ok: true, value } : undefined);
    flatten(scene);
    next(scene);
    expect([asks(scene), isProved(scene)]).toEqual([1, false]);
    scene.ring();
    expect([asks(scene), isProved(scene)]).toEqual([2, false]);
    scene.venue = () => undefined;
    scene.ring();
    expect([asks(scene), isProved(scene)]).toEqual([3, true]);
  });

  test('is not flat while the venue does not answer', () => {
    const scene = holding();
    scene.venue = ({ kind }) => (kind === 'holdings' ? TIMEOUT : undefined);
    flatten(scene);
    next(scene);
    scene.ring();
    expect([asks(scene), isProved(scene)]).toEqual([2, false]);
    scene.venue = () => undefined;
    scene.ring();
    expect(isProved(scene)).toBe(true);
  });

  test('is not flat by an answer to a question that was asked before something was bought back', () => {
    const scene = holding();
    scene.venue = ({ kind }) => (kind === 'holdings' ? 'hold' : undefined);
    flatten(scene);
    next(scene);
    const [request] = scene.held;
    scene.restrict('platform', 'ACTIVE');
    scene.answer(request!, { ok: true, value: { ACME: '0' } });
    expect(isProved(scene, 1), 'the flatten it was asked for is over').toBe(false);
  });

  test('in one of its actors is flat when the venue holds what the others do', () => {
    const scene = holding();
    flatten(scene, 'strategy:strategy.s1');
    next(scene);
    expect(String(scene.holding(A))).toBe('0');
    expect(scene.holdings()).toEqual({ ACME: '5' });
    expect(isProved(scene)).toBe(true);
  });

  test('goes on after a crash at every step, and exits once', () => {
    for (const isForgetful of [false, true]) {
      const scene = holding();
      flatten(scene);
      scene.restart({ forgetful: isForgetful });
      for (const actor of [A, B]) scene.hello(actor);
      next(scene);
      scene.restart({ forgetful: isForgetful });
      for (const actor of [A, B]) scene.hello(actor);
      expect(isProved(scene)).toBe(true);
      expect(
        scene.journal.filter((event) => event.type === 'order.initialized' && event.exit !== undefined),
      ).toHaveLength(2);
      expect(scene.holdings()).toEqual({ ACME: '0' });
    }
  });

  test('proves it again to whom it was not told', () => {
    const scene = proved();
    next(scene);
    expect(isProved(scene)).toBe(true);
  });

  test('proves it again while its market stands still', () => {
    expect(isProved(proved())).toBe(true);
  });

  test('opens nothing more, whoever asks', () => {
    const scene = holding();
    flatten(scene);
    scene.bar();
    for (const actor of [A, B]) scene.decide(actor, orders(anOrderRequest('BUY', 1)));
    expect(scene.denials()).toEqual(['TRADING_HALTED', 'TRADING_HALTED']);
    expect(scene.state.lanes.get(LANE)!.position).toBe(3);
    expect(isProved(scene)).toBe(true);
  });
});

/** It was flat, and proved so, to a supervisor that is no more; both have started again. */
function proved(): AccountScene {
  const scene = holding();
  flatten(scene);
  next(scene);
  expect(isProved(scene)).toBe(true);
  scene.confirmations.length = 0;
  scene.restart();
  for (const actor of [A, B]) scene.hello(actor);
  return scene;
}
