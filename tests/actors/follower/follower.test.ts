import { describe, expect, test } from 'vitest';
import { anEntry, buyCopy, TestFollower } from '../risk-monitor/copy-scene.ts';
import { FollowerScene } from './follower-scene.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** One that follows and has its first bar. */
function following(settings: object = {}, config: object = {}): FollowerScene {
  const scene = new FollowerScene({ settings, config });
  scene.bar(100);
  return scene;
}

describe('a follower', () => {
  test('copies a fill at once, at the next open, and one of its closings', () => {
    const scene = following();
    scene.fills(10);
    expect(scene.ordered()).toEqual(['BUY 10']);
    expect(scene.held).toBe(0);
    scene.bar(101);
    expect(scene.held).toBe(10);
    scene.fills(-10);
    scene.bar(102);
    expect(scene.held).toBe(0);
    expect(scene.ordered()).toEqual(['BUY 10', 'SELL 10 reduce-only']);
    expect(scene.outcomes()).toEqual(['copied', 'copied']);
  });

  test('gives every entry one numbered request, and one told twice or late none', () => {
    const scene = following();
    scene.fills(10);
    scene.broadcasts('ON');
    scene.repeat(2);
    scene.repeat(1);
    scene.bar();
    scene.repeat(1);
    scene.fills(5);
    scene.repeat(3);
    scene.bar();
    expect(scene.words('entry').map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(scene.requests.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(scene.held).toBe(15);
  });

  test('turns from long to short with one order that closes and one that opens', () => {
    const scene = following();
    scene.fills(10);
    scene.bar();
    scene.fills(-25);
    scene.bar();
    expect(scene.ordered()).toEqual(['BUY 10', 'SELL 10 reduce-only', 'SELL 15']);
    expect(scene.held).toBe(-15);
  });

  test('reversed, holds the other side', () => {
    const scene = following({ reverse: true });
    scene.fills(10);
    scene.bar();
    expect(scene.held).toBe(-10);
  });

  test('does not hold up its lane when the provider is silent, and decides nothing before its first price', () => {
    const scene = new FollowerScene();
    scene.isCutOff = true;
    scene.fills(10);
    scene.bar();
    scene.bar();
    scene.isCutOff = false;
    scene.settle();
    expect(scene.ordered()).toEqual([]);
    expect(scene.outcomes()).toEqual(['skipped NOT_JOINED']);
  });

  test('skips what is too dear for the whole round, and says why', () => {
    const scene = following({ maxSlippage: 0.001 });
    scene.fills(10, 99);
    scene.bar(99);
    scene.fills(5, 99);
    scene.calm();
    expect(scene.ordered()).toEqual([]);
    expect(scene.outcomes()).toEqual(['skipped NOT_JOINED', 'skipped COPY_SLIPPAGE_EXCEEDED']);
  });

  test('sizes by value at risk once it has seen a day of bars, and not before', () => {
    const scene = following({ allocation: { kind: 'var_target', percent: '1' } }, { periodsPerDay: 20 });
    scene.fills(10);
    expect(scene.outcomes()).toEqual(['skipped SIZE_UNKNOWN']);
    scene.fills(-10);
    for (let bar = 0; bar < 25; bar += 1) scene.bar(bar % 2 === 0 ? 101 : 100);
    scene.fills(10);
    scene.bar();
    expect(scene.held).toBeGreaterThan(0);
  });
});

describe('an outage', () => {
  const cutOff = (settings: object): FollowerScene => {
    const scene = following(settings);
    scene.fills(10);
    scene.bar();
    scene.isCutOff = true;
    scene.fills(10);
    scene.fills(-5);
    scene.fills(15);
    for (let bar = 0; bar < 5; bar += 1) scene.bar();
    scene.isCutOff = false;
    scene.settle();
    return scene;
  };

  test('is made good by the newest entry alone; those before it are one word', () => {
    const scene = cutOff({ afterOutage: 'reconcile' });
    scene.bar();
    expect(scene.held).toBe(30);
    expect(scene.ordered()).toEqual(['BUY 10', 'BUY 20']);
    expect(scene.words('entry').map(({ seq, outcome }) => `${String(seq)} ${String(outcome)}`)).toEqual([
      '1 copied',
      '3 skipped',
      '4 copied',
    ]);
  });

  test('adds nothing for who closes only, and nothing at all for who waits until the next fresh entry', () => {
    const closing = cutOff({ afterOutage: 'close_only' });
    closing.calm();
    expect(closing.held).toBe(10);
    const waiting = cutOff({ afterOutage: 'wait' });
    waiting.calm();
    expect(waiting.held).toBe(10);
    expect(waiting.outcomes()[0]).toBe('skipped WAITS_AFTER_OUTAGE');
    waiting.fills(2);
    waiting.bar();
    expect(waiting.held).toBe(32);
  });
});

describe('risk', () => {
  test('that denies a copy is its reason, and what was denied is asked for again ever more rarely', () => {
    const scene = new FollowerScene({ account: { limits: { maxOrderNotional: '500' } } });
    scene.bar(100);
    scene.fills(10);
    for (let bar = 0; bar < 12; bar += 1) scene.bar();
    expect(scene.outcomes()[0]).toMatch(/^skipped RISK_DENIED: NOTIONAL_EXCEEDS_MAX_PER_ORDER/);
    expect(scene.words('correct').length).toBeLessThanOrEqual(3);
    expect(scene.words('correct').length).toBeGreaterThan(0);
  });

  test('counts the copies that are open: no position is opened beyond what its user lets be open at once', () => {
    const scene = following({ maxOpenPositions: 1 });
    const other = new TestFollower(scene.account, 'follower.other', 'provider.other');
    other.hello();
    other.ask(anEntry(1), buyCopy(1, 5));
    scene.fills(10);
    expect(scene.outcomes()).toEqual(['skipped RISK_DENIED: COPY_POSITIONS_EXCEEDED: open=1 limit=1']);
    expect(scene.ordered()).toEqual(['BUY 5']);
  });

  test('that reduces lets it close with the provider and open nothing', () => {
    const scene = following();
    scene.fills(10);
    scene.bar();
    scene.account.restrict('account:a1', 'REDUCING');
    scene.run();
    scene.bar();
    scene.fills(10);
    scene.bar();
    expect(scene.outcomes()[0]).toBe('skipped CLOSE_ONLY');
    scene.fills(-15);
    scene.bar();
    expect(scene.held).toBe(5);
  });

  test('that halts lets nothing past; after it the difference is made good', () => {
    const scene = following();
    scene.fills(10);
    scene.bar();
    scene.account.restrict('account:a1', 'HALTED');
    scene.run();
    scene.bar();
    scene.fills(-10);
    scene.bar();
    expect(scene.held).toBe(10);
    expect(scene.outcomes()[0]).toBe('skipped PAUSED');
    scene.account.restrict('account:a1', 'ACTIVE');
    scene.run();
    scene.calm();
    expect(scene.held).toBe(0);
  });

  test('of a provider that is halted keeps its followers from opening', () => {
    const scene = following();
    scene.broadcasts('ON', 'HALTED');
    scene.fills(10);
    scene.bar();
    expect(scene.outcomes()[0]).toBe('skipped PROVIDER_NOT_ACTIVE');
    expect(scene.held).toBe(0);
  });
});

describe('a stop of the follower’s own', () => {
  test('closes all when equity has come to it, and copies nothing more until it is reset', () => {
    const scene = following({ copyStopLoss: 0.95 }, { allocation: '10000' });
    scene.fills(50);
    scene.bar(100);
    scene.bar(90);
    expect(scene.view.mode).toBe('stopped');
    expect(scene.view.modeReason).toMatch(/^copy-stop-loss: equity=9500 level=9500/);
    scene.bar(90);
    expect(scene.held).toBe(0);
    scene.fills(-50);
    scene.fills(20);
    scene.bar();
    expect(scene.outcomes()[0]).toBe('skipped STOPPED');
    scene.command('resume');
    expect(scene.refusals).toEqual(['TRADING_HALTED']);
    scene.command('set-settings', { settings: { allocation: { kind: 'fixed_ratio', ratio: '1' } } });
    scene.command('reset');
    scene.fills(-20);
    scene.fills(5);
    scene.bar();
    expect(scene.held).toBe(5);
  });

  test('takes the profit, and a drawdown from the highest equity', () => {
    const gain = following({ takeProfit: 0.1 }, { allocation: '10000' });
    gain.fills(100);
    gain.bar(100);
    gain.bar(110);
    gain.bar(110);
    expect([gain.view.modeReason.split(':')[0], gain.held]).toEqual(['take-profit', 0]);
    const fall = following({ maxDrawdown: 0.1 }, { allocation: '10000' });
    fall.fills(100);
    fall.bar(100);
    fall.bar(120);
    fall.bar(108);
    fall.bar(108);
    expect([fall.view.modeReason.split(':')[0], fall.held]).toEqual(['max-drawdown', 0]);
  });
});

describe('a person', () => {
  test('pauses: openings are held back for the round, reductions follow', () => {
    const scene = following();
    scene.fills(10);
    scene.bar();
    scene.command('pause');
    scene.fills(10);
    scene.fills(-15);
    scene.bar();
    expect(scene.held).toBe(5);
    expect(scene.view).toMatchObject({ mode: 'paused', tradingState: 'REDUCING' });
    scene.command('resume');
    scene.fills(3);
    scene.bar();
    expect(scene.held).toBe(8);
  });

  test('closes a copied position by hand; it is not opened again before the next round', () => {
    const scene = following();
    scene.fills(10);
    scene.bar();
    scene.command('close');
    scene.calm();
    scene.fills(5);
    scene.calm();
    expect(scene.held).toBe(0);
    expect(scene.outcomes()[0]).toBe('skipped CLOSED_BY_HAND');
    scene.fills(-15);
    scene.fills(4);
    scene.bar();
    expect(scene.held).toBe(4);
  });

  test('flattens: the account closes all, and a reset opens nothing of that round', () => {
    const scene = following();
    scene.fills(10);
    scene.bar();
    scene.command('flatten');
    scene.calm();
    expect(scene.held).toBe(0);
    scene.command('reset');
    scene.calm();
    expect(scene.held).toBe(0);
  });

  test('changes settings, which a crash keeps, and is told each fault of those that are wrong', () => {
    const scene = following();
    scene.command('set-settings', { settings: { allocation: { kind: 'fixed_ratio', ratio: '-1' } } });
    expect(scene.refusals).toEqual(['COPY_SETTINGS_INVALID']);
    scene.command('set-settings', { settings: { allocation: { kind: 'fixed_ratio', ratio: '2' } } });
    scene.crash();
    scene.fills(10);
    scene.bar();
    expect(scene.held).toBe(20);
  });

  test('unfollows: all is closed, the last fees are paid, and the actor ends', () => {
    const scene = following({}, { terms: { performance: '0.2' } });
    scene.fills(10);
    scene.bar(100);
    scene.bar(110);
    scene.command('unfollow', { keep: false });
    expect(scene.finished).toBeUndefined();
    scene.fills(10);
    scene.bar(110);
    expect(scene.finished).toBe('unfollowed, flat');
    expect(scene.words('fees')).toMatchObject([{ performance: '20', mark: '1000080' }]);
    expect(scene.account.state.actors.get('follower.f')!.cash.toString()).toBe('1000080');
  });

  test('unfollows and keeps: the account holds it as it was, and the actor ends', () => {
    const scene = following();
    scene.fills(10);
    scene.bar();
    scene.command('unfollow', { keep: true });
    expect(scene.finished).toBe('unfollowed, its holding kept');
    expect(scene.account.holding('follower.f').toNumber()).toBe(10);
    expect(scene.replies.at(-1)).toEqual({ keeps: { account: 'a1', subLedger: 'follower.f', quantity: '10' } });
  });

  test('is refused what it does not know, and what is too early', () => {
    const scene = new FollowerScene();
    scene.command('pause');
    scene.command('dance');
    scene.bar();
    scene.command('close');
    scene.command('unfollow');
    expect(scene.refusals).toEqual(['NOT_READY', 'UNKNOWN_COMMAND', 'NOTHING_TO_CLOSE', 'INVALID_PARAMS']);
  });
});

describe('fees', () => {
  const terms = { management: '0.0365', perVolume: '0.001' };

  test('of a day are charged once it is over, from its last close and its copied volume', () => {
    const scene = following({}, { terms });
    scene.fills(100);
    scene.bar(100);
    const openTime = scene.state.time + DAY;
    scene.bar(100, { openTime, closeTime: openTime + MINUTE });
    expect(scene.words('fees')).toMatchObject([{ day: '2024-01-01', management: '100', volume: '10' }]);
    expect(scene.view).toMatchObject({ feesPaid: '110', feesThrough: '2024-01-01', cash: '989890' });
    expect(scene.account.state.actors.get('follower.f')!.cash.toString()).toBe('989890');
  });

  test('are one word for each day that was missed, and none twice, whether a bar or an alarm tells the day', () => {
    const scene = following({}, { terms });
    scene.told({ alarm: scene.state.time + 3 * DAY });
    scene.told({ alarm: scene.state.time + 3 * DAY });
    scene.crash();
    const openTime = scene.state.time + 3 * DAY;
    scene.bar(100, { openTime, closeTime: openTime + MINUTE });
    scene.bar(100, { openTime: openTime + MINUTE, closeTime: openTime + 2 * MINUTE });
    expect(scene.words('fees').map(({ day }) => day)).toEqual(['2024-01-01', '2024-01-02', '2024-01-03']);
    expect(scene.state.cash.toString()).toBe(scene.account.state.actors.get('follower.f')!.cash.toString());
  });

  const nextDay = (scene: FollowerScene, days = 1): void => {
    const openTime = scene.state.time + days * DAY;
    scene.bar(100, { openTime, closeTime: openTime + MINUTE });
  };
  const accountOf = (scene: FollowerScene) => scene.account.state.actors.get('follower.f')!;
  /** Holds as much as it has, and its account sees the price fall before it hears of the fees. */
  const fallen = (): FollowerScene => {
    const scene = following({}, { terms, allocation: '10000' });
    scene.fills(100);
    scene.bar(100);
    scene.account.state.lanes.get('bars.ACME.1m')!.price = 0.001;
    return scene;
  };

  test('that cost nothing by their terms need no word, until a month ends', () => {
    const scene = following({}, { terms: { performance: '0.2', perVolume: '0.001' } });
    const before = scene.requests.length;
    nextDay(scene);
    scene.told({ alarm: scene.state.time + 3 * DAY });
    nextDay(scene, 4);
    expect(scene.requests.length).toBe(before);
    expect(scene.view.feesThrough).toBeNull();
    scene.fills(100);
    nextDay(scene, 0);
    nextDay(scene);
    expect(scene.words('fees'), 'the day of the trade, not the first that was free').toMatchObject([
      { day: '2024-01-06', volume: '10' },
    ]);
    nextDay(scene, 40);
    expect(scene.words('fees').map(({ day }) => day)).toEqual(['2024-01-06', '2024-01-31']);
    scene.crash();
    expect(scene.view.cash).toBe(String(accountOf(scene).cash));
  });

  test('that its account refuses are not paid, and their day is asked for with the next', () => {
    const scene = fallen();
    scene.told({ alarm: scene.state.time + DAY });
    expect(scene.words('fees')).toEqual([]);
    expect(scene.view).toMatchObject({ feesPaid: '0', feesThrough: null, cash: '0' });
    scene.bar(100);
    nextDay(scene, 2);
    expect(scene.words('fees')).toMatchObject([
      { day: '2024-01-01', management: '1', volume: '10' },
      { day: '2024-01-02', management: '1', volume: '0' },
    ]);
    expect(scene.view).toMatchObject({ feesPaid: '12', cash: '-12' });
    expect(scene.view.cash).toBe(String(accountOf(scene).cash));
  });

  test('of days of which its account refuses the first and takes the second are paid as they were taken', () => {
    const scene = fallen();
    scene.account.state.lanes.get('bars.ACME.1m')!.price = 0.02;
    scene.told({ alarm: scene.state.time + 2 * DAY });
    expect(scene.words('fees').map(({ day }) => day)).toEqual(['2024-01-02']);
    expect(scene.view).toMatchObject({ feesPaid: '1', feesThrough: '2024-01-02' });
    expect(scene.view.cash).toBe(String(accountOf(scene).cash));
  });

  test('refused as it leaves keep it there until they are paid', () => {
    const scene = fallen();
    scene.command('unfollow', { keep: true });
    expect(scene.finished).toBeUndefined();
    scene.bar(100);
    expect(scene.finished).toMatch(/its holding kept/);
    expect(scene.words('fees')).toHaveLength(1);
    expect(scene.view.cash).toBe(String(accountOf(scene).cash));
  });

  test('of leaving are charged on the day after one that an alarm has ended already', () => {
    const scene = following({}, { terms: { performance: '0.2', management: '0.0365' } });
    scene.fills(100);
    scene.bar(100);
    scene.bar(110);
    scene.told({ alarm: scene.state.time + DAY });
    scene.command('unfollow', { keep: true });
    expect(scene.words('fees')).toMatchObject([
      { day: '2024-01-01', performance: '0' },
      { day: '2024-01-02', performance: expect.not.stringMatching(/^0$/) as string },
    ]);
  });

  test('are not charged by an alarm of another time than the market’s', () => {
    const scene = following({}, { terms });
    scene.told({ alarm: scene.state.time + 900 * DAY });
    expect(scene.words('fees')).toEqual([]);
  });
});

describe('a restart', () => {
  const story = (deaths: ReadonlyMap<number, 'before' | 'after'>): FollowerScene => {
    const scene = new FollowerScene({ config: { terms: { management: '0.0365' } } });
    scene.deaths = new Map([...deaths].map(([at, how]) => [at + scene.taken, how]));
    scene.bar(100);
    scene.fills(10);
    scene.bar(101);
    scene.fills(-4);
    scene.fills(7);
    scene.bar(102);
    scene.command('set-settings', { settings: { allocation: { kind: 'fixed_ratio', ratio: '1' }, maxLot: '20' } });
    scene.fills(-20);
    scene.bar(103);
    scene.fills(9);
    scene.calm();
    return scene;
  };

  test('at every message, before or after what it asked for was done, changes neither where it ends nor copies twice', () => {
    const undisturbed = story(new Map());
    expect(undisturbed.held).toBe(2);
    for (let at = 1; at <= undisturbed.taken; at += 1) {
      for (const how of ['before', 'after'] as const) {
        const scene = story(new Map([[at, how]]));
        expect([at, how, scene.held, scene.account.holding('follower.f').toNumber()]).toEqual([at, how, 2, 2]);
        expect([at, how, scene.ordered()]).toEqual([at, how, undisturbed.ordered()]);
        expect(scene.state.working.size).toBe(0);
      }
    }
  });

  test('takes no word for an answer that was meant for an earlier incarnation', () => {
    const scene = following();
    scene.state = scene.kind.initial(scene.config, 'follower.f');
    scene.told({ kind: 'acknowledged', through: 7, position: 0 });
    expect(scene.state.listening).toBe(false);
  });
});

describe('its place on the roll of its provider', () => {
  const away = { ok: false, type: 'NODE_UNREACHABLE', message: 'the line broke' } as const;

  test('is asked for until it is answered, once', () => {
    const scene = new FollowerScene();
    expect(scene.rolls).toEqual(['join']);
    scene.crash();
    scene.calm();
    expect(scene.rolls).toEqual(['join', 'join']); // no snapshot knew of the answer
    scene.command('pause');
    scene.crash();
    expect(scene.rolls).toEqual(['join', 'join']);
  });

  test('is given back however it leaves: it does not end before its provider has said so, whatever crashes', () => {
    const scene = following();
    scene.roll = () => away;
    scene.command('unfollow', { keep: false });
    scene.calm();
    expect(scene.finished).toBeUndefined();
    scene.crash();
    scene.ring('roll');
    expect(scene.finished).toBeUndefined();
    scene.roll = () => ({ ok: true, value: {} });
    scene.ring('roll');
    expect(scene.finished).toBe('unfollowed, flat');
    expect(scene.rolls.filter((kind) => kind === 'leave').length).toBeGreaterThan(2);
  });

  test('is missed by nobody where there never was such a provider', () => {
    const scene = following();
    scene.roll = () => ({ ok: false, type: 'ACTOR_NOT_HOSTED', message: 'nobody' });
    scene.command('unfollow', { keep: true });
    expect(scene.finished).toBe('unfollowed, its holding kept');
  });

  test('is refused to one that came too late: it closes what it copied and ends, and says why', () => {
    const scene = new FollowerScene();
    scene.roll = () => away;
    scene.crash();
    scene.bar(100);
    scene.fills(10);
    scene.bar(101);
    expect(scene.held).toBe(10);
    let asked = 0;
    scene.roll = () =>
      (asked += 1) === 1
        ? { ok: false, type: 'ALREADY_FOLLOWING', message: 'copied on account a1 already' }
        : { ok: true, value: {} };
    scene.ring('roll');
    scene.bar(102);
    expect([scene.held, scene.finished]).toEqual([0, 'unfollowed, flat']);
    expect(scene.words('mode').at(-1)).toMatchObject({
      ...{ mode: 'stopped', why: 'unfollow: copied on account a1 already' },
    });
  });

  test('is not known to a snapshot from before it was asked for, which loads all the same', () => {
    const scene = following();
    const { hasJoined: _joined, ...old } = scene.kind.save(scene.state) as Record<string, unknown>;
    expect(scene.kind.load(scene.config, old, 'follower.f')).toMatchObject({ hasJoined: false, isOffRoll: false });
  });
});
