// Provider and follower in the live chain: what one trades the other mirrors, whoever crashes in between.
import { beforeAll, describe, expect, test } from 'vitest';
import { Decimal, ZERO } from '../../actors/domain/decimal.ts';
import type { AccountEvent } from '../../actors/domain/account-event.ts';
import type { Fill } from '../../actors/domain/order.ts';
import { decidedIn } from '../actors/risk-monitor/copy-scene.ts';
import { faultsOf, fillsOf } from '../support/invariants.ts';
import type { TroupeOptions } from '../support/troupe-in-memory.ts';
import { CopyStage, SOURCE } from './copy-stage.ts';

const PUBLISHED = { source: SOURCE, name: 'Crossing', by: 'ann', commandId: 'publish' };
const SETTINGS = { allocation: { kind: 'fixed_ratio', ratio: '0.5' } };
/** Bars before it, while published alone, and while followed. */
const BARS = [10, 2, 40] as const;
const LEFT_AT = 52;
const YEAR_MS = 365 * 86_400_000;
const asked = (provider: string) => ({
  ...{
    provider,
    account: 'bob',
    allocation: '40000',
    settings: SETTINGS,
    alias: 'bobby',
    by: 'bob',
    commandId: 'follow',
  },
});

interface Played {
  readonly stage: CopyStage;
  readonly provider: string;
  readonly follower: string;
}

/** Alone, then published, then followed. */
async function played(options: TroupeOptions = {}): Promise<Played> {
  const stage = await CopyStage.open(options);
  await stage.troupe.clock.advance(YEAR_MS); // its bars are a replay
  await stage.play(BARS[0]);
  const { provider } = await stage.settled(stage.copying.publish(PUBLISHED));
  await stage.rest();
  await stage.play(BARS[1]);
  const { follower } = await stage.settled(stage.copying.follow(asked(provider)));
  await stage.rest();
  await stage.play(BARS[2]);
  return { stage, provider, follower };
}

async function left({ stage, follower }: Played): Promise<void> {
  await stage.settled(stage.copying.unfollow({ follower, keep: false, by: 'bob', commandId: 'unfollow' }));
  await stage.rest();
  await stage.play(3);
}

/** Signed quantity after all fills through a bar. */
const heldAt = (fills: readonly Fill[], bar: number): Decimal =>
  fills.reduce(
    (held, { position, side, quantity }) =>
      position > bar ? held : side === 'BUY' ? held.add(quantity) : held.sub(quantity),
    ZERO,
  );

/** Throws at the n-th turns of an actor. */
const throwsAt = (
  prefix: string,
  turns: readonly number[],
  crashes: string[],
): NonNullable<TroupeOptions['beforeTurn']> => {
  let taken = 0;
  return (address) => {
    if (!address.startsWith(prefix) || !turns.includes(++taken)) return;
    crashes.push(address);
    throw new Error(`provoked at turn ${taken}`);
  };
};

let calm: Record<string, unknown>;
let undisturbed: Played;
beforeAll(async () => {
  undisturbed = await played();
  await left(undisturbed);
  calm = undisturbed.stage.outcome();
}, 60_000);

describe('a follower', () => {
  test('mirrors every position of its provider since it follows, in proportion, a bar later', () => {
    const { stage, follower } = undisturbed;
    const own = fillsOf(stage.troupe.store, 'risk-monitor.bob').filter(({ actor }) => actor === follower);
    const theirs = fillsOf(stage.troupe.store, 'risk-monitor.ann').filter(({ actor }) => actor === SOURCE);
    let copied = 0;
    for (let bar = own[0]!.position; bar < LEFT_AT; bar += 1) {
      const target = heldAt(theirs, bar - 1)
        .div(2)
        .toDecimalPlaces(2, Decimal.ROUND_DOWN);
      expect(String(heldAt(own, bar)), `at bar ${bar}`).toBe(String(target));
      if (!heldAt(own, bar).eq(heldAt(own, bar - 1))) copied += 1;
    }
    expect(copied, 'the provider trades often enough').toBeGreaterThan(5);
  });

  test('takes what its provider says as it comes, although the bars are of another year: nothing of a replay is an outage', () => {
    const { stage, follower } = undisturbed;
    const words = stage.troupe.store
      .events('risk-monitor.bob')
      .flatMap(({ payload }) => decidedIn(payload as AccountEvent)?.copies ?? [])
      .flatMap(({ word }) => (word.kind === 'entry' ? [word] : []));
    expect(stage.follower(follower).entry).toBe(words.length);
    expect(Math.max(...words.map(({ latencyMs }) => latencyMs))).toBeLessThan(5_000);
    expect(words.filter(({ facts }) => facts?.includes('catching-up'))).toEqual([]);
  });

  test('is on its provider’s roll under its alias, and off it when it has left, flat', async () => {
    const { stage, provider, follower } = undisturbed;
    const { followers, aliases, capital } = stage.provider(provider);
    expect({ followers, aliases, capital }).toEqual({ followers: 0, aliases: [], capital: '0' });
    expect(stage.troupe.status(follower)).toMatchObject({ lifecycle: 'stopped', owner: 'bob' });
    expect(stage.follower(follower)).toMatchObject({ quantity: '0', mode: 'stopped', alias: 'bobby' });
    expect(stage.troupe.registry.records.get(follower)).toMatchObject({ parent: 'desk.bob', desired: 'stopped' });
    expect(faultsOf(stage.troupe)).toEqual([]);
  });

  test('that kept its holding when it left leaves it with its account', async () => {
    const run = await played();
    const { stage, follower, provider } = run;
    while (stage.follower(follower).quantity === '0') await stage.play(1);
    const held = stage.follower(follower).quantity;
    await stage.settled(stage.copying.unfollow({ follower, keep: true, by: 'bob' }));
    await stage.rest();
    await stage.play(3);
    expect(stage.follower(follower).quantity).toBe(held);
    expect(stage.provider(provider).followers).toBe(0);
    expect(await stage.settled(stage.copying.unfollow({ follower, keep: true, by: 'bob' })), 'asked again').toEqual({});
    await stage.troupe.close();
  }, 30_000);
});

describe('a crash in the middle changes no fill, order, posting or position', () => {
  test.each([
    ['provider.', [2, 5, 9]],
    ['follower.', [3, 20, 41, 77]],
    ['subscription.source', [5, 60, 61, 110]],
    ['risk-monitor.bob', [6, 40, 90]],
    ['risk-monitor.ann', [6, 70, 120]],
    ['strategy.cross', [4, 30]],
  ])(
    '%s',
    async (prefix, turns) => {
      const crashes: string[] = [];
      const run = await played({ snapshotEvery: 20, beforeTurn: throwsAt(prefix, turns, crashes) });
      await left(run);
      expect(crashes.length).toBe(turns.length);
      expect(faultsOf(run.stage.troupe)).toEqual([]);
      expect(run.stage.outcome()).toEqual(calm);
      await run.stage.troupe.close();
    },
    60_000,
  );
});

describe('the roll of a provider', () => {
  test.each([
    ['undisturbed', '', []],
    ['while the follower crashes', 'follower.', [50, 52, 54, 56]],
    ['while the provider crashes', 'provider.', [8, 9, 10, 11, 12]],
  ] as const)(
    'is right after an unfollow that was said to the follower itself, %s',
    async (_how, prefix, turns) => {
      const run = await played(prefix === '' ? {} : { beforeTurn: throwsAt(prefix, turns, []) });
      const { stage, follower, provider } = run;
      expect(stage.provider(provider).followers).toBe(1);
      await stage.troupe.act(follower, 'unfollow', { keep: false }).catch((error: unknown) => {
        if ((error as { type?: string }).type !== 'ACTOR_CRASHED') throw error;
        return stage.rest().then(() => stage.troupe.act(follower, 'unfollow', { keep: false }));
      });
      await stage.rest();
      await stage.play(3);
      expect(stage.provider(provider)).toMatchObject({ followers: 0, capital: '0' });
      expect(stage.troupe.status(follower)).toMatchObject({ lifecycle: 'stopped' });
      await stage.troupe.close();
    },
    30_000,
  );
});

test('whom a provider bans stops copying and closes what it copied; asked again it is done again, and nobody comes back', async () => {
  const { stage, provider, follower } = await played();
  const banned = { provider, alias: 'bobby', by: 'ann', commandId: 'ban' };
  for (let n = 0; n < 2; n += 1) {
    expect(await stage.settled(stage.copying.ban(banned))).toEqual({ banned: 1 });
    await stage.rest();
    await stage.play(2);
    expect(stage.follower(follower)).toMatchObject({ quantity: '0', mode: 'stopped' });
    expect(stage.provider(provider).followers).toBe(0);
  }
  await expect(stage.settled(stage.copying.follow({ ...asked(provider), commandId: 'b' }))).rejects.toMatchObject({
    type: 'FOLLOWER_BANNED',
  });
  await stage.troupe.close();
}, 30_000);

describe('publish and follow', () => {
  test('of two that would follow at once on one account exactly one does, and the other is told why', async () => {
    const { stage, provider, follower } = await played();
    await left({ stage, provider, follower });
    const both = ['one', 'two'].map((commandId) => stage.copying.follow({ ...asked(provider), commandId }));
    const outcomes = await stage.settled(Promise.allSettled(both));
    await stage.rest();
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ type: 'ALREADY_FOLLOWING', data: { field: 'provider' } });
    const followers = [...stage.troupe.registry.records.keys()].filter((address) => address.startsWith('follower.'));
    expect(followers).toHaveLength(2); // the one that has left, and the one that won
    expect(stage.provider(provider)).toMatchObject({ followers: 1, capital: '40000' });
    await stage.troupe.close();
  }, 30_000);

  test('killed between the place on the roll and the follower, it stands in nobody’s way: neither the same command’s nor another’s', async () => {
    const { stage, provider, follower } = await played();
    await left({ stage, provider, follower });
    const { registry } = stage.troupe;
    const create = registry.create.bind(registry);
    const attempts = [
      ['first', 'first'],
      ['second', 'another'],
    ] as const;
    const little = { ...asked(provider), allocation: '5000' };
    for (const [killed, again] of attempts) {
      registry.create = () => new Promise(() => undefined);
      stage.copying.follow({ ...little, commandId: killed }).catch(() => undefined);
      await stage.rest();
      expect(stage.provider(provider).followers).toBe(1);
      stage.troupe.kill();
      registry.create = create;
      await stage.troupe.open();
      if (again !== killed) await stage.troupe.clock.advance(11_000);
      const made = await stage.settled(stage.copying.follow({ ...little, commandId: again }));
      await stage.rest();
      expect(stage.provider(provider)).toMatchObject({ followers: 1, capital: '5000' });
      await stage.play(2);
      await left({ stage, provider, follower: made.follower });
      expect(stage.provider(provider).followers).toBe(0);
    }
    await stage.troupe.close();
  }, 60_000);

  test('under the same command do nothing twice', async () => {
    const { stage, provider, follower } = await played();
    const before = stage.troupe.registry.records.size;
    expect(await stage.settled(stage.copying.publish(PUBLISHED))).toEqual({ provider });
    expect(await stage.settled(stage.copying.follow(asked(provider)))).toEqual({ follower });
    expect(stage.troupe.registry.records.size).toBe(before);
    await expect(stage.settled(stage.copying.follow({ ...asked(provider), allocation: '5' }))).rejects.toMatchObject({
      type: 'COMMAND_ID_TAKEN',
    });
    await expect(stage.settled(stage.copying.follow({ ...asked(provider), commandId: 'b' }))).rejects.toMatchObject({
      type: 'ALREADY_FOLLOWING',
    });
    expect(stage.provider(provider).followers).toBe(1);
    await stage.troupe.close();
  }, 30_000);

  test('a follower that cannot be made does not keep its place', async () => {
    const { stage, provider, follower } = await played();
    await left({ stage, provider, follower });
    const { registry } = stage.troupe;
    const create = registry.create.bind(registry);
    registry.create = () => Promise.reject(new Error('the disk is full'));
    await expect(stage.settled(stage.copying.follow({ ...asked(provider), commandId: 'again' }))).rejects.toThrow(
      'full',
    );
    registry.create = create;
    await stage.rest();
    expect(stage.provider(provider).followers).toBe(0);
    await stage.troupe.close();
  }, 30_000);
});
