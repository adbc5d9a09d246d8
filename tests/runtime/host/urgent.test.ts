import { afterEach, describe, expect, test } from 'vitest';
import type { ActorDefinition } from '../../../runtime/actor.ts';
import { HeldStore } from '../../support/faulty-stores.ts';
import { eventually } from '../../support/toy-actors.ts';
import { row, type ToyNode, toyNode } from '../../support/toy-node.ts';

const now = { time: 0, correlationId: 'test' };

/** Notes what it is asked to; brakes, and says so, when the alarm rings. */
const brake = (mayWait: boolean): ActorDefinition<object, { events: number }> => ({
  kind: 'brake',
  parseConfig: () => ({}),
  initial: () => ({ events: 0 }),
  receive(_state, message, turn) {
    if (message.kind === 'started') turn.follow('alarm', { after: 0, rank: 0, pull: true, urgent: true });
    if (message.kind === 'command') turn.record('noted', message.commandId, now);
    if (message.kind === 'entry') {
      turn.record('braked', message.entry.seq, now, mayWait);
      turn.perform('printer', 'braked');
    }
    if (message.kind === 'started' || message.kind === 'entry') turn.pull('alarm');
  },
  apply: (state) => void (state.events += 1),
  save: (state) => state,
  load: (_config, saved) => saved as { events: number },
  inspect: (state) => ({ ...state }),
});

let node: ToyNode;
afterEach(() => node.close());

/** A brake with a commit under way, and the alarm rung meanwhile. */
async function rung(mayWait: boolean) {
  const store = new HeldStore();
  const printed: unknown[] = [];
  node = await toyNode({
    store,
    kinds: [brake(mayWait)],
    ports: { printer: async (_actor, request) => void printed.push(request) },
  });
  await node.host.boot();
  await node.spawn([row('brake.a')]);
  await eventually(() => node.host.status('brake.a').turns === 1);
  store.hold();
  const asked = node.broker.call('brake.a.note');
  await eventually(() => store.held === 1);
  const entry = { stream: 'alarm', seq: 1, position: 1, time: 0, payload: null, correlationId: 'alarm' };
  node.host.hub.publish({ stream: 'alarm', head: 1, watermark: 1, time: 0, entries: [entry] });
  await eventually(() => node.host.status('brake.a').state['events'] === 2);
  const journal = (): string[] => store.actors.get('brake.a')!.events.map(({ type }) => type);
  asked.catch(() => undefined);
  return { store, printed, asked, journal };
}

describe('an urgent entry', () => {
  test('is taken while a commit is under way, and what follows from it leaves before that commit (C4)', async () => {
    const { store, printed, asked, journal } = await rung(true);
    await eventually(() => printed.length === 1);
    expect(journal()).toEqual([]);
    store.release();
    await asked;
    await node.broker.call('brake.a.note');
    expect(journal()).toEqual(['noted', 'braked', 'noted']);
  });

  test('whose record may not wait has all that follows from it wait for the commit before it', async () => {
    const { store, printed, asked, journal } = await rung(false);
    expect(printed).toEqual([]);
    store.release();
    await asked;
    await eventually(() => printed.length === 1);
    expect(journal()).toEqual(['noted', 'braked']);
  });

  test('is not lost when the actor is stopped before either is durable', async () => {
    for (const mayWait of [true, false]) {
      const { store, journal } = await rung(mayWait);
      const stopped = node.broker.call('brake.a.stop');
      store.release();
      await stopped;
      expect(journal(), `may wait: ${mayWait}`).toEqual(['noted', 'braked']);
      if (mayWait) await node.close();
    }
  });
});

test('every unit of an urgent actor goes before those that wait, of another none', async () => {
  const urgent: (readonly [string, boolean])[] = [];
  const store = new HeldStore();
  const commit = store.commit.bind(store);
  store.commit = (unit) => {
    urgent.push([unit.actor, unit.urgent === true]);
    return commit(unit);
  };
  const kinds = [
    { ...brake(false), kind: 'siren', isUrgent: true },
    { ...brake(false), kind: 'brake' },
  ];
  node = await toyNode({ store, kinds });
  await node.host.boot();
  await node.spawn([row('siren.a'), row('brake.a')]);
  for (const address of ['siren.a', 'brake.a']) await node.broker.call(`${address}.note`);
  expect(urgent).toEqual([
    ['siren.a', true],
    ['brake.a', false],
  ]);
});
