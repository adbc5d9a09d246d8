// S1. An order counts once, by what came of it: refused by the venue, or not; what it never saw says nothing of it.
// S2. Slippage is measured where something was to be had at a price: a market order against the close it was decided on, a
//     stop against its trigger. A limit order gets its price or nothing.
import { reviveFill, type AccountEvent } from '../../domain/account-event.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { orderAnswered, type RejectRateLimit, type RejectRateState } from '../../domain/system-risk/reject-rate.ts';
import { orderFilled, type SlippageLimit, type SlippageState } from '../../domain/system-risk/slippage.ts';
import type { AccountState, OpenOrder } from '../account-state.ts';
import { remember } from './scope-marks.ts';

const HOUR_MS = 3_600_000;
const WINDOW = { count: 50, ageMs: 24 * HOUR_MS } as const;
const LEAST = 10;

export const rejectLimit = (maxShare: number): RejectRateLimit => ({ window: WINDOW, minOrders: LEAST, maxShare });
export const slippageLimit = (maxMeanBps: number): SlippageLimit => ({ window: WINDOW, minFills: LEAST, maxMeanBps });

/** Samples what an event says about the venue; called before the event is folded into its order. */
export function sampleOrder(state: AccountState, event: AccountEvent): void {
  switch (event.type) {
    case 'order.filled': {
      const fill = reviveFill(event.fill);
      const open = state.orders.get(fill.clientOrderId);
      if (open?.working.filled.isZero() === true) sampleAnswer(state, open, fill.time, false);
      const decisionPrice = open && expectedPrice(open);
      if (decisionPrice === undefined) return;
      const { time, side, price: fillPrice } = fill;
      const sample = { time, side, decisionPrice, fillPrice };
      const withIt = (slips: SlippageState): SlippageState => orderFilled(slips, slippageLimit(Infinity), sample);
      state.watch.slips = withIt(state.watch.slips);
      remember(state, fill.actor, (mark) => ({ ...mark, slips: withIt(mark.slips) }));
      return;
    }
    case 'order.rejected':
      sampleAnswer(state, state.orders.get(event.clientOrderId), event.time, true);
      return;
    case 'order.canceled':
    case 'order.expired': {
      const open = state.orders.get(event.clientOrderId);
      const working = open?.working;
      if (working?.venueOrderId !== undefined && working.filled.isZero()) sampleAnswer(state, open, event.time, false);
      return;
    }
    default:
  }
}

function sampleAnswer(state: AccountState, open: OpenOrder | undefined, time: number, rejected: boolean): void {
  const { watch } = state;
  const withIt = (answers: RejectRateState): RejectRateState =>
    orderAnswered(answers, rejectLimit(1), { time, rejected });
  watch.answers = withIt(watch.answers);
  if (open === undefined) return;
  remember(state, open.working.order.actor, (mark) => ({ ...mark, answers: withIt(mark.answers) }));
}

function expectedPrice({ working: { order }, price }: OpenOrder): Decimal | undefined {
  switch (order.type) {
    case 'MARKET':
      return price.gt(0) ? price : undefined;
    case 'STOP_MARKET':
    case 'TRAILING_STOP_MARKET':
      return order.triggerPrice;
    case 'LIMIT':
    case 'STOP_LIMIT':
      return undefined;
  }
}
