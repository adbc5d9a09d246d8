import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BacktestJson } from '../../../actors/backtest/backtest-json.ts';
import { backtestCommand } from '../../../actors/backtest/cli.ts';
import { readSeries } from '../../../adapters/feeds/csv/read-bars.ts';
import { HEADER, writeCsv } from '../../adapters/feeds/csv-files.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { wavyBars } from './runs.ts';

const csv = (count = 400): string => {
  const rows = wavyBars(count).map(
    ({ openTime, open, high, low, close, volume }) =>
      `${new Date(openTime).toISOString()},${open},${high},${low},${close},${volume}`,
  );
  return writeCsv(`${[HEADER, ...rows].join('\n')}\n`, 'WAVE-1m.csv');
};

async function command(argv: readonly string[], { isTTY = false } = {}) {
  let out = '';
  let err = '';
  let now = 0;
  const code = await backtestCommand(argv, {
    readSeries,
    stdout: { write: (text: string) => (out += text), isTTY },
    stderr: { write: (text: string) => (err += text), isTTY, columns: 100 },
    monotonic: () => (now += 100),
  });
  return { code, out, err };
}

describe('a wrong command line is one clear line and exit 2, not a stack trace', () => {
  test.for([
    [['--strategy', 'sma-cross'], '--bars is missing'],
    [['--bars', 'x.csv'], '--strategy is missing'],
    [['--bars', 'x.csv', '--strategy', 'sma'], 'there is no strategy "sma"; there are sma-cross'],
    [
      ['--bars', 'x.csv', '--strategy', 'sma-cross', '--params', '{fast:1}'],
      '--params is "{fast:1}"; it must be a JSON',
    ],
    [['--params', '[1]'], '--params is "[1]"; it must be a JSON object'],
    [['--params', '{"fast":0}'], '--params: sma-cross: fast is 0, must be a whole number from 1 to 500'],
    [['--params', '{"quick":3}'], 'quick is 3, but there is no such parameter; there are fast, slow'],
    [['--cash', '-5'], '--cash is "-5"; it must be a number from'],
    [['--cash', 'much'], '--cash is "much"'],
    [['--cash', '1e40'], '--cash is "1e40"'],
    [['--cash'], '--cash needs a value'],
    [['--cash', '--json'], '--cash needs a value'],
    [['--fraction', '1.5'], '--fraction is "1.5"; it must be a number above 0, up to 1'],
    [['--fraction', '0.5', '--sizing', '{"kind":"fraction"}'], '--fraction and --sizing'],
    [['--sizing', '{"kind":"all-in"}'], 'fraction, fixed-notional, fixed-quantity, volatility-target'],
    [['--sizing', '{"kind":"fixed-quantity","quantity":-1}'], 'quantity: '],
    [['--commission', '1'], '--commission is "1"; it must be a number from 0, below 1'],
    [['--commission', 'NaN'], '--commission is "NaN"'],
    [['--slippage-bps', '9000'], '--slippage-bps is "9000"; it must be a number from 0 to 5000'],
    [['--volume-share', '0'], '--volume-share is "0"; it must be a number above 0, up to 1'],
    [['--latency-ms', '0.5'], '--latency-ms is "0.5"; it must be a whole number from 0'],
    [['--lot', '0'], '--lot is "0"'],
    [['--tick', '0x10'], '--tick is "0x10"'],
    [['--direction', 'short'], '--direction is "short"; it must be one of long-only, long-short'],
    [['--stop-loss', '1'], '--stop-loss is "1"; it must be a number above 0, below 1'],
    [['--take-profit', '0'], '--take-profit is "0"; it must be a number above 0, below 10'],
    [['--trailing-stop', '-0.1'], '--trailing-stop is "-0.1"'],
    [['--basis', '365'], '--basis is "365"; it must be one of 24/7, sessions'],
    [['--timeframe', '2h'], '--timeframe is "2h"; it must be one of 1s, 1m'],
    [['--speed', '9'], 'there is no flag --speed; there are --bars'],
    [['--json=yes'], '--json takes no value'],
    [['--cash', '1', '--cash', '2'], '--cash is given twice'],
    [['GOOG.csv'], '"GOOG.csv" belongs to no flag'],
  ] as const)('%j', async ([argv, message]) => {
    const usual = ['--bars', 'x.csv', '--strategy', 'sma-cross'];
    const isWhole = argv[0] === '--bars' || argv[0] === '--strategy';
    const { code, out, err } = await command(isWhole ? argv : [...usual, ...argv]);
    expect(err).toContain(message);
    expect(err).toMatch(/^backtest: [^\n]+\n$/);
    expect(err).not.toMatch(/ at .*\.ts|Error:/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('a file that cannot be used is one clear line and exit 1', () => {
  test.for([
    [`${HEADER}\n2024-01-01T00:00:00Z,1,2,NaN,1,0\n`, 'bars.csv:2: field low'],
    [`${HEADER}\n2024-01-01T00:00:00Z,1,1,2,1,0\n`, 'bars.csv:2'],
    ['when,what\n', 'bars.csv:1'],
    [HEADER, 'no bar'],
    ['', 'bars.csv'],
  ])('%j', async ([content, place]) => {
    const { code, out, err } = await command(['--bars', writeCsv(content!), '--strategy', 'sma-cross', '--json']);
    expect(err).toContain(place);
    expect(err).toMatch(/^backtest: [^\n]+\n$/);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });

  test('a file that is not there is named', async () => {
    const { code, err } = await command(['--bars', '/nowhere/x.csv', '--strategy', 'sma-cross']);
    expect(code).toBe(1);
    expect(err).toContain('/nowhere/x.csv');
  });

  test('a page that cannot be written is said, and is no success', async () => {
    const file = csv();
    const { code, err } = await command(['--bars', file, '--strategy', 'sma-cross', '--out', join(file, 'page.html')]);
    expect(code).toBe(1);
    expect(err).toMatch(/^backtest: --out .* cannot be written [^\n]+\n$/);
  });
});

describe('output', () => {
  test('--json is one object with the promised shape, and nothing beside it', async () => {
    const argv = [
      '--bars',
      csv(),
      '--strategy',
      'sma-cross',
      '--params',
      '{"fast":3,"slow":9}',
      '--commission',
      '1e-3',
    ];
    const { code, out, err } = await command([...argv, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trimEnd().split('\n').length).toBe(1);
    const json = JSON.parse(out) as BacktestJson;
    const keys = ['bars', 'fills', 'trades', 'metrics', 'conventions', 'orders', 'openPosition', 'options'];
    expect(Object.keys(json)).toEqual([...keys, 'elapsedMs', 'barsPerSecond']);
    expect(json.bars).toBe(400);
    expect(json.options).toMatchObject({ symbol: 'WAVE', timeframe: '1m', tick: '0.01', basis: 'sessions' });
    expect(json.options).toMatchObject({ params: { fast: 3, slow: 9 }, commission: 0.001, cash: '100000' });
    expect(json.fills[0]).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      side: 'BUY',
      price: expect.any(Number) as number,
      quantity: expect.any(Number) as number,
      commission: expect.any(Number) as number,
    });
    expect(json.metrics.trades).toBe(json.trades.length);
    expect(json.metrics.commissionPaid).toBeCloseTo(
      json.fills.reduce((sum, fill) => sum + fill.commission, 0),
      6,
    );
    expect(json.elapsedMs).toBe(100);
    expect(json.barsPerSecond).toBe(4_000);
  });

  test('a person reads every metric with its convention, and finds the page where it says', async () => {
    const page = join(tempFolder('page'), 'deep', 'page.html');
    const argv = ['--bars', csv(), '--strategy', 'sma-cross', '--params', '{"fast":3,"slow":9}', '--out', page];
    const { code, out, err } = await command(argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Max drawdown +[\d.]+ % +\(peak − trough\) ÷ peak/);
    expect(out).toMatch(/Sharpe .*√252/);
    expect(out).toMatch(/Last 10 of \d+ trades\n {2}side +entry/);
    expect(out).toContain(`Equity curve and trades: ${page}`);
    expect(out).not.toContain('\x1b[');
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/^<!doctype html>[^]*<svg[^]*<svg[^]*<\/html>\n$/);
    expect(html).not.toMatch(/NaN|undefined|<script|src=|https?:/);
  });

  test('a file name cannot put markup into the page', async () => {
    const page = join(tempFolder('page'), 'page.html');
    const rows = readFileSync(csv(60), 'utf8');
    const file = writeCsv(rows, '<img onerror=x>.csv');
    expect((await command(['--bars', file, '--strategy', 'sma-cross', '--out', page])).code).toBe(0);
    expect(readFileSync(page, 'utf8')).not.toContain('<img');
  });

  test('a run without a trade still makes a table and a page', async () => {
    const page = join(tempFolder('page'), 'page.html');
    const { code, out } = await command(['--bars', csv(5), '--strategy', 'sma-cross', '--out', page]);
    expect(code).toBe(0);
    expect(out).toContain('No trade was closed');
    expect(out).toMatch(/Win rate +— /);
    expect(out + readFileSync(page, 'utf8')).not.toMatch(/NaN|null %|Infinity/);
  });

  test('a terminal sees progress, and none of it stays; a pipe and --json see none', async () => {
    const page = join(tempFolder('page'), 'page.html');
    const argv = ['--bars', csv(), '--strategy', 'sma-cross'];
    const { err } = await command([...argv, '--out', page], { isTTY: true });
    expect(err).toMatch(/^\r {2}█+░* 100 % of 400 bars\r\x1b\[K$/);
    expect((await command([...argv, '--json'], { isTTY: true })).err).toBe('');
    expect((await command([...argv, '--out', page])).err).toBe('');
    expect(existsSync(page)).toBe(true);
  });

  test('--help names every flag and strategy', async () => {
    const { code, out } = await command(['--help']);
    expect(code).toBe(0);
    for (const word of ['--bars FILE', '--trailing-stop', '--json', 'session-range-breakout'])
      expect(out).toContain(word);
  });
});
