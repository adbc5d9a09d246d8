// R3. A request is taken in the order of its number and exactly once, however often it is sent.
// R5. On a simulated venue the requests of a bar are decided once every running actor of the lane has spoken, in the order
//     of their addresses: whose word came first changes neither a shared limit nor a place in the venue's book.
// R6. A follower copies what happens between its bars, and a person asks at a desk when they like. On a real venue its requests are decided as they come, like all; on a
//     simulated one, too, at the position where the lane stands, once the lane has asked for its next bar: all that its actors
//     had to decide on the present one is decided then (R5), so theirs comes after it, and before the next bar is matched (L1,
//     L4). Before that, and while a bar is matched, it waits for the lane and is decided with it. Which of two such requests
//     between the same bars comes first is as the account heard of them, and as its journal then says: they are inputs from
//     outside, like a command, and no bar tells where they belong.
// R7. What is decided is journaled with the last order that it lets in, in one event: an order is written once, and cannot be
//     there without its request being decided. Where that order is denied, or there is none, it is an event of its own.
import type { Turn } from '../../runtime/turn.ts';
import type { AccountEvent, DecidedRequests } from '../domain/account-event.ts';
import { allow, formatDenial } from '../domain/denial.ts';
import type { WorkingOrder } from '../domain/working-order.ts';
import type { CopyStanding, TradingRequest } from '../protocol.ts';
import type { AccountState, Lane, TradingActor } from './account-state.ts';
import { admitOrders, orderIdOf } from './admission.ts';
import { chargeFees, isBehind, type Copied, wordOf } from './copies.ts';
import { journal, pin, reportTradingState } from './journal.ts';
import { isRetaking } from './retaken-bars.ts';
import { checkCancel } from './cancel-rate.ts';
import { isAskingHistory } from './history-requests.ts';
import { cancel, pursue } from './venue-requests.ts';

/** Takes note of what has not been decided and does not wait already; one whose predecessor is missing will be sent again. */
export function queueRequests(actor: TradingActor, requests: readonly TradingRequest[]): void {
  for (const request of requests) {
    const last = actor.waiting.at(-1)?.seq ?? actor.decided;
    if (request.seq === last + 1) actor.waiting.push(request);
  }
}

/** A person's wish does not wait for other actors. */
export const isUrgent = (actor: TradingActor): boolean =>
  actor.waiting.some(({ action }) => action.kind === 'restrict');

/**
 * Decides what waits on a lane, actor by actor in the order of their addresses. Orders wait until the cancels that came
 * with them are answered, for until then what those reserve is not free: on a simulated venue all orders of the lane for
 * all cancels of the lane, so that their order does not depend on whose cancel was answered first.
 */
export function decideLane(state: AccountState, turn: Turn, lane: Lane): void {
  const deciding = waitingOn(state, lane);
  if (deciding === undefined) return;
  if (state.config.simulatedVenue) {
    for (const actor of deciding) decideWaiting(state, turn, actor, lane, () => false);
    if (isCanceling(state, ({ order }) => order.lane === lane.stream)) return;
  }
  for (const actor of deciding) {
    decideWaiting(state, turn, actor, lane, () => !isCanceling(state, ({ order }) => order.actor === actor.address));
  }
}

/** Decides what waits of those that no strategy moves, on a lane of a simulated venue that has asked for its next bar (R6). */
export function decideBetweenBars(state: AccountState, turn: Turn, lane: Lane): void {
  for (const actor of waitingOn(state, lane) ?? []) {
    if (actor.strategy !== undefined) continue;
    decideWaiting(state, turn, actor, lane, () => !isCanceling(state, ({ order }) => order.actor === actor.address));
  }
}

/** In the order of their addresses. */
function waitingOn(state: AccountState, lane: Lane): TradingActor[] | undefined {
  let waiting: TradingActor[] | undefined;
  for (const actor of state.actors.values()) {
    if (actor.waiting.length > 0 && actor.lane === lane.stream) (waiting ??= []).push(actor);
  }
  return waiting?.sort((left, right) => (left.address < right.address ? -1 : 1));
}

/** Decides all that waits of one actor, at once: a person's wish does not wait for other actors or for the venue. */
export const decideUrgently = (state: AccountState, turn: Turn, actor: TradingActor, lane: Lane): void =>
  decideWaiting(state, turn, actor, lane, () => true);

/** Decides what waits of one actor; requests about bars that the lane has not come to go on waiting. */
function decideWaiting(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  lane: Lane,
  mayOrder: () => boolean,
): void {
  let last: TradingRequest | undefined;
  const made: Made = { denials: [], copies: [], isJournaled: false };
  for (let next = actor.waiting[0]; next !== undefined && next.position <= lane.position; next = actor.waiting[0]) {
    if (next.action.kind === 'orders' && (mustWait(state, actor, lane) || !mayOrder())) break;
    actor.waiting.shift();
    decideOne(state, turn, actor, next, made);
    last = next;
  }
  if (last === undefined) return;
  if (!made.isJournaled) {
    const event: AccountEvent = { type: 'requests.decided', actor: actor.address, ...decidedOf(last, made) };
    journal(turn, event, lane.time, last.correlationId);
  }
  acknowledge(turn, actor);
}

/** Orders wait for what there is to know, and those that no strategy moves for bars that are taken again. */
const mustWait = (state: AccountState, { strategy }: TradingActor, lane: Lane): boolean =>
  !state.isBriefed || isAskingHistory(state, lane) || (strategy === undefined && isRetaking(lane));

const decidedOf = ({ seq: through }: TradingRequest, { denials, copies }: Made): DecidedRequests => ({
  through,
  ...(denials.length > 0 && { denials }),
  ...(copies.length > 0 && { copies }),
});

function isCanceling(state: AccountState, concerns: (working: WorkingOrder) => boolean): boolean {
  for (const { cancelWanted, working } of state.orders.values()) if (cancelWanted && concerns(working)) return true;
  return false;
}

function cancelAll(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  time: number,
  clientOrderIds: readonly string[],
  denials: string[],
): void {
  for (const clientOrderId of clientOrderIds) {
    const open = state.orders.get(clientOrderId);
    if (open?.working.order.actor !== actor.address) continue;
    const decision = open.cancelWanted ? allow : checkCancel(state, actor, time);
    if (decision.kind === 'allow') cancel(state, turn, open, true);
    else denials.push(formatDenial(decision));
  }
}

/** Tells an actor how far its requests are decided, a follower what is known of its copying, and one that begins its standing. */
export function acknowledge(turn: Turn, actor: TradingActor, standing?: CopyStanding): void {
  const { address, decided: through, joinedAt: position, copy } = actor;
  const known = { ...(copy !== undefined && { copy }), ...(standing !== undefined && { standing }) };
  turn.tell(address, { kind: 'acknowledged', through, position, ...known });
}

/** What requests that are journaled together have come to. */
interface Made {
  readonly denials: string[];
  readonly copies: Copied[];
  /** The fold of an order has taken it in already (R7). */
  isJournaled: boolean;
}

function decideOne(state: AccountState, turn: Turn, actor: TradingActor, request: TradingRequest, made: Made): void {
  const word = wordOf(actor, request);
  if (word !== undefined && isBehind(actor, made.copies, word)) return; // C1
  if (word?.kind === 'fees') {
    const refusal = chargeFees(state, turn, actor, word, request);
    if (refusal !== undefined) {
      made.denials.push(refusal);
      return;
    }
  }
  if (word !== undefined) {
    const { action } = request;
    const asked = action.kind === 'orders' ? action.orders : [];
    made.copies.push({ word, clientOrderIds: asked.map((order) => orderIdOf(actor, request, order)) });
  }
  act(state, turn, actor, request, made);
}

function act(state: AccountState, turn: Turn, actor: TradingActor, request: TradingRequest, made: Made): void {
  const { action } = request;
  switch (action.kind) {
    case 'none':
      return;
    case 'orders': {
      const before = actor.decided;
      const decided = actor.waiting.length === 0 ? decidedOf(request, made) : undefined; // R7
      const admitted = admitOrders(state, turn, actor, request, action.orders, decided);
      made.isJournaled = actor.decided !== before;
      for (const { clientOrderId } of admitted) pursue(state, turn, state.orders.get(clientOrderId)!);
      return;
    }
    case 'cancel':
      cancelAll(state, turn, actor, request.time, action.clientOrderIds, made.denials);
      return;
    case 'restrict': {
      const { state: to, reason, by } = action;
      // A halt takes back no flatten that is under way.
      const flatten = action.flatten || (to === 'HALTED' && actor.restriction.flatten);
      const { time, correlationId } = request;
      pin(turn, state.lanes.get(actor.lane)!);
      journal(
        turn,
        { type: 'trading-state.changed', scope: actor.address, state: to, flatten, reason, by, time },
        time,
        correlationId,
      );
      reportTradingState(state, turn, actor, correlationId);
      return;
    }
  }
}
