// K1. Broadcasting and trading state are two things: PAUSED is the provider's wish, HALTED is latched and ends by `reset`.
// K2. A command that comes again, because its answer was lost, is answered again and does nothing.
// K3. WITHDRAWN is for good.
import { z } from 'zod';
import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { Broadcasting } from '../domain/copy/copy-entry.ts';
import { decimal } from '../domain/decimal.ts';
import type { TradingState } from '../domain/trading-state.ts';
import { isPlainText } from './plain-text.ts';
import { type ProviderState, stateReason, tradingStateOf } from './provider-state.ts';
import { missing, refusalOf } from './roll.ts';
import { isPublished, isTelling, journal, say, sayIf } from './telling.ts';

type Asked = Extract<Message, { kind: 'command' }>;
type Obey = (state: ProviderState, turn: Turn, asked: Asked) => void;

const COMMANDS: Readonly<Record<string, Obey>> = {
  pause: (state, turn, asked) => broadcast(state, turn, asked, 'PAUSED'),
  resume: (state, turn, asked) => broadcast(state, turn, asked, 'ON'),
  withdraw: (state, turn, asked) => broadcast(state, turn, asked, 'WITHDRAWN'),
  halt: (state, turn, asked) => restrain(state, turn, asked, 'HALTED'),
  reset: (state, turn, asked) => restrain(state, turn, asked, 'ACTIVE'),
  ...{ note, admit, leave, ban },
};

const NOTE_LENGTH = 500;
const REASON_LENGTH = 200;
const ALIAS_LENGTH = 40;
const ACCOUNT_LENGTH = 200;

/** Carries out a command; what is wrong with it is its answer. */
export function obeyProvider(state: ProviderState, asked: Asked, turn: Turn): void {
  const { command } = asked;
  if (Object.hasOwn(COMMANDS, command)) {
    COMMANDS[command]!(state, turn, asked);
    return;
  }
  const known = Object.keys(COMMANDS).join(', ');
  const why = command === 'flatten' ? `trades nothing: flatten its source, ${state.config.source}` : `knows ${known}`;
  turn.refuse('UNKNOWN_COMMAND', `a provider does not know ${command}; it ${why}`);
}

const words: Readonly<Record<Broadcasting, string>> = { ON: 'resumed', PAUSED: 'paused', WITHDRAWN: 'withdrawn' };

function broadcast(state: ProviderState, turn: Turn, asked: Asked, to: Broadcasting): void {
  const given = parsed(turn, reasonSchema, asked);
  if (given === undefined || isWithdrawn(state, turn, to)) return;
  const reason = given.reason ?? words[to];
  if (state.broadcasting !== to) {
    const event = { type: 'provider.broadcasting', to, reason, by: asked.by } as const;
    sayIf(isPublished(state), state, turn, event, { kind: 'state', reason }, whenOf(state, asked));
  }
  turn.reply({ broadcasting: state.broadcasting, reason: state.broadcastingReason, entries: state.entries });
}

function restrain(state: ProviderState, turn: Turn, asked: Asked, to: TradingState): void {
  const given = parsed(turn, reasonSchema, asked);
  if (given === undefined) return;
  if (state.own.state !== to) {
    const reason = to === 'ACTIVE' ? '' : (given.reason ?? `${asked.command} by ${asked.by}`);
    const own = { state: to, reason };
    const { book } = state;
    const isChange = tradingStateOf({ book, own }) !== tradingStateOf(state);
    const event = { type: 'provider.restrained', ...own, by: asked.by } as const;
    const what = { kind: 'state', reason: stateReason({ book, own }) } as const;
    sayIf(isChange && isTelling(state), state, turn, event, what, whenOf(state, asked));
  }
  turn.reply({ tradingState: tradingStateOf(state), tradingReason: state.own.reason, entries: state.entries });
}

function note(state: ProviderState, turn: Turn, asked: Asked): void {
  const given = parsed(turn, noteSchema, asked);
  if (given === undefined || isWithdrawn(state, turn)) return;
  if (!isPublished(state)) {
    turn.refuse('NOT_READY', `${turn.self} has still to read what its source did before; try again`);
    return;
  }
  const { text } = given;
  const { commandId } = asked;
  if (!state.notes.some((known) => known.commandId === commandId))
    say(state, turn, { type: 'provider.noted', text, commandId }, { kind: 'note', text }, whenOf(state, asked)); // K2
  turn.reply({ entries: state.entries });
}

function admit(state: ProviderState, turn: Turn, asked: Asked): void {
  const given = parsed(turn, admitSchema, asked);
  if (given === undefined) return;
  const { config, roll, banned } = state;
  const { follower, owner, alias, capital, account, isHere } = given;
  const when = whenOf(state, asked);
  const known = roll.followers.get(follower);
  if (known === undefined) {
    for (const one of missing(roll, asked.at)) journal(turn, { type: 'provider.left', follower: one }, when);
    const scene = { config, roll, banned, isWithdrawn: state.broadcasting === 'WITHDRAWN' };
    const refusal = refusalOf(scene, { owner, capital: decimal(capital), account });
    if (refusal !== undefined) {
      turn.refuse(refusal.type, refusal.message);
      return;
    }
    const place = { ...(account !== undefined && { account, ...(!isHere && { unmetSince: asked.at }) }) };
    journal(turn, { type: 'provider.admitted', follower, owner, alias, capital, ...place }, when);
  } else if (isHere && roll.unmet.has(follower)) journal(turn, { type: 'provider.met', follower }, when);
  const { performance, management, perVolume } = config.terms;
  const terms = { performance: String(performance), management: String(management), perVolume: String(perVolume) };
  turn.reply({ admitted: follower, capital: String(roll.followers.get(follower)!.capital), terms });
}

function leave(state: ProviderState, turn: Turn, asked: Asked): void {
  const given = parsed(turn, leaveSchema, asked);
  if (given === undefined) return;
  const { follower } = given;
  if (state.roll.followers.has(follower)) journal(turn, { type: 'provider.left', follower }, whenOf(state, asked));
  turn.reply({ left: follower });
}

/** Takes followers off the roll and keeps their owners off it; answers whom it was, so that their following can be ended. */
function ban(state: ProviderState, turn: Turn, asked: Asked): void {
  const given = parsed(turn, banSchema, asked);
  if (given === undefined) return;
  const { follower, alias } = given;
  const isNamed = (address: string, called: string | null): boolean =>
    address === follower || (alias !== undefined && called === alias);
  const followers = [...state.roll.followers.values()];
  const named = followers.filter((one) => isNamed(one.address, one.alias));
  const gone = [...state.expelled].flatMap(([address, called]) => (isNamed(address, called) ? [address] : [])); // K2
  if (named.length === 0 && gone.length === 0) {
    turn.refuse('FOLLOWER_UNKNOWN', `${turn.self} has no follower ${follower ?? alias}`);
    return;
  }
  const owners = [...new Set(named.map(({ owner }) => owner))];
  if (owners.length > 0) journal(turn, { type: 'provider.banned', owners }, whenOf(state, asked));
  const ended = followers.filter(({ owner }) => owners.includes(owner)).map(({ address }) => address);
  turn.reply({ banned: [...new Set([...ended, ...gone])] });
}

/** Refuses what a withdrawn provider can no longer do; withdrawing again is nothing new. */
function isWithdrawn(state: ProviderState, turn: Turn, to?: Broadcasting): boolean {
  if (state.broadcasting !== 'WITHDRAWN' || to === 'WITHDRAWN') return false;
  turn.refuse('PROVIDER_WITHDRAWN', `${turn.self} is withdrawn (${state.broadcastingReason}); that is for good`);
  return true;
}

const whenOf = ({ time }: ProviderState, { commandId, at }: Asked) => ({ time, at, correlationId: commandId });

const line = (length: number) =>
  z
    .string()
    .max(length, `is longer than ${length} characters`)
    .refine((text) => text.trim() !== '' && isPlainText(text), 'is not a line of plain text');

const follower = z.string().regex(/^follower\..+/, 'is not the address of a follower');

const reasonSchema = z.object({ reason: line(REASON_LENGTH).optional() });
const noteSchema = z.object({ text: line(NOTE_LENGTH) });
const leaveSchema = z.object({ follower });
const banSchema = z
  .object({ follower: follower.optional(), alias: line(ALIAS_LENGTH).optional() })
  .refine((one) => (one.follower ?? one.alias) !== undefined, 'name a follower or an alias');
const admitSchema = z.object({
  follower,
  owner: z.string().min(1),
  alias: line(ALIAS_LENGTH).nullable().default(null),
  account: z.string().min(1).max(ACCOUNT_LENGTH).optional(),
  /** The follower itself asks. */
  isHere: z.boolean().default(false),
  capital: z
    .string()
    .refine((given) => /^\d+(\.\d+)?$/.test(given) && !decimal(given).isZero(), 'is not a positive amount'),
});

/** The params of a command; refused with the field when they are not sound. */
function parsed<Output>(turn: Turn, schema: z.ZodType<Output>, { command, params }: Asked): Output | undefined {
  const outcome = schema.safeParse(params);
  if (outcome.success) return outcome.data;
  const issue = outcome.error.issues[0]!;
  turn.refuse('INVALID_PARAMS', `${command}: ${issue.path.join('.') || 'params'}: ${issue.message}`);
  return undefined;
}
