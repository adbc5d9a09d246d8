// A run as text for a terminal.
import type { Trade } from '../domain/trade.ts';
import type { BacktestOptions, BacktestResult } from './backtest.ts';
import { exact, metricLines, moment, money, openWords, orderWords, percent, settingLines } from './wording.ts';

const LAST_TRADES = 10;

const COLUMNS = [
  { head: 'side', of: (trade: Trade) => trade.side, right: false },
  { head: 'entry', of: (trade: Trade) => moment(trade.entryTime), right: false },
  { head: 'exit', of: (trade: Trade) => moment(trade.exitTime), right: false },
  { head: 'bars', of: (trade: Trade) => exact(trade.barsHeld), right: true },
  { head: 'quantity', of: (trade: Trade) => exact(trade.quantity.toNumber()), right: true },
  { head: 'entry price', of: (trade: Trade) => exact(trade.entryPrice.toNumber()), right: true },
  { head: 'exit price', of: (trade: Trade) => exact(trade.exitPrice.toNumber()), right: true },
  { head: 'profit', of: (trade: Trade) => money(trade.pnl.toNumber()), right: true },
  { head: 'return', of: (trade: Trade) => percent(returnOf(trade)), right: true },
] as const;

/** Profit after commission ÷ value entered. */
export const returnOf = ({ pnl, entryPrice, quantity }: Trade): number => pnl.div(entryPrice.mul(quantity)).toNumber();

/** Settings, metrics with their conventions, orders and the last trades, aligned; `bright` adds the terminal's weights. */
export function resultTable(options: BacktestOptions, result: BacktestResult, bright = false): string {
  const strong = (text: string): string => (bright ? `\x1b[1m${text}\x1b[0m` : text);
  const faint = (text: string): string => (bright ? `\x1b[2m${text}\x1b[0m` : text);
  const metrics = metricLines(result.metrics);
  const label = Math.max(...metrics.map((line) => line.label.length));
  const value = Math.max(...metrics.map((line) => line.text.length));
  const speed = result.barsPerSecond === null ? '' : `, ${exact(Math.round(result.barsPerSecond))} bars a second`;
  return [
    strong(`Backtest of ${options.strategy} on ${options.symbol}`),
    '',
    ...settingLines(options, result).map(([word, text]) => `  ${word.padEnd(label)}  ${text}`),
    '',
    ...metrics.map((m) => `  ${m.label.padEnd(label)}  ${strong(m.text.padStart(value))}  ${faint(m.convention)}`),
    '',
    `  ${'Orders'.padEnd(label)}  ${orderWords(result.orders)}`,
    `  ${'Open position'.padEnd(label)}  ${openWords(result.openPosition)}`,
    '',
    ...tradeLines(result.trades, strong),
    '',
    faint(`Simulated in ${exact(Math.round(result.elapsedMs))} ms${speed}`),
    '',
  ].join('\n');
}

function tradeLines(trades: readonly Trade[], strong: (text: string) => string): string[] {
  if (trades.length === 0) return [strong('No trade was closed')];
  const shown = trades.slice(-LAST_TRADES);
  const cells = [COLUMNS.map(({ head }): string => head), ...shown.map((trade) => COLUMNS.map(({ of }) => of(trade)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) => {
    const aligned = row.map((cell, column) =>
      COLUMNS[column]!.right ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
    return `  ${aligned.join('  ').trimEnd()}`;
  });
  const title =
    shown.length < trades.length ? `Last ${shown.length} of ${exact(trades.length)} trades` : 'Closed trades';
  return [strong(title), ...lines];
}
