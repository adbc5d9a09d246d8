import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bar } from '../../../actors/domain/bar.ts';
import { parseMarketDataConfig } from '../../../actors/market-data/config.ts';
import type { FeedRequest as AnyFeedRequest } from '../../../actors/ports/market-feed.ts';
import type { FeedSource } from '../../../actors/market-data/config.ts';
import { marketDataActor } from '../../../actors/market-data/market-data.actor.ts';
import type { MarketDataState } from '../../../actors/market-data/state.ts';
import type { Message, PerformResult } from '../../../runtime/actor.ts';
import { barAt, MINUTE, series } from './bars.ts';
import { type RecordedEntry, RecordedTurn } from './recorded-turn.ts';

type FeedRequest = AnyFeedRequest<FeedSource>;

const actor = marketDataActor();
const config = (batch = 16): ReturnType<typeof parseMarketDataConfig> =>
  parseMarketDataConfig({
    symbolToken: 'X',
    timeframe: '1m',
    feed: { kind: 'csv', path: 'x.csv' },
    aggregate: ['5m', '1h'],
    simulated: false,
    description: 'a test',
    batch,
  });
const address = 'market-data.X';

/** A living actor with its turns; heads are what the runtime would know from the snapshot. */
class Incarnation {
  readonly entries: RecordedEntry[] = [];
  last: RecordedTurn;
  readonly state: MarketDataState;
  readonly heads: Record<string, number>;

  constructor(state = actor.initial(config(), address), heads: Record<string, number> = {}) {
    this.state = state;
    this.heads = heads;
    this.last = this.receive({ kind: 'started', siblings: [] });
  }
  receive(message: Message): RecordedTurn {
    this.last = new RecordedTurn(address, this.heads);
    actor.receive(this.state, message, this.last);
    this.entries.push(...this.last.entries);
    return this.last;
  }
  command(command: string): RecordedTurn {
    return this.receive({ kind: 'command', command, params: {}, by: 'ann', commandId: '1', at: 0 });
  }
  /** Answers the last request. */
  answer(result: PerformResult): RecordedTurn {
    return this.receive({ kind: 'performed', port: 'feed', request: this.last.requests[0]?.request, result });
  }
  get asked(): FeedRequest | undefined {
    return this.last.requests[0]?.request as FeedRequest | undefined;
  }
  view(): Record<string, unknown> {
    return actor.inspect(this.state);
  }
}

const batchOf = (bars: readonly Bar[], { from, batch }: FeedRequest): PerformResult => {
  const rows = bars.slice(from, from + batch).map((bar, index) => ({ row: from + index, bar }));
  return { ok: true, value: { rows, done: rows.length === 0 } };
};
const runToEnd = (incarnation: Incarnation, bars: readonly Bar[], batches = Infinity): Incarnation => {
  for (let count = 0; incarnation.asked && count < batches; count++)
    incarnation.answer(batchOf(bars, incarnation.asked));
  return incarnation;
};
const failed = (type: string): PerformResult => ({ ok: false, type, message: 'x.csv:3: field high: bad' });

describe('market-data actor', () => {
  test('every accepted bar is one entry at its close, numbered by itself, so consumers keep their place by number', () => {
    const bars = [0, 1, 2, 3, 4, 5].map((minute) => barAt(minute));
    const { entries } = runToEnd(new Incarnation(), bars);
    const base = entries.filter(({ stream }) => stream === 'bars.X.1m');
    expect(base.map(({ payload }) => payload)).toEqual(bars.map((bar) => ({ ...bar })));
    for (const entry of entries) {
      expect(entry.position).toBe(entry.seq);
      expect(entry.time).toBe((entry.payload as Bar).closeTime);
    }
    expect(base[2]?.correlationId).toBe('X.1m#3');
    expect(entries.filter(({ stream }) => stream === 'bars.X.5m').map(({ correlationId }) => correlationId)).toEqual([
      'X.5m#1',
    ]);
  });

  test('streams are announced complete as far as they go, so those who merge them are not held up', () => {
    const incarnation = new Incarnation();
    const turn = incarnation.answer(
      batchOf(
        [0, 1, 2, 3, 4].map((minute) => barAt(minute)),
        incarnation.asked!,
      ),
    );
    expect(turn.advances).toEqual([
      { stream: 'bars.X.1m', position: 5, time: barAt(4).closeTime },
      { stream: 'bars.X.5m', position: 1, time: barAt(4).closeTime },
    ]);
    expect(turn.requests).toHaveLength(1);
    expect((turn.requests[0]?.request as FeedRequest).from).toBe(5);
  });

  test('killed at any batch and taken up from any older snapshot it appends the same entries, so no bar is lost or doubled', () => {
    fc.assert(
      fc.property(
        series,
        fc.nat(30),
        fc.nat(30),
        fc.integer({ min: 1, max: 40 }),
        (bars, snapshotAt, more, otherBatch) => {
          const undisturbed = runToEnd(new Incarnation(), bars).entries;
          const first = runToEnd(new Incarnation(), bars, snapshotAt);
          const saved = JSON.parse(JSON.stringify(actor.save(first.state))) as unknown;
          const upToSnapshot = first.entries.length;
          const heads = { ...first.heads };
          runToEnd(first, bars, more); // Goes on after the snapshot, and is killed.
          const second = runToEnd(new Incarnation(actor.load(config(otherBatch), saved, address), heads), bars);
          expect([...first.entries.slice(0, upToSnapshot), ...second.entries]).toEqual(undisturbed);
          // What was durable before the kill is a prefix of it all: the runtime can recognise it by its numbers.
          expect(undisturbed.slice(0, first.entries.length)).toEqual(first.entries);
        },
      ),
    );
  });

  test('flags travel with their bar and rejected bars are counted, so bad data is seen and never traded', () => {
    const bars = [barAt(0), barAt(0), barAt(1, 100, { high: 1 }), barAt(2), barAt(1)];
    const incarnation = runToEnd(new Incarnation(), bars);
    expect(incarnation.entries.map(({ payload }) => (payload as { flags?: string[] }).flags)).toEqual([
      undefined,
      ['gap'],
    ]);
    expect(incarnation.view()).toMatchObject({
      state: 'complete',
      rowsTaken: 5,
      rejected: { duplicate: 1, unsound: 1, backwards: 1 },
      flags: { gap: 1 },
    });
    expect(incarnation.view()['notices']).toMatchObject([
      { row: 1, what: expect.stringContaining('duplicate') as string },
      { row: 2, what: 'unsound: high: high 1 is below low 99.9' },
      { row: 3, what: 'gap: bars missing: 1' },
      { row: 4, what: expect.stringContaining('backwards') as string },
    ]);
  });

  test('corrupt input is shown with its place and not asked again until reset, so a bad file is not read for ever', () => {
    const incarnation = new Incarnation();
    const turn = incarnation.answer(failed('FEED_CORRUPT'));
    expect(turn.requests).toEqual([]);
    expect(turn.timers).toEqual([]);
    expect(incarnation.view()).toMatchObject({
      state: 'feed failed',
      failure: { type: 'FEED_CORRUPT', message: 'x.csv:3: field high: bad' },
    });
    expect(incarnation.command('resume').refusals[0]?.message).toContain('x.csv:3: field high: bad');
    expect(incarnation.command('reset').requests).toHaveLength(1);
    expect(incarnation.view()).toMatchObject({ state: 'reading', failure: null });
  });

  test('a source out of reach is asked again, ever less often, so it is found when it comes back', () => {
    const incarnation = new Incarnation();
    const delays: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      delays.push(...incarnation.answer(failed('FEED_UNAVAILABLE')).timers.map(({ delayMs }) => delayMs));
      expect(incarnation.view()['state']).toBe('retrying');
      incarnation.receive({ kind: 'timer', name: 'retry', body: undefined });
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    runToEnd(incarnation, [barAt(0)]);
    expect(incarnation.view()).toMatchObject({ state: 'complete', failure: null, rowsTaken: 1 });
  });

  test('paused, it publishes nothing, not even the batch under way, and resumed it goes on there, so no bar is lost', () => {
    const bars = Array.from({ length: 40 }, (_, minute) => barAt(minute));
    const incarnation = new Incarnation();
    const request = incarnation.asked!;
    expect(incarnation.command('pause').checkpoints).toBe(1);
    const late = incarnation.receive({ kind: 'performed', port: 'feed', request, result: batchOf(bars, request) });
    expect(late.entries).toEqual([]);
    expect(late.requests).toEqual([]);
    const resumed = incarnation.command('resume');
    expect(resumed.entries.filter(({ stream }) => stream === 'bars.X.1m')).toHaveLength(16);
    runToEnd(incarnation, bars);
    expect(incarnation.entries).toEqual(runToEnd(new Incarnation(), bars).entries);
  });

  test('a pause outlives a crash, so nobody’s wish is forgotten', () => {
    const incarnation = new Incarnation();
    incarnation.command('pause');
    const again = new Incarnation(actor.load(config(), actor.save(incarnation.state), address));
    expect(again.last.requests).toEqual([]);
    expect(again.view()['state']).toBe('paused');
    expect(again.command('resume').requests).toHaveLength(1);
  });

  test('resume while a batch is under way does not ask for it twice, so no row comes twice', () => {
    const incarnation = new Incarnation();
    incarnation.command('pause');
    expect(incarnation.command('resume').requests).toEqual([]);
  });

  test('stop ends the asking and drops what comes late, and is answered', () => {
    const incarnation = new Incarnation();
    const request = incarnation.asked!;
    expect(incarnation.command('stop').replies).toMatchObject([{ state: 'stopped' }]);
    const late = incarnation.receive({
      kind: 'performed',
      port: 'feed',
      request,
      result: batchOf([barAt(0)], request),
    });
    expect(late.entries).toEqual([]);
    expect(late.requests).toEqual([]);
  });

  test('rows that do not follow each other are refused by a crash, so a gap in a feed is never published as none', () => {
    const incarnation = new Incarnation();
    const rows = [{ row: 3, bar: barAt(3) }];
    expect(() => incarnation.answer({ ok: true, value: { rows, done: false } })).toThrow('row 3 where row 0 was due');
  });

  test('a command that it does not know is refused with those it knows', () => {
    const turn = new Incarnation().command('flatten');
    expect(turn.refusals).toMatchObject([{ type: 'COMMAND_UNKNOWN' }]);
    expect(turn.replies).toEqual([]);
  });

  test('after a restart it says again how far its streams are complete, so followers need not wait for a bar', () => {
    const incarnation = runToEnd(
      new Incarnation(),
      [0, 1, 2].map((minute) => barAt(minute)),
    );
    const again = new Incarnation(actor.load(config(), actor.save(incarnation.state), address));
    expect(again.last.advances).toEqual([{ stream: 'bars.X.1m', position: 3, time: barAt(2).closeTime }]);
    expect(barAt(2).closeTime - barAt(0).openTime).toBe(3 * MINUTE);
  });
});
