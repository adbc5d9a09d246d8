// B1. Bars are journaled with the first event that follows them, in the order they were taken, so what was known of the market
//     at any event is the fold of the journal. Those after the last event may be taken in another order after a crash:
//     nothing has followed from them.
// B2. A bar counts once, whether it is taken, journaled or folded.
import type { Turn } from '../../../runtime/turn.ts';
import { decimal } from '../../domain/decimal.ts';
import { barClosed, noBarsYet, type VolatilitySpikeLimit } from '../../domain/system-risk/volatility-spike.ts';
import type { AccountState, Lane, TradingActor } from '../account-state.ts';
import { actorLimits } from '../limits-in-force.ts';
import { accountEquity } from './account-equity.ts';
import { tellDay } from './day-loss.ts';
import { markScopes } from './scope-marks.ts';
import type { TakenBar, WatchedLane } from './watch-state.ts';

/** The short window of a lane's volatility, and the long one before it. */
export const BARS = { shortBars: 10, longBars: 50 } as const;
/** A spike is over when volatility is back to this part of the limit. */
const CALM = 0.75;

/** When the volatility of a lane counts as a spike, for the first actor on it; never, where no limit is set. */
function spikeLimit(state: AccountState, stream: string): VolatilitySpikeLimit {
  const actor = actorOn(state, stream);
  const ratio = (actor && actorLimits(state, actor).limits.volatilitySpikeRatio) ?? Infinity;
  return { ...BARS, tripRatio: ratio, clearRatio: Math.max(1, ratio * CALM) };
}

/** Folds the bar that a lane has come to into what the watch knows; false when it knows it already (B2). */
export function takeBar(state: AccountState, lane: Lane): boolean {
  const { watch } = state;
  const { stream, position, time, price } = lane;
  const watched = watchedLane(state, stream);
  // A lane that an actor joins late stands where it joins, at no price, until its next bar.
  if (!watch.isOn || price <= 0 || position <= watched.position) return false;
  const symbol = symbolOf(state, stream);
  watched.position = position;
  watched.spike = barClosed(watched.spike, spikeLimit(state, stream), { closeTime: time, close: price });
  closeRow(state, time, `${stream}#${position}`);
  watched.last = { symbol, time, price };
  if (time > watch.time) watch.time = time;
  markEquity(state);
  return true;
}

/** Folds the equity of this moment: the day's, its highest, and what the scopes within the account have gained. */
export function markEquity(state: AccountState): void {
  const { watch } = state;
  const equity = accountEquity(state);
  if (equity === undefined) tellDay(state, { kind: 'equity-unknown', at: watch.time });
  else {
    tellDay(state, { kind: 'equity', at: watch.time, equity });
    if (watch.highWater === null || equity.gt(decimal(watch.highWater))) watch.highWater = String(equity);
  }
  markScopes(state);
}

/** Notes a bar that has just been taken, until the journal tells of it. */
export function noteBar(state: AccountState, lane: Lane): void {
  if (!takeBar(state, lane)) return;
  const { stream, position, time, price } = lane;
  state.watch.untold.push({ lane: stream, position, time, price });
}

/** A turn that journals what bars came before the first event that it journals (B1). */
export function tellingTurn(state: AccountState, turn: Turn): Turn {
  const tell = (lazily: boolean): void => {
    const { watch } = state;
    const bars: readonly TakenBar[] = watch.untold;
    const last = bars.at(-1);
    if (last === undefined) return;
    watch.untold = [];
    turn.record(
      'bars.taken',
      { type: 'bars.taken', bars },
      { time: last.time, correlationId: `${last.lane}#${last.position}` },
      lazily,
    );
  };
  return {
    self: turn.self,
    record: (type, payload, at, lazily = false) => {
      tell(lazily);
      turn.record(type, payload, at, lazily);
    },
    append: (stream, entry) => turn.append(stream, entry),
    checkpoint: () => turn.checkpoint(),
    advance: (stream, position, time) => turn.advance(stream, position, time),
    perform: (port, request) => turn.perform(port, request),
    tell: (to, body) => turn.tell(to, body),
    reply: (value) => turn.reply(value),
    refuse: (type, message) => turn.refuse(type, message),
    follow: (stream, options) => turn.follow(stream, options),
    unfollow: (stream) => turn.unfollow(stream),
    pull: (stream) => turn.pull(stream),
    isCaughtUp: () => turn.isCaughtUp(),
    watch: (address) => turn.watch(address),
    timer: (name, delayMs, body) => turn.timer(name, delayMs, body),
    cancelTimer: (name) => turn.cancelTimer(name),
    finish: (reason) => turn.finish(reason),
  };
}

/** What a lane trades: what its actors do. */
export const symbolOf = (state: AccountState, stream: string): string => actorOn(state, stream)?.symbol ?? stream;

function actorOn(state: AccountState, stream: string): TradingActor | undefined {
  for (const actor of state.actors.values()) if (actor.lane === stream) return actor;
  return undefined;
}

/** Journals where lanes are that cannot say so themselves, because a bar of theirs is being matched. */
export function tellMatching(state: AccountState, turn: Turn, lazily: boolean): void {
  const bars = [...state.lanes.values()]
    .filter(({ position, journaled, price }) => position > journaled && price > 0)
    .map(({ stream: lane, position, time, price }) => ({ lane, position, time, price }));
  const last = bars.at(-1);
  if (state.watch.isOn || last === undefined) return;
  const at = { time: last.time, correlationId: `${last.lane}#${last.position}` };
  turn.record('bars.taken', { type: 'bars.taken', bars }, at, lazily);
}

function watchedLane({ watch }: AccountState, stream: string): WatchedLane {
  let lane = watch.lanes.get(stream);
  if (lane === undefined) watch.lanes.set(stream, (lane = { position: 0, spike: noBarsYet, last: undefined }));
  return lane;
}

/** The first bar of a new period of returns closes the one before. */
function closeRow({ watch }: AccountState, time: number, by: string): void {
  const { periodMs } = watch.returns;
  const row = Math.ceil(time / periodMs) * periodMs;
  if (row <= watch.row) return;
  for (const { last } of watch.lanes.values())
    if (last !== undefined) watch.returns.push(last.symbol, last.time, last.price);
  watch.row = row;
  watch.rolledBy = by;
}
