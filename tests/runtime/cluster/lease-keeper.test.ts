import { describe, expect, test } from 'vitest';
import { keeperScene, RULES } from '../../support/keeper-scene.ts';

const SHARDS = 32;
type Scene = ReturnType<typeof keeperScene>;

async function pair(scene: Scene = keeperScene(SHARDS)) {
  const a = scene.node('a');
  const b = scene.node('b');
  await Promise.all([a.join(), b.join()]);
  await scene.clock.advance(8_000);
  return { ...scene, a, b };
}

describe('nodes that join', () => {
  test('hold every shard between them, each one once, and start its actors', async () => {
    const { ownersOf, a, b } = await pair();
    expect(ownersOf()).toEqual({ a: a.keeper.holding.size, b: b.keeper.holding.size });
    expect([...a.host.running, ...b.host.running].sort((x, y) => x - y)).toEqual(
      Array.from({ length: SHARDS }, (_, i) => i),
    );
  });

  test('late are given their share a few shards at a time, and not before they have shown that they stay', async () => {
    const scene = keeperScene(SHARDS);
    const a = scene.node('a', { rules: { ...RULES, movesAtATime: 2 } });
    await a.join();
    await scene.clock.advance(1_000);
    const b = scene.node('b');
    await b.join();
    await scene.clock.advance(1_400);
    expect(scene.ownersOf()).toEqual({ a: SHARDS });
    await scene.clock.advance(20_000);
    expect(b.host.running.size).toBeGreaterThan(SHARDS / 5);
    expect(a.host.running.size + b.host.running.size).toBe(SHARDS);
    const given = a.host.notes.filter((note) => /^give up [0-9]/.test(note));
    expect(new Set(given.slice(0, -1))).toEqual(new Set(['give up 2']));
  });

  test('with nothing to carry beat without holding anything', async () => {
    const scene = keeperScene(SHARDS);
    const gateway = scene.node('g', { weight: 0 });
    await gateway.join();
    await scene.clock.advance(3_000);
    expect([gateway.keeper.holding.size, scene.table.map().nodes.length]).toEqual([0, 1]);
  });

  test('while the database is away wait for it', async () => {
    const scene = keeperScene(SHARDS);
    scene.state.isAway = true;
    const a = scene.node('a');
    let joined = false;
    void a.join().then(() => (joined = true));
    await scene.clock.advance(5_000);
    expect(joined).toBe(false);
    scene.state.isAway = false;
    await scene.clock.advance(1_000);
    expect([joined, a.host.running.size]).toEqual([true, SHARDS]);
  });
});

describe('a node that dies', () => {
  test('is survived: what it held is taken under newer epochs once its lease has run out, and not before', async () => {
    const { clock, table, a, b } = await pair();
    const held = new Map(a.keeper.holding);
    a.own.isAway = true;
    for (let waited = 0; waited < 2_000; waited += 100) {
      await clock.advance(100);
      expect(b.host.running.size).toBe(SHARDS - held.size);
    }
    await clock.advance(1_500);
    expect(b.host.running.size).toBe(SHARDS);
    for (const [shard, epoch] of held) expect(table.shards[shard]).toMatchObject({ owner: 'b', epoch: epoch + 1 });
  });

  test('is replaced at once by a namesake, whose epochs shut the former process out', async () => {
    const { clock, table, a, node } = await pair();
    const held = new Map(a.keeper.holding);
    a.own.isAway = true;
    const heir = node('a', { boot: 'a, second life' });
    await heir.join();
    await clock.advance(10);
    for (const [shard, epoch] of held) {
      expect(heir.keeper.epochOf(shard)).toBe(epoch + 1);
      expect(table.admits(shard, a.keeper.epochOf(shard))).toBe(false);
    }
  });

  test.each([
    { what: 'was alone', alone: true },
    { what: 'was one of a cluster', alone: false },
  ])('and $what ends when another process has taken its name, and does not fight for its shards', async ({ alone }) => {
    const { clock, node, over } = keeperScene(SHARDS);
    const rules = { ...RULES, alone };
    const first = node('a', { rules });
    await first.join();
    await clock.advance(1_500);
    first.own.isAway = true;
    const heir = node('a', { rules, boot: 'a, second life' });
    await heir.join();
    await clock.advance(1_500);
    first.own.isAway = false;
    await clock.advance(2_000);
    expect(over).toEqual(['NODE_REPLACED']);
    expect([first.keeper.holding.size, heir.keeper.holding.size]).toEqual([0, SHARDS]);
  });
});

describe('a node that cannot renew', () => {
  test('stops by itself before anybody can have taken its shards, and goes on under the same epochs when nobody has', async () => {
    const { clock, table, state, a, b } = await pair();
    const held = new Map(a.keeper.holding);
    state.isAway = true;
    let stoppedAt = 0;
    for (let waited = 0; waited < 4_000; waited += 50) {
      await clock.advance(50);
      const runsOut = Math.min(...[...held.keys()].map((shard) => table.shards[shard]!.expires));
      if (a.keeper.isSure()) expect(runsOut).toBeGreaterThan(clock.now());
      else stoppedAt ||= clock.now();
    }
    expect(stoppedAt).toBeGreaterThan(0);
    expect(a.host.running.size).toBe(held.size);
    const before = a.host.notes.length;
    state.isAway = false;
    await clock.advance(600);
    expect(a.keeper.isSure()).toBe(true);
    expect(a.host.notes.slice(before)).toEqual(['resume']);
    expect(new Map(a.keeper.holding)).toEqual(held);
    await clock.advance(10_000);
    expect([new Map(a.keeper.holding), b.keeper.holding.size]).toEqual([held, SHARDS - held.size]);
  });

  test('is silent in the same step in which it hears that it has lost its shards, before they are cleared away', async () => {
    const { clock, a } = await pair();
    const count = a.keeper.holding.size;
    const [shard, epoch] = [...a.keeper.holding][0]!;
    a.host.tookMs = 300;
    a.own.isAway = true;
    await clock.advance(6_000);
    const before = a.host.notes.length;
    a.own.isAway = false;
    await clock.advance(500);
    expect(a.host.notes.slice(before, before + 3)).toEqual([`silence ${count}`, 'resume', `drop ${count}`]);
    expect(a.host.running.size).toBe(0);
    expect(() => a.keeper.epochOf(shard)).toThrow(expect.objectContaining({ type: 'STALE_EPOCH' }) as Error);
    await clock.advance(20_000);
    expect(a.keeper.epochOf(shard)).toBeGreaterThan(epoch);
  });
});

describe('a hand-over', () => {
  test('frees a shard only when its actors are down, and beats go on meanwhile', async () => {
    const scene = keeperScene(SHARDS);
    const a = scene.node('a');
    await a.join();
    a.host.tookMs = 4_000;
    const b = scene.node('b');
    await b.join();
    for (let waited = 0; waited < 20_000; waited += 100) {
      await scene.clock.advance(100);
      expect(a.keeper.isSure()).toBe(true);
      for (const shard of a.host.running) expect(scene.table.shards[shard]!.owner).toBe('a');
    }
    expect(b.host.running.size).toBeGreaterThan(0);
  });

  test('begins nothing new on a shard that is on its way out', async () => {
    const scene = keeperScene(SHARDS);
    const a = scene.node('a');
    await a.join();
    a.host.tookMs = 1_000;
    await scene.node('b').join();
    while (!a.host.notes.some((note) => note.startsWith('give up'))) await scene.clock.advance(50);
    const leaving = [...a.keeper.holding.keys()].filter((shard) => !a.keeper.holds(shard));
    expect(leaving).toHaveLength(RULES.movesAtATime);
    for (const shard of leaving) expect(a.keeper.epochOf(shard)).toBe(1);
  });

  test('goes a shard at a time where each has many actors', async () => {
    const scene = keeperScene(SHARDS);
    const a = scene.node('a');
    await a.join();
    a.host.size = 50;
    await scene.node('b').join();
    await scene.clock.advance(20_000);
    const batches = a.host.notes.filter((note) => /^give up \d/.test(note));
    expect(new Set(batches)).toEqual(new Set(['give up 1']));
  });

  test('is taken up at the word that a shard is free, without another look; a word of a shard that is not free takes nothing', async () => {
    const scene = keeperScene(SHARDS);
    const a = scene.node('a');
    await a.join();
    const b = scene.node('b');
    await b.join();
    while (scene.released.length === 0) await scene.clock.advance(10);
    const [shard] = scene.released;
    const kept = [...a.keeper.holding.keys()].filter((other) => !scene.released.includes(other));
    b.keeper.freed([shard!, ...kept]);
    await scene.clock.advance(0);
    expect(b.keeper.holds(shard!)).toBe(true);
    for (const other of kept) expect([other, b.keeper.holds(other)]).toEqual([other, false]);
  });

  test('on request gives everything, and ends when nothing is held', async () => {
    const { clock, a, b, ownersOf } = await pair();
    let drained = false;
    void a.keeper.drain().then(() => (drained = true));
    await clock.advance(3_000);
    expect([drained, a.host.running.size, b.host.running.size]).toEqual([true, 0, SHARDS]);
    await clock.advance(5_000);
    expect(ownersOf()).toEqual({ b: SHARDS });
    expect(a.host.notes.some((note) => note.startsWith('silence'))).toBe(false);
  });

  test('on request of the last node ends at once: nobody could take anything', async () => {
    const scene = keeperScene(SHARDS);
    const a = scene.node('a');
    await a.join();
    let drained = false;
    void a.keeper.drain().then(() => (drained = true));
    await scene.clock.advance(100);
    expect([drained, scene.ownersOf()]).toEqual([true, { a: SHARDS }]);
  });

  test('at the end leaves nothing behind: shards are free, and the node is no longer listed', async () => {
    const { clock, table, a, b } = await pair();
    await b.keeper.leave();
    await a.keeper.leave();
    await clock.advance(5_000);
    expect(table.map()).toMatchObject({ nodes: [] });
    expect(table.shards.every(({ owner }) => owner === null)).toBe(true);
  });
});

describe('an outage', () => {
  test('of the database for half a minute moves nothing, whoever sees it again first', async () => {
    const { clock, state, a, b } = await pair();
    const before = [new Map(a.keeper.holding), new Map(b.keeper.holding)];
    a.host.notes.length = b.host.notes.length = 0;
    state.isAway = a.own.isAway = b.own.isAway = true;
    await clock.advance(30_000);
    state.isAway = a.own.isAway = false;
    await clock.advance(2_000);
    b.own.isAway = false;
    await clock.advance(10_000);
    expect([new Map(a.keeper.holding), new Map(b.keeper.holding)]).toEqual(before);
    expect([a.host.notes, b.host.notes]).toEqual([['resume'], ['resume']]);
  });
});

describe('a fenced write in progress', () => {
  test('keeps its shard back from a successor until it has ended', async () => {
    const { clock, table, a, b } = await pair();
    const shard = [...a.keeper.holding.keys()][0]!;
    table.locked.add(shard);
    a.own.isAway = true;
    await clock.advance(6_000);
    expect([b.host.running.size, b.host.running.has(shard)]).toEqual([SHARDS - 1, false]);
    table.locked.delete(shard);
    await clock.advance(1_000);
    expect(b.host.running.has(shard)).toBe(true);
  });
});
