// What the trading actors of the account say: hello, decided, and their coming and going.
import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { NO_COPY } from '../domain/copy/copy-word.ts';
import { allocationPostings } from '../domain/ledger-entry.ts';
import { RISK_SUPERVISOR, type ToRiskMonitor } from '../protocol.ts';
import { laneOf, type AccountState, type Lane, type TradingActor } from './account-state.ts';
import { leftAtHello, standingOf } from './copies.ts';
import { acknowledge, decideLane, decideUrgently, isUrgent, queueRequests } from './decisions.ts';
import { confirm } from './flat-proof.ts';
import { flattenOn } from './flatten.ts';
import { effectiveState, journal, pin, reportTradingState } from './journal.ts';
import { advanceLane, advanceLanes, openLane } from './lanes.ts';

type Hello = Extract<ToRiskMonitor, { kind: 'hello' }>;

export function hearActor(state: AccountState, turn: Turn, from: string, word: ToRiskMonitor): void {
  if (word.kind === 'hello') {
    welcome(state, turn, from, word);
    return;
  }
  const actor = state.actors.get(from);
  // One that has not introduced itself to this incarnation is not known well enough to trade; it will.
  if (actor?.instrument === undefined) return;
  actor.decidedThrough = word.position;
  actor.awaited = true;
  const lane = state.lanes.get(actor.lane)!;
  if (word.requests.length > 0) takeRequests(state, turn, actor, lane, word);
  advanceLane(state, turn, lane);
}

function welcome(state: AccountState, turn: Turn, from: string, word: Hello): void {
  const actor = state.actors.get(from) ?? allocate(state, turn, from, word);
  const isExpected = state.expected.delete(from);
  if (actor === undefined) {
    // The others need not wait for one that may not trade.
    advanceLanes(state, turn);
    return;
  }
  const isNew = actor.instrument === undefined && !isExpected;
  actor.instrument = word.instrument;
  actor.strategy = word.strategy;
  if (word.provider !== undefined) {
    // Its memory belongs to the first one that it named.
    actor.provider ??= word.provider;
    actor.copy ??= NO_COPY;
  }
  actor.decidedThrough = word.position;
  actor.awaited = true;
  // What an earlier incarnation asked for and was not decided, this one asks for itself.
  actor.waiting = [];
  if (isNew) turn.watch(from);
  const lane = state.lanes.get(actor.lane)!;
  openLane(turn, lane);
  turn.advance(actor.reports, lane.position, lane.time);
  acknowledge(turn, actor, standingOf(state, actor));
  takeRequests(state, turn, actor, lane, word);
  advanceLanes(state, turn);
}

function takeRequests(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  lane: Lane,
  { requests }: ToRiskMonitor,
): void {
  queueRequests(actor, requests);
  // What is decided already was asked for again because the answer was lost.
  if (requests.some(({ seq }) => seq <= actor.decided)) acknowledge(turn, actor);
  if (isUrgent(actor)) decideUrgently(state, turn, actor, lane);
  else if (!state.config.simulatedVenue) decideLane(state, turn, lane);
  flattenOn(state, turn);
}

function allocate(state: AccountState, turn: Turn, address: string, hello: Hello): TradingActor | undefined {
  const { allocation: amount, instrument } = hello;
  const { currency } = state.config;
  const reason = refusalOf(state, hello);
  if (reason !== undefined) {
    turn.tell(address, { kind: 'refused', reason });
    return undefined;
  }
  const lane = laneOf(state, hello.lane);
  // A lane nobody trades on starts where its first actor does.
  if (!isTraded(state, lane) && lane.position < hello.position) lane.position = hello.position;
  pin(turn, lane);
  const { time } = lane;
  const transactionId = `allocation:${address}`;
  const postings = allocationPostings(state.self, address, currency, amount);
  const { lane: stream, strategy, provider } = hello;
  const made = {
    actor: address,
    lane: stream,
    instrument: instrument.symbol,
    amount,
    time,
    ...(strategy !== undefined && { strategy }),
    ...(provider !== undefined && { provider }),
    ...leftAtHello(state, hello),
  };
  journal(turn, { type: 'allocation.made', ...made, transactionId, postings }, time, transactionId);
  const actor = state.actors.get(address)!;
  if (effectiveState(state, actor) !== 'ACTIVE') reportTradingState(state, turn, actor, transactionId);
  return actor;
}

function refusalOf({ config: { currency }, unallocated }: AccountState, hello: Hello): string | undefined {
  const { allocation, instrument } = hello;
  if (instrument.quoteCurrency !== currency) {
    return `the account is in ${currency}, ${instrument.symbol} in ${instrument.quoteCurrency}`;
  }
  if (!allocation.gt(0)) return `an allocation of ${allocation} is none`;
  return allocation.gt(unallocated)
    ? `allocation ${allocation} exceeds the account's unallocated cash ${unallocated}`
    : undefined;
}

const isTraded = (state: AccountState, lane: Lane): boolean => {
  for (const actor of state.actors.values()) if (actor.lane === lane.stream) return true;
  return false;
};

/** A lane waits for an actor that comes back, not for one that does not run. */
export function noteLife(state: AccountState, turn: Turn, message: Extract<Message, { kind: 'up' | 'down' }>): void {
  if (message.address === RISK_SUPERVISOR) {
    if (message.kind === 'up') confirm(state, turn);
    return;
  }
  const actor = state.actors.get(message.address);
  const isGone = message.kind === 'down' && message.reason !== 'restarting';
  if (actor === undefined) {
    if (isGone && state.expected.delete(message.address)) advanceLanes(state, turn);
    return;
  }
  actor.awaited = !isGone;
  if (message.kind === 'down' && !isGone) actor.decidedThrough = -1;
  if (isGone) advanceLane(state, turn, state.lanes.get(actor.lane)!);
}
