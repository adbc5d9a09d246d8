import { describe, expect, it } from 'vitest';
import { ActorError } from '../../../runtime/errors.ts';
import type { AccountView } from '../../../actors/start-views.ts';
import type { NewActor } from '../../../actors/troupe/account-casting.ts';
import { openFirstAccount } from '../../../actors/troupe/open-account.ts';

const ground = (known: readonly Partial<AccountView>[] = []) => {
  const registry = new Map<string, NewActor>();
  return {
    registry: { find: async (address: string) => registry.get(address) as never },
    actors: registry,
    company: {
      spawn: async (records: readonly NewActor[]) => {
        if (records.some(({ address }) => registry.has(address))) throw new ActorError('ACTOR_EXISTS', 'it exists');
        for (const record of records) registry.set(record.address, record);
      },
    },
    accounts: () => known as readonly AccountView[],
    newId: () => 'f00',
  };
};

describe('the account that somebody begins with', () => {
  it('is a supervisor with a risk monitor first and a desk, on one shard, on paper', async () => {
    const on = ground();
    expect(await openFirstAccount('zoe', on)).toEqual({ account: 'zoe-paper' });
    const records = [...on.actors.values()];
    expect(records.map(({ address, parent }) => [address, parent])).toEqual([
      ['account.zoe-paper', undefined],
      ['risk-monitor.zoe-paper', 'account.zoe-paper'],
      ['desk.zoe-paper', 'account.zoe-paper'],
    ]);
    expect(new Set(records.map(({ shard }) => shard)).size).toBe(1);
    expect(records[1]!.config).toMatchObject({ owner: 'zoe', venue: 'paper', deposit: '100000', currency: 'USD' });
  });

  it('is one, asked for twice, also at the same moment and before it is up', async () => {
    const on = ground();
    const both = await Promise.all([openFirstAccount('zoe', on), openFirstAccount('zoe', on)]);
    expect(both).toEqual([{ account: 'zoe-paper' }, { account: 'zoe-paper' }]);
    expect(on.actors.size).toBe(3);
  });

  it('is the one there is, for whoever has one', async () => {
    const on = ground([{ account: 'main', owner: 'zoe' }]);
    expect(await openFirstAccount('zoe', on)).toEqual({ account: 'main' });
    expect(on.actors.size).toBe(0);
  });

  it('is never somebody else’s whose name looks like it', async () => {
    const on = ground();
    await openFirstAccount('a.b', on);
    expect(await openFirstAccount('a_b', on)).toEqual({ account: 'a_b-paper-f00' });
    expect(on.actors.get('account.a_b-paper')!.owner).toBe('a.b');
    expect(on.actors.get('account.a_b-paper-f00')!.owner).toBe('a_b');
  });
});
