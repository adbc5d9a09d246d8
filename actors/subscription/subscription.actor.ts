// S1. A decision has a number; it is sent until the risk monitor acknowledges it, which takes each number once.
// S2. Bars, signals and reports are merged by position, so the same inputs give the same decisions after any crash.
// S3. Nothing is followed before the risk monitor has answered: it says from where this actor trades, and what of it is decided.
// S4. A command gets a number only when all decisions that an earlier incarnation made are made again: a number means one decision.
// S5. An input whose place among the others cannot be replayed (a command, a strategy's coming or going) is checkpointed.
import type { ActorDefinition, Message, StreamEntry } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { Bar } from '../domain/bar.ts';
import { reviveFill } from '../domain/account-event.ts';
import { sideOf } from '../domain/position.ts';
import { strictest } from '../domain/trading-state.ts';
import {
  signalsStream,
  type ExecutionReport,
  type FromRiskMonitor,
  type Signal,
  type Target,
  type TradingRequest,
} from '../protocol.ts';
import { finishWhenFlat, followLane, markEquity, request, takeReport } from '../trader.ts';
import { type Acknowledged, hearMonitor } from '../trader-hearing.ts';
import { obey } from './commands.ts';
import { decide } from './decisions.ts';
import { inspectSubscription } from './inspect.ts';
import { sayHello } from './requests.ts';
import { parseSubscriptionConfig, type SubscriptionConfig } from './subscription-config.ts';
import { initialState, loadState, saveState, type SubscriptionState } from './subscription-state.ts';

const SIGNALS_RANK = 2;
const NOTHING: readonly TradingRequest[] = [];

const strategyId = (state: SubscriptionState): string => state.config.strategy.slice('strategy.'.length);

/** One user's run of one strategy: signals in, orders out, within the cash of its own allocation. */
export function subscriptionActor(): ActorDefinition<SubscriptionConfig, SubscriptionState> {
  return {
    kind: 'subscription',
    parseConfig: parseSubscriptionConfig,
    initial: initialState,
    receive,
    save: saveState,
    load: loadState,
    inspect: inspectSubscription,
  };
}

function receive(state: SubscriptionState, message: Message, turn: Turn): void {
  switch (message.kind) {
    case 'entry':
      take(state, message.entry);
      return;
    case 'position':
      completePosition(state, message.position, message.time, turn);
      return;
    case 'told':
      hearMonitor(state, message.body as FromRiskMonitor, turn, listen);
      return;
    case 'started':
      start(state, turn);
      return;
    case 'timer':
      sayHello(state, turn);
      return;
    case 'up':
      if (!state.deaf) return;
      state.deaf = false;
      if (state.listening) followSignals(state, turn);
      turn.checkpoint();
      return;
    case 'down':
      // A strategy that will not speak must not hold up stops, reports and the other actors of the account.
      if (message.reason === 'restarting' || state.deaf) return;
      state.deaf = true;
      skipLostDecisions(state);
      turn.unfollow(signalsStream(strategyId(state)));
      turn.checkpoint();
      return;
    case 'command':
      obey(state, message, turn);
      return;
    case 'performed':
      return;
  }
}

function start(state: SubscriptionState, turn: Turn): void {
  turn.watch(state.config.strategy);
  sayHello(state, turn);
}

function listen(state: SubscriptionState, { through, position: joinedAt }: Acknowledged, turn: Turn): void {
  state.listening = true;
  state.decidedBefore = through;
  if (joinedAt > state.tradesAfter) state.tradesAfter = joinedAt;
  followLane(state, turn);
  if (state.deaf) skipLostDecisions(state);
  else followSignals(state, turn);
}

const followSignals = (state: SubscriptionState, turn: Turn): void =>
  turn.follow(signalsStream(strategyId(state)), {
    after: state.signalsSeq,
    rank: SIGNALS_RANK,
    completeThrough: state.position,
  });

/** Without the strategy's signals the decisions of an earlier incarnation are not made again; their numbers are taken. */
function skipLostDecisions(state: SubscriptionState): void {
  if (state.seq < state.decidedBefore) state.seq = state.decidedBefore;
}

function take(state: SubscriptionState, entry: StreamEntry): void {
  if (entry.stream === state.config.lane) {
    state.bar = entry;
    state.volatility?.add((entry.payload as Bar).close);
    return;
  }
  if (entry.stream.startsWith('signals.')) {
    state.signalsSeq = entry.seq;
    // A signal that comes after its bar was decided on is history.
    if (entry.position > state.position) state.signal = entry.payload as Signal;
    return;
  }
  state.reportsSeq = entry.seq;
  hearReport(state, entry.payload as ExecutionReport);
}

function hearReport(state: SubscriptionState, report: ExecutionReport): void {
  if (report.kind === 'filled') state.trades?.add(state.holding.quantity, reviveFill(report.fill));
  takeReport(state, report);
}

function completePosition(state: SubscriptionState, position: number, time: number, turn: Turn): void {
  const { signal } = state;
  state.position = position;
  // An incarnation that was loaded with the bar in hand has not seen the entry that tells the time.
  state.time = Math.max(time, state.bar?.time ?? 0);
  let requests = NOTHING;
  if (state.bar !== undefined) {
    const bar = state.bar.payload as Bar;
    markEquity(state, bar.close);
    if (signal !== undefined && position > state.tradesAfter) requests = act(state, signal, bar);
  }
  state.bar = undefined;
  state.signal = undefined;
  turn.tell(state.monitor, { kind: 'decided', position, requests });
  finishWhenFlat(state, turn);
}

function act(state: SubscriptionState, signal: Signal, bar: Bar): readonly TradingRequest[] {
  state.lastSignal = { target: signal.target, reason: signal.reason, at: bar.closeTime };
  const trading = strictest(state.own.state, state.imposed.state);
  if (trading === 'HALTED' || state.refused !== null) return NOTHING;
  const target = trading === 'REDUCING' ? reducing(state, signal.target) : signal.target;
  if (target === undefined) return NOTHING;
  return decide(state, target, bar.close).map((action) => request(state, action));
}

/** What of a wish leads towards flat: a turn to the other side is at least a way out of this one. */
function reducing(state: SubscriptionState, target: Target): Target | undefined {
  const held = sideOf(state.holding);
  return target === 'FLAT' || (held !== 'FLAT' && held !== target) ? 'FLAT' : undefined;
}
