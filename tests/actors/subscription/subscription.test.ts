import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../runtime/actor.ts';
import { aBar } from '../../support/domain-builders.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { ExecutionReport, FromRiskMonitor, Target, TradingRequest } from '../../../actors/protocol.ts';
import { subscriptionActor } from '../../../actors/subscription/subscription.actor.ts';
import type { SubscriptionState } from '../../../actors/subscription/subscription-state.ts';
import { instrumentConfig } from '../../support/troupe-in-memory.ts';
import { recordingTurn } from '../strategy/recording-turn.ts';

const LANE = 'bars.ACME.1h';
const kind = subscriptionActor();
const parsed = (more: object = {}) =>
  kind.parseConfig({
    ...{ owner: 'ann', account: 'a', strategy: 'strategy.s', lane: LANE, instrument: instrumentConfig('ACME', '1') },
    ...{ allocation: '10000', sizing: { kind: 'fraction', fraction: 0.5 }, direction: 'long-short', after: 0 },
    ...more,
  });

class Scene {
  readonly turn = recordingTurn('subscription.x');
  readonly config;
  state: SubscriptionState;
  position = 0;
  private signals = 0;
  private reports = 0;

  constructor(more: object = {}) {
    this.config = parsed(more);
    this.state = kind.initial(this.config, 'subscription.x');
    this.receive({ kind: 'started', siblings: [] });
  }

  receive(message: Message): unknown[][] {
    kind.receive(this.state, message, this.turn);
    return this.turn.taken();
  }

  told(body: FromRiskMonitor): unknown[][] {
    return this.receive({ kind: 'told', from: 'risk-monitor.a', body });
  }

  joined(through = 0, position = 0): this {
    this.told({ kind: 'acknowledged', through, position });
    return this;
  }

  entry(stream: string, seq: number, position: number, payload: unknown): void {
    this.receive({
      kind: 'entry',
      entry: { stream, seq, position, time: position, payload, correlationId: `c${position}` },
    });
  }

  /** A bar, a signal on it, and what is then asked of the risk monitor. */
  bar(target?: Target, close = 100): TradingRequest[] {
    this.position += 1;
    this.entry(LANE, this.position, this.position, aBar({ close }));
    if (target !== undefined) this.signal(target, close);
    return this.complete();
  }

  signal(target: Target, price = 100, position = this.position): void {
    this.entry('signals.s', (this.signals += 1), position, { target, price, reason: 'a wish' });
  }

  complete(): TradingRequest[] {
    return requestsIn(this.receive({ kind: 'position', position: this.position, time: this.position }));
  }

  report(report: ExecutionReport): void {
    this.entry('reports.subscription.x', (this.reports += 1), this.position + 1, report);
  }

  /** Every working leg of a role is filled whole, or closed. */
  settle(role: string, side: 'BUY' | 'SELL', quantity: number, price = 100): void {
    for (const [clientOrderId, leg] of [...this.state.working]) {
      if (leg.role !== role || leg.side !== side) continue;
      const of = { clientOrderId, actor: 'subscription.x', account: 'a', instrument: 'ACME', side, lane: LANE };
      const fill = {
        ...of,
        fillId: `${clientOrderId}-1`,
        price: decimal(price),
        quantity: decimal(quantity),
        commission: decimal(0),
        time: 1,
        position: this.position + 1,
      };
      this.report({ kind: 'filled', fill, done: true });
    }
  }

  command(command: string, params: Record<string, unknown> = {}): unknown[][] {
    return this.receive({ kind: 'command', command, params, by: 'ann', commandId: '1', at: 0 });
  }

  reload(): void {
    this.state = kind.load(this.config, JSON.parse(JSON.stringify(kind.save(this.state))), 'subscription.x');
  }
}

const requestsIn = (asked: unknown[][]): TradingRequest[] =>
  asked.flatMap(([name, , body]) => (name === 'tell' ? [...(body as { requests: TradingRequest[] }).requests] : []));

const inWords = (requests: readonly TradingRequest[]): string[] =>
  requests.flatMap(({ action }) => {
    if (action.kind === 'cancel') return [`cancel ${action.clientOrderIds.length}`];
    if (action.kind === 'restrict') return [`${action.state}${action.flatten ? ' flatten' : ''}`];
    if (action.kind === 'none') return [];
    return action.orders.map(
      ({ side, type, quantity, reduceOnly }) =>
        `${side} ${type} ${quantity}${reduceOnly === true ? ' reduce-only' : ''}`,
    );
  });

let scene: Scene;
beforeEach(() => {
  scene = new Scene().joined();
});

describe('a subscription that starts', () => {
  test('follows nothing before its risk monitor has answered, so it trades no bar that its account has passed', () => {
    scene = new Scene();
    const asked = scene.told({ kind: 'acknowledged', through: 0, position: 2 });
    expect(asked.filter(([name]) => name === 'follow').map(([, stream]) => stream)).toEqual([
      'reports.subscription.x',
      LANE,
      'signals.s',
    ]);
    expect(scene.bar('LONG')).toEqual([]);
    expect(scene.bar('LONG')).toEqual([]);
    expect(inWords(scene.bar('LONG'))).toEqual(['BUY MARKET 50']);
  });

  test('says hello again until it is answered', () => {
    scene = new Scene();
    expect(scene.receive({ kind: 'timer', name: 'hello', body: undefined }).map(([name]) => name)).toEqual([
      'tell',
      'timer',
    ]);
    expect(scene.told({ kind: 'acknowledged', through: 0, position: 0 }).map(([name]) => name)).toContain(
      'cancelTimer',
    );
  });

  test('and is refused trades nothing, says why, and asks again when it is reset', () => {
    scene = new Scene();
    expect(scene.told({ kind: 'refused', reason: 'no money' }).some(([name]) => name === 'follow')).toBe(false);
    expect(kind.inspect(scene.state)).toMatchObject({ tradingState: 'HALTED', tradingStateReason: 'no money' });
    expect(scene.command('reset').map(([name]) => name)).toEqual(['tell', 'timer', 'refuse']);
  });

  test('in the middle of a bar takes neither the bar nor its signal twice, nor loses them', () => {
    scene = new Scene({
      sizing: { kind: 'volatility-target', annualVol: 0.2, lookback: 3, periodsPerYear: 252 },
    }).joined();
    const undisturbed = new Scene({
      sizing: { kind: 'volatility-target', annualVol: 0.2, lookback: 3, periodsPerYear: 252 },
    }).joined();
    for (const close of [100, 101, 99, 102, 98]) {
      scene.bar(undefined, close);
      undisturbed.bar(undefined, close);
    }
    const wanted = inWords(undisturbed.bar('LONG', 100));
    scene.position += 1;
    scene.entry(LANE, scene.position, scene.position, aBar({ close: 100 }));
    scene.signal('LONG');
    scene.reload();
    const follows = scene.told({ kind: 'acknowledged', through: 0, position: 0 }).filter(([name]) => name === 'follow');
    expect(follows.map(([, stream, options]) => [stream, (options as { after: number }).after])).toEqual([
      ['reports.subscription.x', 0],
      [LANE, 6],
      ['signals.s', 1],
    ]);
    expect(inWords(scene.complete())).toEqual(wanted);
  });
});

describe('a signal', () => {
  test('asks once for what is not there or on its way', () => {
    expect(inWords(scene.bar('LONG'))).toEqual(['BUY MARKET 50']);
    expect(scene.bar('LONG')).toEqual([]);
    scene.settle('entry', 'BUY', 50);
    expect(scene.bar('LONG')).toEqual([]);
    expect(inWords(scene.bar('FLAT'))).toEqual(['SELL MARKET 50 reduce-only']);
    expect(scene.bar('FLAT')).toEqual([]);
  });

  test('to the other side closes and opens in one decision', () => {
    scene.bar('LONG');
    scene.settle('entry', 'BUY', 50);
    expect(inWords(scene.bar('SHORT'))).toEqual(['SELL MARKET 50 reduce-only', 'SELL MARKET 50']);
  });

  test('to leave takes back what protects, before it leaves', () => {
    scene = new Scene({ stopLoss: 0.1, takeProfit: 0.2, trailingStop: 0.15 }).joined();
    expect(inWords(scene.bar('LONG'))).toEqual([
      'BUY MARKET 50',
      'SELL STOP_MARKET 50 reduce-only',
      'SELL TRAILING_STOP_MARKET 50 reduce-only',
      'SELL LIMIT 50 reduce-only',
    ]);
    scene.settle('entry', 'BUY', 50);
    expect(inWords(scene.bar('FLAT'))).toEqual(['cancel 3', 'SELL MARKET 50 reduce-only']);
  });

  test('to leave before the entry has filled takes the entry back', () => {
    scene.bar('LONG');
    expect(inWords(scene.bar('FLAT'))).toEqual(['cancel 1']);
  });

  test('to be short is a signal to leave for who may only be long', () => {
    scene = new Scene({ direction: 'long-only' }).joined();
    expect(scene.bar('SHORT')).toEqual([]);
    scene.bar('LONG');
    scene.settle('entry', 'BUY', 50);
    expect(inWords(scene.bar('SHORT'))).toEqual(['SELL MARKET 50 reduce-only']);
  });

  test('of a bar that is past is history', () => {
    scene.bar();
    scene.bar();
    scene.signal('LONG', 100, 1);
    expect(scene.bar()).toEqual([]);
  });

  test('while REDUCING only leads out', () => {
    scene.bar('LONG');
    scene.settle('entry', 'BUY', 50);
    scene.command('pause');
    expect(inWords(scene.bar('SHORT'))).toEqual(['SELL MARKET 50 reduce-only']);
    scene.settle('exit', 'SELL', 50);
    expect(scene.bar('LONG')).toEqual([]);
  });

  test('while the risk monitor has it HALTED leads nowhere', () => {
    scene.report({ kind: 'trading-state', state: 'HALTED', reason: 'enough' });
    expect(scene.bar('LONG')).toEqual([]);
    expect(kind.inspect(scene.state)).toMatchObject({ tradingState: 'HALTED', tradingStateReason: 'enough' });
    scene.report({ kind: 'trading-state', state: 'ACTIVE', reason: '' });
    expect(inWords(scene.bar('LONG'))).toEqual(['BUY MARKET 50']);
  });

  test('that was denied may be followed when it comes again', () => {
    scene.bar('LONG');
    scene.report({
      kind: 'closed',
      clientOrderId: [...scene.state.working.keys()][0]!,
      state: 'DENIED',
      reason: 'RATE_LIMIT_EXCEEDED',
    });
    expect(inWords(scene.bar('LONG'))).toEqual(['BUY MARKET 50']);
    expect(scene.state.denied).toBe(1);
  });
});

describe('a decision', () => {
  test('is kept and sent again until it is acknowledged', () => {
    const [first] = scene.bar('LONG');
    scene.reload();
    expect(requestsIn(scene.receive({ kind: 'started', siblings: [] }))).toEqual([first]);
    scene.joined(1);
    expect(scene.state.pending).toEqual([]);
  });

  test('is made again under the same number after a crash', () => {
    const saved = JSON.parse(JSON.stringify(kind.save(scene.state))) as unknown;
    const made = [scene.bar('LONG'), scene.bar(), scene.bar('FLAT')];
    const again = new Scene();
    again.state = kind.load(again.config, saved, 'subscription.x');
    again.joined(2);
    expect([again.bar('LONG'), again.bar(), again.bar('FLAT')]).toEqual(made);
  });

  test('is dated by its bar when a crash came between the bar and the decision, for limits of a minute are counted by it', () => {
    const scene = new Scene().joined();
    scene.bar();
    scene.position += 1;
    scene.entry(LANE, 2, 2, aBar({ close: 100 }));
    scene.signal('LONG');
    scene.reload();
    scene.joined();
    const [made] = requestsIn(scene.receive({ kind: 'position', position: 2, time: 0 }));
    expect(made).toMatchObject({ position: 2, time: 2 });
  });

  test('is not confused with a command: none is taken before earlier decisions are made again', () => {
    scene = new Scene().joined(1);
    expect(scene.command('pause')).toEqual([['refuse', 'NOT_READY', expect.stringContaining('catch up')]]);
    scene.bar('LONG');
    expect(inWords(requestsIn(scene.command('pause')))).toEqual(['REDUCING']);
    expect(scene.state.seq).toBe(2);
  });

  test('that cannot be made again for want of the strategy does not lend its number to another', () => {
    scene = new Scene();
    scene.receive({ kind: 'down', address: 'strategy.s', reason: 'stopped' });
    scene.joined(3);
    expect(requestsIn(scene.command('pause'))[0]!.seq).toBe(4);
  });
});

describe('a command', () => {
  test.each(['resume', 'pause'])('%s does not end HALTED', (command) => {
    scene.command('halt');
    expect(scene.command(command)[0]!.slice(0, 2)).toEqual(['refuse', 'TRADING_HALTED']);
    expect(inWords(requestsIn(scene.command('reset')))).toEqual(['ACTIVE']);
  });

  test('is durable before it is passed on', () => {
    expect(scene.command('halt').map(([name]) => name)).toEqual(['checkpoint', 'tell', 'reply']);
  });

  test('to stop and flatten ends the actor once it is flat and all is acknowledged, also when it was flat already, once', () => {
    scene.command('flatten', { thenStop: true });
    expect(scene.told({ kind: 'acknowledged', through: 1, position: 0 }).map(([name]) => name)).toEqual([
      'cancelTimer',
      'finish',
    ]);
    scene.bar();
    scene.reload();
    expect(scene.joined(1).state.stopWhenFlat).toBe(false);
  });

  test('to stop and flatten waits for what is held', () => {
    scene.bar('LONG');
    scene.settle('entry', 'BUY', 50);
    scene.bar();
    scene.command('flatten', { thenStop: true });
    const asked = scene.told({ kind: 'acknowledged', through: 2, position: 0 });
    expect(asked.map(([name]) => name)).toEqual(['cancelTimer']);
  });
});

describe('a strategy that does not run', () => {
  test('is not waited for, and heard again when it is back', () => {
    expect(scene.receive({ kind: 'down', address: 'strategy.s', reason: 'restarting' })).toEqual([]);
    expect(scene.receive({ kind: 'down', address: 'strategy.s', reason: 'faulted' }).map(([name]) => name)).toEqual([
      'unfollow',
      'checkpoint',
    ]);
    expect(scene.receive({ kind: 'up', address: 'strategy.s' }).map(([name]) => name)).toEqual([
      'follow',
      'checkpoint',
    ]);
  });
});

describe('a size', () => {
  /** Buys on this bar and leaves on the next, at these prices. */
  const trade = (entry: number, exit: number): string[] => {
    const bought = scene.bar('LONG', entry);
    const [order] = bought.flatMap(({ action }) => (action.kind === 'orders' ? action.orders : []));
    if (order === undefined) return [];
    scene.settle('entry', 'BUY', order.quantity.toNumber(), entry);
    scene.bar('FLAT', exit);
    scene.settle('exit', 'SELL', order.quantity.toNumber(), exit);
    return inWords(bought);
  };

  test('by the risk to the stop is taken to the stop that is sent, at its tick', () => {
    scene = new Scene({ sizing: { kind: 'risk-fraction', risk: 0.01 }, stopLoss: 0.03 }).joined();
    // The stop of 3 % below 33.33 is 32.3301, and 32.33 as the tick has it: 100 ÷ 1.00, not 100 ÷ 0.9999.
    expect(inWords(scene.bar('LONG', 33.33))).toEqual(['BUY MARKET 100', 'SELL STOP_MARKET 100 reduce-only']);
  });

  test('by the risk to the stop is refused without a stop, at the field where it is missing', () => {
    for (const sizing of [{ kind: 'risk-fraction' }, { kind: 'drawdown-scaled', of: { kind: 'risk-fraction' } }]) {
      expect(() => new Scene({ sizing, trailingStop: 0.1 })).toThrow(
        expect.objectContaining({ type: 'INVALID_CONFIG', data: { field: 'stopLoss' } }),
      );
    }
  });

  test('by Kelly follows its own closed trades, and stays out once they have no edge', () => {
    const sizing = { kind: 'kelly', window: 4, minTrades: 2, fallback: 0.1, cap: 0.5, multiple: 0.5 };
    scene = new Scene({ sizing }).joined();
    expect(trade(100, 110)).toEqual(['BUY MARKET 10']);
    expect(trade(100, 95)).toEqual(['BUY MARKET 10']);
    // One of two won 10 %, the other lost 5 %: ½ × (½ − ½ ÷ 2) of 10,050.
    expect(trade(100, 80)).toEqual(['BUY MARKET 12']);
    scene.reload();
    scene.joined(scene.state.seq);
    expect(trade(100, 110)).toEqual([]);
  });

  test('scaled by drawdown shrinks with what is lost, and is nothing at the largest drawdown', () => {
    const sizing = { kind: 'drawdown-scaled', maxDrawdown: 0.1, of: { kind: 'fraction', fraction: 0.5 } };
    scene = new Scene({ sizing }).joined();
    expect(trade(100, 90)).toEqual(['BUY MARKET 50']);
    // 5 % down: half of the half of 9,500, for 47 units.
    expect(trade(100, 70)).toEqual(['BUY MARKET 23']);
    expect(scene.state.drawdown).toBeGreaterThan(0.1);
    expect(trade(100, 100)).toEqual([]);
  });
});

test('a snapshot of a program that knew no trades is loaded as it was', () => {
  scene.bar('LONG');
  const { trades, ...older } = kind.save(scene.state) as Record<string, unknown>;
  expect(trades).toBeNull();
  const again = kind.load(scene.config, JSON.parse(JSON.stringify(older)), 'subscription.x');
  expect(kind.save(again)).toEqual(kind.save(scene.state));
});

test.each<[string, object]>([
  ['a volatility target', { kind: 'volatility-target', annualVol: 5, lookback: 3, periodsPerYear: 252 }],
  ['the risk to the stop', { kind: 'risk-fraction', risk: 0.02 }],
  ['Kelly', { kind: 'kelly', window: 4, minTrades: 2, fallback: 0.1, cap: 1 }],
  ['risk parity', { kind: 'risk-parity', peers: [0.3], lookback: 3, periodsPerYear: 252 }],
  [
    'Kelly scaled by drawdown',
    {
      kind: 'drawdown-scaled',
      maxDrawdown: 0.3,
      of: { kind: 'kelly', window: 4, minTrades: 2, fallback: 0.5, cap: 1 },
    },
  ],
])('a subscription by %s that is saved and loaded is the same subscription, and decides the same', (_name, sizing) => {
  const step = fc.record({
    target: fc.constantFrom<Target | undefined>('LONG', 'SHORT', 'FLAT', undefined),
    close: fc.integer({ min: 50, max: 150 }),
    fill: fc.boolean(),
    command: fc.constantFrom<string | undefined>(undefined, undefined, undefined, 'pause', 'resume'),
    reload: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const [whole, torn] = [0, 1].map(() => new Scene({ sizing, stopLoss: 0.1, trailingStop: 0.2 }).joined()) as [
        Scene,
        Scene,
      ];
      for (const { target, close, fill, command, reload } of steps) {
        if (reload) {
          const before = JSON.stringify(kind.save(torn.state));
          torn.reload();
          expect(JSON.parse(JSON.stringify(kind.save(torn.state)))).toEqual(JSON.parse(before));
          torn.joined();
        }
        for (const one of [whole, torn]) if (command !== undefined) one.command(command);
        expect(torn.bar(target, close)).toEqual(whole.bar(target, close));
        for (const one of [whole, torn]) {
          if (!fill) continue;
          one.settle('entry', 'BUY', 7, close);
          one.settle('exit', 'SELL', 7, close);
        }
      }
      expect(kind.inspect(torn.state)).toEqual(kind.inspect(whole.state));
    }),
    { numRuns: 100, seed: 2 },
  );
});
