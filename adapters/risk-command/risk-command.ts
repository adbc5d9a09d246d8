// `npm run risk`. X1. Exit 0: it holds everywhere. 1: it was refused, or somebody has not confirmed it. 2: the command line was wrong.
// X2. With --json standard output holds one JSON object and nothing else; every complaint is one line on standard error.
import { readFile } from 'node:fs/promises';
import { ActorError, errorMessage, errorType } from '../../runtime/errors.ts';
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import { readRiskArguments, RISK_USAGE, type RiskArguments, type RiskDefaults } from './risk-arguments.ts';
import { type AskingKey, isProved, type RiskClient, riskClient, type Settled } from './risk-client.ts';
import { controlJson, controlText, limitsText, statusText } from './risk-text.ts';

interface Output {
  write(text: string): unknown;
}

export interface RiskCommandDeps extends RiskDefaults {
  /** Says who asks. */
  readonly key: AskingKey;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Events of a calendar file; throws with file, line and what is wrong. */
  readonly parseCalendar: (
    file: string,
    text: string,
    range: { readonly from: number; readonly to: number; readonly zone: string | undefined },
  ) => readonly unknown[];
}

/** Runs the command and answers its exit code; never rejects. */
export async function riskCommand(argv: readonly string[], deps: RiskCommandDeps): Promise<0 | 1 | 2> {
  try {
    const args = readRiskArguments(argv, deps);
    if (args !== undefined) return await run(args, riskClient(args.url, deps.key), deps);
    deps.stdout.write(RISK_USAGE);
    return 0;
  } catch (error) {
    deps.stderr.write(`risk: ${errorMessage(error).replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return errorType(error) === 'INVALID_FLAG' ? 2 : 1;
  }
}

const RISK = '/api/v1/risk';

async function run(args: RiskArguments, client: RiskClient, deps: RiskCommandDeps): Promise<0 | 1> {
  const { command } = args;
  switch (command) {
    case 'status': {
      const view = await client.get<RiskSupervisorStateView>(RISK);
      deps.stdout.write(args.json ? `${JSON.stringify(view)}\n` : statusText(view));
      return 0;
    }
    case 'limits': {
      const { limits } = await limitsOf(client, args.scope, args.limit);
      deps.stdout.write(args.json ? `${JSON.stringify({ limits })}\n` : limitsText(limits));
      return 0;
    }
    case 'set-limit': {
      const { scope, limit, value, reason } = args;
      const fromVersion = args.fromVersion ?? (await limitsOf(client, scope, limit)).limits[0]?.version ?? 0;
      const change = { scope, limit, value, fromVersion, reason };
      const title = `${limit} of ${scope} is ${value ?? 'taken away'}`;
      return settle(args, title, await client.send('PUT', `${RISK}/limits`, change), client, deps);
    }
    case 'approve':
    case 'withdraw': {
      const path = `${RISK}/proposals/${encodeURIComponent(args.id)}/${command}`;
      return settle(args, `${command} ${args.id}`, await client.send('POST', path, {}), client, deps);
    }
    case 'calendar': {
      const events = deps.parseCalendar(args.file, await textOf(args.file), args);
      const settled = await client.send('PUT', `${RISK}/calendar`, { events });
      return settle(args, `a calendar of ${events.length} events`, settled, client, deps);
    }
    case 'rules': {
      const rules = rulesOf(args.file, await textOf(args.file));
      const settled = await client.send('PUT', `${RISK}/rules`, { rules });
      return settle(args, `${rules.length} rules`, settled, client, deps);
    }
    default: {
      const { scope, reason } = args;
      const settled = await client.send('POST', `${RISK}/commands`, { command, scope, reason });
      return settle(args, `${command} ${scope}`, settled, client, deps);
    }
  }
}

/** Waits until every account has taken what was issued, and says so; 1 when somebody has not. */
async function settle(
  { waitMs, json }: RiskArguments,
  title: string,
  settled: Settled,
  client: RiskClient,
  { stdout }: RiskCommandDeps,
): Promise<0 | 1> {
  if (settled.control === undefined) {
    stdout.write(json ? `${JSON.stringify(settled)}\n` : unissuedText(title, settled));
    return 0;
  }
  const sight = await client.watch(settled.control, waitMs);
  stdout.write(json ? `${JSON.stringify(controlJson(sight))}\n` : controlText(title, sight, waitMs));
  return isProved(sight) || waitMs === 0 ? 0 : 1;
}

const unissuedText = (title: string, { status, proposal }: Settled): string =>
  status === 'awaits-approval'
    ? `${title}: that lets more past, so somebody else has to approve it: TROUPE_API_KEY=… npm run risk -- approve ${proposal}, with their key\n`
    : `${title}: ${status}\n`;

const limitsOf = (
  client: RiskClient,
  scope: string | undefined,
  name: string | undefined,
): Promise<Pick<RiskSupervisorStateView, 'limits'>> => {
  const query = new URLSearchParams({ ...(scope !== undefined && { scope }), ...(name !== undefined && { name }) });
  return client.get(`${RISK}/limits?${query.toString()}`);
};

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ActorError('INVALID_FLAG', `${file} cannot be read: ${errorMessage(error)}`);
  }
}

function rulesOf(file: string, text: string): readonly unknown[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ActorError('INVALID_FLAG', `${file} is not JSON: ${errorMessage(error)}`);
  }
  if (Array.isArray(json)) return json;
  throw new ActorError('INVALID_FLAG', `${file}: give a list of rules, [{"id": …}, …]`);
}
