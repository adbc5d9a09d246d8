// F1. A wrong flag is told in one line: the flag, what was given, what is allowed.
import { parseArgs } from 'node:util';
import { ActorError } from '../../runtime/errors.ts';
import { TIMEFRAMES } from '../domain/bar.ts';

interface Flag {
  /** What its value is called in the help; a flag without one is a switch. */
  readonly value?: string;
  readonly help: string;
}

const FLAGS = {
  bars: { value: 'FILE', help: 'CSV of bars: timestamp,open,high,low,close,volume; the timestamp is the open (UTC)' },
  timeframe: { value: 'T', help: `${TIMEFRAMES.join(' ')}; the smallest gap of the file unless given` },
  strategy: { value: 'NAME', help: 'name in the catalog' },
  params: {
    value: 'JSON',
    help: 'parameters of the strategy, e.g. {"fast":10,"slow":30}; what is left out has its default',
  },
  cash: { value: 'N', help: 'start cash in the currency of the prices; 100000 unless given' },
  fraction: { value: 'F', help: 'share of equity in a position, above 0 to 1; 0.95 unless given' },
  sizing: { value: 'JSON', help: 'another sizing, e.g. {"kind":"fixed-quantity","quantity":10}' },
  direction: { value: 'D', help: 'long-only (unless given) or long-short' },
  'stop-loss': { value: 'F', help: 'distance of a stop from the close of the decision, above 0, below 1' },
  'take-profit': { value: 'F', help: 'distance of a target, above 0, below 10' },
  'trailing-stop': { value: 'F', help: 'distance of a stop that follows the price, above 0, below 1' },
  commission: { value: 'RATE', help: 'fraction of the value of each fill, 0.001 is 0.1 %; 0 unless given' },
  'slippage-bps': { value: 'N', help: 'adverse move of market fills in basis points, 0 to 5000; 0 unless given' },
  'volume-share': { value: 'F', help: "largest share of a bar's volume to take, above 0 to 1; unbounded unless given" },
  'latency-ms': { value: 'N', help: 'time of an order on its way to the venue; 0 unless given' },
  lot: { value: 'Q', help: 'smallest step of quantity; 1e-8 unless given, 1 for whole units' },
  tick: { value: 'P', help: 'smallest step of price; the finest decimal of the file unless given' },
  basis: { value: 'B', help: '24/7 (365 days a year) or sessions (252); by the Saturdays of the file unless given' },
  out: { value: 'FILE', help: 'where the page with the equity curve goes; out/backtest-….html unless given or --json' },
  json: { help: 'prints one JSON object, and nothing else' },
  help: { help: 'prints this' },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;

/** What stands on the command line, still as text; a switch that is on is ''. */
export type GivenFlags = ReadonlyMap<FlagName, string>;

/** Thrown (INVALID_FLAG) when the command line cannot be understood. */
export const invalidFlag = (message: string): ActorError => new ActorError('INVALID_FLAG', message);

/** Thrown (INVALID_FLAG) for a value that a flag cannot have. */
export const invalidValue = (flag: FlagName, value: string, allowed: string): ActorError =>
  new ActorError('INVALID_FLAG', `--${flag} is ${JSON.stringify(value)}; it must be ${allowed}`, { flag, value });

const isFlag = (name: string): name is FlagName => Object.hasOwn(FLAGS, name);
const flagOf = (name: FlagName): Flag => FLAGS[name];

/** Reads the command line. Throws INVALID_FLAG for a flag that is unknown, given twice, or without its value. */
export function readFlags(argv: readonly string[]): GivenFlags {
  const options = Object.fromEntries(
    Object.keys(FLAGS).map((name) => [
      name,
      { type: flagOf(name as FlagName).value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true });
  const given = new Map<FlagName, string>();
  for (const token of tokens) {
    if (token.kind === 'positional')
      throw invalidFlag(`${JSON.stringify(token.value)} belongs to no flag; write --bars FILE --strategy NAME …`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!isFlag(name)) throw invalidFlag(`there is no flag ${rawName}; there are ${names()}`);
    if (given.has(name)) throw invalidFlag(`${rawName} is given twice`);
    const wanted = flagOf(name).value;
    if (wanted === undefined && value !== undefined) throw invalidFlag(`${rawName} takes no value`);
    if (wanted !== undefined && (value === undefined || value === '' || value.startsWith('--')))
      throw invalidFlag(`${rawName} needs a value, ${rawName} ${wanted}: ${flagOf(name).help}`);
    given.set(name, value ?? '');
  }
  return given;
}

const names = (): string =>
  Object.keys(FLAGS)
    .map((name) => `--${name}`)
    .join(' ');

/** The usage, with every flag, for a terminal. */
export function helpText(strategies: readonly { readonly name: string; readonly title: string }[]): string {
  const shown = (Object.keys(FLAGS) as FlagName[]).map((name) => {
    const { value } = flagOf(name);
    return { left: `--${name}${value === undefined ? '' : ` ${value}`}`, right: flagOf(name).help };
  });
  const named = strategies.map(({ name, title }) => ({ left: name, right: title }));
  const width = Math.max(...[...shown, ...named].map(({ left }) => left.length));
  const rows = (of: typeof shown): string =>
    of.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`).join('\n');
  return `Runs a strategy over a file of bars, with the code that trades live.

  npm run --silent backtest -- --bars FILE --strategy NAME [flags]

${rows(shown)}

Strategies
${rows(named)}
`;
}
