import { describe, expect, test } from 'vitest';
import { exchangeScene, type SceneNode } from '../../support/exchange-scene.ts';

const everyone = ['a', 'b', 'c'];
function company() {
  const scene = exchangeScene();
  const nodes = everyone.map((id) => scene.node(id));
  for (const { exchange } of nodes) exchange.meet(everyone);
  const [a, b, c] = nodes as [SceneNode, SceneNode, SceneNode];
  return { ...scene, nodes, a, b, c };
}

describe('what is said on one node', () => {
  test('reaches a follower on another, entries and all, without a look into the store', async () => {
    const { clock, a, b, seen } = company();
    const ear = b.follow('s');
    await clock.advance(10);
    a.append('s', 3);
    await clock.advance(10);
    expect([ear.head, ear.watermark, [...ear.seqs]]).toEqual([3, 3, [1, 2, 3]]);
    expect(seen.lookUps).toBe(0);
  });

  test('goes to nobody who has not asked for it, and once to one who has, however many follow there', async () => {
    const { clock, links, a, b } = company();
    b.follow('s');
    b.follow('s');
    await clock.advance(10);
    const before = links.delivered;
    a.append('s');
    await clock.advance(10);
    expect(links.delivered - before).toBe(1);
    a.append('unheard of');
    await clock.advance(10);
    expect(links.delivered - before).toBe(1);
  });

  test('within a moment on many streams is one packet for each node, not one for each stream', async () => {
    const { clock, links, a, b, c } = company();
    const streams = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const ears = [b, c].flatMap((node) => streams.map((stream) => node.follow(stream)));
    await clock.advance(10);
    const before = links.delivered;
    for (const stream of streams) a.append(stream);
    await clock.advance(10);
    expect(ears.every(({ head }) => head === 1)).toBe(true);
    expect(links.delivered - before).toBe(2);
  });

  test('that is urgent leaves at once, and what waited to be said leaves with it, before it', async () => {
    const { clock, links, a, b } = company();
    const [quiet, alarm] = [b.follow('s'), b.follow('alarm')];
    await clock.advance(10);
    const before = links.sent;
    a.append('s');
    expect(links.sent - before).toBe(0);
    a.append('alarm', 1, true);
    expect(links.sent - before).toBe(1);
    await clock.advance(10);
    expect([quiet.head, alarm.head, links.sent - before]).toEqual([1, 1, 1]);
  });

  test('in great numbers is cut into packets that NATS carries: none is over its limit of 1 MB', async () => {
    const { clock, links, a, b } = company();
    const ear = b.follow('s');
    await clock.advance(10);
    const before = links.delivered;
    for (let n = 0; n < 20; n += 1) a.append('s', 500);
    await clock.advance(10);
    expect(ear.seqs.size).toBe(10_000);
    expect(links.delivered - before).toBeGreaterThanOrEqual(7);
  });

  test('before a follower came is told to it when it comes', async () => {
    const { clock, a, b } = company();
    a.append('s', 5);
    await clock.advance(10);
    const ear = b.follow('s');
    await clock.advance(10);
    expect([ear.head, ear.watermark]).toEqual([5, 5]);
  });

  test('goes on when the stream’s owner moves: followers hear its new node as they heard the old one', async () => {
    const { clock, a, b, c } = company();
    const ear = b.follow('s');
    a.append('s');
    await clock.advance(10);
    a.hub.disown('s');
    c.append('s');
    await clock.advance(10);
    expect(ear.head).toBe(2);
  });
});

describe('a packet that is lost', () => {
  test('costs a second, not the truth: the next pulse shows the gap and all is asked anew', async () => {
    const { clock, links, a, b, seen } = company();
    const ear = b.follow('s');
    await clock.advance(10);
    links.weather = { lost: 1, doubled: 0, delayMs: 0 };
    a.append('s', 2);
    await clock.advance(10);
    links.weather = { lost: 0, doubled: 0, delayMs: 0 };
    expect(ear.head).toBe(0);
    await clock.advance(1_100);
    expect([ear.head, ear.watermark]).toEqual([2, 2]);
    expect(seen.lookUps).toBe(0);
  });

  test('of a node that says nothing at all is made up for from the store', async () => {
    const { clock, links, a, b, seen, heads } = company();
    const ear = b.follow('s');
    a.append('s');
    await clock.advance(10);
    links.cut('a');
    a.append('s', 4);
    await clock.advance(2_000);
    expect(ear.head).toBe(1);
    await clock.advance(2_000);
    expect(ear.head).toBe(heads.get('s'));
    expect(seen.lookUps).toBeGreaterThan(0);
  });

  test('while this node hears nobody is looked up at once, and heard again after', async () => {
    const { clock, links, a, b } = company();
    const ear = b.follow('s');
    await clock.advance(10);
    links.cut('b');
    a.append('s', 4);
    await clock.advance(1_100);
    expect(ear.head).toBe(4);
    expect(ear.watermark).toBe(0);
    links.mend('b');
    await clock.advance(1_100);
    expect(ear.watermark).toBe(4);
  });
});

describe('an answer that words overtake', () => {
  test('does not take back a wish that was said after it was given', async () => {
    const { clock, links, a, b, seen } = await slowAnswers();
    const ear = b.follow('s');
    await clock.advance(60);
    links.answersTakeMs = 0;
    a.append('s');
    await clock.advance(10);
    expect([ear.head, seen.lookUps]).toEqual([1, 0]);
  });

  test('does not bring an actor back that was said to be down after it was given', async () => {
    const { clock, links, a, b } = company();
    a.exchange.watch('x');
    b.live('x', true);
    await clock.advance(10);
    links.weather = { lost: 1, doubled: 0, delayMs: 0 };
    b.append('lost');
    b.live('x', true);
    await clock.advance(5);
    links.weather = { lost: 0, doubled: 0, delayMs: 0 };
    links.answersTakeMs = 50;
    await clock.advance(1_000 - 5);
    b.live('x', false);
    await clock.advance(10);
    expect(a.told.get('x')).toMatchObject({ kind: 'down' });
    await clock.advance(60);
    expect(a.told.get('x')).toMatchObject({ kind: 'down' });
  });

  async function slowAnswers() {
    const scene = exchangeScene();
    scene.links.answersTakeMs = 50;
    const nodes = everyone.map((id) => scene.node(id));
    for (const { exchange } of nodes) exchange.meet(everyone);
    await scene.clock.advance(10);
    const [a, b] = nodes as [SceneNode, SceneNode];
    return { ...scene, a, b };
  }
});

describe('a node that begins a new life', () => {
  test('is asked and told everything anew, though its numbers begin again', async () => {
    const scene = company();
    const { clock, b } = scene;
    scene.nodes[0]!.append('s', 9);
    const ear = b.follow('s');
    await clock.advance(2_500);
    scene.nodes[0]!.die();
    const reborn = scene.node('a');
    reborn.exchange.meet(everyone);
    const late = reborn.follow('t');
    await clock.advance(10);
    reborn.append('s');
    b.append('t');
    await clock.advance(1_100);
    expect([ear.head, ear.watermark, late.head]).toEqual([10, 10, 1]);
  });

  test('no longer counts with the backlog of its former one', async () => {
    const scene = company();
    const { clock, b, c } = scene;
    scene.nodes[0]!.follow('s');
    await clock.advance(10);
    b.append('s', 500);
    await clock.advance(100);
    expect(b.exchange.backlog('s')).toBe(500);
    scene.nodes[0]!.die();
    const reborn = scene.node('a');
    reborn.exchange.meet(everyone);
    await clock.advance(1_100);
    expect(b.exchange.backlog('s')).toBe(0);
    expect(c.exchange.backlog('s')).toBe(0);
  });
});

describe('a backlog', () => {
  test('of the slowest follower anywhere is known where the stream is owned, until it has caught up', async () => {
    const { clock, a, b, c } = company();
    const slow = b.follow('s');
    const quick = c.follow('s');
    await clock.advance(10);
    a.append('s', 300);
    quick.taken = 300;
    slow.taken = 20;
    await clock.advance(60);
    expect(a.exchange.backlog('s')).toBe(280);
    slow.taken = 300;
    await clock.advance(60);
    expect(a.exchange.backlog('s')).toBe(0);
  });

  test('of a node that has gone holds nobody up', async () => {
    const { clock, a, b } = company();
    b.follow('s');
    await clock.advance(10);
    a.append('s', 300);
    await clock.advance(60);
    b.die();
    a.exchange.meet(['a', 'c']);
    expect(a.exchange.backlog('s')).toBe(0);
  });

  test('that came to be while the word of it was lost is told in the end', async () => {
    const { clock, links, a, b } = company();
    b.follow('s');
    await clock.advance(10);
    a.append('s', 300);
    await clock.advance(5);
    links.weather = { lost: 1, doubled: 0, delayMs: 0 };
    await clock.advance(100);
    links.weather = { lost: 0, doubled: 0, delayMs: 0 };
    await clock.advance(1_500);
    expect(a.exchange.backlog('s')).toBe(300);
  });
});
