// `npm run backtest`. X1. Exit 0: it ran. 1: the file or the disk was at fault. 2: the command line was.
// X2. With --json standard output holds one JSON object and nothing else; every complaint is one line on standard error.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ActorError, errorMessage, errorType } from '../../runtime/errors.ts';
import type { Bar, Timeframe } from '../domain/bar.ts';
import { STRATEGIES } from '../strategy/catalog.ts';
import { backtestJson } from './backtest-json.ts';
import { runBacktest, type BacktestOptions, type BacktestResult } from './backtest.ts';
import { commandOptions, explained, type CommandOptions } from './command-options.ts';
import { helpText, readFlags } from './flags.ts';
import { basisOf, finestTick, symbolOf } from './inference.ts';
import { resultPage } from './page.ts';
import { progressBar, type TextSink } from './progress-bar.ts';
import { resultTable } from './table.ts';

export interface BacktestCommandDeps {
  /** All bars of a file, sound and in order; the timeframe is the file's own unless given. Rejects with FEED_CORRUPT or FEED_UNAVAILABLE. */
  readonly readSeries: (
    path: string,
    options: { readonly timeframe?: Timeframe | undefined },
  ) => Promise<{ readonly bars: readonly Bar[]; readonly timeframe: Timeframe }>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  /** Whether the table may use a terminal's bold and faint; when absent, if standard output is one. */
  readonly bright?: boolean | undefined;
}

/** Runs the command and answers its exit code; never rejects. */
export async function backtestCommand(argv: readonly string[], deps: BacktestCommandDeps): Promise<0 | 1 | 2> {
  try {
    const given = readFlags(argv);
    if (given.has('help')) deps.stdout.write(helpText(STRATEGIES));
    else await run(commandOptions(given), deps);
    return 0;
  } catch (error) {
    const message = error instanceof ActorError ? explained(error) : errorMessage(error);
    deps.stderr.write(`backtest: ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return WRONG_COMMAND.has(errorType(error)) ? 2 : 1;
  }
}

const WRONG_COMMAND: ReadonlySet<string> = new Set(['INVALID_FLAG', 'UNKNOWN_STRATEGY', 'INVALID_PARAMETERS']);

async function run(command: CommandOptions, deps: BacktestCommandDeps): Promise<void> {
  const { stdout, stderr, monotonic } = deps;
  const { bars, timeframe } = await deps.readSeries(command.file, { timeframe: command.timeframe });
  const options: BacktestOptions = {
    ...command.run,
    bars,
    timeframe,
    symbol: symbolOf(command.file),
    tick: command.tick ?? finestTick(bars),
    basis: command.basis ?? basisOf(bars),
  };
  const bar = command.json ? undefined : progressBar(stderr, bars.length, monotonic);
  let result: BacktestResult;
  try {
    result = runBacktest(options, { monotonic, onProgress: bar && ((done) => bar.advance(done)) });
  } finally {
    bar?.clear();
  }
  if (command.json) stdout.write(`${JSON.stringify(backtestJson(options, result))}\n`);
  else stdout.write(`${resultTable(options, result, deps.bright ?? stdout.isTTY === true)}\n`);

  const out =
    command.out ?? (command.json ? undefined : join('out', `backtest-${options.symbol}-${options.strategy}.html`));
  if (out === undefined) return;
  await writePage(out, resultPage(options, result));
  if (!command.json) stdout.write(`Equity curve and trades: ${out}\n`);
}

async function writePage(path: string, html: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, html);
  } catch (error) {
    const message = `--out ${path} cannot be written (${errorMessage(error)}); give a file in a folder that can`;
    throw new ActorError('OUT_UNAVAILABLE', message, { path }, { cause: error });
  }
}
