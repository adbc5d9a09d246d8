// L1. A bar is matched only when every running actor of its lane has decided all there was to decide before it, so the
//     venue sees the same orders before the same bar whatever the timing: replay, backtest and live agree.
// L2. An actor that does not run is not waited for: its protective orders go on being matched.
// L3. Reports of a bar are durable before the bar is announced as matched.
// L4. Where the venue is simulated its market stands still while an answer is awaited: an order misses no bar for a timeout. A bar
//     that was asked for before an order came between waits here until the answer.
import type { StreamEntry } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { Bar } from '../domain/bar.ts';
import { decimal } from '../domain/decimal.ts';
import type { EquityMark } from '../domain/account-event.ts';
import type { Funds } from '../domain/matching-venue.ts';
import { keepExposures } from './account-exposure.ts';
import type { AccountState, Lane } from './account-state.ts';
import { decideBetweenBars, decideLane } from './decisions.ts';
import { proveFlat } from './flat-proof.ts';
import { flattenOn } from './flatten.ts';
import { awaitsHistory } from './history-requests.ts';
import { journal } from './journal.ts';
import type { VenueRequest } from '../ports/broker.ts';
import { putInOrder, VENUE_PORT } from './venue-requests.ts';
import { carryOn } from './watch/carry-on.ts';
import { watchBar } from './watch/watch-account.ts';

/** Follows the lane's bars once; each is then asked for. */
export function openLane(turn: Turn, lane: Lane): void {
  if (lane.followed) return;
  lane.followed = true;
  turn.follow(lane.stream, { after: lane.position, rank: 0, pull: true });
}

/** Asks for the next bar when nothing of the present one is left to come. */
export function advanceLane(state: AccountState, turn: Turn, lane: Lane): void {
  if (!lane.followed || state.expected.size > 0 || !state.isBriefed) return;
  if (lane.advancing) {
    if (state.config.simulatedVenue && lane.matching === undefined) actBetweenBars(state, turn, lane);
    return;
  }
  for (const actor of state.actors.values()) {
    if (actor.lane === lane.stream && actor.awaited && actor.decidedThrough < lane.position) return;
  }
  if (awaitsHistory(state, turn, lane) && state.config.simulatedVenue) return;
  decideLane(state, turn, lane);
  if (isHeldUp(state, turn, lane)) return;
  lane.advancing = true;
  turn.pull(lane.stream);
}

/** Decides what came since the next bar was asked for, and takes that bar if it waits for nothing more. */
function actBetweenBars(state: AccountState, turn: Turn, lane: Lane): void {
  decideBetweenBars(state, turn, lane);
  const { held } = lane;
  if (held === undefined || isHeldUp(state, turn, lane)) return;
  lane.held = undefined;
  takeEntry(state, turn, held);
}

/** L4 */
const isHeldUp = (state: AccountState, turn: Turn, lane: Lane): boolean =>
  state.config.simulatedVenue && (lane.inFlight > 0 || !putInOrder(state, turn));

/** For when what held up one lane may have held up others. */
export function advanceLanes(state: AccountState, turn: Turn): void {
  for (const lane of state.lanes.values()) advanceLane(state, turn, lane);
}

/** What waits for a lane that has come to its next position. */
export function goOn(state: AccountState, turn: Turn, lane: Lane): void {
  if (!state.config.simulatedVenue) decideLane(state, turn, lane);
  flattenOn(state, turn);
  carryOn(state, turn);
  proveFlat(state, turn);
  if (state.disordered) advanceLanes(state, turn);
  else advanceLane(state, turn, lane);
}

/** Takes the bar of a lane that was asked for. */
export function takeEntry(state: AccountState, turn: Turn, entry: StreamEntry): void {
  const lane = state.lanes.get(entry.stream);
  if (lane === undefined) return;
  if (isHeldUp(state, turn, lane)) {
    lane.held = entry;
    return;
  }
  takeBar(state, turn, lane, entry);
  if (lane.matching === undefined) goOn(state, turn, lane);
}

/** Takes the lane's next bar: at once when no order rests on it, else after the venue has matched it. */
function takeBar(state: AccountState, turn: Turn, lane: Lane, entry: StreamEntry): void {
  const bar = entry.payload as Bar;
  const funds = state.config.simulatedVenue ? fundsOn(state, lane) : undefined;
  if (funds === undefined) {
    completeBar(state, turn, lane, entry.position, bar);
    return;
  }
  lane.matching = entry.position;
  const request: VenueRequest = {
    kind: 'advance',
    account: state.account,
    lane: lane.stream,
    position: entry.position,
    bar,
    funds,
  };
  turn.perform(VENUE_PORT, request);
}

/** Funds of the actors with an open order on the lane, or undefined when there is none. */
function fundsOn(state: AccountState, lane: Lane): Record<string, Funds> | undefined {
  if (state.orders.size === 0) return undefined;
  let funds: Record<string, Funds> | undefined;
  for (const { working } of state.orders.values()) {
    const { order } = working;
    if (order.lane !== lane.stream || funds?.[order.actor] !== undefined) continue;
    const actor = state.actors.get(order.actor)!;
    (funds ??= {})[order.actor] = { cash: actor.cash, quantity: actor.holding.quantity };
  }
  return funds;
}

/** The bar is matched and booked: marks, tells the lane's actors so, and goes on. */
export function completeBar(state: AccountState, turn: Turn, lane: Lane, position: number, bar: Bar): void {
  lane.matching = undefined;
  lane.advancing = false;
  lane.position = position;
  lane.price = bar.close;
  lane.time = bar.closeTime;
  state.memo.history.push(lane.stream, position, bar);
  keepExposures(state);
  const every = state.config.equityEveryMs;
  const due = Math.floor(lane.time / every) > Math.floor(lane.equityMarkedAt / every);
  if (due) markEquity(state, turn, lane);
  watchBar(state, turn, lane);
  for (const actor of state.actors.values()) {
    if (actor.lane === lane.stream) turn.advance(actor.reports, position, lane.time);
  }
}

function markEquity(state: AccountState, turn: Turn, lane: Lane): void {
  const price = decimal(lane.price);
  const rows: EquityMark[] = [];
  for (const actor of state.actors.values()) {
    if (actor.lane !== lane.stream) continue;
    const { quantity } = actor.holding;
    rows.push({
      actor: actor.address,
      time: lane.time,
      cash: actor.cash,
      quantity,
      price: lane.price,
      equity: actor.cash.add(quantity.mul(price)),
    });
  }
  if (rows.length > 0) journal(turn, { type: 'equity.marked', rows }, lane.time, `${lane.stream}#${lane.position}`);
}
