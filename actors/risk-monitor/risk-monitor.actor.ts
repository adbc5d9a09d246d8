// The single writer of an account: every order, fill and posting of it passes here, one after the other.
// R4. Nothing is sent to the venue before it is journaled; what was journaled is sent again until the venue has it.
import type { ActorDefinition, Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { AccountEvent } from '../domain/account-event.ts';
import { depositPostings } from '../domain/ledger-entry.ts';
import type { VenueRequest } from '../ports/broker.ts';
import type { ToRiskMonitor } from '../protocol.ts';
import { applyAccountEvent } from './account-fold.ts';
import { loadAccount, saveAccount } from './account-snapshot.ts';
import { initialAccount, type AccountState } from './account-state.ts';
import { obeyAccountCommand } from './commands.ts';
import { flattenOn } from './flatten.ts';
import { inspectAccount } from './inspect.ts';
import { journal } from './journal.ts';
import { openLane, takeEntry } from './lanes.ts';
import { parseRiskMonitorConfig, type RiskMonitorConfig } from './risk-monitor-config.ts';
import { hearActor, noteLife } from './trading-words.ts';
import { askAgain, hearOutcome } from './venue-answers.ts';
import { reconcile } from './venue-requests.ts';

/** Actors of an account may all speak at once; none of their words may be lost. */
const MAILBOX_BOUND = 65_536;

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
  switch (message.kind) {
    case 'entry':
      takeEntry(state, turn, message.entry);
      return;
    case 'told':
      hearActor(state, turn, message.from, message.body as ToRiskMonitor);
      return;
    case 'performed':
      hearOutcome(state, turn, message.request as VenueRequest, message.result);
      return;
    case 'started':
      start(state, turn, message.siblings);
      return;
    case 'timer':
      askAgain(state, turn, message.body as { clientOrderId: string; lane: string });
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

function start(state: AccountState, turn: Turn, siblings: readonly string[]): void {
  if (!state.opened) {
    const { deposit, currency } = state.config;
    const transactionId = `open:${state.account}`;
    const postings = depositPostings(state.self, currency, deposit);
    journal(turn, { type: 'account.opened', deposit, currency, time: 0, transactionId, postings }, 0, transactionId);
  }
  reconcile(state, turn);
  // Nobody's first bar passes before all that ought to trade have said hello, or are known to be down.
  for (const sibling of siblings) if (!state.actors.has(sibling)) state.expected.add(sibling);
  for (const address of [...state.actors.keys(), ...state.expected]) turn.watch(address);
  for (const lane of state.lanes.values()) openLane(turn, lane);
  flattenOn(state, turn);
}
