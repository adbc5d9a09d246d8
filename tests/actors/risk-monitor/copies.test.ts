import { describe, expect, test } from 'vitest';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import type { CopyMemory, CopyWord } from '../../../actors/domain/copy/copy-word.ts';
import { copyOrderId } from '../../../actors/domain/client-order-id.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { applyAccountEvent } from '../../../actors/risk-monitor/account-fold.ts';
import { saveAccount } from '../../../actors/risk-monitor/account-snapshot.ts';
import { initialAccount } from '../../../actors/risk-monitor/account-state.ts';
import { A, AccountScene, anOrderRequest, orders, TIMEOUT } from './account-scene.ts';
import { anEntry, buyCopy, decidedIn, F, fees, P, TestFollower } from './copy-scene.ts';

type Scene = ConstructorParameters<typeof AccountScene>[0];

/** A follower that the account knows, at the close of the first bar, with the next one asked for. */
const following = (options: Scene = {}): { scene: AccountScene; follower: TestFollower } => {
  const scene = new AccountScene(options);
  const follower = new TestFollower(scene);
  follower.hello();
  scene.bar();
  follower.idle();
  return { scene, follower };
};

const memoryOf = (scene: AccountScene, actor = F): CopyMemory => scene.state.actors.get(actor)!.copy!;
const cashOf = (scene: AccountScene, actor = F): string => String(scene.state.actors.get(actor)!.cash);
const ofType = (scene: AccountScene, type: string) => scene.journal.filter((event) => event.type === type);
const initialized = (scene: AccountScene): string[] =>
  scene.journal.flatMap((event) => (event.type === 'order.initialized' ? [event.order.clientOrderId] : []));

/** As it was journaled before. */
const asTwo = (event: AccountEvent): AccountEvent[] => {
  if (event.type !== 'order.initialized' || event.decided === undefined) return [event];
  const { decided, ...alone } = event;
  return [alone, { type: 'requests.decided', actor: event.order.actor, ...decided }];
};

/** What an account is that is made of these events, read back from the database. */
const foldOf = ({ state: { config, self } }: AccountScene, events: readonly AccountEvent[]): unknown => {
  const state = initialAccount(config, self);
  for (const event of events) applyAccountEvent(state, JSON.parse(JSON.stringify(event)) as AccountEvent);
  return JSON.parse(JSON.stringify(saveAccount(state)));
};

const CORRECT = { kind: 'correct', why: 'close-by-hand', round: 1 } as const satisfies CopyWord;

describe('a copy', () => {
  test.each([true, false])('does not wait for a bar; the venue is simulated: %s (R6)', (simulatedVenue) => {
    const { scene, follower } = following({ simulatedVenue });
    expect(scene.pulls, 'the next bar is asked for').toBe(1);
    follower.ask(anEntry(1), buyCopy(1, 5));
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
    expect([...scene.state.orders.values()][0]!.working.order.position).toBe(1);
    expect(scene.pulls, 'and not once more').toBe(1);
    if (!simulatedVenue) return;
    scene.bar();
    expect(String(scene.holding(F))).toBe('5');
  });

  test('misses no bar that comes while the venue owes an answer (L4)', () => {
    const { scene, follower } = following();
    scene.venue = (request) => (request.kind === 'submit' ? TIMEOUT : undefined);
    follower.ask(anEntry(1), buyCopy(1, 5));
    expect(scene.orders()).toEqual(['BUY MARKET UNKNOWN']);
    scene.bar({ open: 100, close: 110 });
    expect(scene.state.lanes.get('bars.ACME.1m')!.position, 'the market stands still').toBe(1);
    scene.venue = () => undefined;
    scene.ring();
    follower.idle();
    expect(scene.state.lanes.get('bars.ACME.1m')!.position).toBe(2);
    expect(String(scene.state.actors.get(F)!.holding.cost)).toBe('500');
  });

  test('waits while others have still to decide on the bar, and comes in the order of addresses (R5)', () => {
    const scene = new AccountScene();
    const follower = new TestFollower(scene, 'follower.a');
    scene.hello(A);
    follower.hello();
    scene.bar();
    follower.ask(anEntry(1), buyCopy(1, 5));
    expect(scene.types()).not.toContain('order.initialized');
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect([...scene.state.orders.values()].map(({ working }) => working.order.actor)).toEqual(['follower.a', A]);
  });

  test('waits while a bar is being matched, and is decided with it', () => {
    const { scene, follower } = following();
    follower.ask(anEntry(1), buyCopy(1, 5));
    scene.venue = (request) => (request.kind === 'advance' ? 'hold' : undefined);
    scene.bar();
    follower.ask(anEntry(2), buyCopy(2, 5));
    expect(initialized(scene)).toHaveLength(1);
    scene.venue = () => undefined;
    scene.answer(scene.held[0]!, scene.own(scene.held[0]!));
    follower.idle();
    expect([...scene.state.orders.values()].map(({ working }) => working.order.position)).toEqual([2]);
  });

  test('waits for its own cancels, and no longer', () => {
    const { scene, follower } = following();
    follower.ask(anEntry(1), orders(anOrderRequest('BUY', 90, { type: 'LIMIT', limitPrice: 90, copyOf: 'f1' })));
    scene.venue = (request) => (request.kind === 'cancel' ? 'hold' : undefined);
    follower.ask(undefined, { kind: 'cancel', clientOrderIds: [...scene.state.orders.keys()] });
    follower.ask(anEntry(2), buyCopy(2, 90));
    expect(initialized(scene)).toHaveLength(1);
    scene.answer(scene.held[0]!, scene.own(scene.held[0]!));
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
  });

  test('has the id of its fill, whatever the number of the request', () => {
    const { scene, follower } = following();
    follower.ask({ kind: 'mode', mode: 'copying', why: '', by: 'ann' });
    follower.ask(anEntry(1), buyCopy(1, 5));
    expect(initialized(scene)).toEqual([copyOrderId(F, 'f1', 0)]);
    const decided = decidedIn(scene.journal.findLast((event) => event.type === 'order.initialized')!);
    expect(decided).toMatchObject({
      through: 2,
      copies: [{ word: { seq: 1 }, clientOrderIds: [copyOrderId(F, 'f1', 0)] }],
    });
    expect(decided).not.toHaveProperty('denials');
  });

  test('is one event with its order, the last that is let in; what was journaled as two folds to the same account (R7)', () => {
    const { scene, follower } = following();
    const before = scene.types().length;
    const twoLegs = [0, 1].map((leg) => anOrderRequest('BUY', 5, { copyOf: 'f2', leg }));
    follower.askTogether([anEntry(1), buyCopy(1, 5)], [anEntry(2), orders(...twoLegs)]);
    const made = scene.journal.slice(before).filter(({ type }) => type === 'order.initialized');
    expect(made.map(decidedIn)).toEqual([undefined, undefined, expect.objectContaining({ through: 2 })]);
    expect(scene.types().slice(before)).not.toContain('requests.decided');
    expect(decidedIn(made[2]!)?.copies).toHaveLength(2);
    const apart = scene.journal.flatMap(asTwo);
    expect(apart.length).toBe(scene.journal.length + 1);
    expect(foldOf(scene, apart)).toEqual(foldOf(scene, scene.journal));
    expect(foldOf(scene, scene.journal.slice(0, -2))).not.toEqual(foldOf(scene, scene.journal)); // Control.
  });

  test('of an entry that was dealt with takes its number and does nothing, in the same word or a later one (C1)', () => {
    const { scene, follower } = following();
    follower.ask(anEntry(2), buyCopy(2, 5));
    scene.bar();
    follower.idle();
    follower.askTogether([anEntry(2), buyCopy(2, 5)], [anEntry(3), buyCopy(3, 1)], [anEntry(3), buyCopy(3, 1)]);
    follower.ask(anEntry(1), buyCopy(1, 5));
    expect(initialized(scene)).toEqual([copyOrderId(F, 'f2', 0), copyOrderId(F, 'f3', 0)]);
    expect(ofType(scene, 'order.denied')).toEqual([]);
    expect(ofType(scene, 'requests.decided').at(-1)).toEqual({ type: 'requests.decided', actor: F, through: 5 });
    expect(scene.told.at(-1)).toMatchObject({ to: F, word: { through: 5, copy: { seq: 3 } } });
  });

  test.each<[string, CopyWord | undefined, string]>([
    ['under the entry of another fill', anEntry(7), 'f1'],
    ['in a correction', CORRECT, 'f1'],
    ['without a word', undefined, 'f9'],
  ])('of a fill that is not the entry is denied: %s', (_, word, copyOf) => {
    const { scene, follower } = following();
    follower.ask(anEntry(1), buyCopy(1, 5));
    scene.bar();
    follower.idle();
    expect(scene.state.orders.size, 'the first is long closed').toBe(0);
    follower.ask(word, orders(anOrderRequest('BUY', 5, { copyOf })));
    expect(scene.denials()).toEqual([`DUPLICATE_ORDER: clientOrderId=${copyOrderId(F, copyOf, 0)}`]);
    expect(initialized(scene)).toEqual([copyOrderId(F, 'f1', 0)]);
  });

  test('is one order a leg, denied or not, and its legs name each other', () => {
    const { scene, follower } = following({ limits: { maxOrderQuantity: '50' } });
    const twice = orders(anOrderRequest('BUY', 60, { copyOf: 'f1' }), anOrderRequest('BUY', 5, { copyOf: 'f1' }));
    follower.ask(anEntry(1), twice);
    expect(initialized(scene)).toEqual([]);
    const stop = {
      type: 'STOP_MARKET',
      triggerPrice: 90,
      reduceOnly: true,
      parentLeg: 0,
      leg: 1,
      copyOf: 'f2',
    } as const;
    follower.ask(anEntry(2), orders(anOrderRequest('BUY', 5, { copyOf: 'f2' }), anOrderRequest('SELL', 5, stop)));
    const ids = initialized(scene);
    expect(ids).toEqual([copyOrderId(F, 'f2', 0), copyOrderId(F, 'f2', 1)]);
    expect(scene.state.orders.get(ids[1]!)!.working.order).toMatchObject({ parentOrderId: ids[0] });
    expect(scene.state.orders.get(ids[0]!)!.working.order).not.toHaveProperty('copyOf');
  });

  test('that risk denies is reported like any order, and its entry is dealt with', () => {
    const { scene, follower } = following();
    scene.restrict('provider:p1', 'HALTED');
    follower.ask(anEntry(1), buyCopy(1, 5));
    const closed = {
      kind: 'closed',
      clientOrderId: copyOrderId(F, 'f1', 0),
      state: 'DENIED',
      reason: 'TRADING_HALTED',
    };
    expect(scene.reports.at(-1)).toEqual({ actor: F, position: 2, report: closed });
    expect(memoryOf(scene).seq).toBe(1);
    expect(ofType(scene, 'requests.decided').at(-1)).toMatchObject({
      copies: [{ clientOrderIds: [copyOrderId(F, 'f1', 0)] }],
    });
  });

  test('is decided by an event of its own where the last of its orders is denied, be it under the id of the first (R7)', () => {
    const { scene, follower } = following();
    const twice = orders(anOrderRequest('BUY', 5, { copyOf: 'f1' }), anOrderRequest('BUY', 5, { copyOf: 'f1' }));
    follower.ask(anEntry(1), twice);
    expect(initialized(scene)).toEqual([copyOrderId(F, 'f1', 0)]);
    expect(scene.journal.flatMap((event) => decidedIn(event)?.through ?? []).at(-1)).toBe(1);
    expect(ofType(scene, 'requests.decided').at(-1)).toMatchObject({ through: 1, copies: [{ word: { seq: 1 } }] });
    expect(scene.told.at(-1)).toMatchObject({ to: F, word: { through: 1, copy: { seq: 1 } } });
  });

  test('that is skipped journals its word alone', () => {
    const { scene, follower } = following();
    const before = scene.journal.length;
    follower.ask(anEntry(1, { outcome: 'skipped', reason: 'PAUSED' }));
    expect(scene.types().slice(before)).toEqual(['requests.decided']);
    expect(memoryOf(scene).seq).toBe(1);
  });

  test('is nothing for those that follow nobody', () => {
    const scene = new AccountScene();
    scene.hello(A);
    scene.bar();
    const request = { ...scene.request(A, orders(anOrderRequest('BUY', 1))), copy: anEntry(1) };
    scene.tell(A, { kind: 'decided', position: 1, requests: [request] });
    expect(scene.journal.flatMap((event) => decidedIn(event) ?? [])).toEqual([{ through: 1 }]);
    expect(scene.told.at(-1)).toEqual({ to: A, word: { kind: 'acknowledged', through: 1, position: 0 } });
  });
});

describe('the memory of a follower', () => {
  test('is given with every answer, and to one that begins with how the account stands', () => {
    const { scene, follower } = following();
    follower.ask(anEntry(4, { round: 2, scale: '0.5', isJoined: true }), buyCopy(4, 5));
    const copy = { seq: 4, round: 2, scale: '0.5', isJoined: true, mode: 'copying', volume: '0' };
    expect(scene.told.at(-1)!.word).toMatchObject({ kind: 'acknowledged', through: 1, copy });
    expect(scene.told.at(-1)!.word).not.toHaveProperty('standing');
    for (const from of [undefined, scene.saved()]) {
      scene.restart({ from });
      follower.hello();
      const [working] = [...scene.state.orders.values()];
      const { clientOrderId, side, quantity } = working!.working.order;
      const standing = { position: 1, working: [{ clientOrderId, side, quantity }] };
      expect(scene.told.at(-1)!.word).toMatchObject({ kind: 'acknowledged', through: 1, copy, standing });
    }
  });

  test('is empty in snapshots from before there were followers', () => {
    const scene = new AccountScene();
    scene.hello(A);
    const { marks: _marks, actors, ...old } = scene.saved();
    const bare = (actors as Record<string, unknown>[]).map(({ provider: _p, copy: _c, ...actor }) => actor);
    scene.restart({ from: { ...old, actors: bare } });
    expect(scene.state.actors.get(A)).toMatchObject({ provider: undefined, copy: undefined });
    expect(scene.state.marks.size).toBe(0);
    scene.hello(A);
    new TestFollower(scene).hello();
    expect(memoryOf(scene).seq).toBe(0);
  });

  test('has the volume of copies and of late ones, not of what the follower closes by itself', () => {
    const { scene, follower } = following();
    follower.ask(anEntry(1), buyCopy(1, 5));
    scene.bar();
    follower.idle();
    follower.ask({ kind: 'correct', why: 'reconcile', round: 1 }, orders(anOrderRequest('BUY', 2)));
    scene.bar();
    follower.idle();
    expect(memoryOf(scene).volume).toBe('700');
    follower.ask(CORRECT, orders(anOrderRequest('SELL', 7, { reduceOnly: true })));
    scene.restart({ from: scene.saved() });
    follower.hello();
    scene.bar();
    follower.idle();
    expect(String(scene.holding(F))).toBe('0');
    expect(memoryOf(scene)).toMatchObject({ volume: '700', closedRound: 1 });
    follower.ask(fees('2024-01-01', { volume: '0.7' }));
    expect(memoryOf(scene).volume).toBe('0');
  });
});

describe('fees', () => {
  test('are taken from the cash of the follower once a day, by a transaction in balance (C1)', () => {
    const { scene, follower } = following();
    follower.ask(fees('2024-01-02', { management: '1.25', performance: '3' }));
    const [charged] = ofType(scene, 'fee.charged');
    expect(charged).toMatchObject({ actor: F, provider: P, transactionId: `fees:a1:${F}:2024-01-02` });
    expect(JSON.parse(JSON.stringify((charged as unknown as { postings: unknown }).postings))).toEqual([
      { book: 'FEES', actor: F, currency: 'USD', amount: '4.25' },
      { book: 'CASH', actor: F, currency: 'USD', amount: '-4.25' },
    ]);
    const again = fees('2024-01-02', { management: '9' });
    follower.askTogether([fees('2024-01-01', { management: '9' })], [again], [again]);
    expect(ofType(scene, 'fee.charged')).toHaveLength(1);
    expect(cashOf(scene)).toBe('9995.75');
    expect(memoryOf(scene)).toMatchObject({ feesThrough: '2024-01-02', mark: '10000' });
    follower.askTogether([fees('2024-01-03', { management: '1' })], [fees('2024-01-03', { management: '1' })]);
    expect(cashOf(scene), 'asked for twice in one word').toBe('9994.75');
  });

  test('of nothing end their day without a transaction', () => {
    const { scene, follower } = following();
    follower.ask(fees('2024-01-02', { mark: '10100' }));
    expect(ofType(scene, 'fee.charged')).toEqual([]);
    expect(memoryOf(scene)).toMatchObject({ feesThrough: '2024-01-02', mark: '10100' });
  });

  test('are taken whole also where all is invested, and nothing more is opened until they are made good (C2)', () => {
    const { scene, follower } = following();
    follower.ask(anEntry(1), buyCopy(1, 100));
    scene.bar();
    follower.idle();
    follower.ask(fees('2024-01-01', { performance: '20' }));
    expect(cashOf(scene)).toBe('-20');
    follower.ask(anEntry(2), buyCopy(2, 1));
    expect(scene.denials()).toEqual(['NOTIONAL_EXCEEDS_FREE_BALANCE: cost=100 free=-20']);
    follower.ask(anEntry(3), orders(anOrderRequest('SELL', 1, { copyOf: 'f3', reduceOnly: true })));
    scene.bar();
    follower.idle();
    expect(cashOf(scene)).toBe('80');
  });

  test('beyond the equity are refused, and their day stays to be charged (C2)', () => {
    const { scene, follower } = following();
    follower.ask(anEntry(1), orders(anOrderRequest('SELL', 90, { copyOf: 'f1' })));
    scene.bar();
    follower.idle();
    expect(cashOf(scene), 'most of it is owed').toBe('19000');
    follower.ask(fees('2024-01-01', { volume: '10000.01' }));
    expect(ofType(scene, 'requests.decided').at(-1)).toMatchObject({
      through: 2,
      denials: ['NOTIONAL_EXCEEDS_FREE_BALANCE: fees=10000.01 equity=10000 day=2024-01-01'],
    });
    expect(memoryOf(scene)).toMatchObject({ feesThrough: undefined, volume: '9000' });
    follower.ask(fees('2024-01-02', { volume: '9000' }));
    expect(cashOf(scene)).toBe('10000');
  });
});

describe('the high-water mark', () => {
  test('is not lowered by leaving and following again, with as much money or less (C3)', () => {
    const { scene, follower } = following();
    follower.ask(fees('2024-01-02', { performance: '100', equity: '9100', mark: '10000' }));
    const again = new TestFollower(scene, 'follower.again');
    const other = new TestFollower(scene, 'follower.other', 'provider.p2');
    scene.restart({ from: scene.saved() });
    again.hello('9000');
    other.hello('9000');
    expect(memoryOf(scene, 'follower.again')).toMatchObject({ mark: '10000', feesThrough: '2024-01-02', seq: 0 });
    again.ask(fees('2024-01-02', { management: '1' }));
    expect(ofType(scene, 'fee.charged'), 'no day is charged twice by following again').toHaveLength(1);
    expect(memoryOf(scene, 'follower.other')).toMatchObject({ mark: undefined, feesThrough: undefined });
    const less = new TestFollower(scene, 'follower.less');
    scene.restart();
    less.hello('500');
    expect(memoryOf(scene, 'follower.less').mark, 'what was lost is made good first').toBe('1500');
    const made = ofType(scene, 'allocation.made').at(-1);
    expect(made).toMatchObject({ provider: P, mark: '1500' });
  });
});

describe('a desk', () => {
  const DESK = 'manual.m';
  const trading = (options: Scene = {}): AccountScene => {
    const scene = new AccountScene(options);
    scene.hello(DESK);
    scene.hello(A);
    scene.bar();
    return scene;
  };

  test.each([true, false])('does not wait for a bar; the venue is simulated: %s (R6)', (simulatedVenue) => {
    const scene = trading({ simulatedVenue });
    scene.decide(DESK);
    scene.decide(A);
    scene.decide(DESK, orders(anOrderRequest('BUY', 5)));
    expect(scene.orders()).toEqual(['BUY MARKET ACCEPTED']);
    expect(scene.pulls, 'the next bar is asked for once').toBe(1);
  });

  test('waits while others have still to decide on the bar, and comes in the order of addresses (R5)', () => {
    const scene = trading();
    scene.decide(DESK, orders(anOrderRequest('BUY', 5)));
    expect(scene.types()).not.toContain('order.initialized');
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect([...scene.state.orders.values()].map(({ working }) => working.order.actor)).toEqual([DESK, A]);
  });

  test('misses no bar that comes while the venue owes an answer (L4)', () => {
    const scene = trading();
    scene.decide(DESK);
    scene.decide(A);
    scene.venue = (request) => (request.kind === 'submit' ? TIMEOUT : undefined);
    scene.decide(DESK, orders(anOrderRequest('BUY', 5)));
    scene.bar({ open: 100, close: 110 });
    expect(scene.state.lanes.get('bars.ACME.1m')!.position, 'the market stands still').toBe(1);
    scene.venue = () => undefined;
    scene.ring();
    expect(String(scene.state.actors.get(DESK)!.holding.cost)).toBe('500');
  });

  test('is told how the account stands as it begins; a subscription, which decides between no bars, is not', () => {
    const scene = trading();
    scene.decide(DESK);
    scene.decide(A);
    scene.decide(DESK, orders(anOrderRequest('BUY', 5)));
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    expect(scene.orders(), 'a subscription waits for the next bar').toHaveLength(1);
    scene.restart();
    const told = (actor: string) => {
      scene.hello(actor);
      return scene.told.findLast(({ to }) => to === actor)!.word;
    };
    const { working } = [...scene.state.orders.values()][0]!;
    expect(told(DESK)).toMatchObject({
      standing: { position: 1, working: [{ clientOrderId: working.order.clientOrderId, side: 'BUY' }] },
    });
    expect(told(A)).not.toHaveProperty('standing');
  });
});

describe('positions open by copying', () => {
  const copying = (count: number): { scene: AccountScene; followers: TestFollower[] } => {
    const scene = new AccountScene();
    const followers = Array.from(
      { length: count },
      (_, index) => new TestFollower(scene, `follower.f${index}`, `provider.p${index}`),
    );
    for (const one of followers) one.hello();
    scene.hello(A);
    scene.bar();
    scene.decide(A, orders(anOrderRequest('BUY', 1)));
    for (const one of followers) one.idle();
    return { scene, followers };
  };

  const asks = (one: TestFollower, seq: number, most: number | undefined, quantity = 5): void => {
    const made = one.made(anEntry(seq), buyCopy(seq, quantity));
    one.send([most === undefined ? made : { ...made, maxOpenCopies: most }]);
  };

  test('are no more than a follower lets its account have: of two that come at once one has the last place (C4)', () => {
    const { scene, followers } = copying(3);
    const [first, second, third] = followers as [TestFollower, TestFollower, TestFollower];
    asks(first, 1, 1);
    asks(second, 1, 1);
    expect(scene.denials()).toEqual(['COPY_POSITIONS_EXCEEDED: open=1 limit=1']);
    asks(third, 1, undefined);
    expect(scene.denials(), 'who sets no limit has none').toHaveLength(1);
    asks(first, 2, 1);
    expect(scene.denials(), 'an addition opens no other position').toHaveLength(1);
    scene.bar();
    scene.decide(A);
    for (const one of followers) one.idle();
    asks(first, 3, 1);
    asks(second, 2, 2);
    expect(scene.denials().at(-1)).toBe('COPY_POSITIONS_EXCEEDED: open=2 limit=2');
    asks(second, 3, 3);
    expect(scene.denials()).toHaveLength(2);
    expect(String(scene.holding('follower.f0'))).toBe('10');
  });
});

describe('the scope of a provider', () => {
  test('covers its followers, in latches and limits, and nobody else', () => {
    const scene = new AccountScene();
    const [first, other] = [new TestFollower(scene), new TestFollower(scene, 'follower.other', 'provider.p2')];
    for (const one of [first, other]) one.hello();
    scene.hello(A);
    scene.bar();
    const all = (seq: number): void => {
      first.ask(anEntry(seq), buyCopy(seq, 5));
      other.ask(anEntry(seq), buyCopy(seq, 5));
      scene.decide(A, orders(anOrderRequest('BUY', 5)));
    };
    const denied = (): string[] =>
      scene.journal.flatMap((event) => (event.type === 'order.denied' ? [event.order.actor] : []));
    scene.restrict('provider:p1', 'HALTED');
    all(1);
    expect(denied()).toEqual([F]);
    scene.restrict('provider:p1', 'ACTIVE');
    const who = { by: 'eve', at: 0, reason: 'storm', approvedBy: null };
    const entry = { scope: 'provider:p1', limit: 'maxOrderQuantity', value: decimal(4), version: 1, ...who } as const;
    scene.control({ kind: 'limit', entry });
    scene.bar();
    all(2);
    expect(denied()).toEqual([F, F]);
    expect(scene.denials().at(-1)).toMatch(/^QUANTITY_EXCEEDS_MAXIMUM/);
  });
});
