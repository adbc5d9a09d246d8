// S1. A control is answered when it is durable; whom it is about is found out after that, so a halt waits for nothing.
// S2. HALTED is latched: it ends by `reset` alone, and a later halt takes back no flatten that is under way.
// S3. A command that comes again under its id, because its answer was lost, is answered again and does nothing.
import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { DomainError } from '../domain/errors.ts';
import type { Control } from '../domain/risk/control.ts';
import { approveLimit, parseLimitChange, proposeLimit, type LimitOutcome } from '../domain/risk/limit-change.ts';
import { saveLimitEntry } from '../domain/risk/limit-book.ts';
import { parseRule, saveRule } from '../domain/risk/rule-parsing.ts';
import { checkRules } from '../domain/risk/rule-scope.ts';
import { formatScope, isWithinAccount, parseScope, type RiskScope } from '../domain/risk/scope.ts';
import { parseEconomicEvents } from '../domain/system-risk/economic-event.ts';
import type { TradingState } from '../domain/trading-state.ts';
import { hearConfirmations } from './confirmations.ts';
import { issue, journal } from './issue.ts';
import type { SupervisorState } from './supervisor-state.ts';
import { saveChange } from './saved-change.ts';

type Asked = Extract<Message, { kind: 'command' }>;
type Obey = (state: SupervisorState, turn: Turn, asked: Asked) => void;

const WISHES: Readonly<Record<string, { state: TradingState; flatten: boolean }>> = {
  reduce: { state: 'REDUCING', flatten: false },
  halt: { state: 'HALTED', flatten: false },
  flatten: { state: 'HALTED', flatten: true },
  reset: { state: 'ACTIVE', flatten: false },
};

const COMMANDS: Readonly<Record<string, Obey>> = {
  ...{ reduce: restrict, halt: restrict, flatten: restrict, reset: restrict },
  'set-limit': setLimit,
  approve,
  withdraw,
  'set-rules': setRules,
  'set-calendar': setCalendar,
  confirm: (state, turn, { params, at }) => hearConfirmations(state, turn, params['confirmations'], at),
};

/** Carries out a command; what is wrong with it is its answer. */
export function obeySupervisor(state: SupervisorState, turn: Turn, asked: Asked): void {
  const obey = COMMANDS[asked.command];
  if (obey === undefined) {
    const known = Object.keys(COMMANDS).join(', ');
    turn.refuse('UNKNOWN_COMMAND', `a risk supervisor does not know ${asked.command}; it knows ${known}`);
    return;
  }
  const before = [...state.issued.values()].find(({ commandId }) => commandId === asked.commandId);
  if (before !== undefined) {
    turn.reply({ control: before.seq }); // S3
    return;
  }
  try {
    obey(state, turn, asked);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    turn.refuse(error.type, error.message);
  }
}

function restrict(state: SupervisorState, turn: Turn, { command, params, by, at, commandId }: Asked): void {
  const wish = WISHES[command]!;
  const scope = parseScope(text(params, 'scope'));
  const reason = text(params, 'reason');
  const latched = state.book.latches.get(formatScope(scope));
  if (command === 'reduce' && latched?.state === 'HALTED') {
    turn.refuse('TRADING_HALTED', `${formatScope(scope)} is HALTED (${latched.reason}); only reset ends that`);
    return;
  }
  // What an account's own rules or people have restricted is lifted by the reset of the account, too; and what a rule about a
  // part of accounts has latched there, by the reset of its scope.
  const mayBeLatched = latched !== undefined || scope.kind === 'account' || isWatched(state, scope);
  if (command === 'reset' && !mayBeLatched) {
    turn.refuse('NOT_RESTRICTED', `${formatScope(scope)} is not restricted: there is nothing to reset`);
    return;
  }
  const accounts = accountsOf(params, scope.kind === 'node', latched?.accounts);
  const flatten = wish.flatten || (wish.state === 'HALTED' && latched?.flatten === true); // S2
  const control: Control = {
    ...{ kind: 'restrict', scope: formatScope(scope), state: wish.state, flatten, reason, by, at },
    ...(accounts !== undefined && { accounts }),
  };
  turn.reply({ control: issue(state, turn, control, commandId) });
}

const isWatched = ({ book }: SupervisorState, scope: RiskScope): boolean =>
  isWithinAccount(scope) && book.rules.some((rule) => formatScope(rule.scope) === formatScope(scope));

function setLimit(state: SupervisorState, turn: Turn, { params, by, at, commandId }: Asked): void {
  const change = parseLimitChange(params['change'], { by, at });
  settle(state, turn, proposeLimit(state.book.limits, change, state.config), commandId);
}

function approve(state: SupervisorState, turn: Turn, { params, by, at, commandId }: Asked): void {
  const id = text(params, 'proposal');
  const proposal = state.proposals.get(id);
  if (proposal === undefined) {
    turn.refuse('PROPOSAL_UNKNOWN', `there is no proposal ${id} that waits for approval`);
    return;
  }
  const outcome = approveLimit(state.book.limits, proposal.change, { by, at });
  if (outcome.kind === 'set' || (outcome.kind === 'refused' && outcome.code === 'CONFLICT')) {
    const settled = outcome.kind === 'set' ? 'approved' : 'overtaken';
    journal(turn, { type: 'proposal.settled', id, by, outcome: settled }, at, commandId);
  }
  settle(state, turn, outcome, commandId);
}

function withdraw(state: SupervisorState, turn: Turn, { params, by, at, commandId }: Asked): void {
  const id = text(params, 'proposal');
  if (!state.proposals.has(id)) {
    turn.refuse('PROPOSAL_UNKNOWN', `there is no proposal ${id} that waits for approval`);
    return;
  }
  journal(turn, { type: 'proposal.settled', id, by, outcome: 'withdrawn' }, at, commandId);
  turn.reply({ withdrawn: id });
}

/** What becomes of a change: it is in force, waits, or is refused. */
function settle(state: SupervisorState, turn: Turn, outcome: LimitOutcome, commandId: string): void {
  switch (outcome.kind) {
    case 'set': {
      const before = outcome.before && saveLimitEntry(outcome.before);
      const control: Control = { kind: 'limit', entry: saveLimitEntry(outcome.entry) };
      turn.reply({ control: issue(state, turn, control, commandId, before), version: outcome.entry.version });
      return;
    }
    case 'awaits-approval': {
      const { change } = outcome;
      journal(turn, { type: 'limit.proposed', id: commandId, change: saveChange(change) }, change.at, commandId);
      turn.reply({ proposal: commandId });
      return;
    }
    case 'refused':
      if (outcome.code === 'APPROVER_IS_PROPOSER')
        turn.refuse(outcome.code, `${outcome.by} asked for this change: somebody else has to approve it`);
      else turn.refuse('CONFLICT', conflictText(outcome.conflict));
  }
}

type Conflict = Extract<LimitOutcome, { code: 'CONFLICT' }>['conflict'];

function conflictText({ scope, limit, madeFrom, asked, inForce }: Conflict): string {
  const now =
    inForce === undefined
      ? 'not set'
      : `${inForce.value === null ? 'not set' : String(inForce.value)} (version ${inForce.version}, by ${inForce.by}: ${inForce.reason})`;
  return `${limit} of ${scope} was changed meanwhile: you changed version ${madeFrom} to ${String(asked)}, it is now ${now}`;
}

function setRules(state: SupervisorState, turn: Turn, { params, by, at, commandId }: Asked): void {
  const { rules: json } = params;
  if (!Array.isArray(json)) throw new DomainError('RULE_INVALID', 'rules: is no list of rules');
  const parsed = json.map(parseRule);
  checkRules(parsed);
  const rules = parsed.map(saveRule);
  turn.reply({ control: issue(state, turn, { kind: 'rules', rules, by, at }, commandId) });
}

function setCalendar(state: SupervisorState, turn: Turn, { params, by, at, commandId }: Asked): void {
  const events = parseEconomicEvents(params['events']);
  turn.reply({ control: issue(state, turn, { kind: 'calendar', events, by, at }, commandId) });
}

function text(params: Readonly<Record<string, unknown>>, field: string): string {
  const value = params[field];
  if (typeof value === 'string' && value.trim() !== '' && value.isWellFormed() && !/\p{Cc}/u.test(value)) return value;
  throw new DomainError('INVALID_PARAMS', `${field}: say it as a line of text`, { field });
}

/** The accounts of a node are named by whoever asks: they may live elsewhere by the time they hear of it. Those latched stay so. */
function accountsOf(
  params: Readonly<Record<string, unknown>>,
  isNode: boolean,
  latched: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!isNode) return undefined;
  const { accounts = latched } = params;
  if (Array.isArray(accounts) && accounts.every((one) => typeof one === 'string'))
    return [...new Set([...(latched ?? []), ...accounts])];
  throw new DomainError('INVALID_PARAMS', 'accounts: name the accounts that are on the node', { field: 'accounts' });
}
