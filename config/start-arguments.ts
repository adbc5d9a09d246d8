import { parseArgs } from 'node:util';

export const START_USAGE = `Usage: npm start -- [options]

  --bars FILE              make the first troupe on the bars of a CSV file (timestamp,open,high,low,close,volume)
                           instead of the S&P 500 and the simulated feed
  --symbol NAME            what to call the instrument of --bars (default: the file's name)
  --bars-per-second N      pace of the replays of a first start; 0 is full speed (default: TROUPE_BARS_PER_SECOND or 10)
  --help                   this text

Environment: PORT (3000), HOST (127.0.0.1), TROUPE_DATA_DIR (./data), DATABASE_URL (an own PostgreSQL), LOG_LEVEL (info).`;

/** What `npm start --` is told. */
export interface StartArguments {
  readonly help: boolean;
  readonly bars?: string;
  readonly symbol?: string;
  readonly barsPerSecond?: number;
}

/** Thrown for a flag that is not known or a value that is not sound; `message` says what to do. */
class ArgumentInvalid extends Error {
  readonly type = 'ARGUMENT_INVALID';
}

/** Reads the flags of `npm start`. Throws ArgumentInvalid. */
export function readStartArguments(argv: readonly string[]): StartArguments {
  const { bars, symbol, help, 'bars-per-second': pace } = parsed(argv);
  if (symbol !== undefined && bars === undefined)
    throw new ArgumentInvalid('--symbol names the instrument of --bars FILE, which is missing');
  if (symbol !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(symbol))
    throw new ArgumentInvalid(`--symbol ${symbol}: give 1 to 32 letters, digits, _ or -`);
  const barsPerSecond = pace === undefined ? undefined : Number(pace);
  if (barsPerSecond !== undefined && !(barsPerSecond >= 0 && barsPerSecond <= 1e6))
    throw new ArgumentInvalid(`--bars-per-second ${pace}: give a number from 0 (full speed) to 1000000`);
  return {
    help: help ?? false,
    ...(bars !== undefined && { bars }),
    ...(symbol !== undefined && { symbol }),
    ...(barsPerSecond !== undefined && { barsPerSecond }),
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        bars: { type: 'string' },
        symbol: { type: 'string' },
        'bars-per-second': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new ArgumentInvalid(
      `${error instanceof Error ? error.message.split('. To specify')[0] : String(error)}; see npm start -- --help`,
    );
  }
}
