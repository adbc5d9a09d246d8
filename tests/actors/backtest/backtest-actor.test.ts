// The actor of a backtest: transitions alone, on turns that are written down.
import { describe, expect, test } from 'vitest';
import { backtestActor, type BacktestActorState } from '../../../actors/backtest/backtest.actor.ts';
import type { Message, PerformResult } from '../../../runtime/actor.ts';
import type { Turn } from '../../../runtime/turn.ts';
import { Slots } from '../../../actors/backtest/slots.ts';

const kind = backtestActor();
const config = kind.parseConfig({ id: 'one', owner: 'ada', name: 'a run' });

/** What a message makes the actor do, in words. */
const told = (state: BacktestActorState, message: Message): readonly string[] => {
  const said: string[] = [];
  const say =
    (name: string) =>
    (...all: unknown[]): void =>
      void said.push(`${name} ${JSON.stringify(all)}`);
  const names = ['perform', 'timer', 'cancelTimer', 'finish', 'reply', 'refuse'] as const;
  kind.receive(state, message, Object.fromEntries(names.map((name) => [name, say(name)])) as unknown as Turn);
  return said;
};
const started = { kind: 'started', siblings: [] } as const;
const RUN = { kind: 'run', id: 'one' } as const;
const heard = (result: PerformResult, request: object = RUN): Message => ({
  ...{ kind: 'performed', port: 'backtest', request, result },
});
const OVER = { ok: true, value: { kind: 'over' } } as const;
const AWAY = { ok: false, type: 'STORE_UNAVAILABLE', message: 'away' } as const;
const command = (name: string): Message => ({
  ...{ kind: 'command', command: name, params: {}, by: 'ada', commandId: 'c', at: 0 },
});

describe('the actor of a backtest', () => {
  test('asks for its run at every start, and finishes when it is over', () => {
    const state = kind.initial(config, 'backtest.one');
    expect(told(state, started)).toEqual(['perform ["backtest",{"kind":"run","id":"one"}]', 'timer ["look",1000]']);
    expect(told(state, heard(OVER))).toEqual(['cancelTimer ["look"]', 'finish ["the backtest is over"]']);
    expect(told(state, { kind: 'timer', name: 'again', body: undefined }), 'never again').toEqual([]);
    const again = kind.load(config, kind.save(state), 'backtest.one');
    expect(told(again, started)[0]).toContain('run');
  });

  test('asks again, ever less often, for what could not be carried out', () => {
    const state = kind.initial(config, 'backtest.one');
    told(state, started);
    const delays = Array.from({ length: 9 }, () => {
      const [timer] = told(state, heard(AWAY));
      expect(told(state, { kind: 'timer', name: 'again', body: undefined })[0]).toContain('"run"');
      return Number(/again",(\d+)/.exec(timer!)?.[1]);
    });
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(kind.inspect(state)).toMatchObject({ state: 'queued', failure: 'STORE_UNAVAILABLE: away' });
  });

  test('says how far it is, looking every second', () => {
    const state = kind.initial(config, 'backtest.one');
    told(state, started);
    const look = { kind: 'look', id: 'one' };
    expect(told(state, { kind: 'timer', name: 'look', body: undefined })).toEqual([
      'perform ["backtest",{"kind":"look","id":"one"}]',
    ]);
    const progress = { attempt: 2, barsDone: 5, barsTotal: 9 };
    expect(told(state, heard({ ok: true, value: progress }, look))).toEqual(['timer ["look",1000]']);
    expect(kind.inspect(state)).toMatchObject({ state: 'running', ...progress });
  });

  test('has a cancel carried out, and knows no other command', () => {
    const state = kind.initial(config, 'backtest.one');
    told(state, started);
    expect(told(state, command('cancel'))[0]).toBe('perform ["backtest",{"kind":"cancel","id":"one","by":"ada"}]');
    expect(told(state, command('pause'))[0]).toContain('COMMAND_UNKNOWN');
  });

  test('is refused with a config that names no run', () => {
    expect(() => kind.parseConfig({ id: '../x', owner: 'ada', name: '' })).toThrow('backtest: id');
  });
});

describe('slots', () => {
  test('are given in order, and one that gives up waiting holds nobody up', async () => {
    const slots = new Slots(1);
    const never = new AbortController().signal;
    const order: string[] = [];
    const leave = await slots.take(never);
    const gone = new AbortController();
    const waits = [slots.take(gone.signal), slots.take(never), slots.take(never)];
    void waits[1]!.then(() => order.push('second'));
    void waits[2]!.then(() => order.push('third'));
    gone.abort(new Error('enough'));
    await expect(waits[0]).rejects.toThrow('enough');
    leave();
    leave(); // twice is once
    const next = await waits[1]!;
    expect(order).toEqual(['second']);
    next();
    await waits[2];
    expect(order).toEqual(['second', 'third']);
    await expect(slots.take(gone.signal)).rejects.toThrow('enough');
  });
});
