// Whatever crashes, and however often a command is sent: each is carried out once, and the desk's book is its account's.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualActor } from '../../../actors/manual/manual.actor.ts';
import type { Turn } from '../../../runtime/turn.ts';
import { isRefuted, MANY } from '../domain/risk/arbitraries.ts';
import { DESK, DeskStage, type Answer, type Crash, type StageOptions } from './desk-stage.ts';

const SETTLING_BARS = 12;

type Definition = ReturnType<typeof manualActor>;

interface Sent {
  readonly command: string;
  readonly params: Record<string, unknown>;
}

/** A stage with a caller who repeats, and a judge. */
class Play {
  readonly stage: DeskStage;
  readonly faults: string[] = [];
  private readonly sent: Sent[] = [];
  private readonly answers = new Map<number, string>();
  /** Ids that commands were answered with. */
  private readonly promised: string[] = [];
  private close = 100;

  constructor(options: StageOptions = {}) {
    this.stage = new DeskStage(options);
    this.bar(0);
  }

  send(command: string, params: Record<string, unknown> = {}): void {
    this.sent.push({ command, params });
    this.ask(this.sent.length - 1);
  }

  /** Sends an earlier command again, under its id. */
  repeat(index: number): void {
    if (this.sent.length > 0) this.ask(index % this.sent.length);
  }

  /** One of the orders that were promised so far, to be canceled. */
  cancel(index: number): void {
    const clientOrderId = this.promised[index % Math.max(1, this.promised.length)];
    if (clientOrderId !== undefined) this.send('cancel', { clientOrderId });
  }

  bar(move: number): void {
    this.close = Math.max(50, this.close + move);
    this.stage.bar(this.close);
  }

  /** Lets all come to rest, and judges. */
  settle(): string[] {
    this.stage.crash = () => undefined;
    for (let bars = 0; bars < SETTLING_BARS; bars += 1) this.bar(0);
    for (let index = 0; index < this.sent.length; index += 1) if (this.answers.has(index)) this.ask(index);
    for (let bars = 0; bars < 3; bars += 1) this.bar(0);
    this.judge();
    return this.faults;
  }

  /** What must not depend on crashes. */
  outcome(): unknown {
    const { fills, cash, quantity, realizedPnl, orders } = this.stage.inspect();
    return { asked: this.stage.asked(), answers: [...this.answers], fills, cash, quantity, realizedPnl, orders };
  }

  private ask(index: number): void {
    const { command, params } = this.sent[index]!;
    const answer = this.stage.ask(command, params, `command-${index}`);
    if (answer === undefined) this.faults.push(`${command} was never answered`);
    else if ('value' in answer) this.hear(index, answer);
    else if (this.answers.has(index)) this.faults.push(`${command} was carried out, then refused: ${answer.refused}`);
  }

  private hear(index: number, { value }: Extract<Answer, { value: unknown }>): void {
    const text = JSON.stringify(value);
    const before = this.answers.get(index);
    if (before !== undefined && before !== text) this.faults.push(`${before} became ${text}`);
    this.answers.set(index, text);
    const { command } = this.sent[index]!;
    if (before !== undefined || (command !== 'order' && command !== 'close')) return;
    this.promised.push(...(value as { clientOrderIds: string[] }).clientOrderIds);
  }

  private judge(): void {
    const { state, scene } = this.stage;
    const book = scene.state.actors.get(DESK)!;
    const asked = this.stage.asked().map(({ id }) => id);
    this.same('orders', [...this.promised].sort(), asked.sort());
    this.same('holding', String(book.holding.quantity), String(state.holding.quantity));
    this.same('cash', String(book.cash), String(state.cash));
    const booked = scene.journal.filter(({ type }) => type === 'order.filled').length;
    this.same('fills', booked, state.fills);
    this.same('working', this.stage.open().sort(), [...state.working.keys()].sort());
    const resting = state.orders.filter(({ end }) => end === null).map(({ clientOrderId }) => clientOrderId);
    this.same('resting', [...state.working.keys()].sort(), resting.sort());
    this.same('pending', 0, state.pending.length);
  }

  private same(what: string, expected: unknown, found: unknown): void {
    const [left, right] = [JSON.stringify(expected), JSON.stringify(found)];
    if (left !== right) this.faults.push(`${what}: expected ${left}, found ${right}`);
  }
}

/** A day at the desk: all that it can be asked for, some of it twice. */
function day(play: Play): void {
  play.send('order', { side: 'BUY', type: 'MARKET', quantity: 30, stopLoss: 90, takeProfit: 120 });
  play.bar(1);
  play.repeat(0);
  play.send('order', { side: 'BUY', type: 'LIMIT', quantity: 5, limitPrice: 80 });
  play.bar(1);
  play.cancel(3);
  play.bar(-1);
  play.send('order', { side: 'SELL', type: 'MARKET', quantity: 7, reduceOnly: true });
  play.send('pause');
  play.bar(0);
  play.send('resume');
  play.send('close');
  play.bar(2);
  play.bar(0);
  play.repeat(6);
  play.send('order', { side: 'SELL', type: 'STOP_MARKET', quantity: 12, triggerPrice: 95 });
  play.bar(-9);
  play.bar(0);
  play.send('flatten');
  play.bar(0);
  play.bar(0);
  play.send('reset');
  play.repeat(2);
}

const runDay = (options: StageOptions, crash: (message: number) => Crash | undefined): Play => {
  const play = new Play(options);
  play.stage.crash = crash;
  day(play);
  return play;
};

describe('a crash at any message', () => {
  const calm = runDay({}, () => undefined);
  const messages = calm.stage.messages;
  const faults = calm.settle();
  const expected = calm.outcome();

  test('finds a day with something in it', () => {
    expect(faults).toEqual([]);
    expect(messages).toBeGreaterThan(60);
    expect(calm.stage.asked().length).toBeGreaterThanOrEqual(7);
    expect(calm.stage.inspect()).toMatchObject({ quantity: '0' });
  });

  test.each(['before', 'after'] as const)('%s its commit gives the same orders and fills, once', (how) => {
    for (let at = 1; at <= messages; at += 1) {
      const play = runDay({}, (message) => (message === at ? how : undefined));
      expect(play.settle(), `message ${at}`).toEqual([]);
      expect(play.outcome(), `message ${at}`).toEqual(expected);
    }
  });
});

// ---- Any commands, repeats, crashes and fills ----

const amounts = fc.record({
  side: fc.constantFrom('BUY', 'SELL'),
  type: fc.constantFrom('MARKET', 'LIMIT', 'STOP_MARKET', 'STOP_LIMIT'),
  quantity: fc.integer({ min: 1, max: 60 }),
  away: fc.integer({ min: -6, max: 6 }),
  further: fc.integer({ min: 1, max: 4 }),
  reduceOnly: fc.boolean(),
  timeInForce: fc.constantFrom('GTC', 'IOC', 'DAY'),
  isProtected: fc.boolean(),
});

const step = fc.oneof(
  { weight: 5, arbitrary: amounts.map((of) => ({ kind: 'order' as const, ...of })) },
  { weight: 6, arbitrary: fc.integer({ min: -5, max: 5 }).map((move) => ({ kind: 'bar' as const, move })) },
  { weight: 3, arbitrary: fc.nat(20).map((index) => ({ kind: 'repeat' as const, index })) },
  { weight: 2, arbitrary: fc.nat(20).map((index) => ({ kind: 'cancel' as const, index })) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('close', 'close', 'pause', 'resume', 'halt', 'flatten', 'reset', 'reset')
      .map((command) => ({ kind: 'wish' as const, command })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('restart', 'account', 'snapshot').map((what) => ({ kind: 'life' as const, what })),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const script = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  /** Messages from one crash to the next. */
  crashes: fc.array(
    fc.record({ after: fc.integer({ min: 1, max: 25 }), how: fc.constantFrom<Crash>('before', 'after') }),
    { maxLength: 5 },
  ),
  volumeShare: fc.constantFrom(0.01, 0.02, 1),
});
type Script = typeof script extends fc.Arbitrary<infer Value> ? Value : never;

function take(play: Play, one: Step): void {
  switch (one.kind) {
    case 'order':
      play.send('order', ticketOf(one));
      return;
    case 'bar':
      play.bar(one.move);
      return;
    case 'repeat':
      play.repeat(one.index);
      return;
    case 'cancel':
      play.cancel(one.index);
      return;
    case 'wish':
      play.send(one.command);
      return;
    case 'life':
      if (one.what === 'restart') play.stage.restart();
      else if (one.what === 'account') play.stage.restartAccount();
      else play.stage.snapshot();
  }
}

function ticketOf(of: Extract<Step, { kind: 'order' }>): Record<string, unknown> {
  const { kind: _kind, away, further, isProtected, ...fields } = of;
  const price = 100 + away;
  const sign = of.side === 'BUY' ? 1 : -1;
  return {
    ...fields,
    ...((of.type === 'LIMIT' || of.type === 'STOP_LIMIT') && { limitPrice: price }),
    ...((of.type === 'STOP_MARKET' || of.type === 'STOP_LIMIT') && { triggerPrice: price }),
    ...(isProtected && !of.reduceOnly && { stopLoss: price - sign * further, takeProfit: price + sign * further }),
  };
}

function faultsOf({ steps, crashes, volumeShare }: Script, definition?: Definition): string[] {
  const play = new Play({ volumeShare, ...(definition !== undefined && { definition }) });
  const plan = [...crashes];
  let next = play.stage.messages + (plan[0]?.after ?? Infinity);
  play.stage.crash = (message) => {
    if (message < next) return undefined;
    const { how } = plan.shift()!;
    next = message + (plan[0]?.after ?? Infinity);
    return how;
  };
  for (const one of steps) take(play, one);
  return play.settle();
}

const holds = (definition?: () => Definition) =>
  fc.property(script, (one) => {
    expect(faultsOf(one, definition?.())).toEqual([]);
  });

/** The product's turn without one of its effects. */
const without = (turn: Turn, effect: 'checkpoint'): Turn => ({ ...turn, [effect]: () => undefined });

describe('whatever is asked, repeated, crashed and filled', () => {
  test('nothing is ordered twice, nothing is lost, and the book is that of the reports', { timeout: 280_000 }, () => {
    fc.assert(holds(), { ...MANY, seed: 5 });
  });

  test.each<[string, (product: Definition) => Definition]>([
    [
      'forgets over a crash what it has answered',
      (product) => ({ ...product, save: (state) => ({ ...(product.save(state) as object), answered: [] }) }),
    ],
    [
      'does not make its commands durable',
      (product) => ({
        ...product,
        receive: (state, message, turn) => product.receive(state, message, without(turn, 'checkpoint')),
      }),
    ],
    [
      'does not send again what was not acknowledged',
      (product) => ({ ...product, save: (state) => ({ ...(product.save(state) as object), pending: [] }) }),
    ],
    [
      'takes a report twice after a crash',
      (product) => ({ ...product, save: (state) => ({ ...(product.save(state) as object), reportsSeq: 0 }) }),
    ],
  ])('would not hold of a desk that %s', (_what, broken) => {
    expect(isRefuted(holds(() => broken(manualActor())))).toBe(true);
  });
});
