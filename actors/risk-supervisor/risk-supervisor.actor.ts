// The one risk supervisor of a cluster: it numbers what holds for all accounts, and proves that they have taken it.
// W1. It decides nothing about single orders: each account's risk monitor does, by the controls that it has taken.
import type { ActorDefinition, Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { SUPERVISION_STREAM } from '../protocol.ts';
import { obeySupervisor } from './commands.ts';
import { hearAffected, resumeAsking } from './confirmations.ts';
import { inspectSupervisor } from './inspect.ts';
import { askForFirstRules, FIRST_RULES_TIMER, hearFirstRules } from './first-rules.ts';
import { askWhom } from './issue.ts';
import { parseSupervisorConfig, type SupervisorConfig } from './supervisor-config.ts';
import { applySupervisorEvent, type SupervisorEvent } from './supervisor-event.ts';
import { initialSupervisor, loadSupervisor, saveSupervisor, type SupervisorState } from './supervisor-state.ts';

/** Every account of a cluster may confirm at once. */
const MAILBOX_BOUND = 65_536;
const BEAT_MS = 1_000;

export function riskSupervisorActor(): ActorDefinition<SupervisorConfig, SupervisorState> {
  return {
    kind: 'risk-supervisor',
    mailboxBound: MAILBOX_BOUND,
    // What it says goes to all accounts, and what waits for its commits are people who want all to stop.
    isUrgent: true,
    parseConfig: parseSupervisorConfig,
    initial: initialSupervisor,
    receive,
    apply: (state, _type, payload) => applySupervisorEvent(state, payload as SupervisorEvent),
    save: saveSupervisor,
    load: loadSupervisor,
    inspect: inspectSupervisor,
  };
}

function receive(state: SupervisorState, message: Message, turn: Turn): void {
  switch (message.kind) {
    case 'started':
      resumeAsking(state, turn);
      askForFirstRules(state, turn);
      beat(state, turn);
      return;
    case 'command':
      obeySupervisor(state, turn, message);
      return;
    case 'performed':
      hearPerformed(state, turn, message);
      return;
    case 'timer': {
      if (message.name === 'beat') return beat(state, turn);
      if (message.name === FIRST_RULES_TIMER) return askForFirstRules(state, turn);
      const issued = state.issued.get((message.body as { seq: number }).seq);
      if (issued !== undefined && issued.affected === undefined) askWhom(turn, issued);
      return;
    }
    case 'entry':
    case 'told':
    case 'position':
    case 'up':
    case 'down':
  }
}

function hearPerformed(
  state: SupervisorState,
  turn: Turn,
  { request, result }: Extract<Message, { kind: 'performed' }>,
): void {
  const { seq } = request as { seq: number };
  if (!hearFirstRules(state, turn, seq, result)) hearAffected(state, turn, seq, result);
}

/** Shows all nodes that it is well. */
function beat(state: SupervisorState, turn: Turn): void {
  state.beats += 1;
  turn.advance(SUPERVISION_STREAM, state.beats, 0);
  turn.timer('beat', BEAT_MS);
}
