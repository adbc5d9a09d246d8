// A run as one HTML file that needs nothing else: no script, no font, no request.
import type { Trade } from '../domain/trade.ts';
import type { BacktestOptions, BacktestResult } from './backtest.ts';
import { equityCharts } from './equity-chart.ts';
import { returnOf } from './table.ts';
import { exact, metricLines, moment, money, openWords, orderWords, percent, settingLines } from './wording.ts';

const MOST_TRADES = 1_000;

const STYLE = `
:root { color-scheme: light dark; --back: #fbfbfa; --card: #fff; --ink: #1c2024; --soft: #60676e; --line: #e3e5e8;
  --curve: #0b6bcb; --fill: #0b6bcb1f; --fall: #c4320a; --fall-fill: #c4320a24; --gain: #18794e; --loss: #c4320a; }
@media (prefers-color-scheme: dark) { :root { --back: #111315; --card: #191c1f; --ink: #eceef0; --soft: #9ba1a8;
  --line: #2c3034; --curve: #6cb2f7; --fill: #6cb2f729; --fall: #ff8f6b; --fall-fill: #ff8f6b2e; --gain: #5bd19b; --loss: #ff8f6b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 36px 0 10px; } p { margin: 0; color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px; overflow-x: auto; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 10px; margin: 0; }
dl > div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; }
dt { color: var(--soft); font-size: 13px; } dd { margin: 0; } .figure { font-size: 20px; font-weight: 600; }
dd, td, th, svg text { font-variant-numeric: tabular-nums; } .convention { color: var(--soft); font-size: 12px; line-height: 1.35; }
svg { display: block; width: 100%; min-width: 640px; height: auto; } svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
.value { text-anchor: end; dominant-baseline: middle; } .grid { stroke: var(--line); }
.line { fill: none; stroke: var(--curve); stroke-width: 1.5; stroke-linejoin: round; } .area { fill: var(--fill); }
.drawdown .line { stroke: var(--fall); } .drawdown .area { fill: var(--fall-fill); }
table { border-collapse: collapse; width: 100%; font-size: 13px; white-space: nowrap; }
th { text-align: left; color: var(--soft); font-weight: 500; } th, td { padding: 5px 10px; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; } .number { text-align: right; } .gain { color: var(--gain); } .loss { color: var(--loss); }
.settings th { width: 1%; padding-right: 24px; } .settings td { white-space: normal; }`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The whole page: metrics, equity and drawdown, settings, trades. */
export function resultPage(options: BacktestOptions, result: BacktestResult): string {
  const title = escape(`Backtest of ${options.strategy} on ${options.symbol}`);
  const settings: [string, string][] = [
    ...settingLines(options, result),
    ['Orders', orderWords(result.orders)],
    ['Open position', openWords(result.openPosition)],
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
<main>
<h1>${title}</h1>
<p>${exact(options.bars.length)} bars of ${options.timeframe}, ${moment(options.bars[0]!.openTime)} to ${moment(options.bars.at(-1)!.closeTime)} UTC</p>
<h2>Equity and drawdown</h2>
<div class="card" tabindex="0" role="group" aria-label="Charts">
${equityCharts(result, Number(options.cash))}
</div>
<h2>Metrics</h2>
<dl>
${metricLines(result.metrics).map(metricCard).join('\n')}
</dl>
<h2>Settings</h2>
<div class="card" tabindex="0" role="group" aria-label="Settings"><table class="settings"><tbody>
${settings.map(([word, text]) => `<tr><th scope="row">${escape(word)}</th><td>${escape(text)}</td></tr>`).join('\n')}
</tbody></table></div>
${tradesTable(result.trades)}
</main>
</html>
`;
}

const metricCard = ({ label, text, convention }: ReturnType<typeof metricLines>[number]): string =>
  `<div><dt>${escape(label)}</dt><dd class="figure">${escape(text)}</dd><dd class="convention">${escape(convention)}</dd></div>`;

function tradesTable(trades: readonly Trade[]): string {
  if (trades.length === 0) return '<h2>Trades</h2>\n<p>No trade was closed.</p>';
  const shown = trades.slice(-MOST_TRADES);
  const title =
    shown.length < trades.length ? `Trades, the last ${exact(MOST_TRADES)} of ${exact(trades.length)}` : 'Trades';
  return `<h2>${title}</h2>
<div class="card" tabindex="0" role="group" aria-label="Trades"><table>
<thead><tr><th scope="col">Side</th><th scope="col">Entry</th><th scope="col">Exit</th><th scope="col" class="number">Bars</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Entry price</th><th scope="col" class="number">Exit price</th><th scope="col" class="number">Profit</th><th scope="col" class="number">Return</th></tr></thead>
<tbody>
${shown.map(tradeRow).join('\n')}
</tbody></table></div>`;
}

function tradeRow(trade: Trade): string {
  const { side, entryTime, exitTime, barsHeld, quantity, entryPrice, exitPrice, pnl } = trade;
  const number = (text: string, tone = ''): string => `<td class="number${tone}">${text}</td>`;
  const tone = pnl.isZero() ? '' : pnl.isPositive() ? ' gain' : ' loss';
  return `<tr><td>${side}</td><td>${moment(entryTime)}</td><td>${moment(exitTime)}</td>${number(exact(barsHeld))}${number(exact(quantity.toNumber()))}${number(exact(entryPrice.toNumber()))}${number(exact(exitPrice.toNumber()))}${number(money(pnl.toNumber()), tone)}${number(percent(returnOf(trade)), tone)}</tr>`;
}
