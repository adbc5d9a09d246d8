import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message, StreamEntry } from '../../../runtime/actor.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import { strategyActor, type StrategyState } from '../../../actors/strategy/strategy.actor.ts';
import { barsOf } from './bar-series.ts';
import { recordingTurn } from './recording-turn.ts';

const STARTED: Message = { kind: 'started', siblings: [] };
const CONFIG = { strategy: 'sma-cross', params: { fast: 1, slow: 2 }, lane: 'bars.GOOG.1d', owner: 'ada' };
/** LONG at 3, SHORT at 4, LONG at 5, SHORT at 6. */
const CLOSES = [2, 1, 3, 1, 3, 1];

const entriesOf = (closes: readonly number[]): StreamEntry<Bar>[] =>
  barsOf(closes).map((payload, i) => ({
    stream: CONFIG.lane,
    seq: i + 1,
    position: i + 1,
    time: payload.closeTime,
    payload,
    correlationId: `bar-${i + 1}`,
  }));

const command = (name: string, params: Record<string, unknown> = {}): Message => ({
  kind: 'command',
  command: name,
  params,
  by: 'ada',
  commandId: 'c1',
  at: 0,
});

function start(config: object = {}) {
  const parsed = strategyActor.parseConfig({ ...CONFIG, ...config });
  return { parsed, state: strategyActor.initial(parsed, 'strategy.one'), turn: recordingTurn() };
}

/** `position:TARGET` of every signal appended. */
const appended = (asked: unknown[][]): string[] =>
  asked
    .filter(([what]) => what === 'append')
    .map(([, , entry]) => {
      const { position, payload } = entry as { position: number; payload: { target: string } };
      return `${position}:${payload.target}`;
    });

/** Takes bars with commands before the bars of given positions. */
function run(state: StrategyState, closes: readonly number[], commands: Record<number, string> = {}): string[] {
  const turn = recordingTurn();
  for (const entry of entriesOf(closes)) {
    const name = commands[entry.position];
    if (name !== undefined) strategyActor.receive(state, command(name), turn);
    strategyActor.receive(state, { kind: 'entry', entry }, turn);
  }
  return appended(turn.asked);
}

describe('a bar that is set aside', () => {
  const taken = (skipped: number): StrategyState => {
    const { parsed, state } = start();
    for (const entry of entriesOf(CLOSES)) {
      if (entry.seq === skipped) strategyActor.miss!(state, entry, recordingTurn());
      else strategyActor.receive(state, { kind: 'entry', entry }, recordingTurn());
    }
    const saved: unknown = JSON.parse(JSON.stringify(strategyActor.save(state)));
    return strategyActor.load(parsed, saved, 'strategy.one');
  };

  test('is announced, or the lane would wait for ever, and nothing is signalled on it', () => {
    const { state, turn } = start();
    const [first, second, third] = entriesOf(CLOSES);
    for (const entry of [first!, second!]) strategyActor.receive(state, { kind: 'entry', entry }, turn);
    turn.taken();
    strategyActor.miss!(state, third!, turn); // it would go LONG
    expect(turn.taken()).toEqual([['advance', 'signals.one', 3, third!.payload.closeTime]]);
    expect([state.position, state.barsSeen, state.signalsSent]).toEqual([3, 2, 0]);
  });

  test('is to its rules as if its feed had never had it', () => {
    const { state } = start();
    for (const entry of entriesOf(CLOSES).filter(({ seq }) => seq !== 4))
      strategyActor.receive(state, { kind: 'entry', entry }, recordingTurn());
    expect(strategyActor.save(taken(4))).toEqual(strategyActor.save(state));
  });
});

describe('bars', () => {
  test('it follows its lane from where it stands, not from the beginning again', () => {
    const { state, turn } = start({ after: 7 });
    strategyActor.receive(state, STARTED, turn);
    expect(turn.taken()).toEqual([['follow', 'bars.GOOG.1d', { after: 7, rank: 0 }]]);
  });

  test('every bar is announced, or its subscriptions would wait for ever; a signal goes before its announcement', () => {
    const { state, turn } = start();
    const [first, second, third] = entriesOf(CLOSES);
    strategyActor.receive(state, { kind: 'entry', entry: first! }, turn);
    strategyActor.receive(state, { kind: 'entry', entry: second! }, turn);
    expect(turn.taken()).toEqual([
      ['advance', 'signals.one', 1, 60_000],
      ['advance', 'signals.one', 2, 120_000],
    ]);
    strategyActor.receive(state, { kind: 'entry', entry: third! }, turn);
    const payload = { target: 'LONG', price: 3, reason: 'SMA(1) crossed above SMA(2)' };
    expect(turn.taken()).toEqual([
      ['append', 'signals.one', { position: 3, time: 180_000, payload, correlationId: 'bar-3' }],
      ['advance', 'signals.one', 3, 180_000],
    ]);
  });

  test('a caller may use one entry, one bar and one message for all', () => {
    const { state, turn } = start();
    const entry = { ...entriesOf(CLOSES)[0]! };
    const bar = { ...entry.payload };
    const message: Message = { kind: 'entry', entry };
    for (const next of entriesOf(CLOSES)) {
      Object.assign(entry, next, { payload: Object.assign(bar, next.payload) });
      strategyActor.receive(state, message, turn);
    }
    expect(appended(turn.asked)).toEqual(run(start().state, CLOSES));
    expect(strategyActor.inspect(state)['lastSignal']).toMatchObject({ position: 6, target: 'SHORT', price: 1 });
  });

  test('after a restart it tells at once how far it is', () => {
    const { parsed, state } = start();
    run(state, CLOSES);
    const restarted = strategyActor.load(parsed, JSON.parse(JSON.stringify(strategyActor.save(state))), 'strategy.one');
    const turn = recordingTurn();
    strategyActor.receive(restarted, STARTED, turn);
    expect(turn.taken()).toEqual([
      ['follow', 'bars.GOOG.1d', { after: 6, rank: 0 }],
      ['advance', 'signals.one', 6, 360_000],
    ]);
  });
});

describe('trading state', () => {
  test('undisturbed', () => expect(run(start().state, CLOSES)).toEqual(['3:LONG', '4:SHORT', '5:LONG', '6:SHORT']));

  test('paused it lets go of what it holds and takes nothing new', () => {
    const { state } = start();
    expect(run(state, CLOSES, { 4: 'pause' })).toEqual(['3:LONG', '4:FLAT']);
    expect(strategyActor.inspect(state)).toMatchObject({ tradingState: 'REDUCING', signalsSuppressed: 3 });
  });

  test('paused it still sends the FLAT of its strategy', () => {
    const params = { period: 2 };
    const closes = [10, 9, 8, 7, 12, 13];
    const { state } = start({ strategy: 'rsi-reversion', params });
    expect(run(state, closes, { 5: 'pause' })).toEqual(['3:LONG', '4:LONG', '5:FLAT', '6:FLAT']);
  });

  test('its indicators stay warm while it is paused', () => {
    expect(run(start().state, CLOSES, { 3: 'pause', 5: 'resume' })).toEqual(['5:LONG', '6:SHORT']);
  });

  test('halted it is silent until reset, whatever is asked of it', () => {
    const { state } = start();
    expect(run(state, CLOSES, { 4: 'halt', 5: 'resume', 6: 'pause' })).toEqual(['3:LONG']);
    expect(strategyActor.inspect(state)).toMatchObject({
      tradingState: 'HALTED',
      tradingReason: 'halt by ada',
      position: 6,
    });
    expect(run(start().state, CLOSES, { 3: 'halt', 5: 'reset' })).toEqual(['5:LONG', '6:SHORT']);
  });

  test('a reset does not end a pause', () => {
    expect(run(start().state, CLOSES, { 3: 'pause', 4: 'reset' })).toEqual([]);
  });

  test('flatten sends FLAT once, on a position not announced before, and then nothing', () => {
    const { state } = start();
    expect(run(state, CLOSES, { 4: 'flatten' })).toEqual(['3:LONG', '4:FLAT']);
    expect(strategyActor.inspect(state)).toMatchObject({ tradingState: 'HALTED', flattenPending: false });
  });

  test('a flatten that was acknowledged happens even if the actor crashes before the next bar', () => {
    const { parsed, state, turn } = start();
    run(state, CLOSES.slice(0, 3));
    strategyActor.receive(state, command('flatten', { reason: 'news' }), turn);
    expect(turn.taken().map(([what]) => what)).toEqual(['checkpoint', 'reply']);
    const restarted = strategyActor.load(parsed, JSON.parse(JSON.stringify(strategyActor.save(state))), 'strategy.one');
    strategyActor.receive(restarted, { kind: 'entry', entry: entriesOf(CLOSES)[3]! }, turn);
    expect(turn.taken()[0]).toMatchObject([
      'append',
      'signals.one',
      { payload: { target: 'FLAT', reason: 'news (ada)' } },
    ]);
  });
});

describe('commands', () => {
  test('each is answered with the state that it led to and kept by a checkpoint', () => {
    const { state, turn } = start();
    strategyActor.receive(state, command('pause', { reason: 'lunch' }), turn);
    expect(turn.taken()).toEqual([
      ['checkpoint'],
      ['reply', { tradingState: 'REDUCING', tradingReason: 'lunch (ada)', position: 0, flattenPending: false }],
    ]);
  });

  test('an unknown one is refused and changes nothing', () => {
    const { state, turn } = start();
    const before = strategyActor.save(state);
    strategyActor.receive(state, command('dance'), turn);
    expect(turn.taken()).toEqual([['refuse', 'UNKNOWN_COMMAND', expect.stringContaining('not dance')]]);
    expect(strategyActor.save(state)).toEqual(before);
  });

  test('resume on a halted strategy is refused with what to do', () => {
    const { state, turn } = start();
    strategyActor.receive(state, command('halt'), turn);
    turn.taken();
    strategyActor.receive(state, command('resume'), turn);
    expect(turn.taken()).toEqual([
      ['refuse', 'TRADING_HALTED', 'strategy.one is halted (halt by ada); reset it first'],
    ]);
  });
});

test('restarted from any snapshot it sends the same signals, so a crash changes no decision', () => {
  const names = fc.constantFrom('none', 'pause', 'resume', 'halt', 'reset', 'flatten');
  const bars = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), names), { minLength: 20, maxLength: 60 });
  let signals = 0;
  fc.assert(
    fc.property(bars, fc.nat(), (steps, at) => {
      const { parsed, state } = start();
      let crashing = start().state;
      const turns = [recordingTurn(), recordingTurn()] as const;
      entriesOf(steps.map(([close]) => close)).forEach((entry, i) => {
        const name = steps[i]![1];
        if (i === at % steps.length) {
          crashing = strategyActor.load(
            parsed,
            JSON.parse(JSON.stringify(strategyActor.save(crashing))),
            'strategy.one',
          );
        }
        for (const [one, turn] of [
          [state, turns[0]],
          [crashing, turns[1]],
        ] as const) {
          if (name !== 'none' && i % 5 === 0) strategyActor.receive(one, command(name), turn);
          strategyActor.receive(one, { kind: 'entry', entry }, turn);
        }
      });
      signals += appended(turns[0].asked).length;
      expect(turns[1].asked).toEqual(turns[0].asked);
      expect(strategyActor.inspect(crashing)).toEqual(strategyActor.inspect(state));
    }),
    { seed: 1, numRuns: 200 },
  );
  expect(signals).toBeGreaterThan(100);
});

describe('config', () => {
  test.each([
    [{ strategy: 'nope' }, 'UNKNOWN_STRATEGY', 'nope'],
    [{ params: { fast: 0 } }, 'INVALID_PARAMETERS', 'fast is 0'],
    [{ lane: 'signals.one' }, 'INVALID_CONFIG', 'lane'],
    [{ after: -1 }, 'INVALID_CONFIG', 'after'],
    [{ colour: 'red' }, 'INVALID_CONFIG', 'colour'],
  ])('%j is refused before anything starts', (config, type, message) => {
    expect(() => strategyActor.parseConfig({ ...CONFIG, ...config })).toThrow(
      expect.objectContaining({ type, message: expect.stringContaining(message) as string }) as Error,
    );
  });
});
