import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../../runtime/supervision/restart-plan.ts';
import { stage } from './fakes.ts';

// Random schedules of crashes, slow and failing starts, slow and hanging stops, and people's commands, on five children.
const IDS = ['a', 'b', 'c', 'd', 'e'];

const step = fc.record({
  kind: fc.constantFrom(
    ...['crash', 'crash', 'crash', 'complete', 'poison', 'stop', 'start', 'restart', 'replace'],
    ...['fail next start', 'slow start', 'slow stop', 'hang on stop'],
  ),
  id: fc.constantFrom(...IDS),
  thenMs: fc.constantFrom(0, 0, 1, 7, 40, 3_000),
});

const schedule = fc.record({
  steps: fc.array(step, { maxLength: 40 }),
  restarts: fc.array(fc.constantFrom('permanent', 'permanent', 'transient', 'temporary'), {
    minLength: 5,
    maxLength: 5,
  }),
  significant: fc.subarray(IDS),
});
type Schedule = typeof schedule extends fc.Arbitrary<infer S> ? S : never;

/** Plays a schedule and throws on the first broken promise; `engine` is the strategy run, `promised` the one checked. */
const play = async (
  promised: Strategy,
  engine: Strategy,
  { steps, restarts, significant }: Schedule,
): Promise<void> => {
  const specs = Object.fromEntries(
    IDS.map((id, i) => [
      id,
      { restart: restarts[i] ?? 'permanent', significant: significant.includes(id), shutdownMs: 50 },
    ]),
  );
  const s = stage(IDS.join(' '), { strategy: engine, startConcurrency: promised === 'one_for_one' ? 3 : 1 }, specs);
  const broken: string[] = [];
  for (const id of IDS) {
    s.fake(id).onStart = () => {
      if (s.fake(id).alive > 1) broken.push(`two incarnations of ${id}`);
      if (promised === 'one_for_one') return;
      for (const earlier of s.supervisor.tree().children) {
        if (earlier.id === id) break;
        if (['starting', 'restarting', 'stopping'].includes(earlier.lifecycle))
          broken.push(`${id} started while ${earlier.id} was ${earlier.lifecycle}`);
      }
    };
  }
  const asked = (command: Promise<unknown>): void => void command.catch(() => undefined); // unknown, or going down
  asked(s.supervisor.start());

  for (const { kind, id, thenMs } of steps) {
    const child = s.fake(id);
    if (kind === 'crash') child.crash();
    if (kind === 'complete') child.complete();
    if (kind === 'poison') child.poison();
    if (kind === 'stop') asked(s.supervisor.stopChild(id));
    if (kind === 'start') asked(s.supervisor.startChild(id));
    if (kind === 'restart') asked(s.supervisor.restartChild(id));
    if (kind === 'replace') {
      asked(
        // Keeps its name, takes the last place in the order.
        s.supervisor.removeChild(id).then(() => s.supervisor.addChild(child.spec(specs[id]))),
      );
    }
    if (kind === 'fail next start') child.failStarts = 1;
    if (kind === 'slow start') child.startMs = 5;
    if (kind === 'slow stop') child.stopMs = 5;
    if (kind === 'hang on stop') child.stopMs = Infinity;
    if (thenMs > 0) await s.clock.advance(thenMs);
  }
  await s.clock.advance(60_000);

  const { lifecycle, children } = s.supervisor.tree();
  const story = `${s.lifecycles()} | ${s.log.join(' ')}`;
  if (s.clock.nextDue() !== undefined) broken.push('a timer was left behind');
  for (const child of children) {
    const up = child.lifecycle === 'running';
    if (s.fake(child.id).alive !== (up ? 1 : 0))
      broken.push(`${child.id} is ${child.lifecycle} with ${String(s.fake(child.id).alive)} alive`);
    if (lifecycle === 'running' && ['starting', 'restarting', 'stopping'].includes(child.lifecycle)) {
      const held =
        promised !== 'one_for_one' &&
        children.some((other) => specs[other.id]?.significant && other.lifecycle === 'stopped');
      if (!held) broken.push(`${child.id} hangs in ${child.lifecycle}`);
    }
    if (promised !== 'rest_for_one') continue;
    for (const later of children.slice(children.indexOf(child) + 1)) {
      if (later.lifecycle !== 'running') continue;
      if (up && s.fake(later.id).startedAs < s.fake(child.id).startedAs)
        broken.push(`${later.id} runs on an older incarnation than ${child.id}`);
      if (specs[child.id]?.significant && (child.lifecycle === 'faulted' || child.lastCause?.kind === 'asked') && !up)
        broken.push(`${later.id} runs without ${child.id}`);
    }
  }
  asked(s.supervisor.stop('test over'));
  await s.clock.advance(10_000);
  for (const id of IDS) if (s.fake(id).alive > 0) broken.push(`${id} outlived its supervisor`);
  if (broken.length > 0) throw new Error(`${broken[0] ?? ''} | ${story}`);
};

const holds = (promised: Strategy, engine: Strategy = promised) =>
  fc.check(
    fc.asyncProperty(schedule, (one) => play(promised, engine, one)),
    { numRuns: 500 },
  );

describe('random schedules', () => {
  test.each(['one_for_one', 'rest_for_one', 'one_for_all'] as const)(
    '%s: no schedule gets two incarnations alive at once, a start out of order, a child that hangs or one left behind',
    async (strategy) => {
      const run = await holds(strategy);
      expect(run.failed, fc.defaultReportMessage(run)).toBe(false);
    },
    60_000,
  );

  test('control: with one_for_one in place of rest_for_one, a later sibling is found on an older incarnation', async () => {
    const run = await holds('rest_for_one', 'one_for_one');
    expect(run.failed).toBe(true);
    expect(String(run.errorInstance)).toMatch(/runs on an older incarnation than|started while|runs without/);
  });

  test('control: the very schedule of one crash tells rest_for_one from one_for_one', async () => {
    const crash: Schedule = {
      steps: [
        { kind: 'slow stop', id: 'e', thenMs: 40 },
        { kind: 'crash', id: 'a', thenMs: 3_000 },
      ],
      restarts: ['permanent', 'permanent', 'permanent', 'permanent', 'permanent'],
      significant: [],
    };
    await play('rest_for_one', 'rest_for_one', crash);
    await expect(play('rest_for_one', 'one_for_one', crash)).rejects.toThrow('runs on an older incarnation than a');
  });
});
