// F1. A day is charged once: what is at or before the last day charged is undefined, in whatever order days are told.
// F2. Days that were missed are charged with the next one told, late and once each, from the equity known then.
// F3. Performance is charged where a UTC month ends among these days, and at unfollow.
// F4. Equity bears management first, then volume, then performance, and no more than there is: fees take it to zero at most. What
//     it does not bear is forgiven with its day.
// F5. A day that costs nothing by its terms and moves no mark needs no word; the next word passes over it.
import { decimal, Decimal, ZERO } from '../decimal.ts';
import { DomainError } from '../errors.ts';
import { dateOfDay } from '../zoned-time.ts';
import { toCent, wholeCents } from './cent.ts';
import type { CopyMemory, CopyWord } from './copy-word.ts';
import type { FeeTerms } from './fee-terms.ts';
import { chargePerformance } from './high-water-mark.ts';

export type FeesWord = Extract<CopyWord, { kind: 'fees' }>;

/** A UTC day that has ended, or that a follower leaves on; amounts in the account's currency. */
export interface FeeDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** Marked to market with open positions, before the fees of the day. */
  readonly equity: Decimal;
  /** Copied notional since the last fees. */
  readonly volume: Decimal;
  /** Paid in less paid out since the last fees, without the allocation; none when left out. */
  readonly paidIn?: Decimal;
  /** The last one: the follower leaves. */
  readonly isFinal?: boolean;
}

/** How following began. */
export interface FeeStart {
  /** UTC day, `YYYY-MM-DD`; no day before it is charged. */
  readonly day: string;
  /** First mark (`markAtFollow`); the memory's goes before it. */
  readonly mark: Decimal;
  /** Of the account; its cent is what amounts are rounded to. */
  readonly currency: string;
}

/**
 * The fees that are due through a day; undefined when that day, or a later one, is charged already, and when it needs no word
 * (F5). Journaling the word and
 * folding it (`foldCopy`) is what charges it. Throws FEE_DAY_INVALID for what is no date, and for amounts that are none.
 */
export function accrueDay(terms: FeeTerms, memory: CopyMemory, today: FeeDay, start: FeeStart): FeesWord | undefined {
  const first = firstUncharged(memory, start);
  const last = dayNumber(today.day);
  requireAmounts(today);
  if (last < first) return undefined; // F1
  const { equity, paidIn = ZERO } = today;
  const { currency } = start;
  const isDue = today.isFinal === true || endsMonth(first, last); // F3
  if (!isDue && paidIn.isZero() && costsNothing(terms, today)) return undefined; // F5
  const borne = (due: Decimal, left: Decimal): Decimal => Decimal.min(due, wholeCents(left, currency)); // F4
  const daily = toCent(Decimal.max(equity, ZERO).mul(terms.management).div(DAYS_A_YEAR), currency);
  const management = borne(daily.mul(last - first + 1), equity); // F2
  const volume = borne(toCent(today.volume.mul(terms.perVolume), currency), equity.sub(management));
  const mark = (memory.mark === undefined ? start.mark : decimal(memory.mark)).add(paidIn);
  const left = equity.sub(management).sub(volume);
  const charged = isDue
    ? chargePerformance({ rate: terms.performance, equity: left, mark, currency })
    : { fee: ZERO, mark };
  return {
    kind: 'fees',
    day: today.day,
    management: String(management),
    performance: String(charged.fee),
    volume: String(volume),
    mark: String(charged.mark),
    equity: String(equity),
  };
}

/** All that a word charges. */
export const feesOf = (word: Pick<FeesWord, 'management' | 'performance' | 'volume'>): Decimal =>
  decimal(word.management).add(word.performance).add(word.volume);

/** Whatever the equity is. */
const costsNothing = ({ management, perVolume }: FeeTerms, { volume }: FeeDay): boolean =>
  management.isZero() && (perVolume.isZero() || volume.isZero());

const DAY_MS = 86_400_000;
const DAYS_A_YEAR = 365;

function firstUncharged({ feesThrough }: CopyMemory, start: FeeStart): number {
  const began = dayNumber(start.day);
  return feesThrough === undefined ? began : Math.max(began, dayNumber(feesThrough) + 1);
}

/** Whether the last day of a month is among the days from `first` to `last`. */
const endsMonth = (first: number, last: number): boolean => monthOf(first) !== monthOf(last + 1);

const monthOf = (day: number): string => dateOfDay(day).slice(0, 7);

/** Days since 1970-01-01. */
function dayNumber(day: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  // Some dates that are none, 2026-02-30, are read as a later one.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day)
    throw new DomainError('FEE_DAY_INVALID', `${day} is not a date YYYY-MM-DD`, { day });
  return ms / DAY_MS;
}

function requireAmounts({ day, equity, volume, paidIn = ZERO }: FeeDay): void {
  if (equity.isFinite() && paidIn.isFinite() && volume.isFinite() && volume.gte(0)) return;
  const facts = { day, equity: String(equity), volume: String(volume), paidIn: String(paidIn) };
  const said = `equity=${facts.equity} volume=${facts.volume} paidIn=${facts.paidIn}`;
  throw new DomainError('FEE_DAY_INVALID', `fees of ${day} cannot be worked out: ${said}`, facts);
}
