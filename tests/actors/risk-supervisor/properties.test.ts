import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Control } from '../../../actors/domain/risk/control.ts';
import { emptyControlBook, saveControlBook, takeControl } from '../../../actors/domain/risk/control-book.ts';
import type { Confirmation } from '../../../actors/ports/risk-desk.ts';
import { AccountScene } from '../risk-monitor/account-scene.ts';
import { isRefuted, MANY } from '../domain/risk/arbitraries.ts';
import { account, SupervisorScene } from './supervisor-scene.ts';

const scope = fc.constantFrom(
  'platform',
  'user:ann',
  'user:bob',
  'account:a1',
  'instrument:ACME',
  'strategy:strategy.s1',
);

const asked = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('restrict' as const),
      command: fc.constantFrom('reduce', 'halt', 'flatten', 'reset'),
      scope,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      scope: fc.constantFrom('platform', 'user:ann', 'account:a1'),
      value: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
      isStale: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('approve' as const), by: fc.constantFrom('ann', 'bob') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rules' as const), count: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);
type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

const RULE = {
  ...{ id: 'heat', title: 'Heat', enabled: true, scope: 'platform' },
  condition: { metric: 'portfolioHeat', operator: '>', value: 0.1 },
  actions: [{ kind: 'warn' }],
};

function carryOut(scene: SupervisorScene, step: Asked): void {
  switch (step.kind) {
    case 'restrict':
      scene.command(step.command, { scope: step.scope, reason: 'why' });
      return;
    case 'limit': {
      const now = scene.version(step.scope, 'maxOpenOrders');
      scene.setLimit(step.scope, 'maxOpenOrders', step.value, { fromVersion: step.isStale ? now + 1 : now });
      return;
    }
    case 'approve':
      scene.command('approve', { proposal: [...scene.state.proposals.keys()][0] ?? 'none' }, step.by);
      return;
    case 'rules':
      scene.command('set-rules', {
        rules: Array.from({ length: step.count }, (_, index) => ({ ...RULE, id: `r${index}` })),
      });
      return;
    case 'checkpoint':
      scene.checkpoint();
      return;
    case 'restart':
      scene.restart();
  }
}

const steps = fc.array(asked, { minLength: 1, maxLength: 12 });
const policy = fc.record({ approveLoosening: fc.boolean() });

describe('whatever is asked, and whenever it starts again', () => {
  test('a monitor that has taken the controls through N has the book that the supervisor had at N, crashed or not', () => {
    let controls = 0;
    fc.assert(
      fc.property(
        policy,
        steps,
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 }),
        (config, list, pauses) => {
          const supervisor = new SupervisorScene(config);
          const monitor = new AccountScene();
          for (const [index, step] of list.entries()) {
            carryOut(supervisor, step);
            const through = Math.max(0, supervisor.controls.length - (pauses[index] ?? 0)); // some are still under way
            for (const control of supervisor.controls.slice(monitor.state.controls.through, through))
              monitor.control(control);
            if (pauses[index] === 3) monitor.restart();
            expect(JSON.stringify(saveControlBook(monitor.state.controls))).toBe(
              supervisor.books[monitor.state.controls.through],
            );
          }
          controls += supervisor.controls.length;
        },
      ),
      MANY,
    );
    expect(controls).toBeGreaterThan(MANY.numRuns);
  }, 300_000);

  test('what survives a crash is what there was, and controls are numbered without a gap', () => {
    fc.assert(
      fc.property(policy, steps, (config, list) => {
        const scene = new SupervisorScene(config);
        for (const step of list) carryOut(scene, step);
        const before = scene.durable();
        scene.restart();
        expect(scene.durable()).toEqual(before);
        const numbers = scene.journal.flatMap((event) => (event.type === 'control.issued' ? [event.seq] : []));
        expect(numbers).toEqual(scene.controls.map((_, index) => index + 1));
      }),
      MANY,
    );
  }, 300_000);

  test('a scope that is HALTED stays so until its reset', () => {
    expect(isRefuted(latched((book, seq, control) => takeControl(book, seq, control)))).toBe(false);
  }, 300_000);

  test('and a book that ignores the latch is found out', () => {
    const ignoring: Take = (book, seq, control) => {
      if (control.kind !== 'restrict' || control.state !== 'HALTED') takeControl(book, seq, control);
      else book.through = seq;
    };
    expect(isRefuted(latched(ignoring))).toBe(true);
  });

  test('a control is confirmed exactly when all that it is about have said so, in whatever order words come', () => {
    const words = fc.array(
      fc.record({
        account: fc.constantFrom('a1', 'a2', 'a3'),
        through: fc.integer({ min: 0, max: 3 }),
        isFlat: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(words, fc.nat({ max: 12 }), (list, crashAt) => {
        const scene = new SupervisorScene();
        scene.affected = () => ['a1', 'a2', 'a3'].map((name) => account(name));
        // Of different scopes: one that took the place of another would end it.
        for (const scope of ['platform', 'user:ann', 'instrument:ACME'])
          scene.command('flatten', { scope, reason: 'storm' });
        const heard = new Map<string, { through: number; flat: Set<number> }>();
        const done = new Set<string>();
        for (const [index, word] of list.entries()) {
          if (index === crashAt) {
            scene.crash();
            heard.clear(); // F1
            done.clear(); // F3
          }
          const known = heard.get(word.account) ?? { through: 0, flat: new Set<number>() };
          known.through = Math.max(known.through, word.through);
          if (word.isFlat) known.flat.add(word.through);
          heard.set(word.account, known);
          scene.hear(wordOf(word));
          for (let seq = 1; seq <= 3; seq += 1) {
            const all = ['a1', 'a2', 'a3'].map((name) => heard.get(name));
            if (all.every((one) => (one?.through ?? 0) >= seq)) done.add(`confirmed ${seq}`);
            if (all.every((one) => one?.flat.has(seq) === true)) done.add(`flat ${seq}`);
            const { confirmedAt, flatAt } = scene.control(seq);
            expect([confirmedAt !== null, flatAt !== null]).toEqual([
              done.has(`confirmed ${seq}`),
              done.has(`flat ${seq}`),
            ]);
          }
        }
      }),
      MANY,
    );
  }, 300_000);
});

const wordOf = ({
  account: name,
  through,
  isFlat,
}: {
  account: string;
  through: number;
  isFlat: boolean;
}): Confirmation => ({
  ...{ account: name, taken: through, through, flat: isFlat ? [through] : [] },
});

type Take = (book: ReturnType<typeof emptyControlBook>, seq: number, control: Control) => void;

/** Nobody but a reset ends a halt, as a book of controls taken one by one has it. */
const latched = (take: Take): fc.IProperty<[Asked[]]> =>
  fc.property(steps, (list) => {
    const supervisor = new SupervisorScene();
    for (const step of list) carryOut(supervisor, step);
    const book = emptyControlBook();
    const halts = new Set<string>();
    for (const [index, control] of supervisor.controls.entries()) {
      take(book, index + 1, control);
      if (control.kind !== 'restrict') continue;
      if (control.state === 'HALTED') halts.add(control.scope);
      else if (control.state === 'ACTIVE') halts.delete(control.scope);
      for (const halt of halts) if (book.latches.get(halt)?.state !== 'HALTED') throw new Error(`${halt} is let go`);
    }
  });
