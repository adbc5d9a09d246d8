// S1. A decision has a number; it is sent until the risk monitor acknowledges it, which takes each number once.
// S2. Bars and reports are merged by position, as a subscription's; the provider's entries are pulled beside them (copying.ts).
// S3. Nothing is followed before the risk monitor has answered this incarnation's hello: its memory says which entry was dealt with,
//     its standing which orders are open, its `through` the number that the next decision has.
// S4. Numbers through a snapshot's are what the snapshot says, and sent again as they are; those after it are the account's
//     or never were, and what they decided is in the account's memory or is decided again.
import type { ActorDefinition, Message, StreamEntry } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { reviveFill } from '../domain/account-event.ts';
import type { Bar } from '../domain/bar.ts';
import { foldCopy, NO_COPY } from '../domain/copy/copy-word.ts';
import { decimal, isAboveZero } from '../domain/decimal.ts';
import type { Fill } from '../domain/order.ts';
import { fillValue } from '../domain/position.ts';
import { PROVIDER_ROLL_PORT } from '../ports/provider-roll.ts';
import { type CopyStanding, type ExecutionReport, type FromRiskMonitor } from '../protocol.ts';
import { acknowledged, followLane, markEquity, takeReport } from '../trader.ts';
import type { Acknowledged } from '../trader-hearing.ts';
import { obey } from './commands.ts';
import { copyOn, hearTime, isCopyEntry, SETTLE_TIMER, settleAged, takeCopy } from './copying.ts';
import { correct, noteUnfinished } from './corrections.ts';
import { chargeEnded, hearAlarm, noteCharged, noteTime } from './fees.ts';
import { type FollowerConfig, parseFollowerConfig } from './follower-config.ts';
import { type FollowerState, initialState, loadState, saveState } from './follower-state.ts';
import { inspectFollower } from './inspect.ts';
import { finishWhenDone, leaveOn } from './leaving.ts';
import { ordersIn, sayHello, tellDecided } from './requests.ts';
import { askRoll, hearRoll, ROLL_TIMER } from './roll.ts';

type Closed = Extract<ExecutionReport, { kind: 'closed' }>;
/** A trading day may have ended by now, epoch milliseconds UTC. */
interface Alarm {
  readonly alarm: number;
}

/** One user's copy of one provider: the provider's fills in, orders out, within the cash of its own allocation. */
export function followerActor(): ActorDefinition<FollowerConfig, FollowerState> {
  return {
    kind: 'follower',
    parseConfig: parseFollowerConfig,
    initial: initialState,
    receive,
    save: saveState,
    load: loadState,
    inspect: inspectFollower,
  };
}

function receive(state: FollowerState, message: Message, turn: Turn): void {
  switch (message.kind) {
    case 'entry':
      if (isCopyEntry(state, message.entry)) takeCopy(state, message.entry, turn);
      else take(state, message.entry);
      return;
    case 'position':
      completePosition(state, message.position, message.time, turn);
      return;
    case 'performed':
      if (message.port === PROVIDER_ROLL_PORT) hearRoll(state, message.request, message.result, turn);
      else hearTime(state, message.result, turn);
      return;
    case 'told':
      hear(state, message.body as FromRiskMonitor | Alarm, turn);
      return;
    case 'started':
      sayHello(state, turn);
      return;
    case 'timer':
      ring(state, message.name, turn);
      return;
    case 'command':
      obey(state, message, turn);
      return;
    case 'up':
    case 'down':
      return;
  }
}

function ring(state: FollowerState, timer: string, turn: Turn): void {
  if (timer === SETTLE_TIMER) settleAged(state, turn);
  else if (timer === ROLL_TIMER) askRoll(state, turn);
  else sayHello(state, turn);
}

function hear(state: FollowerState, word: FromRiskMonitor | Alarm, turn: Turn): void {
  if ('alarm' in word) {
    const requests = hearAlarm(state, word.alarm, turn);
    if (requests.length > 0) tellDecided(state, turn, requests);
    return;
  }
  if (word.kind === 'refused') {
    turn.cancelTimer('hello');
    state.refused = word.reason;
    return;
  }
  if (!state.listening) {
    // What an earlier incarnation was told is no answer to this one.
    if (word.standing === undefined) return;
    listen(state, word, word.standing, turn);
  } else {
    noteCharged(state, word, turn);
    acknowledged(state, word.through);
  }
  finishWhenDone(state, turn);
}

function listen(state: FollowerState, word: Acknowledged, standing: CopyStanding, turn: Turn): void {
  const { through, position: joinedAt, copy } = word;
  turn.cancelTimer('hello');
  state.refused = null;
  state.listening = true;
  acknowledged(state, through);
  if (state.seq < through) state.seq = through; // S4
  state.memory = state.pending.reduce(
    (memory, { copy: said }) => (said === undefined ? memory : foldCopy(memory, said)),
    copy ?? NO_COPY,
  );
  state.volume = decimal(state.memory.volume);
  adopt(state, standing);
  if (joinedAt > state.tradesAfter) state.tradesAfter = joinedAt;
  state.caughtUpAt = Math.max(standing.position, state.tradesAfter);
  followLane(state, turn);
  copyOn(state, turn);
  askRoll(state, turn);
}

/** Open are the orders that the account has, and those it is about to hear of; of what is known here the unfilled rest is. */
function adopt(state: FollowerState, { working }: CopyStanding): void {
  const known = state.working;
  state.working = new Map();
  for (const { clientOrderId: id, side, quantity } of working)
    state.working.set(id, known.get(id) ?? { role: 'entry', side, left: quantity, isCopy: true });
  for (const request of state.pending)
    for (const [id, order] of ordersIn(state.self, request)) state.working.set(id, order);
}

function take(state: FollowerState, entry: StreamEntry): void {
  noteTime(state, entry);
  if (entry.stream === state.config.lane) {
    state.bar = entry;
    state.volatility?.add((entry.payload as Bar).close);
    return;
  }
  state.reportsSeq = entry.seq;
  hearReport(state, entry.payload as ExecutionReport);
}

function hearReport(state: FollowerState, report: ExecutionReport): void {
  if (report.kind === 'filled') noteFill(state, reviveFill(report.fill));
  if (report.kind === 'closed') noteClosed(state, report);
  takeReport(state, report);
}

/** What a fill leaves to be filled; what is read again after a start, the account has counted. */
function noteFill(state: FollowerState, fill: Fill): void {
  const order = state.working.get(fill.clientOrderId);
  if (order === undefined) return;
  if (order.isCopy && state.position >= state.caughtUpAt) state.volume = state.volume.add(fillValue(fill));
  state.patience = { denials: 0, until: 0 };
  const left = order.left.sub(fill.quantity);
  if (isAboveZero(left)) state.working.set(fill.clientOrderId, { ...order, left });
  else state.working.delete(fill.clientOrderId);
}

function noteClosed(state: FollowerState, { clientOrderId: id, state: end, reason }: Closed): void {
  const wasDenied = end === 'DENIED';
  if (state.working.has(id)) noteUnfinished(state, wasDenied);
  if (!wasDenied) return;
  const denial = `RISK_DENIED: ${reason}`;
  state.recent = state.recent.map((copy) => (copy.clientOrderIds.includes(id) ? { ...copy, denial } : copy));
}

function completePosition(state: FollowerState, position: number, time: number, turn: Turn): void {
  state.position = position;
  // An incarnation that was loaded with the bar in hand has not seen the entry that tells the time.
  state.time = Math.max(time, state.bar?.time ?? 0);
  const requests = state.endedDay === null ? [] : chargeEnded(state, turn);
  if (state.bar !== undefined) {
    markEquity(state, (state.bar.payload as Bar).close);
    if (position > state.tradesAfter) requests.push(...correct(state));
  }
  state.bar = undefined;
  if (state.leaving !== null) requests.push(...leaveOn(state, turn));
  tellDecided(state, turn, requests);
  copyOn(state, turn);
  finishWhenDone(state, turn);
}
