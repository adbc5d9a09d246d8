// The single writer of an account: every order, fill and posting of it passes here, one after the other.
// R4. Nothing is sent to the venue before it is journaled; what was journaled is sent again until the venue has it.
import type { ActorDefinition, Message, PerformResult } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { AccountEvent } from '../domain/account-event.ts';
import { depositPostings } from '../domain/ledger-entry.ts';
import type { VenueRequest } from '../ports/broker.ts';
import { type RiskRequest } from '../ports/risk-desk.ts';
import { CONTROLS_STREAM, type FromRiskDesk, RISK_SUPERVISOR, type ToRiskMonitor } from '../protocol.ts';
import { applyAccountEvent } from './account-fold.ts';
import { loadAccount, saveAccount } from './account-snapshot.ts';
import { initialAccount, type AccountState } from './account-state.ts';
import { obeyAccountCommand } from './commands.ts';
import {
  actOnControls,
  askForBriefing,
  BRIEF_TIMER,
  CONTROLLED_TIMER,
  hearBriefing,
  noteSupervision,
  reportControls,
  takeControlEntry,
} from './controls.ts';
import { confirm, FLAT_TIMER, proveFlat } from './flat-proof.ts';
import { inspectAccount } from './inspect.ts';
import { journal } from './journal.ts';
import { decideLane } from './decisions.ts';
import { askForHistory, hearHistory, historyTimerLane, type HistoryRequest } from './history-requests.ts';
import { advanceLane, openLane, takeEntry } from './lanes.ts';
import { parseRiskMonitorConfig, type RiskMonitorConfig } from './risk-monitor-config.ts';
import { hearActor, noteLife } from './trading-words.ts';
import { askAgain, hearOutcome } from './venue-answers.ts';
import { VENUE_PORT } from './venue-requests.ts';
import { tellingTurn } from './watch/taken-bars.ts';
import { DAY_TIMER, hearAlarm, tellFigures } from './watch/watch-account.ts';

/** Actors of an account may all speak at once; none of their words may be lost. */
const MAILBOX_BOUND = 65_536;
const CONFIRM_TIMER = 'confirm';
const CONFIRM_AGAIN_MS = 250;

export function riskMonitorActor(): ActorDefinition<RiskMonitorConfig, AccountState> {
  return {
    kind: 'risk-monitor',
    mailboxBound: MAILBOX_BOUND,
    parseConfig: parseRiskMonitorConfig,
    initial: initialAccount,
    receive,
    apply: (state, _type, payload) => applyAccountEvent(state, payload as AccountEvent),
    save: saveAccount,
    load: loadAccount,
    inspect: inspectAccount,
  };
}

function receive(state: AccountState, message: Message, turn: Turn): void {
  take(state, message, state.watch.isOn ? tellingTurn(state, turn) : turn);
}

function take(state: AccountState, message: Message, turn: Turn): void {
  switch (message.kind) {
    case 'entry':
      if (message.entry.stream === CONTROLS_STREAM) takeControlEntry(state, turn, message.entry);
      else takeEntry(state, turn, message.entry);
      return;
    case 'told':
      if (message.from === RISK_SUPERVISOR) hearDesk(state, turn, message.body as FromRiskDesk);
      else hearActor(state, turn, message.from, message.body as ToRiskMonitor);
      return;
    case 'performed':
      hearPerformed(state, turn, message);
      return;
    case 'started':
      start(state, turn, message.siblings);
      return;
    case 'timer':
      hearTimer(state, turn, message.name, message.body);
      return;
    case 'up':
    case 'down':
      noteLife(state, turn, message);
      return;
    case 'command':
      obeyAccountCommand(state, turn, message);
      return;
    case 'position':
      return;
  }
}

function hearDesk(state: AccountState, turn: Turn, word: FromRiskDesk): void {
  if ('alarm' in word) hearAlarm(state, turn, word.alarm);
  else noteSupervision(state, word.isSupervised);
}

function hearPerformed(
  state: AccountState,
  turn: Turn,
  { port, request, result }: Extract<Message, { kind: 'performed' }>,
): void {
  if (port === VENUE_PORT) hearOutcome(state, turn, request as VenueRequest, result);
  else if ((request as RiskRequest).kind === 'brief') hearBriefing(state, turn, result);
  else if ((request as RiskRequest).kind === 'history') goOnWithHistory(state, turn, request as HistoryRequest, result);
  else {
    if (!result.ok) turn.timer(CONFIRM_TIMER, CONFIRM_AGAIN_MS);
    reportControls(state, turn);
  }
}

function hearTimer(state: AccountState, turn: Turn, name: string, body: unknown): void {
  switch (name) {
    case BRIEF_TIMER:
      askForBriefing(state, turn);
      return;
    case CONTROLLED_TIMER:
      actOnControls(state, turn);
      return;
    case CONFIRM_TIMER:
      confirm(state, turn);
      return;
    case FLAT_TIMER:
      proveFlat(state, turn);
      return;
    case DAY_TIMER:
      tellFigures(state, turn);
      return;
    default: {
      const lane = historyTimerLane(state, name);
      if (lane !== undefined) askForHistory(state, turn, lane);
      else askAgain(state, turn, body as { clientOrderId: string; lane: string });
    }
  }
}

/** What waited for the history of a lane goes on; where it could not be read, with less knowledge. */
function goOnWithHistory(state: AccountState, turn: Turn, request: HistoryRequest, result: PerformResult): void {
  hearHistory(state, turn, request, result);
  const lane = state.lanes.get(request.lane);
  if (lane === undefined) return;
  if (!state.config.simulatedVenue) decideLane(state, turn, lane);
  advanceLane(state, turn, lane);
}

function start(state: AccountState, turn: Turn, siblings: readonly string[]): void {
  if (!state.opened) {
    const { deposit, currency } = state.config;
    const transactionId = `open:${state.account}`;
    const postings = depositPostings(state.self, currency, deposit);
    journal(turn, { type: 'account.opened', deposit, currency, time: 0, transactionId, postings }, 0, transactionId);
  }
  // Nobody's first bar passes before all that ought to trade have said hello, or are known to be down.
  for (const sibling of siblings) if (!state.actors.has(sibling)) state.expected.add(sibling);
  for (const address of [...state.actors.keys(), ...state.expected]) turn.watch(address);
  for (const lane of state.lanes.values()) openLane(turn, lane);
  askForBriefing(state, turn);
}
