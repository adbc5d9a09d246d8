import type { Turn } from '../../runtime/turn.ts';
import { type AccountEvent } from '../domain/account-event.ts';
import { fillPostings, fillTransactionId } from '../domain/ledger-entry.ts';
import { applyFill } from '../domain/position.ts';
import type { Fill } from '../domain/order.ts';
import type { ExecutionReport, TradingStateName } from '../protocol.ts';
import type { AccountState, Lane, TradingActor } from './account-state.ts';
import { restraintFor } from './restraint.ts';

/** Journals an event and so folds it into the account; `lazily` when the venue would say the same again after a crash. */
export function journal(turn: Turn, event: AccountEvent, time: number, correlationId: string, lazily = false): void {
  turn.record(event.type, event, { time, correlationId }, lazily);
}

/**
 * Makes sure that a crash does not take the lane back before its present position. Bars that changed nothing are not
 * journaled; but what is decided or reported now must not seem, at a replay, to have come before them.
 */
export function pin(turn: Turn, lane: Lane, lazily = false): void {
  const { stream, position, price, time } = lane;
  if (position <= lane.journaled || lane.matching !== undefined) return;
  journal(turn, { type: 'lane.advanced', lane: stream, position, price, time }, time, `${stream}#${position}`, lazily);
}

/** Tells an actor what became of its order or its freedom; the report belongs before the next bar of its lane. */
export function report(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  body: ExecutionReport,
  correlationId: string,
): void {
  const lane = state.lanes.get(actor.lane)!;
  pin(turn, lane);
  const position = lane.matching ?? lane.position + 1;
  turn.append(actor.reports, { position, time: lane.time, payload: body, correlationId });
}

/** Books a fill once: journal, position, cash and ledger together. False when it is known, or its order is not. */
export function bookFill(state: AccountState, turn: Turn, fill: Fill): boolean {
  const open = state.orders.get(fill.clientOrderId) ?? state.closed.get(fill.clientOrderId);
  const actor = state.actors.get(fill.actor);
  if (open === undefined || actor === undefined || open.fillIds.has(fill.fillId)) return false;
  const after = applyFill(actor.holding, fill);
  const postings = fillPostings(actor.holding, after, fill, state.config.currency);
  const done = open.working.filled.add(fill.quantity).gte(open.working.order.quantity);
  const { correlationId } = open.working.order;
  const transactionId = fillTransactionId(fill);
  journal(turn, { type: 'order.filled', fill, done, transactionId, postings }, fill.time, correlationId);
  report(state, turn, actor, { kind: 'filled', fill, done, ordered: open.working.order.quantity }, correlationId);
  return true;
}

export const effectiveState = (state: AccountState, actor: TradingActor): TradingStateName =>
  restraintFor(state, actor).state;

/** Reports to an actor the trading state in force for it, with the reason of the stricter scope. */
export function reportTradingState(state: AccountState, turn: Turn, actor: TradingActor, correlationId: string): void {
  const { state: inForce, reason } = restraintFor(state, actor);
  report(state, turn, actor, { kind: 'trading-state', state: inForce, reason }, correlationId);
}
