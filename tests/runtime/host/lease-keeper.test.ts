import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../../runtime/clock.ts';
import { StoreUnavailable } from '../../../runtime/errors.ts';
import { LeaseKeeper } from '../../../runtime/host/lease-keeper.ts';
import { silentLog } from '../../../runtime/ports/log.ts';

function scene(options: { heldElsewhere?: number } = {}) {
  const clock = virtualClock();
  const state = { free: new Set([0, 1, 2]), gone: [] as number[], isAway: false, renewals: 0, released: 0 };
  for (let shard = 0; shard < (options.heldElsewhere ?? 0); shard += 1) state.free.delete(shard);
  const reach = (): void => {
    if (state.isAway) throw new StoreUnavailable('away');
  };
  const lost: (readonly number[])[] = [];
  const keeper = new LeaseKeeper({
    ...{ owner: 'me', clock, log: silentLog, lost: (shards) => void lost.push(shards) },
    leases: {
      async acquire() {
        reach();
        const taken = new Map([...state.free].map((shard) => [shard, 7]));
        state.free.clear();
        return taken;
      },
      async renew() {
        state.renewals += 1;
        reach();
        return state.gone.splice(0);
      },
      release: async () => void (state.released += 1),
    },
  });
  return { clock, state, lost, keeper };
}

describe('lease keeper', () => {
  test('does not begin with shards that another node may still use', async () => {
    const { clock, state, keeper } = scene({ heldElsewhere: 1 });
    let isReady = false;
    const ready = keeper.acquireAll(3).then(() => (isReady = true));
    await clock.advance(2_000);
    expect(isReady).toBe(false);
    state.free.add(0);
    await clock.advance(600);
    await ready;
    expect([0, 1, 2].map(keeper.epochOf)).toEqual([7, 7, 7]);
  });

  test('reports a lost shard at once, and never gives its epoch again', async () => {
    const { clock, state, lost, keeper } = scene();
    await keeper.acquireAll(3);
    state.gone.push(1);
    await clock.advance(800);
    expect(lost).toEqual([[1]]);
    expect(() => keeper.epochOf(1)).toThrow(expect.objectContaining({ type: 'STALE_EPOCH' }) as Error);
    expect(keeper.epochOf(2)).toBe(7);
  });

  test('a database away for a moment does not end the renewing', async () => {
    const { clock, state, lost, keeper } = scene();
    await keeper.acquireAll(3);
    state.isAway = true;
    await clock.advance(1_600);
    state.isAway = false;
    const before = state.renewals;
    await clock.advance(1_600);
    expect(state.renewals).toBeGreaterThan(before);
    expect(lost).toEqual([]);
  });

  test('once released it renews nothing, and a wait for shards ends', async () => {
    const { clock, state, keeper } = scene({ heldElsewhere: 1 });
    const waiting = keeper.acquireAll(3);
    await clock.advance(100);
    await keeper.release();
    await clock.advance(5_000);
    await waiting;
    expect([state.renewals, state.released]).toEqual([0, 1]);
  });
});
