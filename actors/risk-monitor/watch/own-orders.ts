// O1. An order that a rule decides has a number in the journal, so a crash in the middle sends it once.
import type { Turn } from '../../../runtime/turn.ts';
import { decimal, ZERO } from '../../domain/decimal.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { journal } from '../journal.ts';
import { type Reduction, reductionOrder } from '../reduction.ts';
import { pursue } from '../venue-requests.ts';

/** Begins the correlation id of every order that a rule has decided. */
export const BY_RULE = 'rule:';

/** Journals and sends an order that reduces what an actor holds; `replaces` is canceled once the venue has it. */
export function sendReduction(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  reduction: Reduction,
  { why, replaces }: { readonly why: string; readonly replaces?: string },
): void {
  const { price, time } = state.lanes.get(actor.lane)!;
  const ruleOrder = actor.ruleOrders + 1;
  const numbered = { series: '/rule', number: ruleOrder, why: `${BY_RULE}${why}` };
  const order = reductionOrder(state, actor, reduction, numbered);
  const event = {
    ...({ type: 'order.initialized', order, reserved: ZERO, price: decimal(price), ruleOrder } as const),
    ...(replaces !== undefined && { replaces }),
  };
  journal(turn, event, time, order.correlationId);
  pursue(state, turn, state.orders.get(order.clientOrderId)!);
}
