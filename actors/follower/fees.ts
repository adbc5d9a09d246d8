// F1. A day's fees are asked for once it is over in market time, from what it closed with; an alarm may tell that before the next bar.
// F2. The turn that asks for fees is checkpointed: cash, volume and the word's number are durable before the account hears of it.
// F3. What is paid is what its account says is paid, and what is on the way there: fees that were refused were not.
// F4. Who leaves on a day that is charged already is charged the next: an alarm has ended that day before its market has, or the
//     same provider was left and followed again on it.
import type { Turn } from '../../runtime/turn.ts';
import type { Bar } from '../domain/bar.ts';
import { foldCopy } from '../domain/copy/copy-word.ts';
import { accrueDay, feesOf } from '../domain/copy/fee-accrual.ts';
import { decimal, Decimal, ZERO } from '../domain/decimal.ts';
import type { ExecutionReport, FromRiskMonitor, TradingRequest } from '../protocol.ts';
import type { StreamEntry } from '../../runtime/actor.ts';
import type { EndedDay, FollowerState } from './follower-state.ts';
import { request } from './requests.ts';
import { equityOf } from './scene.ts';

type Acknowledged = Extract<FromRiskMonitor, { kind: 'acknowledged' }>;

const DAY_MS = 86_400_000;
/** Furthest that an alarm may be ahead of the newest bar: a long weekend, and then some; beyond it the market is another time's. */
const SAME_TIME_MS = 7 * DAY_MS;

/** Sees the time of an input before it counts: what comes on a new day does not belong to what the old one closed with. */
export function noteTime(state: FollowerState, { position, payload, stream }: StreamEntry): void {
  if (position <= state.tradesAfter) return;
  if (stream === state.config.lane) {
    const day = dayOf((payload as Bar).closeTime - 1);
    state.startDay ??= day;
    turnDay(state, day);
    state.day = day;
    return;
  }
  const report = payload as ExecutionReport;
  if (report.kind === 'filled') turnDay(state, dayOf(report.fill.time));
}

/** Wall time has come to a new day, maybe: charges the days before it. */
export function hearAlarm(state: FollowerState, at: number, turn: Turn): TradingRequest[] {
  const isAnother = at <= state.time || at - state.time > SAME_TIME_MS;
  if (isAnother || !state.listening || state.position < state.caughtUpAt) return [];
  turnDay(state, dayOf(at));
  return chargeEnded(state, turn);
}

/** Asks for the fees of every day that is over and not charged, one word a day; none for a day that needs none. */
export function chargeEnded(state: FollowerState, turn: Turn): TradingRequest[] {
  const { endedDay } = state;
  if (endedDay === null) return [];
  state.endedDay = null;
  const made: TradingRequest[] = [];
  let left = endedDay;
  for (let day = firstUnsettled(state); day !== null && day <= endedDay.day; day = dayAfter(day)) {
    const one = charge(state, { ...left, day }, false);
    state.settledThrough = day;
    if (one === undefined) continue;
    made.push(one.request);
    left = { ...left, equity: left.equity.sub(one.fees), volume: ZERO };
  }
  if (made.length === 0) return made;
  state.volume = Decimal.max(ZERO, state.volume.sub(endedDay.volume));
  turn.checkpoint(); // F2
  return made;
}

/** The fees of the day on which the follower leaves. */
export function chargeFinal(state: FollowerState, turn: Turn): TradingRequest[] {
  const { day } = state;
  if (day === null) return [];
  const made = chargeEnded(state, turn);
  const next = firstUncharged(state.startDay ?? day, state.memory.feesThrough);
  const last = charge(state, { day: next > day ? next : day, equity: equityOf(state), volume: state.volume }, true); // F4
  state.volume = ZERO;
  turn.checkpoint(); // F2
  return last === undefined ? made : [...made, last.request];
}

/** Takes back what the account has refused: cash, mark and day are as its memory has them, and the day is asked for again (F3). */
export function noteCharged(state: FollowerState, { through, copy }: Acknowledged, turn: Turn): void {
  if (copy === undefined) return;
  const known = state.pending.reduce(
    (memory, { seq, copy: word }) => (seq > through && word?.kind === 'fees' ? foldCopy(memory, word) : memory),
    copy,
  );
  const refused = state.feesPaid.sub(known.paid ?? 0);
  if (refused.isZero()) return;
  pay(state, refused.neg());
  const { feesThrough, mark, volume, paid } = known;
  state.memory = { ...state.memory, feesThrough, mark, volume, ...(paid !== undefined && { paid }) };
  state.volume = decimal(volume);
  state.settledThrough = feesThrough ?? null;
  if (state.leaving !== null) state.leaving.isCharged = false;
  turn.checkpoint();
}

function pay(state: FollowerState, fees: Decimal): void {
  state.cash = state.cash.sub(fees);
  state.cashNumber = state.cash.toNumber();
  state.feesPaid = state.feesPaid.add(fees);
}

function charge(
  state: FollowerState,
  day: EndedDay,
  isFinal: boolean,
): { request: TradingRequest; fees: Decimal } | undefined {
  const { config, memory, startDay } = state;
  if (startDay === null) return undefined;
  const start = { day: startDay, mark: config.allocation, currency: config.instrument.quoteCurrency };
  const word = accrueDay(config.terms, memory, { ...day, isFinal }, start);
  if (word === undefined) return undefined;
  const fees = feesOf(word);
  pay(state, fees);
  return { request: request(state, { kind: 'none' }, { word }), fees };
}

/** The day before `day` is over: keeps what it closed with, unless an earlier one is kept already. */
function turnDay(state: FollowerState, day: string): void {
  if (state.day === null || day <= state.day || state.endedDay !== null) return;
  state.endedDay = { day: dayBefore(day), equity: equityOf(state), volume: state.volume };
}

/** The first day that is neither charged nor known to cost nothing; null before the first bar. */
function firstUnsettled({ startDay, settledThrough, memory: { feesThrough } }: FollowerState): string | null {
  if (startDay === null) return null;
  return firstUncharged(firstUncharged(startDay, feesThrough), settledThrough ?? undefined);
}

function firstUncharged(startDay: string, through: string | undefined): string {
  const next = through === undefined ? startDay : dayAfter(through);
  return next > startDay ? next : startDay;
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const dayAfter = (day: string): string => dayOf(Date.parse(day) + DAY_MS);
const dayBefore = (day: string): string => dayOf(Date.parse(day) - DAY_MS);
