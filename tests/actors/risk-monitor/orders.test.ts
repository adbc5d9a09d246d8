import { describe, expect, test } from 'vitest';
import { A, AccountScene, anOrderRequest, B, LANE, orders, TIMEOUT } from './account-scene.ts';

const entering = (options: ConstructorParameters<typeof AccountScene>[0] = {}): AccountScene => {
  const scene = new AccountScene(options);
  scene.hello();
  scene.bar();
  return scene;
};

const ofKind = (scene: AccountScene, kind: string): number =>
  scene.asked.filter((request) => request.kind === kind).length;

describe('decisions', () => {
  test('a decision that is sent again is not taken again', () => {
    const scene = entering();
    const [request] = scene.decide(A, orders(anOrderRequest('BUY', 10)));
    scene.tell(A, { kind: 'decided', position: 1, requests: [request!] });
    scene.hello(A, { requests: [request!] });
    expect(scene.types().filter((type) => type === 'order.initialized')).toHaveLength(1);
    expect(scene.told.at(-1)).toEqual({ to: A, word: { kind: 'acknowledged', through: 1, position: 0 } });
  });

  test('a decision whose predecessor is missing is not taken before it', () => {
    const scene = entering();
    const first = scene.request(A, orders(anOrderRequest('BUY', 1)));
    const second = scene.request(A, orders(anOrderRequest('BUY', 2)));
    scene.tell(A, { kind: 'decided', position: 1, requests: [second] });
    expect(scene.types()).not.toContain('order.initialized');
    scene.hello(A, { requests: [first, second] });
    scene.bar();
    scene.decide(A);
    expect([...scene.state.orders.values()].map(({ working }) => Number(working.order.quantity))).toEqual([1, 2]);
  });

  test('siblings are decided in the order of their addresses, whoever spoke first', () => {
    const scene = new AccountScene({ limits: { maxOpenOrders: 1 } });
    scene.hello(B);
    scene.hello(A);
    scene.bar();
    scene.decide(B, orders(anOrderRequest('BUY', 1)));
    expect(scene.types()).not.toContain('order.initialized');
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect([...scene.state.orders.values()].map(({ working }) => working.order.actor)).toEqual([A]);
    expect(scene.denials()).toEqual(['MAX_OPEN_ORDERS_EXCEEDED: open=1 limit=1']);
  });

  test('what one order has reserved another cannot spend', () => {
    const scene = entering();
    scene.decide(A, orders(anOrderRequest('BUY', 60), anOrderRequest('BUY', 41, { leg: 1 })));
    expect(scene.denials()).toEqual(['NOTIONAL_EXCEEDS_FREE_BALANCE: cost=4100 free=4000']);
    scene.bar();
    expect(String(scene.holding())).toBe('60');
  });

  test('a way back from long to short closes, and opens with what closing frees', () => {
    const scene = entering();
    scene.decide(A, orders(anOrderRequest('BUY', 100)));
    scene.bar();
    scene.decide(A, orders(anOrderRequest('SELL', 100, { reduceOnly: true }), anOrderRequest('SELL', 90, { leg: 1 })));
    expect(scene.denials()).toEqual([]);
    scene.bar();
    expect(String(scene.holding())).toBe('-90');
  });

  test('orders wait for the cancels that came with them, and are then decided on what those have freed', () => {
    const scene = entering();
    scene.decide(A, orders(anOrderRequest('BUY', 100, { type: 'LIMIT', limitPrice: 90 })));
    scene.bar();
    const [resting] = [...scene.state.orders.keys()];
    scene.venue = (request) => (request.kind === 'cancel' ? 'hold' : undefined);
    scene.decide(A, { kind: 'cancel', clientOrderIds: [resting!] }, orders(anOrderRequest('BUY', 100)));
    expect(scene.orders()).toEqual(['BUY LIMIT PENDING_CANCEL']);
    scene.answer(scene.held[0]!, scene.own(scene.held[0]!));
    expect(scene.denials()).toEqual([]);
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
  });

  test('an actor may cancel its own orders alone', () => {
    const scene = new AccountScene();
    scene.hello(A);
    scene.hello(B);
    scene.bar();
    scene.decide(A, orders(anOrderRequest('BUY', 1, { type: 'LIMIT', limitPrice: 90 })));
    scene.decide(B);
    scene.bar();
    scene.decide(A);
    scene.decide(B, { kind: 'cancel', clientOrderIds: [...scene.state.orders.keys()] });
    expect(scene.orders()).toEqual(['BUY LIMIT ACCEPTED']);
  });

  test('a minute of one market does not count the orders of another time', () => {
    const scene = entering({ limits: { maxOrdersPerMinute: 1 } });
    scene.decide(A, orders(anOrderRequest('BUY', 1), anOrderRequest('BUY', 1, { leg: 1 })));
    expect(scene.denials()).toEqual(['RATE_LIMIT_EXCEEDED: sent=1 limit=1 period=60s']);
    scene.bar();
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect(scene.denials()).toHaveLength(1);
    expect(scene.state.denialsByCode).toEqual({ RATE_LIMIT_EXCEEDED: 1 });
  });
});

describe('a venue that does not answer', () => {
  test('makes an order UNKNOWN, is asked, and sent the same order under the same id', () => {
    const scene = entering();
    let lost = true;
    scene.venue = (request) => (request.kind === 'submit' && lost ? TIMEOUT : undefined);
    scene.decide(A, orders(anOrderRequest('BUY', 10)));
    expect(scene.orders()).toEqual(['BUY MARKET UNKNOWN']);
    expect(scene.pulls, 'the market stands still').toBe(0);
    lost = false;
    scene.ring();
    const submitted = scene.asked.flatMap((request) =>
      request.kind === 'submit' ? [request.order.clientOrderId] : [],
    );
    expect(new Set(submitted).size).toBe(1);
    expect(submitted).toHaveLength(2);
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
    scene.bar();
    expect(String(scene.holding())).toBe('10');
  });

  test('that has the order all the same is believed', () => {
    const scene = entering();
    scene.venue = (request) => (request.kind === 'submit' ? (scene.own(request), TIMEOUT) : undefined);
    scene.decide(A, orders(anOrderRequest('BUY', 10)));
    scene.ring();
    expect(ofKind(scene, 'submit')).toBe(1);
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
  });

  test('to a cancel is asked again until the order is gone', () => {
    const scene = entering();
    scene.decide(A, orders(anOrderRequest('BUY', 1, { type: 'LIMIT', limitPrice: 90 })));
    scene.bar();
    let lost = true;
    scene.venue = (request) => (request.kind === 'cancel' && lost ? TIMEOUT : undefined);
    scene.decide(A, { kind: 'cancel', clientOrderIds: [...scene.state.orders.keys()] });
    lost = false;
    scene.ring();
    expect(scene.orders()).toEqual([]);
    expect(scene.reports.at(-1)!.report).toMatchObject({ kind: 'closed', state: 'CANCELED' });
    expect(scene.pulls).toBe(1);
  });

  test('before the order was canceled is told so once it is known to have the order', () => {
    const scene = entering({ simulatedVenue: false });
    scene.venue = (request) => (request.kind === 'submit' ? 'hold' : undefined);
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    scene.decide(A, { kind: 'cancel', clientOrderIds: [...scene.state.orders.keys()] });
    expect(ofKind(scene, 'cancel')).toBe(0);
    scene.answer(scene.held[0]!, scene.own(scene.held[0]!));
    expect(ofKind(scene, 'cancel')).toBe(1);
    expect(scene.orders()).toEqual([]);
  });

  test('and whose market waits gets an order that is to be canceled once more, so that no late copy rests unseen', () => {
    const scene = entering();
    let lost = true;
    scene.venue = (request) => (request.kind === 'submit' && lost ? TIMEOUT : undefined);
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    scene.command('flatten');
    lost = false;
    scene.ring();
    expect([ofKind(scene, 'submit'), ofKind(scene, 'cancel')]).toEqual([2, 1]);
    expect(scene.orders()).toEqual([]);
    expect(scene.types()).toContain('order.canceled');
  });

  test('and whose market does not wait is not sent an order again that is to be canceled', () => {
    const scene = entering({ simulatedVenue: false });
    scene.venue = (request) => (request.kind === 'submit' ? TIMEOUT : undefined);
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    scene.command('flatten');
    scene.ring();
    expect(ofKind(scene, 'submit')).toBe(1);
    expect(scene.types()).toContain('order.canceled');
  });

  test('keeps the orders of a bar in journal order although one of them came late', () => {
    const scene = entering();
    let first = true;
    scene.decide(A, orders(anOrderRequest('BUY', 100)));
    scene.bar();
    scene.venue = (request) => (request.kind === 'submit' && first ? ((first = false), TIMEOUT) : undefined);
    scene.decide(A, orders(anOrderRequest('SELL', 100, { reduceOnly: true }), anOrderRequest('SELL', 90, { leg: 1 })));
    scene.ring();
    scene.bar();
    expect(String(scene.holding())).toBe('-90');
  });

  test('a refusal is a refusal, not a doubt', () => {
    const scene = entering();
    scene.venue = (request) =>
      request.kind === 'submit' ? { ok: false, type: 'VENUE_REJECTED', message: 'no' } : undefined;
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect(scene.orders()).toEqual([]);
    expect(scene.timers.size).toBe(0);
    expect(scene.reports.at(-1)!.report).toMatchObject({ kind: 'closed', state: 'REJECTED', reason: 'no' });
  });

  test('and answers without a word about the order is asked later, not in a loop', () => {
    const scene = entering();
    scene.venue = (request) => (request.kind === 'restore' ? undefined : { ok: true, value: [] });
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect(scene.asked.length).toBeLessThan(5);
    expect(scene.timers.size).toBe(1);
  });
});

describe('a venue that repeats itself', () => {
  test('books a fill once, and an acceptance once', () => {
    const scene = entering();
    scene.venue = (request) => {
      const answer = scene.own(request);
      return answer.ok && Array.isArray(answer.value)
        ? { ok: true, value: [...(answer.value as unknown[]), ...(answer.value as unknown[])] }
        : answer;
    };
    scene.decide(A, orders(anOrderRequest('BUY', 10)));
    scene.bar();
    expect(scene.types().filter((type) => type === 'order.filled' || type === 'order.accepted')).toHaveLength(2);
    expect(String(scene.holding())).toBe('10');
  });

  test('with a fill after the cancel: it happened, so it is booked and reported, once', () => {
    const scene = entering({ simulatedVenue: false });
    scene.decide(A, orders(anOrderRequest('BUY', 10, { type: 'LIMIT', limitPrice: 90 })));
    const [id, open] = [...scene.state.orders][0]!;
    const { actor, account, instrument, side, lane } = open.working.order;
    const fill = {
      fillId: 'late-1',
      clientOrderId: id,
      actor,
      account,
      instrument,
      side,
      price: '90',
      quantity: '4',
      commission: '0',
      time: 5,
      lane,
      position: 2,
    };
    const filled = { kind: 'filled', clientOrderId: id, fill, position: 2, time: 5 };
    const canceled = { kind: 'canceled', clientOrderId: id, reason: 'CANCELED_BY_CLIENT', position: 1, time: 4 };
    scene.venue = (request) =>
      request.kind === 'cancel' ? { ok: true, value: [canceled, filled, filled] } : undefined;
    scene.decide(A, { kind: 'cancel', clientOrderIds: [id] });
    expect(String(scene.holding())).toBe('4');
    expect(String(scene.state.actors.get(A)!.cash)).toBe('9640');
    scene.restart();
    scene.answer({ kind: 'query', clientOrderId: id, lane: LANE }, { ok: true, value: [filled] });
    expect(String(scene.holding())).toBe('4');
    expect(scene.reports.filter(({ report }) => report.kind === 'filled')).toHaveLength(1);
  });
});

describe('a risk monitor that starts again', () => {
  test('sends what was journaled and perhaps never sent, to a venue that knows nothing', () => {
    const scene = entering();
    scene.venue = (request) => (request.kind === 'submit' ? 'hold' : undefined);
    scene.decide(A, orders(anOrderRequest('BUY', 10)));
    scene.venue = () => undefined;
    scene.restart({ forgetful: true });
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
    expect(scene.types().filter((type) => type === 'order.initialized')).toHaveLength(1);
  });

  test('lets the venue refuse what it would have refused before the crash', () => {
    const scene = entering();
    scene.venue = (request) => (request.kind === 'submit' ? 'hold' : undefined);
    scene.decide(A, orders(anOrderRequest('BUY', '10.5')));
    scene.venue = () => undefined;
    scene.restart({ forgetful: true });
    expect(scene.orders()).toEqual([]);
    expect(scene.types()).toContain('order.rejected');
  });

  test('asks about what was UNKNOWN, and cancels what was to be canceled', () => {
    const scene = entering();
    scene.decide(A, orders(anOrderRequest('BUY', 1, { type: 'LIMIT', limitPrice: 90 })));
    scene.bar();
    const ids = [...scene.state.orders.keys()];
    scene.venue = (request) => (request.kind === 'restore' ? undefined : TIMEOUT);
    scene.decide(A, { kind: 'cancel', clientOrderIds: ids }, orders(anOrderRequest('BUY', 2)));
    scene.venue = () => undefined;
    scene.restart({ forgetful: true });
    expect(scene.orders()).toEqual([]);
    scene.venue = (request) => (request.kind === 'submit' ? TIMEOUT : undefined);
    scene.hello(A, { position: 2, requests: [{ ...scene.request(A, orders(anOrderRequest('BUY', 2))), seq: 3 }] });
    expect(scene.orders()).toEqual(['BUY MARKET UNKNOWN']);
    scene.venue = () => undefined;
    scene.restart({ forgetful: true });
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
  });
});
