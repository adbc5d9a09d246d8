// A1. What a run is and what came of it is in the table of runs alone; the actor has nothing to remember, so each incarnation asks for
//     the run anew and hears at once when it has an outcome already.
// A2. When it is over the actor finishes, and is not started again.
// A3. What could not be carried out is asked for again, ever less often.
import { z } from 'zod';
import type { ActorDefinition, Message } from '../../runtime/actor.ts';
import { ActorError } from '../../runtime/errors.ts';
import type { Turn } from '../../runtime/turn.ts';
import { BACKTEST_PORT, type BacktestProgress, type BacktestWish } from './language.ts';

const LOOK_MS = 1_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

const schema = z.strictObject({ id: z.string().regex(/^[0-9a-z]{1,32}$/), owner: z.string().min(1), name: z.string() });

/** One run of one owner. */
export type BacktestConfig = z.output<typeof schema>;

export interface BacktestActorState {
  readonly config: BacktestConfig;
  phase: 'asked' | 'waiting' | 'over';
  progress: BacktestProgress | null;
  failures: number;
  /** Why it was not carried out the last time. */
  failure: string | null;
}

const initial = (config: BacktestConfig): BacktestActorState => ({
  ...{ config, phase: 'waiting', progress: null, failures: 0, failure: null },
});

/** Sees to it that one backtest gets its outcome. */
export const backtestActor = (): ActorDefinition<BacktestConfig, BacktestActorState> => ({
  kind: 'backtest',
  parseConfig: (value) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') || 'config';
    throw new ActorError('INVALID_CONFIG', `backtest: ${field}: ${issue?.message}`, { field });
  },
  initial,
  receive,
  save: () => ({}), // A1
  load: initial,
  inspect,
});

const inspect = ({ config, phase, progress, failure }: BacktestActorState): Record<string, unknown> => ({
  backtest: config.id,
  name: config.name,
  state: phase === 'over' ? 'over' : progress === null || progress.attempt === 0 ? 'queued' : 'running',
  attempt: progress?.attempt ?? 0,
  barsDone: progress?.barsDone ?? 0,
  barsTotal: progress?.barsTotal ?? null,
  failure,
});

function receive(state: BacktestActorState, message: Message, turn: Turn): void {
  switch (message.kind) {
    case 'started':
      return ask(state, turn);
    case 'performed':
      if (message.port === BACKTEST_PORT) heard(state, message, turn);
      return;
    case 'timer':
      if (state.phase === 'over') return;
      if (message.name === 'again') return ask(state, turn);
      return wish(turn, { kind: 'look', id: state.config.id });
    case 'command':
      return command(state, message, turn);
    default:
  }
}

const ask = (state: BacktestActorState, turn: Turn): void => {
  state.phase = 'asked';
  wish(turn, { kind: 'run', id: state.config.id });
  turn.timer('look', LOOK_MS);
};

function heard(state: BacktestActorState, message: Extract<Message, { kind: 'performed' }>, turn: Turn): void {
  const { result } = message;
  const asked = message.request as BacktestWish;
  if (state.phase === 'over') return;
  if (asked.kind !== 'run') {
    if (result.ok) state.progress = result.value as BacktestProgress | null;
    if (asked.kind === 'look') turn.timer('look', LOOK_MS);
    return;
  }
  if (result.ok) {
    state.phase = 'over';
    turn.cancelTimer('look');
    return turn.finish('the backtest is over'); // A2
  }
  state.phase = 'waiting';
  state.failure = `${result.type}: ${result.message}`;
  turn.timer('again', Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** state.failures)); // A3
  state.failures += 1;
}

function command(
  state: BacktestActorState,
  { command: name, by }: Extract<Message, { kind: 'command' }>,
  turn: Turn,
): void {
  switch (name) {
    case 'inspect':
      break;
    case 'cancel':
      wish(turn, { kind: 'cancel', id: state.config.id, by });
      break;
    default:
      return turn.refuse('COMMAND_UNKNOWN', `a backtest knows inspect and cancel, not ${name}`);
  }
  turn.reply(inspect(state));
}

const wish = (turn: Turn, one: BacktestWish): void => turn.perform(BACKTEST_PORT, one);
