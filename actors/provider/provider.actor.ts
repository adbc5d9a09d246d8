// V1. One entry a fill: a report is taken, journaled and passed on in one commit, or not at all.
// V2. What the source did before it was published is in the first entry's book and is never passed on by itself.
// V3. What it says is as old as it is on the wall, whatever market it comes from; only a clock can tell that, so it is asked for first.
// V4. A provider trades nothing: it says what its source does, and what its source may.
import type { ActorDefinition, Message, PerformResult, StreamEntry } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { reviveFill } from '../domain/account-event.ts';
import { WALL_CLOCK_PORT } from '../ports/wall-clock.ts';
import { reportsStream, type ExecutionReport } from '../protocol.ts';
import { bookAfter } from './book.ts';
import { obeyProvider } from './commands.ts';
import { inspectProvider } from './inspect.ts';
import { parseProviderConfig, type ProviderConfig } from './provider-config.ts';
import { applyProviderEvent, type ProviderEvent } from './provider-event.ts';
import {
  initialProvider,
  loadProvider,
  type ProviderState,
  saveProvider,
  stateReason,
  tradingStateOf,
} from './provider-state.ts';
import { isPublished, isTelling, journal, passesFills, say } from './telling.ts';

/** Thousands may want to follow at once. */
const MAILBOX_BOUND = 16_384;

/** Follows what trades, and says it to those who copy it. */
export function providerActor(): ActorDefinition<ProviderConfig, ProviderState> {
  return {
    kind: 'provider',
    mailboxBound: MAILBOX_BOUND,
    parseConfig: parseProviderConfig,
    initial: initialProvider,
    receive,
    apply: (state, _type, payload) => applyProviderEvent(state, payload as ProviderEvent),
    save: saveProvider,
    load: loadProvider,
    inspect: inspectProvider,
  };
}

function receive(state: ProviderState, message: Message, turn: Turn): void {
  switch (message.kind) {
    case 'started':
      // Alone among its inputs, so a report is taken as soon as it is there; no bar is waited for.
      turn.follow(reportsStream(state.config.source), { after: state.reportsSeq, rank: 0 });
      askTime(state, turn);
      return;
    case 'entry':
      state.waiting = [...state.waiting, message.entry];
      askTime(state, turn);
      return;
    case 'performed':
      hearTime(state, message.result, turn);
      return;
    case 'command':
      obeyProvider(state, message, turn);
      return;
    case 'position':
    case 'told':
    case 'timer':
    case 'up':
    case 'down':
  }
}

/** V3; one question at a time, for all that has come by the time it is answered. */
function askTime(state: ProviderState, turn: Turn): void {
  if (state.isAsking || (state.waiting.length === 0 && !isToPublish(state))) return;
  state.isAsking = true;
  turn.perform(WALL_CLOCK_PORT, null);
}

function hearTime(state: ProviderState, result: PerformResult, turn: Turn): void {
  const { waiting } = state;
  state.waiting = [];
  state.isAsking = false;
  // Without a clock it is as old as its market.
  const at = result.ok ? Number(result.value) : undefined;
  publishWhenKnown(state, at, turn);
  for (const entry of waiting) {
    takeReport(state, entry, at, turn);
    publishWhenKnown(state, at, turn);
  }
}

/** V2. */
const isToPublish = (state: ProviderState): boolean => !isPublished(state) && state.reportsSeq >= state.config.after;

function publishWhenKnown(state: ProviderState, at: number | undefined, turn: Turn): void {
  if (!isToPublish(state)) return;
  const when = { time: state.time, at, correlationId: `${turn.self}#published` };
  say(state, turn, { type: 'provider.published' }, { kind: 'state', reason: 'published' }, when);
}

function takeReport(
  state: ProviderState,
  { seq, time, payload, correlationId }: StreamEntry,
  at: number | undefined,
  turn: Turn,
): void {
  if (seq <= state.reportsSeq) return;
  const report = payload as ExecutionReport;
  switch (report.kind) {
    case 'filled': {
      const { fillId, side, quantity, time: filledAt } = reviveFill(report.fill);
      const event = { type: 'provider.reported', seq, report, time: filledAt } as const;
      const when = { time: filledAt, at, correlationId };
      if (passesFills(state)) say(state, turn, event, { kind: 'fill', fillId, side, quantity }, when);
      else journal(turn, event, when, true);
      return;
    }
    case 'closed':
      if (bookAfter(state.book, report) !== state.book)
        journal(turn, { type: 'provider.reported', seq, report, time }, { time, correlationId }, true);
      return;
    case 'trading-state': {
      const event = { type: 'provider.reported', seq, report, time } as const;
      const when = { time: Math.max(state.time, time), at, correlationId };
      const after = { own: state.own, book: bookAfter(state.book, report) };
      const isChange = tradingStateOf(after) !== tradingStateOf(state);
      // The reason is its owner's: it may name people and limits.
      if (isChange && isTelling(state)) say(state, turn, event, { kind: 'state', reason: stateReason(after) }, when);
      else journal(turn, event, when, true);
    }
  }
}
