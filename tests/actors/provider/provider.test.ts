import { describe, expect, test } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { parseProviderConfig } from '../../../actors/provider/provider-config.ts';
import { T0 } from '../../support/domain-builders.ts';
import { CONFIG, ProviderScene, WALL } from './provider-scene.ts';

const MINUTE = 60_000;
const HALTED = { kind: 'trading-state', state: 'HALTED', reason: 'daily loss of ada' } as const;
const ACTIVE = { kind: 'trading-state', state: 'ACTIVE', reason: '' } as const;

describe('what followers are told', () => {
  test('each fill is one entry with the whole book after it', async () => {
    const scene = await new ProviderScene({ since: T0 }).start();
    scene.fill({ quantity: 10, price: 100, commission: 1 });
    scene.fill({ quantity: 4, price: 110, side: 'SELL' });
    await scene.catchUp();
    expect(scene.said()).toEqual(['state published', 'fill F-1 → 10', 'fill F-2 → 6']);
    const [published, first, second] = scene.entries();
    expect(published).toMatchObject({
      seq: 1,
      position: 1,
      time: T0,
      at: WALL + 1,
      book: { round: 0, quantity: decimal(0) },
    });
    expect(first).toMatchObject({ time: T0 + MINUTE, at: WALL + 2, what: { side: 'BUY', quantity: decimal(10) } });
    // 10,000 − 10 × 100 − 1 + 4 × 110 in cash, and 6 at 110.
    expect(second!.book).toEqual({
      ...{ round: 1, quantity: decimal(6), opening: decimal(10), averagePrice: decimal(100), price: decimal(110) },
      ...{ equity: decimal(10_099), broadcasting: 'ON', tradingState: 'ACTIVE' },
    });
  });

  test('fills from before it was published are in its first book and never passed on', async () => {
    const scene = new ProviderScene({ after: 3, since: T0 });
    scene.fill();
    scene.fill();
    scene.report(HALTED);
    scene.fill({ side: 'SELL' });
    await scene.start();
    expect(scene.view().published).toBe(false);
    await scene.catchUp();
    expect(scene.said()).toEqual(['state published', 'fill F-4 → 10']);
    expect(scene.entries()[0]!.book).toMatchObject({ quantity: decimal(20), tradingState: 'HALTED' });
  });

  test('what is said is as old as it is on the wall, journaled with it, however long ago its market was', async () => {
    const scene = await new ProviderScene({ since: T0 }).start();
    scene.fill();
    scene.now = WALL + 5_000;
    await scene.catchUp();
    await scene.ask('note', { text: 'hello' });
    expect(scene.entries().map(({ at }) => at - WALL)).toEqual([1, 5_001, 5_002]);
    const journaled = scene.journal().map((event) => ('at' in event ? [event.entry, event.at - WALL] : event.type));
    expect(journaled).toEqual([
      [1, 1],
      [2, 5_001],
      [3, 5_002],
    ]);
  });

  test('one that died before it heard what time it is says it once, when it is back', async () => {
    const scene = await new ProviderScene().start();
    scene.fill();
    scene.isSlow = true;
    await scene.batch(['report']);
    expect(scene.said()).toEqual(['state published']);
    await scene.restart();
    scene.now = WALL + 60_000;
    scene.isSlow = false;
    await scene.catchUp();
    expect(scene.said()).toEqual(['state published', 'fill F-1 → 10']);
    expect(scene.entries()[1]!.at).toBeGreaterThan(WALL + 60_000);
  });

  test('what comes while it asks for the time is said after it, in order', async () => {
    const scene = await new ProviderScene().start();
    scene.isSlow = true;
    for (const quantity of [10, 5, 1]) scene.fill({ quantity });
    await scene.batch(['report', 'report']);
    await scene.batch(['report']);
    await scene.catchUp();
    expect(scene.said()).toEqual(['state published', 'fill F-1 → 10', 'fill F-2 → 15', 'fill F-3 → 16']);
  });

  test('without a clock it goes on, as old as its market', async () => {
    const scene = new ProviderScene({ since: T0 });
    scene.isClockless = true;
    scene.fill();
    await scene.start();
    await scene.catchUp();
    expect(scene.entries().map(({ at, time }) => [at, time])).toEqual([
      [T0, T0],
      [T0 + MINUTE, T0 + MINUTE],
    ]);
  });

  test('a round lasts from flat to flat, or to the other side', async () => {
    const scene = await new ProviderScene().start();
    const sides = ['BUY', 'BUY', 'SELL', 'SELL', 'SELL', 'BUY'] as const;
    for (const [i, quantity] of [10, 5, 15, 5, 5, 30].entries()) scene.fill({ side: sides[i]!, quantity });
    await scene.catchUp();
    const books = scene.entries().map(({ book }) => `${book.round}:${book.quantity}`);
    expect(books).toEqual(['0:0', '1:10', '1:15', '1:0', '2:-5', '2:-10', '3:20']);
  });

  test('a change of what its source may do is told once, without the reason that may name people', async () => {
    const scene = await new ProviderScene().start();
    for (const report of [HALTED, HALTED, ACTIVE]) scene.report(report);
    await scene.catchUp();
    expect(scene.said()).toEqual(['state published', 'state trading state HALTED', 'state trading state ACTIVE']);
  });
});

describe('broadcasting', () => {
  test('paused, fills change the book and are not passed on; resuming tells the book as it is then', async () => {
    const scene = await new ProviderScene().start();
    scene.fill();
    await scene.catchUp();
    expect(await scene.ask('pause', { reason: 'holiday' })).toEqual({
      reply: { broadcasting: 'PAUSED', reason: 'holiday', entries: 3 },
    });
    scene.fill();
    scene.report(HALTED);
    await scene.catchUp();
    expect(scene.view().book.quantity).toBe('20');
    await scene.ask('resume');
    expect(scene.said()).toEqual(['state published', 'fill F-1 → 10', 'state holiday', 'state resumed']);
    const books = scene.entries().map(({ book }) => [book.broadcasting, String(book.quantity), book.tradingState]);
    expect(books.slice(2)).toEqual([
      ['PAUSED', '10', 'ACTIVE'],
      ['ON', '20', 'HALTED'],
    ]);
  });

  test('a note during a pause does not give away what was done in it', async () => {
    const scene = await new ProviderScene().start();
    scene.fill();
    await scene.catchUp();
    await scene.ask('pause');
    scene.fill();
    await scene.catchUp();
    await scene.restart();
    await scene.ask('note', { text: 'back on Monday' });
    const last = scene.entries().at(-1)!;
    expect(last).toMatchObject({ what: { kind: 'note', text: 'back on Monday' }, book: { quantity: decimal(10) } });
    expect(scene.view().notes).toEqual([{ text: 'back on Monday', at: expect.any(String) as string }]);
  });

  test('asked twice for the same, it says it once', async () => {
    const scene = await new ProviderScene().start();
    await scene.ask('pause');
    await scene.ask('pause');
    const note = scene.command('note', { text: 'hello' });
    expect([await scene.batch([note]), await scene.batch([note])]).toEqual([
      [{ reply: { entries: 3 } }],
      [{ reply: { entries: 3 } }],
    ]);
    expect(scene.said()).toEqual(['state published', 'state paused', 'note hello']);
  });

  test('withdrawn, the open round is told to its end and nothing after it', async () => {
    const scene = await new ProviderScene().start();
    scene.fill();
    await scene.catchUp();
    await scene.ask('withdraw', { reason: 'retiring' });
    for (const side of ['BUY', 'SELL'] as const) scene.fill({ side, quantity: side === 'BUY' ? 5 : 15 });
    scene.fill();
    scene.report(HALTED);
    await scene.catchUp();
    expect(scene.said().slice(2)).toEqual(['state retiring', 'fill F-2 → 15', 'fill F-3 → 0']);
    expect(scene.entries().at(-1)!.book.broadcasting).toBe('WITHDRAWN');
    for (const command of ['pause', 'resume', 'note'])
      expect(await scene.ask(command, { text: 'x' })).toMatchObject({ refusal: 'PROVIDER_WITHDRAWN' });
    expect(await scene.ask('withdraw')).toMatchObject({ reply: { broadcasting: 'WITHDRAWN', reason: 'retiring' } });
  });

  test('paused before it is published, its first word is the book with the pause in it', async () => {
    const scene = new ProviderScene({ after: 1 });
    scene.fill();
    await scene.start();
    expect(await scene.ask('note', { text: 'hi' })).toMatchObject({ refusal: 'NOT_READY' });
    await scene.ask('pause');
    scene.fill();
    await scene.catchUp();
    expect(scene.said()).toEqual(['state published']);
    expect(scene.entries()[0]!.book).toMatchObject({ broadcasting: 'PAUSED', quantity: decimal(10) });
  });
});

describe('trading state', () => {
  test('halted by risk it says so, and stays halted until reset, whatever its source may do', async () => {
    const scene = await new ProviderScene().start();
    await scene.ask('halt', { reason: 'platform' });
    scene.report(HALTED);
    scene.report(ACTIVE);
    await scene.catchUp();
    await scene.ask('resume');
    expect(scene.view()).toMatchObject({ tradingState: 'HALTED', tradingStateReason: 'platform', broadcasting: 'ON' });
    await scene.restart();
    await scene.ask('reset');
    expect(scene.said()).toEqual(['state published', 'state trading state HALTED', 'state trading state ACTIVE']);
  });

  test('it has nothing to flatten and says who has', async () => {
    const scene = await new ProviderScene().start();
    expect(await scene.ask('flatten')).toMatchObject({
      refusal: 'UNKNOWN_COMMAND',
      message: 'a provider does not know flatten; it trades nothing: flatten its source, subscription.s1',
    });
    expect(await scene.ask('constructor')).toMatchObject({ refusal: 'UNKNOWN_COMMAND' });
  });
});

test.each([
  [{ text: 'x'.repeat(501) }, 'longer than 500'],
  [{ text: 'a\u0007b' }, 'plain text'],
  [{ text: ' ' }, 'plain text'],
  [{}, 'text'],
])('a note of %j is refused and nothing is said', async (params, why) => {
  const scene = await new ProviderScene().start();
  expect(await scene.ask('note', params)).toMatchObject({
    refusal: 'INVALID_PARAMS',
    message: expect.stringContaining(why) as string,
  });
  expect(scene.said()).toEqual(['state published']);
});

test('only the last 20 notes are kept for people', async () => {
  const scene = await new ProviderScene().start();
  for (let n = 1; n <= 25; n += 1) await scene.ask('note', { text: `n${n}` });
  expect(scene.view().notes.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `n${i + 6}`));
});

describe('config', () => {
  test.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ source: 'strategy.one' }, 'source'],
    [{ lane: 'signals.one' }, 'lane'],
    [{ allocation: '0' }, 'allocation'],
    [{ allocation: '-1' }, 'allocation'],
    [{ currency: 'EUR' }, 'currency'],
    [{ instrument: { symbol: 'ACME' } }, 'instrument'],
    [{ terms: { performance: '0.9' } }, 'terms'],
    [{ maxFollowers: 0 }, 'maxFollowers'],
    [{ maxCapital: 'much' }, 'maxCapital'],
    [{ chain: [] }, 'chain'],
    [{ chain: ['bob'] }, 'chain'],
    [{ chain: ['ada', 'bob', 'ada'] }, 'chain'],
    [{ invited: ['bob'] }, 'invited'],
    [{ colour: 'red' }, 'colour'],
  ])('%j is refused before anything starts', (config, field) => {
    expect(() => parseProviderConfig({ ...CONFIG, ...config })).toThrow(
      expect.objectContaining({
        type: 'INVALID_CONFIG',
        message: expect.stringContaining(field) as string,
      }) as Error,
    );
  });
});
