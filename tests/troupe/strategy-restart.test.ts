// A strategy that is restarted behind its own signals, and a person who asks something of it at once.
import { expect, test } from 'vitest';
import type { Turn } from '../../runtime/turn.ts';
import { strategyActor } from '../../actors/strategy/strategy.actor.ts';
import { kindsOf, TIRELESS, TroupeInMemory } from '../support/troupe-in-memory.ts';
import { busyCast } from './casts.ts';

const BARS = 150;
const DIES_AT = 100;

/** What a strategy, killed and paused at once in its next life, says that it sent, and what is durable of it. */
async function pausedAfterDeath(command: string, definition = strategyActor) {
  const cast = await busyCast(BARS);
  const strategy = `strategy.${Object.keys(cast.strategies)[0]!}`;
  const refused: string[] = [];
  let life = 1;
  let asking = false;
  const ask = (): void => {
    if (asking) return;
    asking = true;
    troupe.host.act(strategy, command, {}, 'ann').catch((error: unknown) => {
      refused.push((error as { type: string }).type);
      asking = false;
    });
  };
  const kinds = kindsOf(TIRELESS).map((kind) => (kind.definition.kind === 'strategy' ? { ...kind, definition } : kind));
  const troupe: TroupeInMemory = new TroupeInMemory(cast, {
    snapshotEvery: 10_000,
    kinds,
    beforeTurn: (actor, message) => {
      if (actor !== strategy) return;
      if (life === 1 && message.kind === 'entry' && message.entry.position > DIES_AT) troupe.kill();
      if (life === 2) ask();
    },
  });
  await troupe.open();
  await troupe.run();
  expect(troupe.isDead).toBe(true);
  const stream = strategy.replace('strategy', 'signals');
  const before = [...(troupe.store.streams.get(stream) ?? [])];
  life = 2;
  await troupe.open();
  await troupe.run();
  const { signalsSent, lastSignal, tradingState } = troupe.status(strategy).state;
  const durable = troupe.store.streams.get(stream) ?? [];
  await troupe.close();
  return { before, durable, signalsSent, lastSignal: lastSignal as { position: number } | null, tradingState, refused };
}

test.each(['pause', 'flatten'])(
  'no signal is swallowed by a %s that comes before its bars have come again',
  async (command) => {
    const { before, durable, signalsSent, lastSignal, tradingState, refused } = await pausedAfterDeath(command);
    expect(before.length).toBeGreaterThan(2);
    expect(refused).toContain('NOT_READY');
    expect(tradingState).not.toBe('ACTIVE');
    expect(durable.length, 'it leaves what it holds').toBeGreaterThan(before.length);
    expect(signalsSent).toBe(durable.length);
    expect(lastSignal?.position).toBe(durable.at(-1)!.position);
  },
);

test('control: taken at once, it changes what is said again, and signals are lost', async () => {
  const hasty = {
    ...strategyActor,
    receive: ((state, message, turn) => {
      const bold = new Proxy(turn, {
        get: (of, name: keyof Turn) => {
          if (name === 'isCaughtUp') return () => true;
          const value: unknown = of[name];
          return typeof value === 'function' ? (value.bind(of) as unknown) : value;
        },
      });
      strategyActor.receive(state, message, bold);
    }) satisfies typeof strategyActor.receive,
  };
  const { durable, signalsSent, lastSignal, refused } = await pausedAfterDeath('pause', hasty);
  expect(refused).toEqual([]);
  expect([signalsSent, lastSignal?.position]).not.toEqual([durable.length, durable.at(-1)!.position]);
});
