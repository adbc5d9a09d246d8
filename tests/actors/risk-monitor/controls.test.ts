import { describe, expect, test } from 'vitest';
import { RISK_SUPERVISOR } from '../../../actors/protocol.ts';
import { A, AccountScene, anOrderRequest, B, orders, TIMEOUT } from './account-scene.ts';

const BUY = orders(anOrderRequest('BUY', 5));

const trading = (options: ConstructorParameters<typeof AccountScene>[0] = {}): AccountScene => {
  const scene = new AccountScene(options);
  scene.hello(A);
  scene.hello(B);
  scene.bar();
  return scene;
};

const lastTold = (scene: AccountScene): number | undefined => scene.confirmations.at(-1)?.through;

describe('a control', () => {
  test('holds for every order after it in the journal, and for none before (K2)', () => {
    const scene = trading();
    scene.decide(A, BUY);
    scene.decide(B);
    scene.restrict('platform', 'HALTED');
    scene.bar();
    scene.decide(A, BUY);
    scene.decide(B);
    const decided = scene.types().filter((type) => /control.taken|initialized|denied/.test(type));
    expect(decided).toEqual(['order.initialized', 'control.taken', 'order.denied']);
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
  });

  test.each<[string, boolean, boolean]>([
    ['platform', true, true],
    ['user:ann', true, true],
    ['user:bob', false, false],
    ['account:a1', true, true],
    ['account:a2', false, false],
    ['instrument:ACME', true, true],
    ['instrument:OTHER', false, false],
    ['strategy:strategy.s1', true, false],
    ['strategy:strategy.s2', false, false],
  ])('about %s stops whom it is about: A %s, B %s', (scope, stopsA, stopsB) => {
    const scene = trading();
    scene.hello(A, { strategy: 'strategy.s1' });
    scene.restrict(scope, 'HALTED');
    scene.decide(A, BUY);
    scene.decide(B, BUY);
    const isDenied = (actor: string): boolean =>
      scene.journal.some((event) => event.type === 'order.denied' && event.order.actor === actor);
    expect([isDenied(A), isDenied(B)]).toEqual([stopsA, stopsB]);
    expect(lastTold(scene), 'whoever it is about, the account has come through it').toBe(1);
  });

  test('about a node is about the accounts that it names, wherever they are now', () => {
    const scene = trading();
    scene.restrict('node:worker-1', 'HALTED', { accounts: ['a7'] });
    scene.decide(A, BUY);
    scene.decide(B);
    expect(scene.denials()).toEqual([]);
    scene.restrict('node:worker-2', 'HALTED', { accounts: ['a7', 'a1'] });
    scene.bar();
    scene.decide(A, BUY);
    scene.decide(B);
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
  });

  test('that was confirmed and not yet journaled when the account died holds in its successor (K1, K2)', () => {
    const dying = (): AccountScene => {
      const scene = trading();
      scene.desk = ({ kind }) => (kind === 'confirm' ? 'hold' : undefined);
      scene.restrict('platform', 'HALTED');
      expect(lastTold(scene)).toBe(1);
      expect(scene.folded().controls.through).toBe(1);
      return scene;
    };
    const afterDeath = (scene: AccountScene): readonly string[] => {
      scene.restart({ loses: 'what may wait' });
      expect(scene.state.controls.through).toBe(scene.head);
      scene.hello(A);
      scene.hello(B);
      scene.bar();
      scene.decide(A, BUY);
      scene.decide(B);
      return scene.denials();
    };
    expect(afterDeath(dying())).toEqual(['TRADING_HALTED']);
    const control = dying();
    control.head = control.reach = 0; // the database would know of no control
    expect(afterDeath(control), 'control: without the briefing it would trade').toEqual([]);
  });

  test('of one scope is lifted by the reset of that scope alone, and the strictest holds', () => {
    const scene = trading();
    scene.restrict('platform', 'REDUCING');
    scene.restrict('user:ann', 'HALTED', { reason: 'odd' });
    scene.restrict('platform', 'ACTIVE');
    scene.decide(A, BUY);
    scene.decide(B);
    scene.bar();
    scene.restrict('user:ann', 'ACTIVE');
    scene.decide(A, BUY);
    scene.decide(B);
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
  });

  test('is told to the actors whose freedom it changes, with its reason, and to no others', () => {
    const scene = trading();
    scene.command('halt', { reason: 'by hand' });
    const before = scene.reports.length;
    scene.restrict('platform', 'HALTED', { reason: 'storm' });
    expect(scene.reports.slice(before), 'they are halted already').toEqual([]);
    scene.command('reset');
    expect(scene.reports.slice(-2).map(({ actor, report }) => [actor, report])).toEqual(
      [A, B].map((actor) => [actor, { kind: 'trading-state', state: 'HALTED', reason: 'storm' }]),
    );
  });

  test('that halts cancels entries that rest, and keeps what protects', () => {
    const scene = trading();
    scene.decide(A, BUY);
    scene.decide(B);
    scene.bar();
    const stop = anOrderRequest('SELL', 5, { type: 'STOP_MARKET', triggerPrice: 90, reduceOnly: true, leg: 1 });
    scene.decide(A, orders(stop, anOrderRequest('BUY', 2, { type: 'LIMIT', limitPrice: 80 })));
    scene.decide(B);
    expect(scene.orders()).toHaveLength(2);
    scene.restrict('platform', 'HALTED');
    expect(scene.orders()).toEqual(['SELL STOP_MARKET ACCEPTED']);
    expect(String(scene.holding())).toBe('5');
  });

  test('that comes twice is taken once', () => {
    const scene = trading();
    scene.restrict('platform', 'HALTED');
    scene.reach = 0;
    const again = { ...{ seq: 1, position: 1, time: 0, correlationId: 'k1' }, stream: 'risk.controls' };
    scene.entry({ ...again, payload: scene.controls[0] });
    expect(scene.types().filter((type) => type === 'control.taken')).toHaveLength(1);
  });
});

describe('a risk monitor that starts', () => {
  test('decides nothing before it has taken every control that was durable then (K1)', () => {
    const scene = trading();
    scene.restart();
    scene.reach = 0; // its node has heard of nothing yet
    scene.restrict('platform', 'HALTED');
    scene.restart();
    scene.hello(A);
    scene.hello(B);
    const requests = scene.decide(A, BUY);
    scene.decide(B);
    expect(scene.types().filter((type) => type.startsWith('order.'))).toEqual([]);
    expect(scene.pulls, 'its market stands still').toBe(0);
    scene.reach = Infinity;
    scene.hello(A, { requests });
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
    expect(scene.types()).not.toContain('order.initialized');
  });

  test('asks again when its node cannot say how far the controls reach, and decides nothing meanwhile', () => {
    const scene = trading();
    scene.desk = ({ kind }) => (kind === 'brief' ? TIMEOUT : undefined);
    scene.restart();
    scene.hello(A);
    scene.hello(B);
    scene.decide(A, BUY);
    scene.decide(B);
    scene.ring();
    expect(scene.types()).not.toContain('order.initialized');
    scene.desk = () => undefined;
    scene.ring();
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
  });

  test('has what it had taken, and what was said meanwhile, from its journal as from a snapshot', () => {
    for (const isSaved of [false, true]) {
      const scene = trading();
      scene.restrict('user:ann', 'REDUCING');
      scene.reach = 1;
      scene.restrict('platform', 'HALTED');
      scene.reach = Infinity;
      scene.restart(isSaved ? { from: scene.saved() } : {});
      expect([...scene.state.controls.latches.keys()]).toEqual(['user:ann', 'platform']);
      expect(lastTold(scene)).toBe(2);
    }
  });

  test('lets a person halt it before it knows the controls', () => {
    const scene = trading();
    scene.desk = ({ kind }) => (kind === 'brief' ? 'hold' : undefined);
    scene.restart();
    scene.command('halt', { reason: 'now' });
    expect(scene.replies.at(-1)).toEqual({ tradingState: 'HALTED' });
  });
});

describe('what the supervisor is told', () => {
  test('is how far the account has come, with each control', () => {
    const scene = trading();
    scene.restrict('platform', 'HALTED');
    scene.restrict('user:bob', 'HALTED');
    expect(scene.confirmations.map(({ through }) => through)).toEqual([0, 1, 2]);
    expect(scene.confirmations.every(({ account }) => account === 'a1')).toBe(true);
  });

  test('is told again to a supervisor that has come up, and when a word was lost (K4)', () => {
    const scene = trading();
    scene.desk = ({ kind }) => (kind === 'confirm' ? TIMEOUT : undefined);
    scene.restrict('platform', 'HALTED');
    const { length } = scene.confirmations;
    scene.desk = () => undefined;
    scene.ring();
    scene.up(RISK_SUPERVISOR);
    expect(scene.confirmations.slice(length).map(({ through }) => through)).toEqual([1, 1]);
    scene.ring();
    expect(scene.confirmations).toHaveLength(length + 2);
  });
});
