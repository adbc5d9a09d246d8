import { describe, expect, test, vi } from 'vitest';
import { virtualClock } from '../../../runtime/clock.ts';
import { Poisoned } from '../../../runtime/supervision/child-spec.ts';
import { Lane } from '../../../runtime/supervision/lane.ts';
import type { ChildExit } from '../../../runtime/supervision/lifecycle.ts';
import { type Supervisor, supervisorSpec } from '../../../runtime/supervision/supervisor.ts';
import { FakeChild, stage } from './fakes.ts';

describe('start and shutdown', () => {
  test.each(['one_for_one', 'rest_for_one', 'one_for_all'] as const)(
    '%s: a child does not start before the one ahead of it is up, nor stop before those behind it are down',
    async (strategy) => {
      const { clock, log, supervisor, fake } = stage('a b c', { strategy });
      for (const id of ['a', 'b', 'c'])
        Object.assign(fake(id), { startMs: id === 'a' ? 30 : 5, stopMs: id === 'c' ? 30 : 5 });
      const up = supervisor.start();
      await clock.advance(100);
      await up;
      const down = supervisor.stop('test over');
      await clock.advance(100);
      await down;
      expect(log).toEqual(['+a', '+b', '+c', '-c', '-b', '-a']);
      expect(await supervisor.exited).toEqual({ kind: 'completed' });
    },
  );

  test('ten thousand independent children do not wait for one another where bulk start is allowed', async () => {
    const { clock, supervisor, fake } = stage('a b c d', { startConcurrency: 4 });
    for (const id of ['a', 'b', 'c', 'd']) fake(id).startMs = 10;
    void supervisor.start();
    await clock.advance(10);
    expect(supervisor.tree().lifecycle).toBe('running');
  });

  test('a child that does not stop is killed at its deadline, and holds up nobody for longer', async () => {
    const { clock, supervisor, fake, lifecycles, events } = stage('a b', { strategy: 'rest_for_one' });
    await supervisor.start();
    fake('b').stopMs = Infinity;
    const down = supervisor.stop('test over');
    await clock.advance(999);
    expect(lifecycles()).toBe('a:running b:stopping');
    await clock.advance(1);
    await down;
    expect(fake('b').kills).toBe(1);
    expect(lifecycles()).toBe('a:stopped b:stopped');
    expect(events).toContain('b stopping→stopped (killed, its stop failed or was late: shutdown: test over)');
  });

  test('an incarnation that comes up after its supervisor was killed is killed too', async () => {
    const { clock, supervisor, fake } = stage('a');
    fake('a').startMs = 50;
    const up = supervisor.start();
    up.catch(() => undefined);
    supervisor.kill();
    await clock.advance(100);
    expect([fake('a').alive, fake('a').kills]).toEqual([0, 1]);
    await expect(up).rejects.toMatchObject({ type: 'SUPERVISOR_DOWN' });
  });

  test('a crash that arrives while everything goes down restarts nothing', async () => {
    const { clock, supervisor, fake } = stage('a b', { strategy: 'rest_for_one' });
    await supervisor.start();
    fake('b').stopMs = 50;
    const down = supervisor.stop('test over');
    fake('a').crash();
    await clock.advance(10_000);
    await down;
    expect([fake('a').incarnations, fake('b').incarnations]).toEqual([1, 1]);
    await expect(supervisor.addChild(fake('a').spec())).rejects.toMatchObject({ type: 'SUPERVISOR_DOWN' });
  });
});

describe('restarts', () => {
  test('a shutdown during a restart leaves no timer that would start something afterwards', async () => {
    const { clock, supervisor, fake } = stage('a b', {
      strategy: 'rest_for_one',
      backoff: { baseMs: 10_000, capMs: 10_000, stableAfterMs: 1 },
    });
    await supervisor.start();
    fake('b').stopMs = 50;
    fake('a').crash();
    await clock.advance(10);
    const down = supervisor.stop('test over');
    await clock.advance(40);
    await down;
    expect(clock.nextDue()).toBeUndefined();
  });

  test('the late exit of an abandoned incarnation does not make its successor look dead', async () => {
    const { clock, supervisor } = stage('x');
    await supervisor.start();
    const exits: ((exit: ChildExit) => void)[] = [];
    const stops: number[] = [];
    await supervisor.addChild({
      id: 'stuck',
      restart: 'permanent',
      shutdownMs: 100,
      start: async () => {
        const { promise: exited, resolve } = Promise.withResolvers<ChildExit>();
        const incarnation = exits.push(resolve);
        return {
          exited,
          stop: () => {
            stops.push(incarnation);
            return incarnation === 1 ? new Promise(() => undefined) : Promise.resolve();
          },
          kill: () => undefined,
        };
      },
    });
    const restarted = supervisor.restartChild('stuck');
    await clock.advance(100);
    await restarted;
    exits[0]?.({ kind: 'crashed', error: new Error('late'), uptimeMs: 100 });
    await clock.advance(1_000);
    expect(supervisor.child('stuck')).toMatchObject({ lifecycle: 'running', restarts: 1 });
    await supervisor.stop('test over');
    expect(stops).toEqual([1, 2]);
  });

  test('a child that ends by itself while its stop hangs is not waited for until the deadline', async () => {
    const { clock, supervisor, fake } = stage('a');
    await supervisor.start();
    fake('a').stopMs = Infinity;
    const stopped = supervisor.stopChild('a');
    await clock.advance(10);
    fake('a').crash();
    await stopped;
    expect([clock.now(), fake('a').kills, supervisor.child('a')?.lifecycle]).toEqual([10, 0, 'stopped']);
  });

  test('a person who presses start during a backoff does not have to wait for it', async () => {
    const { clock, supervisor, fake, lifecycles } = stage('a b', { strategy: 'rest_for_one' });
    await supervisor.start();
    fake('a').crash();
    await Promise.resolve();
    await supervisor.startChild('a');
    expect([clock.now(), lifecycles()]).toEqual([0, 'a:running b:running']);
    await clock.advance(1_000);
    expect(fake('a').incarnations).toBe(2);
  });

  test('a short backoff does not cut short a longer one that siblings already wait for', async () => {
    const clock = virtualClock();
    const lane = new Lane();
    const woken: number[] = [];
    const wake = (): void => void woken.push(clock.now());
    lane.wakeAfter(100, clock, wake);
    lane.wakeAfter(10, clock, wake);
    lane.wakeAfter(150, clock, wake);
    await clock.advance(1_000);
    expect(woken).toEqual([150]);
    lane.wakeAfter(100, clock, wake);
    lane.wakeAfter(10, clock, wake);
    await clock.advance(1_000);
    expect(woken).toEqual([150, 1_100]);
  });

  test.each([
    ['one_for_one', 'permanent', ['+a', '+b', '+c', '-b', '+b']],
    ['one_for_one', 'transient', ['+a', '+b', '+c', '-b', '+b']],
    ['one_for_one', 'temporary', ['+a', '+b', '+c', '-b']],
    ['rest_for_one', 'permanent', ['+a', '+b', '+c', '-b', '-c', '+b', '+c']],
    ['rest_for_one', 'transient', ['+a', '+b', '+c', '-b', '-c', '+b', '+c']],
    ['rest_for_one', 'temporary', ['+a', '+b', '+c', '-b']],
    ['one_for_all', 'permanent', ['+a', '+b', '+c', '-b', '-c', '-a', '+a', '+b', '+c']],
    ['one_for_all', 'transient', ['+a', '+b', '+c', '-b', '-c', '-a', '+a', '+b', '+c']],
    ['one_for_all', 'temporary', ['+a', '+b', '+c', '-b']],
  ] as const)('%s, %s: a crash brings down and up again exactly whom it must', async (strategy, restart, expected) => {
    const { clock, log, supervisor, fake } = stage('a b c', { strategy }, { b: { restart } });
    await supervisor.start();
    fake('b').crash();
    await clock.advance(1_000);
    expect(log).toEqual(expected);
    expect(supervisor.child('b')?.lifecycle).toBe(restart === 'temporary' ? undefined : 'running');
  });

  test.each(['one_for_one', 'rest_for_one', 'one_for_all'] as const)(
    '%s: a transient child that completed is not run again, not even when a sibling crashes',
    async (strategy) => {
      const { clock, supervisor, fake, lifecycles } = stage('a b c', { strategy }, { b: { restart: 'transient' } });
      await supervisor.start();
      fake('b').complete();
      await clock.advance(0);
      fake('a').crash();
      await clock.advance(1_000);
      expect(lifecycles()).toBe('a:running b:stopped c:running');
      expect(fake('b').incarnations).toBe(1);
    },
  );

  test('a temporary sibling taken down by rest_for_one is not started again', async () => {
    const { clock, supervisor, fake, lifecycles } = stage(
      'a b c',
      { strategy: 'rest_for_one' },
      { b: { restart: 'temporary' } },
    );
    await supervisor.start();
    fake('a').crash();
    await clock.advance(1_000);
    expect(lifecycles()).toBe('a:running c:running');
  });

  test('a child stopped by hand does not come back with a crashing neighbour', async () => {
    const { clock, supervisor, fake, lifecycles } = stage('a b c', { strategy: 'rest_for_one' });
    await supervisor.start();
    await supervisor.stopChild('b');
    fake('a').crash();
    await clock.advance(1_000);
    expect(lifecycles()).toBe('a:running b:stopped c:running');
  });

  test('nothing later trades on while the first is down, its backoff included', async () => {
    const { clock, supervisor, fake, lifecycles } = stage('a b', {
      strategy: 'rest_for_one',
      random: {
        next: () => 0.999,
        fork: () => {
          throw new Error('unused');
        },
      },
    });
    await supervisor.start();
    fake('a').crash();
    await clock.advance(5);
    expect([fake('b').alive, lifecycles()]).toEqual([0, 'a:restarting b:restarting']);
    await clock.advance(5);
    expect(lifecycles()).toBe('a:running b:running');
  });

  test('a restart does not begin before the old incarnation has settled', async () => {
    const { clock, supervisor, fake } = stage('a b', {
      strategy: 'rest_for_one',
      backoff: { baseMs: 0, capMs: 0, stableAfterMs: 1 },
    });
    await supervisor.start();
    fake('b').stopMs = 400;
    fake('a').crash();
    await clock.advance(399);
    expect([fake('a').incarnations, fake('b').incarnations]).toEqual([1, 1]);
    await clock.advance(2);
    expect([fake('a').incarnations, fake('b').incarnations, fake('b').mostAlive]).toEqual([2, 2, 1]);
  });

  test('a second crash while a restart is under way does not restart twice', async () => {
    const { clock, log, supervisor, fake } = stage('a b c', { strategy: 'one_for_all' });
    await supervisor.start();
    fake('c').stopMs = 50;
    fake('a').crash();
    await clock.advance(10);
    fake('b').crash();
    await clock.advance(1_000);
    expect(log).toEqual(['+a', '+b', '+c', '-a', '-b', '-c', '+a', '+b', '+c']);
    expect(supervisor.child('b')?.restarts).toBe(1);
  });

  test('a first child that dies while later ones are still being started does not let the next one start', async () => {
    const { clock, log, supervisor, fake } = stage('a b c', { strategy: 'rest_for_one' });
    fake('b').startMs = 20;
    void supervisor.start();
    await clock.advance(10);
    fake('a').crash();
    await clock.advance(1_000);
    expect(log).toEqual(['+a', '-a', '+b', '-b', '+a', '+b', '+c']);
  });

  test('one slow or looping child delays no neighbour under one_for_one', async () => {
    const { clock, supervisor, fake } = stage('a b', { startConcurrency: 2 });
    await supervisor.start();
    fake('a').startMs = 100_000;
    fake('a').crash();
    fake('b').crash();
    await clock.advance(20);
    expect(supervisor.child('a')?.lifecycle).toBe('restarting');
    expect(supervisor.child('b')?.lifecycle).toBe('running');
  });

  test('a failing start counts as a crash, and the next child waits for it', async () => {
    const { clock, log, supervisor, fake } = stage('a b', { strategy: 'rest_for_one' });
    fake('a').failStarts = 2;
    const up = vi.fn();
    void supervisor.start().then(up);
    await clock.advance(0);
    expect([log, up.mock.calls.length]).toEqual([[], 0]);
    await clock.advance(1_000);
    expect([log, up.mock.calls.length, supervisor.child('a')?.restarts]).toEqual([['+a', '+b'], 1, 2]);
  });
});

describe('quarantine and escalation', () => {
  const crashLoop = async ({ clock, fake }: ReturnType<typeof stage>, id: string, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      fake(id).crash(`crash ${i + 1}`);
      await clock.advance(500);
    }
  };

  test('a child past its intensity does not loop for ever: it is faulted, visible with its cause, its siblings run on', async () => {
    const s = stage('a b c', { strategy: 'rest_for_one' });
    await s.supervisor.start();
    await crashLoop(s, 'b', 4);
    expect(s.lifecycles()).toBe('a:running b:faulted c:running');
    expect(s.supervisor.child('b')?.lastCause).toEqual({
      kind: 'exhausted',
      message: 'more than 3 restarts in 10000 ms; last: crash 4',
    });
    await s.clock.advance(2_000);
    expect(s.fake('b').incarnations).toBe(4);

    await s.supervisor.startChild('b'); // its earlier crashes are still within the period
    expect(s.lifecycles()).toBe('a:running b:running c:running');
    await crashLoop(s, 'b', 3);
    expect(s.lifecycles()).toBe('a:running b:running c:running'); // its crashes were forgiven
  });

  test('crashes further apart than the period do not add up', async () => {
    const s = stage('a');
    await s.supervisor.start();
    for (let i = 0; i < 10; i++) {
      s.fake('a').crash();
      await s.clock.advance(4_000);
    }
    expect(s.lifecycles()).toBe('a:running');
  });

  test('a start that fails for ever does not keep those after a quarantined child down', async () => {
    const s = stage('a b', { strategy: 'rest_for_one' });
    s.fake('a').failStarts = Infinity;
    const up = s.supervisor.start();
    await s.clock.advance(10_000);
    await up;
    expect(s.lifecycles()).toBe('a:faulted b:running');
  });

  test.each(['exit', 'start'])('a poisoned child is not started again (%s)', async (where) => {
    const s = stage('a');
    if (where === 'start')
      Object.assign(s.fake('a'), { failStarts: 1, startError: new Poisoned('snapshot is corrupt') });
    await s.supervisor.start();
    if (where === 'exit') s.fake('a').poison('snapshot is corrupt');
    await s.clock.advance(60_000);
    expect(s.supervisor.child('a')).toMatchObject({
      lifecycle: 'faulted',
      restarts: 0,
      lastCause: { kind: 'poisoned', message: 'poisoned: snapshot is corrupt' },
    });
  });

  test('without its significant child nothing runs on: the supervisor stops all in reverse order and exits crashed', async () => {
    const s = stage('risk b c', { strategy: 'rest_for_one' }, { risk: { significant: true } });
    await s.supervisor.start();
    s.fake('risk').poison('ledger differs');
    await s.clock.advance(0);
    expect(s.log).toEqual(['+risk', '+b', '+c', '-risk', '-c', '-b']);
    expect(await s.supervisor.exited).toMatchObject({ kind: 'crashed', error: { message: 'ledger differs' } });
    expect([s.supervisor.tree().lifecycle, s.lifecycles()]).toEqual(['faulted', 'risk:faulted b:stopped c:stopped']);
  });

  test('many children failing together, each within its own intensity, do not stay unnoticed', async () => {
    const s = stage('a b c d', { intensity: { maxRestarts: 3, periodMs: 10_000 } });
    await s.supervisor.start();
    for (const id of ['a', 'b', 'c', 'd']) s.fake(id).crash();
    await s.clock.advance(1_000);
    expect(await s.supervisor.exited).toMatchObject({ kind: 'crashed', error: { type: 'INTENSITY_EXCEEDED' } });
    expect(['a', 'b', 'c', 'd'].map((id) => s.fake(id).alive)).toEqual([0, 0, 0, 0]);
  });

  test('stopping a significant child by hand leaves nothing that depends on it running, and starting it brings them back', async () => {
    const s = stage('risk b c', { strategy: 'rest_for_one' }, { risk: { significant: true } });
    await s.supervisor.start();
    await s.supervisor.stopChild('risk');
    expect(s.log.slice(3)).toEqual(['-c', '-b', '-risk']);
    await s.supervisor.addChild(new FakeChild('late', s.clock, s.log).spec());
    await s.supervisor.startChild('c');
    await s.clock.advance(60_000);
    expect(s.log).toHaveLength(6);
    await s.supervisor.startChild('risk');
    expect(s.log.slice(6)).toEqual(['+risk', '+b', '+c', '+late']);
  });
});

describe('commands', () => {
  test('one_for_all: stopping a significant child in the middle leaves nobody running until it is started again', async () => {
    const s = stage('a risk c', { strategy: 'one_for_all' }, { risk: { significant: true } });
    await s.supervisor.start();
    await s.supervisor.stopChild('risk');
    await s.supervisor.startChild('a');
    await s.clock.advance(60_000);
    expect(s.log.slice(3)).toEqual(['-c', '-risk', '-a']);
    await s.supervisor.startChild('risk');
    expect(s.log.slice(6)).toEqual(['+a', '+risk', '+c']);
  });

  test('an unknown or taken id is refused, and a removed one is free again', async () => {
    const s = stage('a b');
    await s.supervisor.start();
    await expect(s.supervisor.stopChild('nobody')).rejects.toMatchObject({ type: 'CHILD_UNKNOWN' });
    await expect(s.supervisor.addChild(s.fake('a').spec())).rejects.toMatchObject({ type: 'CHILD_EXISTS' });
    await s.supervisor.removeChild('a');
    await s.supervisor.addChild(s.fake('a').spec());
    expect(s.lifecycles()).toBe('b:running a:running');
  });

  test('a stop during the backoff is not undone by the restart that was due', async () => {
    const s = stage('a');
    await s.supervisor.start();
    s.fake('a').crash();
    await Promise.resolve();
    await s.supervisor.stopChild('a');
    await s.clock.advance(60_000);
    expect([s.lifecycles(), s.fake('a').alive]).toEqual(['a:stopped', 0]);
  });

  test('removing a significant child does not leave its dependents to run without it', async () => {
    const s = stage('risk b', { strategy: 'rest_for_one' }, { risk: { significant: true } });
    await s.supervisor.start();
    await s.supervisor.removeChild('risk');
    await s.supervisor.addChild(new FakeChild('late', s.clock, s.log).spec());
    expect(s.lifecycles()).toBe('b:stopped late:running');
  });

  test('a restart by hand takes along whom the strategy ties to the child, and is not counted against it', async () => {
    const s = stage('a b c', { strategy: 'rest_for_one', childIntensity: { maxRestarts: 0, periodMs: 1 } });
    await s.supervisor.start();
    await s.supervisor.restartChild('b');
    expect(s.log.slice(3)).toEqual(['-c', '-b', '+b', '+c']);
    expect(s.lifecycles()).toBe('a:running b:running c:running');
  });

  test('the listener hears every change once, in order', async () => {
    const s = stage('a');
    await s.supervisor.start();
    s.fake('a').crash('boom');
    await s.clock.advance(1_000);
    await s.supervisor.stopChild('a', 'alice asked');
    expect(s.events).toEqual([
      'a starting→running',
      'a running→restarting (crashed after 0 ms: boom)',
      'a restarting→running',
      'a running→stopping (alice asked)',
      'a stopping→stopped (alice asked)',
    ]);
  });
});

describe('nested supervisors', () => {
  const nest = () => {
    const s = stage('x', { childIntensity: { maxRestarts: 2, periodMs: 60_000 } });
    const risk = new FakeChild('risk', s.clock, s.log);
    const sub = new FakeChild('sub', s.clock, s.log);
    const build = (): Supervisor =>
      stage('unused', {
        id: 'account.1',
        strategy: 'rest_for_one',
        clock: s.clock,
        childIntensity: { maxRestarts: 1, periodMs: 60_000 },
        children: [risk.spec({ significant: true }), sub.spec()],
      }).supervisor;
    return { ...s, risk, sub, account: supervisorSpec({ id: 'account.1', restart: 'permanent' }, build) };
  };

  test('an account that gave up is restarted whole by the supervisor above, and the fault stays inside it', async () => {
    const { clock, log, supervisor, risk, account } = nest();
    await supervisor.start();
    await supervisor.addChild(account);
    risk.crash();
    await clock.advance(1_000);
    risk.crash();
    await clock.advance(1_000);
    expect(log).toEqual(['+x', '+risk', '+sub', '-risk', '-sub', '+risk', '+sub', '-risk', '-sub', '+risk', '+sub']);
    const node = supervisor.child('account.1');
    expect(node).toMatchObject({ lifecycle: 'running', restarts: 1, strategy: 'rest_for_one' });
    expect(node?.children?.map(({ id, lifecycle }) => `${id}:${lifecycle}`)).toEqual(['risk:running', 'sub:running']);
  });

  test('an account that can never start ends quarantined instead of taking the node down', async () => {
    const { clock, supervisor, risk, sub, account } = nest();
    risk.failStarts = Infinity;
    await supervisor.start();
    const added = supervisor.addChild(account);
    await clock.advance(60_000);
    await added;
    expect(supervisor.child('account.1')?.lifecycle).toBe('faulted');
    expect([supervisor.child('x')?.lifecycle, sub.incarnations]).toEqual(['running', 0]);
  });

  test('stopping the node does not wait for an account that is still failing to start', async () => {
    const { clock, supervisor, risk, account } = nest();
    await supervisor.start();
    risk.failStarts = Infinity;
    risk.startMs = 1;
    void supervisor.addChild(account);
    await clock.advance(1);
    const down = supervisor.stop('SIGTERM');
    await clock.advance(1);
    await down;
    expect([risk.alive, supervisor.child('account.1')?.lifecycle]).toEqual([0, 'stopped']);
  });
});
