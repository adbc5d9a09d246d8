import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../runtime/random.ts';
import { exchangeScene, type SceneNode } from '../../support/exchange-scene.ts';

const everyone = ['a', 'b', 'c'];
function company(seed: number) {
  const scene = exchangeScene(seed);
  const nodes = everyone.map((id) => scene.node(id));
  for (const { exchange } of nodes) exchange.meet(everyone);
  return { ...scene, nodes };
}

describe.each(Array.from({ length: 40 }, (_, seed) => seed))('in bad weather %i', (seed) => {
  test('nothing is lost for good: streams, watermarks and lives are everywhere as their owners have them', async () => {
    const random = seededRandom(`weather/${seed}`);
    const pick = <One>(from: readonly One[]): One => from[Math.floor(random.next() * from.length)]!;
    const scene = company(seed);
    const { clock, links, nodes } = scene;
    const streams = ['s0', 's1', 's2', 's3'];
    const owners = new Map(streams.map((stream) => [stream, pick(nodes)]));
    const homes = new Map(['x', 'y'].map((address) => [address, pick(nodes)]));
    const watched: (readonly [string, SceneNode])[] = [];
    const ears: { stream: string; ear: ReturnType<SceneNode['follow']> }[] = [];
    links.weather = { lost: 0.2, doubled: 0.2, delayMs: 30 };
    for (let step = 0; step < 120; step += 1) {
      const stream = pick(streams);
      const draw = random.next();
      if (draw < 0.5) owners.get(stream)!.append(stream, 1 + Math.floor(random.next() * 3));
      else if (draw < 0.6) ears.push({ stream, ear: pick(nodes).follow(stream) });
      else if (draw < 0.65) {
        owners.get(stream)!.hub.disown(stream);
        owners.set(stream, pick(nodes));
        owners.get(stream)!.append(stream);
      } else if (draw < 0.85) {
        const address = pick([...homes.keys()]);
        homes.get(address)!.live(address, random.next() < 0.5);
      } else if (draw < 0.9) {
        const address = pick([...homes.keys()]);
        const watcher = pick(nodes);
        if (watcher === homes.get(address)) continue;
        watcher.exchange.watch(address);
        watched.push([address, watcher]);
      }
      await clock.advance(Math.floor(random.next() * 60));
    }
    links.weather = { lost: 0, doubled: 0, delayMs: 3 };
    await clock.advance(6_000);
    const differences = (): unknown[] => [
      ...ears.flatMap(({ stream, ear }) => {
        const head = scene.heads.get(stream);
        return head === undefined || (ear.head === head && ear.watermark === head) ? [] : [{ stream, head, ear }];
      }),
      ...watched.flatMap(([address, watcher]) => {
        const life = homes.get(address)!.lives.get(address);
        const told = watcher.told.get(address);
        return life === undefined || told?.kind === life.kind ? [] : [{ address, life, told }];
      }),
    ];
    expect(differences()).toEqual([]);
    const { lookUps } = scene.seen;
    for (const [stream, owner] of owners) owner.append(stream);
    for (const [address, home] of homes) home.live(address, home.lives.get(address)?.kind !== 'up');
    await clock.advance(100);
    expect(differences()).toEqual([]);
    expect(scene.seen.lookUps).toBe(lookUps);
  });
});
