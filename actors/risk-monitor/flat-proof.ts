// P1. Flat is what ledger and venue both say: nothing open, nothing held, and the venue asked after that.
import type { PerformResult } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { decimal } from '../domain/decimal.ts';
import { latchesOf, type Latch } from '../domain/risk/control-book.ts';
import type { HoldingsRequest } from '../ports/broker.ts';
import { RISK_PORT, type RiskRequest } from '../ports/risk-desk.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { subjectOf } from './restraint.ts';
import { isAtVenue, VENUE_PORT } from './venue-requests.ts';
import { dayFigure, isAddedUp } from './watch/day-loss.ts';

const ASK_AGAIN_MS = 500;
export const FLAT_TIMER = 'flat';

/** Through which control nothing can reach the venue any more that was admitted before it. */
function settledThrough(state: AccountState): number {
  let through = state.controls.through;
  for (const open of state.orders.values()) {
    if (open.controls < through && !open.working.order.reduceOnly && !isAtVenue(open)) through = open.controls;
  }
  return through;
}

/** Tells the supervisor what can be confirmed now, and could not before. */
export function confirmMore(state: AccountState, turn: Turn): void {
  if (state.confirmed < state.controls.through && settledThrough(state) > state.confirmed) confirm(state, turn);
}

/** Tells the supervisor how far the account is. */
export function confirm(state: AccountState, turn: Turn): void {
  state.confirmed = settledThrough(state);
  const flat = [...state.proofs].flatMap(([seq, proof]) => (proof === 'flat' ? [seq] : []));
  const day = isAddedUp(state) ? dayFigure(state) : undefined;
  const { account, confirmed: through } = state;
  const confirmation = { account, taken: state.controls.through, through, flat, ...(day !== undefined && { day }) };
  turn.perform(RISK_PORT, { kind: 'confirm', confirmation } satisfies RiskRequest);
}

/** Asks the venue what it holds, for flattens that have left nothing open by the ledger (P1). */
export function proveFlat(state: AccountState, turn: Turn): void {
  if (!state.isBriefed) return;
  const due = flattens(state).filter(({ seq }) => !state.proofs.has(seq));
  const flat = due.filter((latch) => coveredBy(state, latch).every((actor) => isFlat(state, actor)));
  if (flat.length === 0) return;
  for (const { seq } of flat) state.proofs.set(seq, 'asked');
  const request: HoldingsRequest = { kind: 'holdings', account: state.account, for: flat.map(({ seq }) => seq) };
  turn.perform(VENUE_PORT, request);
}

/** Takes what the venue says it holds: the account is flat, or is asked for again. */
export function hearHoldings(state: AccountState, turn: Turn, request: HoldingsRequest, result: PerformResult): void {
  const latches = new Map(flattens(state).map((latch) => [latch.seq, latch]));
  let isProved = false;
  for (const seq of request.for) {
    const latch = latches.get(seq);
    const isProof = result.ok && latch !== undefined && agrees(state, latch, result.value as Holdings);
    if (isProof) state.proofs.set(seq, 'flat');
    else state.proofs.delete(seq);
    isProved ||= isProof;
  }
  if (isProved) confirm(state, turn);
  else turn.timer(FLAT_TIMER, ASK_AGAIN_MS);
}

type Holdings = Readonly<Record<string, string>>;

/** By symbol: what the venue holds is what the actors hold that the flatten is not about. */
function agrees(state: AccountState, latch: Latch, holdings: Holdings): boolean {
  const covered = new Set(coveredBy(state, latch));
  if (![...covered].every((actor) => isFlat(state, actor))) return false;
  const symbols = new Set([...covered].map(({ symbol }) => symbol));
  return [...symbols].every((symbol) => {
    let others = decimal(0);
    for (const actor of state.actors.values()) if (actor.symbol === symbol) others = others.add(actor.holding.quantity);
    return decimal(holdings[symbol] ?? 0).eq(others);
  });
}

/** Those that cover nothing here are flat at once. */
const flattens = (state: AccountState): Latch[] =>
  [...state.controls.latches.values()].filter(({ flatten }) => flatten);

const coveredBy = (state: AccountState, latch: Latch): TradingActor[] =>
  [...state.actors.values()].filter((actor) =>
    latchesOf(state.controls, subjectOf(state, actor)).some(({ seq }) => seq === latch.seq),
  );

function isFlat(state: AccountState, actor: TradingActor): boolean {
  if (!actor.holding.quantity.isZero()) return false;
  for (const { working } of state.orders.values()) if (working.order.actor === actor.address) return false;
  return true;
}
