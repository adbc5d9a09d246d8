import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../runtime/random.ts';
import { keeperScene, roughLine } from '../../support/keeper-scene.ts';

const SHARDS = 32;

/** Three keepers on lines that lose and delay; counts the moments at which two were sure of one shard, or one wrongly. */
async function roughTimes(seed: number, believedMs?: number): Promise<number> {
  const scene = keeperScene(SHARDS);
  const random = seededRandom(`rough/${seed}`);
  const weather = { isCalm: false };
  const nodes = ['a', 'b', 'c'].map((id) =>
    scene.node(id, {
      line: roughLine(scene.clock, random.fork(id), weather),
      ...(believedMs !== undefined && { believedMs }),
    }),
  );
  for (const node of nodes) void node.join();
  let violations = 0;
  for (let elapsed = 0; elapsed < 40_000; elapsed += 40) {
    await scene.clock.advance(40);
    for (const { keeper } of nodes) {
      if (!keeper.isSure()) continue;
      for (const [shard, epoch] of keeper.holding) if (!scene.table.admits(shard, epoch)) violations += 1;
    }
  }
  weather.isCalm = true;
  await scene.clock.advance(15_000);
  const held = nodes.flatMap(({ keeper }) => [...keeper.holding.keys()]).sort((x, y) => x - y);
  expect(held).toEqual(Array.from({ length: SHARDS }, (_, shard) => shard));
  for (const { keeper, host } of nodes) expect([...host.running].sort()).toEqual([...keeper.holding.keys()].sort());
  return violations;
}

describe('on lines that lose and delay', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'no node is ever sure of a shard whose writes would be refused (seed %i)',
    async (seed) => {
      expect(await roughTimes(seed)).toBe(0);
    },
  );

  test('control: a node that believes in a longer lease than it has is sure of shards it has lost', async () => {
    let violations = 0;
    for (const seed of [1, 2, 3]) violations += await roughTimes(seed, 5_000);
    expect(violations).toBeGreaterThan(0);
  });
});
