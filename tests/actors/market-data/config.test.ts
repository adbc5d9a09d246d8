import { describe, expect, test } from 'vitest';
import { parseMarketDataConfig } from '../../../actors/market-data/config.ts';

const sound = {
  symbolToken: 'SPX',
  timeframe: '1d',
  feed: { kind: 'csv', path: 'bars.csv' },
  simulated: false,
};

describe('config of a market-data actor', () => {
  test('a sound one is completed, and parsed again it is the same, so a stored config starts the same actor', () => {
    const simulated = {
      symbolToken: 'SIM',
      timeframe: '1m',
      aggregate: ['5m', '1d'],
      simulated: true,
      feed: { kind: 'simulated', seed: 1, startTime: '2024-01-01T00:00:00Z', startPrice: 100, barsPerSecond: 2 },
    };
    for (const config of [sound, simulated]) {
      const parsed = parseMarketDataConfig(config);
      expect(parseMarketDataConfig(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    }
    expect(parseMarketDataConfig(simulated).feed).toMatchObject({ startTime: Date.UTC(2024, 0, 1) });
  });

  test.each<[string, unknown, string]>([
    ['a symbol that would split a stream’s name', { ...sound, symbolToken: 'BRK.B' }, 'symbolToken: must be letters'],
    ['an unknown timeframe', { ...sound, timeframe: '2m' }, 'timeframe: '],
    ['a feed without path', { ...sound, feed: { kind: 'csv' } }, 'feed.path: '],
    ['an unknown feed', { ...sound, feed: { kind: 'ftp' } }, 'feed.kind: '],
    ['a misspelt option', { ...sound, feed: { kind: 'csv', path: 'a', sped: 1 } }, 'sped'],
    ['an aggregate that is finer', { ...sound, aggregate: ['1h'] }, 'aggregate.0: 1h is not coarser than 1d'],
    [
      'made-up prices that do not say so',
      { ...sound, feed: { kind: 'simulated', seed: 1, startTime: 0, startPrice: 1 } },
      'simulated: a simulated feed must say so',
    ],
    [
      'two paces',
      { ...sound, feed: { kind: 'csv', path: 'a', speed: 1, barsPerSecond: 1 } },
      'feed.speed: give speed or barsPerSecond, not both',
    ],
    ['nothing', undefined, 'config: '],
  ])('%s is refused with the field’s name', (_, config, message) => {
    expect(() => parseMarketDataConfig(config)).toThrow(message);
  });
});
