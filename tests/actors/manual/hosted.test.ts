// The desk in the live chain: its host, its account, a paper venue, and a process that is killed.
import { describe, expect, test } from 'vitest';
import { manualActor } from '../../../actors/manual/manual.actor.ts';
import type { ManualOrderView } from '../../../actors/views.ts';
import { shardOf } from '../../../runtime/shard.ts';
import { faultsOf } from '../../support/invariants.ts';
import { aBar, T0 } from '../../support/domain-builders.ts';
import {
  instrumentConfig,
  kindsOf,
  TIRELESS,
  TroupeInMemory,
  type TroupeOptions,
} from '../../support/troupe-in-memory.ts';

const MINUTE_MS = 60_000;
const DESK = 'manual.m';
const BARS = 40;

const bars = Array.from({ length: BARS }, (_, index) => {
  const openTime = T0 + index * MINUTE_MS;
  return aBar({ openTime, closeTime: openTime + MINUTE_MS, close: 100 + (index % 7) });
});

/** A desk on an account of its own; the market goes on by itself. */
async function troupeWith(beforeTurn?: TroupeOptions['beforeTurn']): Promise<TroupeInMemory> {
  const troupe = new TroupeInMemory(
    {
      markets: { ACME: { bars, timeframe: '1m' } },
      strategies: {},
      accounts: { one: { deposit: '100000', subscriptions: {} } },
      lot: '1',
    },
    {
      intensity: TIRELESS,
      kinds: [...kindsOf(TIRELESS), { definition: manualActor(), restart: 'transient', shutdownMs: 5_000 }],
      ...(beforeTurn !== undefined && { beforeTurn }),
    },
  );
  troupe.registry.records.set(DESK, {
    ...{ address: DESK, kind: 'manual', parent: 'desk.one', desired: 'running', ordinal: 0, owner: 'ann' },
    config: {
      ...{ owner: 'ann', account: 'one', lane: 'bars.ACME.1m', instrument: instrumentConfig('ACME', '1') },
      ...{ allocation: '50000', after: 0 },
    },
    shard: shardOf('account.one'),
    createdAt: 0,
  });
  return troupe.open();
}

const order = (troupe: TroupeInMemory, commandId: string, params: object = {}): Promise<unknown> =>
  troupe.host.act(DESK, 'order', { commandId, side: 'BUY', type: 'MARKET', quantity: 10, ...params }, 'ann');

const nothing = (): void => undefined;

describe('a desk in a process that is killed', () => {
  test('answers a repeated command as before, and holds what its orders came to, no more', async () => {
    const values: unknown[] = [];
    const troupe: TroupeInMemory = await troupeWith((address, message) => {
      if (address !== DESK || message.kind !== 'position') return;
      // The kill comes with the order on its way, and again once it has filled.
      if (message.position === 5 || message.position === 6 || message.position === 25) {
        // Who asks a process that is killed hears nothing, and asks again.
        order(troupe, 'once').then((value) => values.push(value), nothing);
      }
      if ((message.position === 7 && lives === 1) || (message.position === 15 && lives === 2)) troupe.kill();
    });
    let lives = 1;
    for (; lives <= 3; lives += 1) {
      await troupe.run(() => Number(troupe.status(DESK).state['position'] ?? 0) === BARS);
      if (troupe.isDead) await troupe.open();
    }
    expect(values.length).toBeGreaterThan(1);
    for (const value of values) expect(value).toEqual(values[0]);
    const { state } = troupe.status(DESK);
    expect(state).toMatchObject({ quantity: '10', fills: 1, pendingRequests: 0, position: BARS });
    expect((state['orders'] as ManualOrderView[]).map(({ commandId }) => commandId)).toEqual(['once']);
    expect(faultsOf(troupe)).toEqual([]);
    await troupe.close();
  });

  test('refuses by name what cannot be, and what it does not know', async () => {
    const troupe = await troupeWith();
    await troupe.run(() => Number(troupe.status(DESK).state['position'] ?? 0) === BARS);
    await expect(troupe.act(DESK, 'order', { side: 'BUY', type: 'MARKET', quantity: 1.5 })).rejects.toMatchObject({
      type: 'INVALID_ORDER',
      message: expect.stringContaining('quantity: 1.5 is no multiple of the lot size 1') as string,
    });
    await expect(troupe.act(DESK, 'dance')).rejects.toMatchObject({ type: 'UNKNOWN_COMMAND' });
    await troupe.close();
  });
});
