import { afterEach, describe, expect, test } from 'vitest';
import type { ActorDefinition } from '../../../runtime/actor.ts';
import { ActorError } from '../../../runtime/errors.ts';
import { MemoryLetters } from '../../support/memory-letters.ts';
import { MemoryRegistry, MemoryStore } from '../../support/memory-store.ts';
import { eventually, source, tally } from '../../support/toy-actors.ts';
import { row, type ToyNode, type ToyNodeOptions, toyNode } from '../../support/toy-node.ts';

const nodes: ToyNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

/** A tally that can do without an entry: its position is announced all the same. */
const patient: ActorDefinition<{ streams: string[] }> = {
  ...(tally as ActorDefinition<{ streams: string[] }>),
  miss: (state, entry, turn) => {
    (state as { position: number }).position = entry.position;
    turn.advance(turn.self.replace('tally', 'sums'), entry.position, entry.time);
  },
};

interface Poison {
  readonly at: number;
  readonly error?: Error;
  isMended?: boolean;
}

/** Twenty numbers, and one who hears them and crashes at one of them every time. */
const boot = async (
  poison: Poison,
  { kind = patient, ...options }: ToyNodeOptions & { kind?: ActorDefinition<{ streams: string[] }> } = {},
): Promise<ToyNode & { readonly store: MemoryStore }> => {
  const registry = new MemoryRegistry();
  const store = new MemoryStore();
  const node = await toyNode({
    ...{ registry, store, kinds: [source, kind], isCalled: false },
    policies: { tally: { intensity: { maxRestarts: 5, periodMs: 60_000 } } },
    beforeTurn: (actor, message) => {
      if (
        actor === 'tally.a' &&
        message.kind === 'entry' &&
        message.entry.seq === poison.at &&
        poison.isMended !== true
      )
        throw poison.error ?? new Error('poison');
    },
    ...options,
  });
  nodes.push(node);
  await registry.add([
    row('source.a', { upTo: 20, aTurn: 4 }),
    row('tally.a', { streams: ['numbers.a'] }),
    row('tally.b', { streams: ['numbers.a'] }),
  ]);
  await node.host.boot();
  return { ...node, store };
};
const lifecycle = ({ host }: ToyNode): string => host.status('tally.a').lifecycle;
const positionOf = ({ host }: ToyNode, address = 'tally.a'): unknown => host.status(address).state['position'];

describe('an entry that crashes its actor every time', () => {
  test('is set aside where the kind can do without it, and the actor goes on, with the same state after every restart', async () => {
    const letters = new MemoryLetters();
    const node = await boot({ at: 7 }, { letters });
    await eventually(() => positionOf(node) === 20 && lifecycle(node) === 'running');
    expect(letters.letters).toMatchObject([
      { actor: 'tally.a', entry: { stream: 'numbers.a', seq: 7 }, crashes: 5, isAside: true, error: 'poison' },
    ]);
    const before = node.host.status('tally.a').state;
    expect(before['sum']).not.toBe(node.host.status('tally.b').state['sum']);
    await node.host.restart('tally.a', 'asked');
    await eventually(() => positionOf(node) === 20);
    expect(node.host.status('tally.a').state).toEqual(before);
    const said = node.store.entries('sums.a').map(({ seq }) => seq);
    expect(said).toEqual(said.map((_, index) => index + 1));
  });

  test('is not set aside where the kind cannot do without it: the actor stands there, faulted, until what it crashed by is mended', async () => {
    const letters = new MemoryLetters();
    const poison: Poison = { at: 7 };
    const node = await boot(poison, { letters, kind: tally });
    await eventually(() => lifecycle(node) === 'faulted');
    expect(letters.letters.map(({ isAside, crashes }) => [isAside, crashes])).toEqual([
      [false, 5],
      [false, 6],
    ]);
    poison.isMended = true;
    await node.host.restart('tally.a', 'mended');
    await eventually(() => positionOf(node) === 20);
    expect(node.host.status('tally.a').state).toEqual(node.host.status('tally.b').state);
  });

  test('is not set aside for a turn that was late: a slow machine must not change what is decided', async () => {
    const letters = new MemoryLetters();
    const late = new ActorError('TURN_DEADLINE_EXCEEDED', 'late');
    const node = await boot({ at: 7, error: late }, { letters });
    await eventually(() => lifecycle(node) === 'faulted');
    expect(letters.letters[0]).toMatchObject({ mayMiss: false, isAside: false });
  });

  test('is not set aside once something after it was decided with it', async () => {
    const letters = new MemoryLetters(() => true);
    const node = await boot({ at: 7 }, { letters });
    await eventually(() => lifecycle(node) === 'faulted');
    expect(letters.letters[0]).toMatchObject({ mayMiss: true, isAside: false });
  });

  test('is no letter where its actor crashes now here, now there', async () => {
    const letters = new MemoryLetters();
    let crashes = 0;
    const node = await boot(
      { at: 0 },
      {
        letters,
        beforeTurn: (actor, message) => {
          if (actor === 'tally.a' && message.kind === 'entry' && message.entry.seq === 3 + (crashes % 2) && crashes < 6)
            throw new Error(`crash ${(crashes += 1)}`);
        },
        policies: { tally: { intensity: { maxRestarts: 50, periodMs: 60_000 } } },
      },
    );
    await eventually(() => positionOf(node) === 20);
    expect(crashes).toBe(6);
    expect(letters.letters).toEqual([]);
  });
});

describe('whoever looks into an actor', () => {
  test('sees its last messages without what was in them, its restarts with their causes, and how far it has read', async () => {
    const node = await boot({ at: 7 }, { letters: new MemoryLetters() });
    await eventually(() => positionOf(node) === 20 && lifecycle(node) === 'running');
    const { trace, saved, config } = await (node.host.act('tally.a', 'dump', {}, 'olga') as Promise<
      ReturnType<ToyNode['host']['status']> & { trace: unknown; saved: unknown; config: unknown }
    >);
    expect(trace).toMatchObject({
      messages: [
        { kind: 'entry', about: 'numbers.a', detail: '20' },
        ...Array.from({ length: 7 }, () => ({ kind: 'entry' })),
      ],
      readers: [{ reader: 'tally.a', stream: 'numbers.a', entry: 20, waiting: 0 }],
    });
    const { moves } = trace as { moves: { to: string; cause: string | null }[] };
    expect(moves.filter(({ to }) => to === 'restarting')).toHaveLength(5);
    expect(moves.find(({ to }) => to === 'restarting')?.cause).toContain('poison');
    expect([saved, config]).toEqual([expect.objectContaining({ position: 20 }), { streams: ['numbers.a'] }]);
    expect(node.host.readers(['numbers.a']).map(({ reader }) => reader)).toEqual(['tally.a', 'tally.b']);
  });

  test('restarts one that is up, and none that was stopped by hand', async () => {
    const node = await boot({ at: 0 });
    await eventually(() => positionOf(node) === 20);
    await node.host.act('tally.a', 'restart', {}, 'olga');
    await eventually(() => positionOf(node) === 20);
    expect(node.host.status('tally.a').lastCause).toBe('restarted by olga');
    await node.host.stop('tally.a', 'its owner wants it so');
    await expect(node.host.act('tally.a', 'restart', {}, 'olga')).rejects.toMatchObject({ type: 'ACTOR_NOT_RUNNING' });
    expect(lifecycle(node)).toBe('stopped');
  });
});
