// What the account knows of its followers, and what it does with their words; all of it is a fold of its journal.
// C1. An entry of a provider, and a day of fees, is dealt with once: a word about what the memory has behind it takes its number
//     and does nothing else. So no fill is copied twice, however often and under whatever number a follower asks.
// C2. Fees are taken whole, as commissions are: a part would forgive the rest, for the mark moves as if all were paid. Cash may go
//     below zero by them, which is owed against what is held: it opens nothing more until a close has brought it back. What
//     is greater than the equity is refused whole and its day stays uncharged: nobody owes more than there is.
// C3. What a follower leaves behind is kept by provider, so that following it again begins no lower than what was lost, and charges
//     no day that was charged before.
// C4. How many positions may be open by copying is a follower's own setting, and counted as its orders are admitted, one after the
//     other: of two that want the last place one has it. An order that may open one counts as one.
import type { Turn } from '../../runtime/turn.ts';
import type { AccountEvent, DecidedRequests } from '../domain/account-event.ts';
import { type CopyMemory, type CopyWord, foldCopy, NO_COPY } from '../domain/copy/copy-word.ts';
import { feesOf, type FeesWord } from '../domain/copy/fee-accrual.ts';
import { feePostings, feeTransactionId } from '../domain/copy/fee-postings.ts';
import { markAtFollow } from '../domain/copy/high-water-mark.ts';
import { type Decimal, decimal } from '../domain/decimal.ts';
import { deny, formatDenial, type RiskDecision } from '../domain/denial.ts';
import type { Fill } from '../domain/order.ts';
import { fillValue } from '../domain/position.ts';
import type { CopyStanding, OrderRequest, ToRiskMonitor, TradingRequest } from '../protocol.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { journal } from './journal.ts';

/** A word with the orders that it asked for, those that were denied too. */
export type Copied = NonNullable<DecidedRequests['copies']>[number];

/** The word of a request; what follows nobody has none. */
export const wordOf = ({ provider }: TradingActor, { copy }: TradingRequest): CopyWord | undefined =>
  provider === undefined ? undefined : copy;

/** Whether an entry or a day is dealt with, by the journal or by what is about to be journaled (C1). */
export function isBehind({ copy = NO_COPY }: TradingActor, made: readonly Copied[], word: CopyWord): boolean {
  const { seq, feesThrough } = made.reduce((memory, { word: before }) => foldCopy(memory, before), copy);
  if (word.kind === 'entry') return word.seq <= seq;
  return word.kind === 'fees' && feesThrough !== undefined && word.day <= feesThrough;
}

/** Journals the fees of a word and so takes them; why they cannot be taken (C2), undefined when they are or there are none. */
export function chargeFees(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  word: FeesWord,
  { time, correlationId }: Pick<TradingRequest, 'time' | 'correlationId'>,
): string | undefined {
  const fees = feesOf(word);
  if (fees.isZero()) return undefined;
  const equity = equityOf(state, actor);
  if (fees.gt(equity)) return formatDenial(deny('NOTIONAL_EXCEEDS_FREE_BALANCE', { fees, equity, day: word.day }));
  const { address, provider = '' } = actor;
  const event: AccountEvent = {
    ...({ type: 'fee.charged', actor: address, provider, word, time } as const),
    transactionId: feeTransactionId(state.account, address, word),
    postings: feePostings(address, state.config.currency, word),
  };
  journal(turn, event, time, correlationId);
  return undefined;
}

const equityOf = ({ lanes }: AccountState, { cash, holding, lane }: TradingActor): Decimal =>
  cash.add(holding.quantity.mul(lanes.get(lane)?.price ?? 0));

/** Why an order may not open one more position by copying (C4), or undefined. */
export function copiesDenial(
  { actors, orders }: AccountState,
  { address, provider, holding }: TradingActor,
  { maxOpenCopies }: Pick<TradingRequest, 'maxOpenCopies'>,
  { reduceOnly }: Pick<OrderRequest, 'reduceOnly'>,
): RiskDecision | undefined {
  if (provider === undefined || maxOpenCopies === undefined || reduceOnly === true) return undefined;
  const open = new Set<string>();
  for (const { working } of orders.values()) if (!working.order.reduceOnly) open.add(working.order.actor);
  if (!holding.quantity.isZero() || open.has(address)) return undefined;
  let others = 0;
  for (const other of actors.values()) {
    if (other.provider !== undefined && (!other.holding.quantity.isZero() || open.has(other.address))) others += 1;
  }
  return others < maxOpenCopies ? undefined : deny('COPY_POSITIONS_EXCEEDED', { open: others, limit: maxOpenCopies });
}

/** How the account stands with a follower or a desk that begins; a subscription needs no telling: it decides all again. */
export function standingOf({ orders, lanes }: AccountState, actor: TradingActor): CopyStanding | undefined {
  if (actor.strategy !== undefined) return undefined;
  const working = [...orders.values()].flatMap(({ working: { order } }) => {
    const { clientOrderId, side, quantity } = order;
    return order.actor === actor.address ? [{ clientOrderId, side, quantity }] : [];
  });
  return { position: lanes.get(actor.lane)!.position, working };
}

/** What a follower knows as it comes; undefined for one that follows nobody. */
export const memoryAtFollow = ({
  provider,
  mark,
  feesThrough,
}: Pick<Extract<AccountEvent, { type: 'allocation.made' }>, 'provider' | 'mark' | 'feesThrough'>):
  CopyMemory | undefined => (provider === undefined ? undefined : { ...NO_COPY, mark, feesThrough });

/** The mark that a new follower begins with and the day that is charged already, where its provider was followed here before (C3). */
export function leftAtHello(
  { marks }: AccountState,
  { provider, allocation }: Pick<Extract<ToRiskMonitor, { kind: 'hello' }>, 'provider' | 'allocation'>,
): { readonly mark?: string; readonly feesThrough?: string } {
  const left = provider === undefined ? undefined : marks.get(provider);
  if (left === undefined) return {};
  const { mark, equity, through } = left;
  return {
    mark: String(markAtFollow(allocation, { mark: decimal(mark), equity: decimal(equity) })),
    ...(through !== undefined && { feesThrough: through }),
  };
}

/** Folds the words that were journaled with the orders that they led to. */
export function rememberCopies(state: AccountState, address: string, { copies = [] }: DecidedRequests): void {
  for (const { word, clientOrderIds } of copies) {
    const actor = state.actors.get(address)!;
    actor.copy = foldCopy(actor.copy ?? NO_COPY, word);
    if (isOfProvider(word)) for (const id of clientOrderIds) markCopy(state, id);
    if (word.kind === 'fees' && actor.provider !== undefined) {
      const equity = String(decimal(word.equity).sub(feesOf(word)));
      state.marks.set(actor.provider, { mark: word.mark, equity, through: word.day });
    }
  }
}

/** Whether its orders follow the provider, late or not; what a follower closes of its own accord is no copied volume. */
const isOfProvider = (word: CopyWord): boolean =>
  word.kind === 'entry' || (word.kind === 'correct' && word.why === 'reconcile');

function markCopy({ orders }: AccountState, clientOrderId: string): void {
  const open = orders.get(clientOrderId);
  if (open !== undefined) open.isCopy = true;
}

/** Adds the fill of a copy to the volume since the last fees; the account is in the quote currency of all that it trades. */
export function addVolume(actor: TradingActor, fill: Fill): void {
  const memory = actor.copy ?? NO_COPY;
  actor.copy = { ...memory, volume: String(decimal(memory.volume).add(fillValue(fill))) };
}

/** Folds fees that were charged: the cash of their postings is gone. */
export function takeFees(state: AccountState, event: Extract<AccountEvent, { type: 'fee.charged' }>): void {
  const actor = state.actors.get(event.actor)!;
  for (const { book, amount } of event.postings) if (book === 'CASH') actor.cash = actor.cash.add(decimal(amount));
  state.memo.exposures.touch(event.actor);
}
