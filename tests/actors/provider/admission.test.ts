import { describe, expect, test } from 'vitest';
import { ProviderScene } from './provider-scene.ts';

const asking = (name: string, more: object = {}) => ({
  ...{ follower: `follower.${name}`, owner: name, alias: null, capital: '100' },
  ...more,
});

const admitted = (name: string, capital = '100') => ({
  reply: { admitted: `follower.${name}`, capital, terms: { performance: '0', management: '0', perVolume: '0' } },
});

describe('who may follow', () => {
  test('of two who come at once for the last place, one has it, whatever crashes', async () => {
    const scene = await new ProviderScene({ maxFollowers: 1 }).start();
    await scene.batch([scene.command('admit', asking('bob'))], 'lost');
    const both = [scene.command('admit', asking('cat')), scene.command('admit', asking('bob'))];
    expect(await scene.batch(both, 'died')).toMatchObject([admitted('cat'), { refusal: 'PROVIDER_FULL' }]);
    expect(scene.view()).toMatchObject({ followers: 1, capital: '100', room: { followers: 0, capital: null } });
    expect(await scene.ask('admit', asking('dan'))).toMatchObject({ refusal: 'PROVIDER_FULL' });
  });

  test('asking again is answered again and takes no second place, even when nobody else may come', async () => {
    const scene = await new ProviderScene({ maxFollowers: 1, terms: { performance: '0.2' } }).start();
    const first = await scene.ask('admit', asking('bob'));
    await scene.ask('withdraw');
    expect(await scene.ask('admit', asking('bob', { capital: '5000' }))).toEqual(first);
    expect(first).toMatchObject({ reply: { capital: '100', terms: { performance: '0.2' } } });
    expect(scene.view()).toMatchObject({ followers: 1, capital: '100' });
    expect(await scene.ask('admit', asking('cat'))).toMatchObject({ refusal: 'PROVIDER_WITHDRAWN' });
  });

  test('who leaves gives back place and capital, once', async () => {
    const scene = await new ProviderScene({ maxFollowers: 1, maxCapital: '150' }).start();
    await scene.ask('admit', asking('bob'));
    await scene.restart();
    const leave = (): Promise<unknown> => scene.ask('leave', { follower: 'follower.bob' });
    expect([await leave(), await leave()]).toEqual(Array(2).fill({ reply: { left: 'follower.bob' } }));
    expect(scene.view()).toMatchObject({ followers: 0, capital: '0', room: { followers: 1, capital: '150' } });
    expect(await scene.ask('admit', asking('cat'))).toEqual(admitted('cat'));
  });

  test('capital beyond its maximum is refused with how much is left', async () => {
    const scene = await new ProviderScene({ maxCapital: '150' }).start();
    await scene.ask('admit', asking('bob'));
    const refused = await scene.ask('admit', asking('cat', { capital: '50.01' }));
    expect(refused).toEqual({
      refusal: 'CAPITAL_EXCEEDED',
      message: 'Ada trends takes 50 USD more of its 150, not 50.01',
    });
    expect(await scene.ask('admit', asking('cat', { capital: '50' }))).toEqual(admitted('cat', '50'));
  });

  test('a private one takes those whom it invited', async () => {
    const scene = await new ProviderScene({ visibility: 'private', invited: ['bob'] }).start();
    expect(await scene.ask('admit', asking('cat'))).toMatchObject({ refusal: 'NOT_INVITED' });
    expect(await scene.ask('admit', asking('bob'))).toEqual(admitted('bob'));
  });

  test('nobody follows themselves, nor one that copies them through others', async () => {
    const scene = await new ProviderScene({ source: 'follower.f1', chain: ['ada', 'bob', 'cat'] }).start();
    for (const owner of ['ada', 'bob', 'cat'])
      expect(await scene.ask('admit', asking(owner))).toMatchObject({ refusal: 'FOLLOW_LOOP' });
    expect(await scene.ask('admit', asking('dan'))).toEqual(admitted('dan'));
  });

  test('a chain of four is one too many', async () => {
    const scene = await new ProviderScene({ source: 'follower.f1', chain: ['ada', 'bob', 'cat', 'dan'] }).start();
    expect(await scene.ask('admit', asking('eve'))).toMatchObject({
      refusal: 'CHAIN_TOO_LONG',
      message: expect.stringContaining('at most 3 deep') as string,
    });
  });

  const on = (name: string, more: object = {}) => asking(name, { account: 'main', ...more });

  test('an account follows once: of two that come at once one has it, and the other may when it has left', async () => {
    const scene = await new ProviderScene().start();
    const both = [scene.command('admit', on('bob')), scene.command('admit', on('cat'))];
    expect(await scene.batch(both)).toMatchObject([admitted('bob'), { refusal: 'ALREADY_FOLLOWING' }]);
    await scene.restart();
    expect(await scene.ask('admit', on('cat'))).toMatchObject({ refusal: 'ALREADY_FOLLOWING' });
    await scene.ask('leave', { follower: 'follower.bob' });
    expect(await scene.ask('admit', on('cat'))).toEqual(admitted('cat'));
  });

  test('a place that nobody has come to take keeps nobody out for long, whatever crashes', async () => {
    const scene = await new ProviderScene({ maxFollowers: 1 }).start();
    await scene.batch([scene.command('admit', on('ghost'))], 'died');
    scene.now += 9_000;
    expect(await scene.ask('admit', on('cat', { account: 'other' }))).toMatchObject({ refusal: 'PROVIDER_FULL' });
    scene.now += 2_000;
    expect(await scene.ask('admit', on('cat'))).toEqual(admitted('cat'));
    expect(scene.view()).toMatchObject({ followers: 1, capital: '100' });
    expect(await scene.ask('admit', on('ghost', { isHere: true }))).toMatchObject({ refusal: 'ALREADY_FOLLOWING' });
  });

  test.each(['journal', 'snapshot'])('one that has come to take it keeps it, read from the %s too', async (from) => {
    const scene = await new ProviderScene({ maxFollowers: 1 }).start();
    await scene.ask('admit', on('bob'));
    expect(await scene.ask('admit', on('bob', { isHere: true }))).toEqual(admitted('bob'));
    expect(await scene.ask('admit', on('bob', { isHere: true }))).toEqual(admitted('bob'));
    expect(scene.journal().filter(({ type }) => type === 'provider.met')).toHaveLength(1);
    if (from === 'snapshot') await scene.restart();
    else await scene.start();
    scene.now += 60_000;
    expect(await scene.ask('admit', on('cat', { account: 'other' }))).toMatchObject({ refusal: 'PROVIDER_FULL' });
  });

  test('a ban that is asked for again names again whom it ended, for nobody knows whether that was done', async () => {
    const scene = await new ProviderScene().start();
    await scene.ask('admit', asking('bob', { alias: 'Owl' }));
    const banned = { reply: { banned: ['follower.bob'] } };
    expect(await scene.ask('ban', { alias: 'Owl' })).toEqual(banned);
    await scene.restart();
    expect(await scene.ask('ban', { alias: 'Owl' })).toEqual(banned);
    expect(scene.journal().filter(({ type }) => type === 'provider.banned')).toHaveLength(1);
  });

  test('a banned owner goes with everything that follows for them, and does not come back', async () => {
    const scene = await new ProviderScene().start();
    for (const more of [{ alias: 'Owl' }, { follower: 'follower.bob2' }]) await scene.ask('admit', asking('bob', more));
    await scene.ask('admit', asking('cat'));
    expect(await scene.ask('ban', { alias: 'Owl' })).toEqual({ reply: { banned: ['follower.bob', 'follower.bob2'] } });
    await scene.restart();
    expect(await scene.ask('admit', asking('bob'))).toMatchObject({ refusal: 'FOLLOWER_BANNED' });
    expect(await scene.ask('ban', { follower: 'follower.dan' })).toMatchObject({ refusal: 'FOLLOWER_UNKNOWN' });
    expect(await scene.ask('ban', {})).toMatchObject({ refusal: 'INVALID_PARAMS' });
    expect(scene.view()).toMatchObject({ followers: 1, capital: '100' });
  });

  test.each([
    [{ follower: 'subscription.bob' }, 'follower'],
    [{ capital: '0' }, 'capital'],
    [{ capital: 100 }, 'capital'],
    [{ owner: '' }, 'owner'],
    [{ alias: 'x'.repeat(41) }, 'alias'],
  ])('admit with %j is refused with the field', async (more, field) => {
    const scene = await new ProviderScene().start();
    expect(await scene.ask('admit', asking('bob', more))).toMatchObject({
      refusal: 'INVALID_PARAMS',
      message: expect.stringContaining(`admit: ${field}`) as string,
    });
  });
});

test('what it shows and says names no follower who does not want it, and no owner or address at all', async () => {
  const scene = await new ProviderScene().start();
  await scene.ask('admit', asking('bobby', { alias: 'Owl' }));
  await scene.ask('admit', asking('cathy'));
  scene.fill();
  await scene.catchUp();
  const shown = JSON.stringify([scene.view(), scene.entries()]);
  expect(scene.view()).toMatchObject({ followers: 2, aliases: ['Owl'] });
  for (const secret of ['bobby', 'cathy', 'follower.']) expect(shown).not.toContain(secret);
});
