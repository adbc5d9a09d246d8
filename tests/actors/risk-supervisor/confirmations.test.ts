import { describe, expect, test } from 'vitest';
import { account, SupervisorScene } from './supervisor-scene.ts';

const platform = { scope: 'platform', reason: 'storm' };

const halted = (command = 'halt', ...names: string[]): SupervisorScene => {
  const scene = new SupervisorScene();
  scene.affected = () => names.map((name) => account(name));
  scene.command(command, platform);
  return scene;
};

describe('a control is confirmed', () => {
  test('when the last affected account has said so; who has not is named (F2)', () => {
    const scene = halted('halt', 'a1', 'a2', 'a3');
    expect(scene.control(1)).toMatchObject({ affected: 3, confirmedAt: null, unconfirmedCount: 3 });
    scene.hear({ account: 'a2', through: 1 });
    scene.hear({ account: 'a3', through: 0 }, { account: 'a1', through: 1 });
    expect(scene.control(1)).toMatchObject({ confirmedAt: null, unconfirmed: ['a3'], unconfirmedCount: 1 });
    scene.hear({ account: 'a3', through: 1 });
    expect(scene.control(1)).toMatchObject({ confirmedAt: new Date(scene.now).toISOString(), unconfirmed: [] });
  });

  test('once, however often it is said', () => {
    const scene = halted('halt', 'a1');
    for (let times = 0; times < 3; times += 1) scene.hear({ account: 'a1', through: 1 });
    expect(scene.types()).toEqual(['control.issued', 'control.affects', 'control.in-force', 'control.confirmed']);
  });

  test('by a word about a later one too, and words that overtake each other take nothing back', () => {
    const scene = halted('halt', 'a1', 'a2');
    scene.command('reset', platform);
    scene.hear({ account: 'a1', through: 2 }, { account: 'a1', through: 1 });
    scene.hear({ account: 'a1', through: 0 });
    expect([1, 2].map((seq) => scene.control(seq).unconfirmed)).toEqual([['a2'], ['a2']]);
    scene.hear({ account: 'a2', through: 2 });
    expect([1, 2].map((seq) => scene.control(seq).confirmedAt)).not.toContain(null);
  });

  test('when the accounts had said so before anybody knew whom it is about', () => {
    const scene = new SupervisorScene();
    scene.affected = () => 'hold';
    scene.command('halt', platform);
    scene.hear({ account: 'a1', through: 1 });
    expect(scene.control(1)).toMatchObject({ affected: null, confirmedAt: null });
    scene.answer(scene.asked[0]!, [account('a1')]);
    expect(scene.control(1).confirmedAt).not.toBeNull();
  });

  test('at once when it is about nobody, or about nobody that runs', () => {
    expect(halted('flatten').control(1)).toMatchObject({ affected: 0, confirmedAt: expect.any(String) as unknown });
    const scene = new SupervisorScene();
    scene.affected = () => [account('a1', { isRunning: false })];
    scene.command('flatten', platform);
    expect(scene.control(1).confirmedAt).not.toBeNull();
    expect(scene.control(1).flatAt).not.toBeNull();
  });

  test('not by accounts that it is not about', () => {
    const scene = halted('halt', 'a1');
    scene.hear({ account: 'a9', through: 9 });
    expect(scene.control(1).confirmedAt).toBeNull();
  });

  test('later, when the database could not say at once whom it is about', () => {
    const scene = new SupervisorScene();
    scene.affected = () => 'fail';
    scene.command('halt', platform);
    scene.hear({ account: 'a1', through: 1 });
    scene.ring();
    expect(scene.asked).toHaveLength(2);
    scene.affected = () => [account('a1')];
    scene.ring();
    expect(scene.control(1).confirmedAt).not.toBeNull();
    scene.ring();
    expect(scene.asked, 'what is known is not asked again').toHaveLength(3);
  });
});

describe('a flatten is flat', () => {
  test('when every affected account has proved it, which is later than that it has confirmed', () => {
    const scene = halted('flatten', 'a1', 'a2');
    scene.hear({ account: 'a1', through: 1, flat: [1] }, { account: 'a2', through: 1 });
    expect(scene.control(1)).toMatchObject({ confirmedAt: expect.any(String) as unknown, flatAt: null, open: ['a2'] });
    scene.hear({ account: 'a1', through: 1, flat: [] });
    expect(scene.control(1).open, 'a word that comes late takes nothing back').toEqual(['a2']);
    scene.hear({ account: 'a2', through: 1, flat: [1] });
    expect(scene.control(1)).toMatchObject({ flatAt: new Date(scene.now).toISOString(), open: [], openCount: 0 });
    expect(scene.types().filter((type) => type === 'control.flat')).toHaveLength(1);
  });

  test('by its own number alone', () => {
    const scene = halted('flatten', 'a1');
    scene.command('reset', platform);
    scene.command('flatten', platform);
    scene.hear({ account: 'a1', through: 3, flat: [1] });
    expect(scene.control(3).flatAt).toBeNull();
    scene.hear({ account: 'a1', through: 3, flat: [3] });
    expect(scene.control(3).flatAt).not.toBeNull();
  });

  // Fails until a control knows what took its place: accounts prove the latch in force alone, so the first waits for ever.
  test.each(['reset', 'flatten', 'halt'])('and one that a later %s took the place of is not waited for', (command) => {
    const scene = halted('flatten', 'a1');
    scene.command(command, platform);
    scene.hear({ account: 'a1', through: 2, flat: [2] });
    expect(scene.control(1).openCount).toBe(0);
  });

  test('and a halt is never said to be', () => {
    const scene = halted('halt', 'a1');
    scene.hear({ account: 'a1', through: 1, flat: [1] });
    expect(scene.control(1)).toMatchObject({ flatAt: null, open: [], openCount: 0 });
  });
});

describe('a supervisor that starts again', () => {
  test('forgets no latch, limit or number, and goes on numbering where it was', () => {
    for (const isSaved of [false, true]) {
      const scene = halted('flatten', 'a1');
      scene.setLimit('platform', 'maxOrderNotional', '250.50');
      if (isSaved) scene.checkpoint();
      scene.command('halt', { scope: 'user:bob', reason: 'odd' });
      const before = scene.durable();
      scene.restart();
      expect(scene.durable()).toEqual(before);
      expect(scene.command('reset', platform)).toEqual({ control: 4 });
    }
  });

  test('asks again whom a control is about, if it did not come to know', () => {
    const scene = new SupervisorScene();
    scene.affected = () => 'hold';
    scene.command('halt', platform);
    scene.affected = () => [account('a1')];
    scene.restart();
    expect(scene.asked.map(({ scope, kind }) => `${kind} ${scope}`)).toEqual([
      'affected platform',
      'affected platform',
    ]);
    expect(scene.control(1).unconfirmed).toEqual(['a1']);
  });

  test('hears anew what was said to the one before it, and confirms by that (F1)', () => {
    const scene = halted('flatten', 'a1', 'a2');
    scene.hear({ account: 'a1', through: 1, flat: [1] });
    scene.restart();
    expect(scene.control(1).unconfirmed).toEqual(['a1', 'a2']);
    scene.hear({ account: 'a2', through: 1, flat: [1] });
    expect(scene.control(1)).toMatchObject({ confirmedAt: null, flatAt: null });
    scene.hear({ account: 'a1', through: 1, flat: [1] });
    expect(scene.control(1)).toMatchObject({
      unconfirmedCount: 0,
      openCount: 0,
      flatAt: expect.any(String) as unknown,
    });
  });

  test('has a crash take back what accounts had said and nothing else, and hears that again (F3)', () => {
    const scene = halted('flatten', 'a1', 'a2');
    const say = (): void => scene.hear(...['a1', 'a2'].map((name) => ({ account: name, through: 1, flat: [1] })));
    say();
    expect(scene.control(1).flatAt).not.toBeNull();
    scene.crash();
    expect(scene.types()).toEqual(['control.issued', 'control.affects']); // asked again as it started
    expect(scene.control(1)).toMatchObject({ confirmedAt: null, flatAt: null, unconfirmed: ['a1', 'a2'] });
    say();
    const { flatAt } = scene.control(1);
    expect(flatAt).not.toBeNull();
    scene.command('halt', { scope: 'user:bob', reason: 'odd' });
    scene.crash();
    expect(scene.control(1).flatAt).toBe(flatAt); // written with the next command
  });

  test('asks nothing more about what is confirmed and flat', () => {
    const scene = halted('flatten', 'a1');
    scene.hear({ account: 'a1', through: 1, flat: [1] });
    const { confirmedAt, flatAt } = scene.control(1);
    scene.restart();
    scene.hear({ account: 'a1', through: 0, flat: [] });
    expect(scene.control(1)).toMatchObject({ confirmedAt, flatAt, unconfirmedCount: 0 });
    expect(scene.asked).toHaveLength(1);
  });

  test('shows that it is well, every second, from its start on', () => {
    const scene = new SupervisorScene();
    scene.ring();
    scene.ring();
    expect(scene.beats).toEqual([1, 2, 3]);
    scene.restart();
    expect(scene.beats.at(-1)).toBe(1);
  });
});

test('of many controls the newest are remembered, and every one that is still waited for', () => {
  const scene = new SupervisorScene();
  scene.affected = ({ scope }) => (scope === 'user:slow' ? [account('s1')] : []);
  scene.command('halt', { scope: 'user:slow', reason: 'first' });
  for (let times = 0; times < 150; times += 1) {
    scene.command('halt', platform);
    scene.command('reset', platform);
  }
  expect(scene.state.issued.size).toBe(200);
  scene.hear({ account: 's1', through: 1 });
  expect(scene.state.issued.get(1)!.confirmedAt).toBeDefined();
});
