// M1. It decides nothing by itself: every order comes of a command, and a command is checkpointed with what it asks (C2), so no
//     number is ever given to two decisions, and nothing has to be decided again.
// M2. Bars and reports are merged by position; every position is told decided, so that its account's lane goes on.
// M3. Nothing is followed, and no command taken, before the risk monitor has answered.
import type { ActorDefinition, Message, StreamEntry } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { Bar } from '../domain/bar.ts';
import type { ExecutionReport, FromRiskMonitor } from '../protocol.ts';
import { finishWhenFlat, followLane, takeReport } from '../trader.ts';
import { type Acknowledged, hearMonitor } from '../trader-hearing.ts';
import { obey, sayHello } from './commands.ts';
import { withReport } from './desk-order.ts';
import { inspectManual } from './inspect.ts';
import { parseManualConfig, type ManualConfig } from './manual-config.ts';
import { initialState, loadState, saveState, type ManualState } from './manual-state.ts';

/** A desk whose orders a person or a program sends by command, within the cash of its own allocation. */
export function manualActor(): ActorDefinition<ManualConfig, ManualState> {
  return {
    kind: 'manual',
    parseConfig: parseManualConfig,
    initial: initialState,
    receive,
    save: saveState,
    load: loadState,
    inspect: inspectManual,
  };
}

function receive(state: ManualState, message: Message, turn: Turn): void {
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
    case 'timer':
      sayHello(state, turn);
      return;
    case 'command':
      obey(state, message, turn);
      return;
    case 'up':
    case 'down':
    case 'performed':
      return;
  }
}

function listen(state: ManualState, { through, standing }: Acknowledged, turn: Turn): void {
  const { position } = state;
  state.listening = true;
  // One that was made anew under an old address takes none of the numbers that the account knows.
  if (state.seq < through) state.seq = through;
  state.caughtUpAt = standing?.position ?? position;
  followLane(state, turn);
}

function take(state: ManualState, entry: StreamEntry): void {
  if (entry.stream === state.config.lane) {
    state.bar = entry;
    return;
  }
  const report = entry.payload as ExecutionReport;
  state.reportsSeq = entry.seq;
  state.orders = withReport(state.orders, report);
  takeReport(state, report);
}

function completePosition(state: ManualState, position: number, time: number, turn: Turn): void {
  state.position = position;
  // An incarnation that was loaded with the bar in hand has not seen the entry that tells the time.
  state.time = Math.max(time, state.bar?.time ?? 0);
  if (state.bar !== undefined) state.lastPrice = (state.bar.payload as Bar).close;
  state.bar = undefined;
  turn.tell(state.monitor, { kind: 'decided', position, requests: [] });
  finishWhenFlat(state, turn);
}
