// A1. A wrong flag is told in one line: the flag, what was given, what is allowed; nothing is sent then.
import { parseArgs } from 'node:util';
import { ActorError, errorMessage } from '../../runtime/errors.ts';

export const RISK_USAGE = `Restricts, limits and shows a running troupe.

  npm run risk -- halt --scope platform --reason "…"     nothing is opened; cancels and reductions pass
  npm run risk -- reduce --scope account:ada --reason "…"    positions may only get smaller
  npm run risk -- flatten --scope user:ada --reason "…"      halts, cancels, closes, and proves that all is flat
  npm run risk -- reset --scope platform --reason "…"        lifts what this scope was restricted by
  npm run risk -- status                                     what is restricted, what waits, what is not confirmed
  npm run risk -- limits [--scope SCOPE] [--limit NAME]
  npm run risk -- set-limit --scope SCOPE --limit NAME --value N|none --reason "…" [--from-version N]
  npm run risk -- approve ID | withdraw ID                   a loosening that waits for a second person
  npm run risk -- calendar FILE.csv|FILE.ics [--from DATE --to DATE --zone Area/City]
  npm run risk -- rules FILE.json                            the rules of every account, in place of those before

  SCOPE          platform, user:ID, account:ID, strategy:strategy.ID, follower:follower.ID, provider:ID, instrument:SYMBOL, node:ID
  --wait SECONDS how long to wait until every account has taken it (default: 30; 120 for flatten; 0 does not wait)
  --url URL      where the troupe answers (default: HOST and PORT, http://127.0.0.1:3000)
  --json         one JSON object and nothing else
  --from, --to   of events in FILE.ics that recur (default: a year from now); --zone: of times that name none
  --help         this text

Who asks is told by an API key: the one in TROUPE_API_KEY, or operator.key in the data folder of a troupe on this machine.

Exit code 0: it holds everywhere. 1: it was refused, or somebody has not confirmed it. 2: the command line was wrong, nothing was sent.
`;

export const RESTRICTIONS = ['halt', 'reduce', 'flatten', 'reset'] as const;
export type Restriction = (typeof RESTRICTIONS)[number];

interface Common {
  readonly url: string;
  readonly json: boolean;
  readonly waitMs: number;
}

export type RiskArguments = Common &
  (
    | { readonly command: Restriction; readonly scope: string; readonly reason: string }
    | { readonly command: 'status' }
    | { readonly command: 'limits'; readonly scope: string | undefined; readonly limit: string | undefined }
    | {
        readonly command: 'set-limit';
        readonly scope: string;
        readonly limit: string;
        readonly value: string | null;
        readonly reason: string;
        /** The version that it changes; undefined is the one in force. */
        readonly fromVersion: number | undefined;
      }
    | { readonly command: 'approve' | 'withdraw'; readonly id: string }
    | {
        readonly command: 'calendar';
        readonly file: string;
        /** Epoch milliseconds UTC. */
        readonly from: number;
        readonly to: number;
        readonly zone: string | undefined;
      }
    | { readonly command: 'rules'; readonly file: string }
  );

/** What stands in for flags that are left out. */
export interface RiskDefaults {
  readonly url: string;
  /** Epoch milliseconds UTC. */
  readonly now: number;
}

const YEAR_MS = 365 * 86_400_000;

const COMMON = ['url', 'json', 'wait', 'help'];
/** Flags of each command beside the common ones, and what its word is. */
const COMMANDS: Readonly<Record<RiskArguments['command'], { flags: readonly string[]; word?: string }>> = {
  ...{ halt: { flags: ['scope', 'reason'] }, reduce: { flags: ['scope', 'reason'] } },
  ...{ flatten: { flags: ['scope', 'reason'] }, reset: { flags: ['scope', 'reason'] } },
  status: { flags: [] },
  limits: { flags: ['scope', 'limit'] },
  'set-limit': { flags: ['scope', 'limit', 'value', 'reason', 'from-version'] },
  ...{ approve: { flags: [], word: 'ID' }, withdraw: { flags: [], word: 'ID' } },
  calendar: { flags: ['from', 'to', 'zone'], word: 'FILE' },
  rules: { flags: [], word: 'FILE' },
};

/** Reads the command line; undefined for --help. Throws INVALID_FLAG. */
export function readRiskArguments(argv: readonly string[], defaults: RiskDefaults): RiskArguments | undefined {
  const { values, positionals } = parsed(argv);
  if (values.help === true) return undefined;
  const [command, word, ...rest] = positionals;
  if (command === undefined || !isCommand(command))
    throw invalidFlag(`${command ?? 'a command'} ${command === undefined ? 'is missing' : 'is not known'}: give ${Object.keys(COMMANDS).join(', ')}`); // prettier-ignore
  const known = COMMANDS[command];
  for (const flag of Object.keys(values))
    if (!COMMON.includes(flag) && !known.flags.includes(flag)) throw invalidFlag(`${command} takes no --${flag}`);
  const extra = known.word === undefined ? word : rest[0];
  if (extra !== undefined) throw invalidFlag(`${command} takes no ${JSON.stringify(extra)}; put text with blanks in quotes`); // prettier-ignore
  if (known.word !== undefined && word === undefined)
    throw invalidFlag(`${command} needs ${known.word === 'ID' ? 'the ID of a proposal; see npm run risk -- status' : 'a FILE'}`); // prettier-ignore
  return { ...commonOf(command, values, defaults), ...ownOf(command, values, word ?? '', defaults) };
}

type Values = ReturnType<typeof parsed>['values'];
type Own = RiskArguments extends infer Each ? (Each extends Common ? Omit<Each, keyof Common> : never) : never;

function ownOf(command: RiskArguments['command'], values: Values, word: string, { now }: RiskDefaults): Own {
  switch (command) {
    case 'status':
      return { command };
    case 'limits':
      return { command, scope: values.scope, limit: values.limit };
    case 'set-limit': {
      const [scope, limit, text] = [needed(values, 'scope'), needed(values, 'limit'), needed(values, 'value')];
      const fromVersion = whole('from-version', values['from-version']);
      return { command, scope, limit, value: text === 'none' ? null : text, reason: needed(values, 'reason'), fromVersion }; // prettier-ignore
    }
    case 'approve':
    case 'withdraw':
      return { command, id: word };
    case 'calendar': {
      const from = time('from', values.from) ?? now;
      const to = time('to', values.to) ?? from + YEAR_MS;
      if (to <= from) throw invalidFlag('--to is not after --from');
      if (!/[.](csv|ics)$/i.test(word)) throw invalidFlag(`${word}: give a file whose name ends in .csv or .ics`);
      return { command, file: word, from, to, zone: values.zone };
    }
    case 'rules':
      return { command, file: word };
    default:
      return { command, scope: needed(values, 'scope'), reason: needed(values, 'reason') };
  }
}

function commonOf(command: string, { url, json, wait }: Values, defaults: RiskDefaults): Common {
  const seconds = Number(wait ?? (command === 'flatten' ? 120 : 30));
  if (!(seconds >= 0 && seconds <= 3_600)) throw invalidFlag(`--wait ${wait}: give seconds from 0 to 3600`);
  const at = url ?? defaults.url;
  if (!URL.canParse(at) || !/^https?:$/.test(new URL(at).protocol))
    throw invalidFlag(`--url ${at}: give an address like http://127.0.0.1:3000`);
  return { url: at, json: json ?? false, waitMs: seconds * 1_000 };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...{ scope: text, reason: text, limit: text, value: text, 'from-version': text },
        ...{ from: text, to: text, zone: text, url: text, wait: text },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw invalidFlag(`${errorMessage(error).split('. To specify')[0]}; see npm run risk -- --help`);
  }
}

const PURPOSE: Readonly<Record<string, string>> = {
  scope: 'say whom it is about, as in --scope platform or --scope account:ada',
  reason: 'say why: it is shown to everybody whom it is about, and kept',
  limit: 'name the limit; npm run risk -- limits lists them',
  value: 'give the new value, or none to take the limit away',
};

function needed(values: Values, flag: 'scope' | 'reason' | 'limit' | 'value'): string {
  const value = values[flag]?.trim();
  if (value === undefined || value === '') throw invalidFlag(`--${flag} is missing: ${PURPOSE[flag]}`);
  return value;
}

function whole(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw invalidFlag(`--${flag} ${text}: give a whole number, 0 where there is no limit yet`);
  return Number(text);
}

function time(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw invalidFlag(`--${flag} ${text}: give a date like 2026-01-31`);
  return at;
}

const isCommand = (text: string): text is RiskArguments['command'] => Object.hasOwn(COMMANDS, text);

const invalidFlag = (message: string): ActorError => new ActorError('INVALID_FLAG', message);
