// The simulated venue's matching: resting orders of one account on one lane against the lane's next bar.
// M1. Pure: the same input gives the same events with the same fill ids; nothing is remembered between bars but RestingOrder.
// M2. An order decided on bar p fills from bar p+1, never twice against one bar, and at most once in it.
// M3. Order of work: what acts at the open, then stops, then limits (so a stop beats a take-profit of the same bar),
//     each in order of submission: position, then place in the input.
import type { VenueEvent } from './matching-venue.ts';
import { Execution } from './matching-execution.ts';
import type { MatchingInput } from './matching-input.ts';
import { expiredBefore, expiresWith, isDue, isFirstLiveBar, isLive } from './matching-lifetime.ts';
import {
  crossesLimit,
  crossesTrigger,
  momentAt,
  reachesLimit,
  reachesTrigger,
  type Moment,
} from './matching-moment.ts';
import type { MatchingOrder } from './matching-order.ts';

const NOTHING: readonly VenueEvent[] = [];

/** What becomes of the orders in this bar, in the order it happened. Throws FUNDS_MISSING for an actor without funds. */
export function advance(input: MatchingInput): readonly VenueEvent[] {
  if (input.orders.length === 0) return NOTHING;
  const execution = new Execution(input);
  open(input, execution);
  while (actNow(input, execution) || triggerStop(execution) || crossLimit(input, execution));
  close(input, execution);
  return execution.events;
}

function open({ bar, position, instrument, model }: MatchingInput, execution: Execution): void {
  const due = execution.orders.filter((working) => isDue(working.resting, position));
  for (const working of due) if (execution.isOrphan(working)) execution.cancelOrphan(working, bar.openTime);
  for (const working of due) {
    if (!working.done && !execution.sleeps(working) && expiredBefore(working.resting, bar, instrument, model))
      execution.expire(working, bar.openTime);
  }
  for (const working of due) {
    if (working.done || execution.sleeps(working) || !isLive(working.resting, bar, position, model)) continue;
    working.wake({ kind: 'open', price: execution.prices.open }, isFirstLiveBar(working.resting, bar, model));
  }
}

/** Market-style and marketable orders act at the moment they are live from. */
function actNow(input: MatchingInput, execution: Execution): boolean {
  let acted = false;
  for (const working of execution.orders) {
    const { moment } = working;
    if (moment === undefined || !working.canAct || working.judgedAt === moment) continue;
    working.judgedAt = moment;
    judge(input, execution, working, moment);
    acted = true;
  }
  return acted;
}

function judge({ model }: MatchingInput, execution: Execution, working: MatchingOrder, moment: Moment): void {
  const { order, limit } = working;
  if (working.isStop) {
    if (!reachesTrigger(order.side, moment.price, execution.triggerOf(working, moment))) return;
    execution.trigger(working, moment);
  }
  if (limit === undefined) {
    execution.fill(working, moment.price, moment);
  } else if (reachesLimit(order.side, moment.price, limit, model)) {
    if (order.postOnly && working.arriving)
      return execution.refuse(working, `POST_ONLY_WOULD_TAKE: price=${moment.price} limit=${limit}`, moment);
    execution.fill(working, moment.price, moment);
  }
  if (working.done) return;
  if (order.timeInForce === 'IOC') execution.cancel(working, 'IMMEDIATE_OR_CANCEL', execution.timeOf(moment));
  if (order.timeInForce === 'FOK') execution.cancel(working, 'FILL_OR_KILL', execution.timeOf(moment));
}

/** Triggers the first stop that the bar's range reaches; it then acts at its trigger. */
function triggerStop(execution: Execution): boolean {
  for (const working of execution.orders) {
    if (working.moment === undefined || !working.canAct || !working.isStop) continue;
    const { side } = working.order;
    const trigger = execution.triggerOf(working, working.moment);
    if (!crossesTrigger(side, trigger, execution.prices)) continue;
    execution.trigger(working, momentAt(working.moment, trigger, side === 'BUY' ? 'rising' : 'falling'));
    return true;
  }
  return false;
}

/** Fills the first limit that the rest of the bar surely reaches; one at a time, as a fill may wake a stop. */
function crossLimit({ model }: MatchingInput, execution: Execution): boolean {
  for (const working of execution.orders) {
    const { moment, limit } = working;
    if (moment === undefined || limit === undefined || !working.canAct || working.isStop) continue;
    const { side } = working.order;
    if (!crossesLimit(side, limit, moment, execution.prices, model)) continue;
    execution.fill(working, limit, momentAt(moment, limit, side === 'BUY' ? 'falling' : 'rising'));
    return true;
  }
  return false;
}

function close({ bar, instrument }: MatchingInput, execution: Execution): void {
  for (const working of execution.orders) {
    if (working.done || working.moment === undefined) continue;
    if (execution.hasNothingToReduce(working)) execution.cancelReduceOnly(working, bar.closeTime);
    else if (expiresWith(working.resting, bar, instrument)) execution.expire(working, bar.closeTime);
    else if (working.isStop && working.order.type === 'TRAILING_STOP_MARKET') execution.trail(working, working.moment);
  }
}
