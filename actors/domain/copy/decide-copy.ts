// D1. One entry, one word: an entry that the memory has behind it decides nothing.
// D2. The target is a function of the newest book and the memory, so lost, late and doubled entries cannot matter.
// D3. Reductions follow whatever the mode, the lists, the age and the price; only `wait` after an outage leaves all as it is.
import { type Decimal, ZERO } from '../decimal.ts';
import { scaleFor } from './allocation.ts';
import type { CopyEntry } from './copy-entry.ts';
import { type CopyOrders, expectedOf, ordersTowards } from './copy-orders.ts';
import type { CopyScene } from './copy-scene.ts';
import { NO_TARGET, type CopyTarget, targetQuantity } from './copy-target.ts';
import type { CopyWord } from './copy-word.ts';
import { copyOpenFault, type OpeningFault, slippageFault, standingFault } from './opening-fault.ts';
import { kept, knownMembership, meetRound, opensRound, type RoundMembership } from './round-membership.ts';

export type EntryWord = Extract<CopyWord, { kind: 'entry' }>;

export interface CopyInput extends Omit<CopyScene, 'book'> {
  /** With its number in `copies.<provider>`. */
  readonly entry: CopyEntry & { readonly seq: number };
  /** Epoch milliseconds UTC, wall time. */
  readonly now: number;
  /** Of the entry when it was taken; absent: from its `at` to now. */
  readonly ageMs?: number;
  /** Newer entries are known and come next: this one trades nothing. */
  readonly isCatchingUp?: boolean;
  /** Standard deviation of daily returns of the follower's instrument; null until it is known. */
  readonly volatility: number | null;
  /** The follower's account currency for one unit of the provider's; absent where they are the same. */
  readonly providerRate?: Decimal;
}

export interface CopyDecision extends Omit<CopyOrders, 'fault'> {
  readonly word: EntryWord;
}

/** What a follower does about an entry of its provider; undefined when that is none of its business (any more). */
export function decideCopy(input: CopyInput): CopyDecision | undefined {
  const { entry, memory } = input;
  if (entry.seq <= memory.seq) return undefined;
  if (input.isCatchingUp === true) return memory.seq === 0 ? undefined : leftAlone(input, { facts: 'catching-up' });
  const scene: CopyScene = { ...input, book: entry.book };
  const age = ageOf(input);
  const isFirst = memory.seq === 0 && !(opensRound(entry) && !age.isOld);
  if (age.isOld && input.settings.afterOutage === 'wait' && !isFirst)
    return leftAlone(input, { reason: 'WAITS_AFTER_OUTAGE', facts: age.facts });
  const fault = isFirst ? (standingFault(scene) ?? copyOpenFault(scene)) : signalFault(scene, age);
  const membership = knownMembership(scene) ?? meetRound(scene, scaleFor(input.settings, scaleInput(input)), fault);
  return decided(input, scene, membership, fault);
}

interface SignalAge {
  readonly isOld: boolean;
  readonly facts: string;
}

function ageOf({ settings, entry, now, ageMs = now - entry.at }: CopyInput): SignalAge {
  const { maxSignalAgeMs } = settings;
  return { isOld: ageMs > maxSignalAgeMs, facts: `age=${ageMs} limit=${maxSignalAgeMs}` };
}

/** Why a signal opens nothing: what stands in the way anyhow, its age unless that is reconciled, the price. */
function signalFault(scene: CopyScene, { isOld, facts }: SignalAge): OpeningFault | undefined {
  const standing = standingFault(scene);
  if (standing !== undefined) return standing;
  if (isOld && scene.settings.afterOutage !== 'reconcile') return { reason: 'SIGNAL_TOO_OLD', facts };
  return slippageFault(scene);
}

const scaleInput = ({ entry, own, ...input }: CopyInput): Parameters<typeof scaleFor>[1] => ({
  ...input,
  ...{ book: entry.book, ownEquity: own.equity },
});

function decided(
  input: CopyInput,
  scene: CopyScene,
  membership: RoundMembership,
  fault: OpeningFault | undefined,
): CopyDecision {
  const target = targetOf(scene, membership.targetScale);
  const { fault: cut, ...orders } = ordersTowards(scene, target, fault);
  const asked = membership.askedScale === undefined ? target : targetOf(scene, membership.askedScale);
  const wanted = asked.wanted.sub(expectedOf(scene.own));
  const held = membership.fault ?? cut;
  return { word: { ...wordOf(input, membership, wanted, orders.orderQuantity, held) }, ...orders };
}

const targetOf = ({ settings, book, instrument, price, rate }: CopyScene, scale: Decimal | undefined): CopyTarget =>
  scale === undefined ? NO_TARGET : targetQuantity(settings, scale, book, instrument, price, rate);

/** Nothing is traded and nothing about the round is decided. */
function leftAlone(input: CopyInput, fault: Partial<OpeningFault>): CopyDecision {
  const { reason = 'NOTHING_TO_DO', facts } = fault;
  const told: OpeningFault = { reason, ...(facts !== undefined && { facts }) };
  return {
    word: wordOf(input, kept(input.memory), ZERO, ZERO, told),
    ...{ orderQuantity: ZERO, reduceOnly: ZERO, opening: ZERO },
  };
}

function wordOf(
  { entry, now, price }: CopyInput,
  { round, isJoined, scale }: RoundMembership,
  wanted: Decimal,
  ordered: Decimal,
  fault: OpeningFault | undefined,
): EntryWord {
  const isWhole = ordered.eq(wanted) && !ordered.isZero();
  const told: OpeningFault | undefined = isWhole ? undefined : (fault ?? { reason: 'NOTHING_TO_DO' });
  return {
    ...{ kind: 'entry', seq: entry.seq, round, isJoined },
    ...(entry.what.kind === 'fill' && { fillId: entry.what.fillId }),
    outcome: ordered.isZero() ? (entry.what.kind === 'fill' ? 'skipped' : 'noted') : isWhole ? 'copied' : 'reduced',
    ...(told !== undefined && { reason: told.reason }),
    ...(told?.facts !== undefined && { facts: told.facts }),
    ...(scale !== undefined && { scale: String(scale) }),
    ...{ providerPrice: String(entry.book.price), price: String(price) },
    ...{ wanted: String(wanted), ordered: String(ordered), latencyMs: Math.max(0, now - entry.at) },
    broadcasting: entry.book.broadcasting,
  };
}
