import { describe, expect, test } from 'vitest';
import { A, AccountScene, anOrderRequest, B, orders } from './account-scene.ts';

const holding = (quantity: number, options: ConstructorParameters<typeof AccountScene>[0] = {}): AccountScene => {
  const scene = new AccountScene(options);
  scene.hello();
  scene.bar();
  scene.decide(A, orders(anOrderRequest('BUY', quantity)));
  scene.bar();
  return scene;
};

describe('an allocation', () => {
  test('of more than there is left is refused, and holds up nobody', () => {
    const scene = new AccountScene({ deposit: '15000', siblings: [A, B] });
    scene.hello(A);
    expect(scene.pulls, 'the lane waits for B').toBe(0);
    scene.hello(B);
    expect(scene.told.at(-1)!.word).toEqual({
      kind: 'refused',
      reason: "allocation 10000 exceeds the account's unallocated cash 5000",
    });
    expect(scene.pulls).toBe(1);
    expect(String(scene.state.unallocated)).toBe('5000');
  });

  test('in another currency is refused', () => {
    const scene = new AccountScene();
    scene.hello(A, { currency: 'EUR' });
    expect(scene.told.at(-1)!.word).toEqual({ kind: 'refused', reason: 'the account is in USD, ACME in EUR' });
  });

  test('is made once, however often its actor says hello', () => {
    const scene = new AccountScene();
    scene.hello();
    scene.restart();
    scene.hello();
    expect(scene.types().filter((type) => type === 'allocation.made')).toHaveLength(1);
    expect(String(scene.state.unallocated)).toBe('90000');
  });

  test('tells a late joiner the same place to trade from after any crash', () => {
    const scene = new AccountScene();
    scene.hello(A);
    for (let bar = 0; bar < 5; bar += 1) {
      scene.bar();
      scene.decide(A);
    }
    scene.hello(B, { position: 0 });
    scene.restart();
    scene.hello(B, { position: 0 });
    const joined = scene.told
      .filter(({ to }) => to === B)
      .map(({ word }) => word.kind === 'acknowledged' && word.position);
    expect(joined).toEqual([5, 5]);
  });

  test('on an account that is halted says so', () => {
    const scene = new AccountScene();
    scene.command('halt', { reason: 'enough' });
    scene.hello();
    expect(scene.reports).toEqual([
      { actor: A, position: 1, report: { kind: 'trading-state', state: 'HALTED', reason: 'enough' } },
    ]);
  });
});

describe('a lane', () => {
  test('asks for no bar before every running actor has decided the last one', () => {
    const scene = new AccountScene();
    scene.hello(A);
    scene.hello(B);
    scene.bar();
    scene.decide(B);
    expect(scene.pulls).toBe(0);
    scene.decide(A);
    expect(scene.pulls).toBe(1);
  });

  test('does not wait for an actor that is down, waits for one that comes back, and still matches its stops', () => {
    const scene = holding(10);
    scene.decide(A, orders(anOrderRequest('SELL', 10, { type: 'STOP_MARKET', triggerPrice: 95, reduceOnly: true })));
    scene.bar();
    scene.down(A, 'restarting');
    expect(scene.pulls).toBe(0);
    scene.down(A, 'faulted');
    scene.bar({ low: 94, close: 95 });
    expect(String(scene.holding())).toBe('0');
  });

  test('reports what was decided on a bar before the next, also when a crash took it back', () => {
    const scene = holding(10);
    for (let bar = 0; bar < 4; bar += 1) {
      scene.decide(A);
      scene.bar();
    }
    scene.decide(A, { kind: 'restrict', state: 'HALTED', flatten: true, reason: 'enough', by: 'ann' });
    expect(scene.reports.at(-1)).toMatchObject({ position: 7, report: { kind: 'trading-state' } });
    expect(scene.folded().lanes.get('bars.ACME.1m')!.position).toBe(6);
  });
});

describe('HALTED', () => {
  test.each(['pause', 'resume'])('is not ended by %s', (command) => {
    const scene = holding(10);
    scene.command('halt');
    scene.command(command);
    expect(scene.refusals).toEqual(['TRADING_HALTED']);
    expect(scene.state.restriction.state).toBe('HALTED');
  });

  test('outlives a crash and ends by reset', () => {
    const scene = holding(10);
    scene.command('halt');
    scene.restart();
    scene.hello();
    scene.bar();
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
    scene.command('reset');
    scene.bar();
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
    expect(scene.reports.flatMap(({ report }) => (report.kind === 'trading-state' ? [report.state] : []))).toEqual([
      'HALTED',
      'ACTIVE',
    ]);
  });

  test('of one actor leaves the others alone', () => {
    const scene = new AccountScene();
    scene.hello(A);
    scene.hello(B);
    scene.bar();
    scene.decide(
      A,
      { kind: 'restrict', state: 'HALTED', flatten: false, reason: '', by: 'ann' },
      orders(anOrderRequest('BUY', 1)),
    );
    scene.decide(B, orders(anOrderRequest('BUY', 1)));
    expect(scene.denials()).toEqual(['TRADING_HALTED']);
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
  });
});

describe('flatten', () => {
  test('cancels, then closes, for an actor that does not run too', () => {
    const scene = holding(10);
    scene.decide(A, orders(anOrderRequest('BUY', 1, { type: 'LIMIT', limitPrice: 90 })));
    scene.bar();
    scene.down(A, 'faulted');
    scene.command('flatten');
    expect(scene.orders()).toEqual(['SELL MARKET ACCEPTED']);
    scene.bar();
    expect(String(scene.holding())).toBe('0');
    expect(scene.orders()).toEqual([]);
  });

  test('goes on after a crash at any of its steps, and exits once', () => {
    for (let steps = 0; steps < 6; steps += 1) {
      const scene = holding(10);
      scene.decide(A, orders(anOrderRequest('BUY', 1, { type: 'LIMIT', limitPrice: 90 })));
      scene.bar();
      scene.decide(A);
      let left = steps;
      scene.venue = () => (left-- > 0 ? undefined : 'hold');
      scene.command('flatten');
      scene.venue = () => undefined;
      scene.restart({ forgetful: true });
      scene.hello();
      for (let bar = 0; bar < 2; bar += 1) {
        if (scene.pulls === 0) scene.decide(A);
        scene.bar();
      }
      expect(String(scene.holding()), `after ${steps} steps`).toBe('0');
      expect(scene.state.actors.get(A)!.exits).toBe(1);
    }
  });

  test('tries a refused exit again with the next bar, not in a loop', () => {
    const scene = holding(10);
    let refused = 0;
    scene.venue = (request) =>
      request.kind === 'submit' ? (refused++, { ok: false, type: 'VENUE_REJECTED', message: 'no' }) : undefined;
    scene.command('flatten');
    expect(refused).toBe(1);
    scene.decide(A);
    scene.bar();
    expect(refused).toBe(2);
    scene.venue = () => undefined;
    scene.decide(A);
    scene.bar();
    scene.decide(A);
    scene.bar();
    expect(String(scene.holding())).toBe('0');
  });

  test('is not taken back by a halt, nor that of an actor by a reset of the account', () => {
    const scene = holding(10);
    scene.venue = (request) =>
      request.kind === 'submit' ? { ok: false, type: 'VENUE_REJECTED', message: 'no' } : undefined;
    scene.decide(A, { kind: 'restrict', state: 'HALTED', flatten: true, reason: '', by: 'ann' });
    scene.command('flatten');
    scene.command('halt');
    expect(scene.state.restriction.flatten).toBe(true);
    scene.command('reset');
    expect(scene.state.restriction.flatten).toBe(false);
    expect(scene.state.actors.get(A)!.restriction.flatten).toBe(true);
  });
});
