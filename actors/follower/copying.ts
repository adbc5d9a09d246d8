// C1. Each entry that is decided gives one numbered request; one that the account's memory has behind it gives none.
// C2. An entry carries the provider's whole book, so of entries that are too old only the newest decides; those before it are
//     noted in one word.
// C3. The provider's entries are pulled, outside the merge of bars and reports: a provider that is silent holds up nothing.
// C4. How old an entry is, only a clock can tell: it is asked after each, and its answer is the message that decides.
import type { PerformResult, StreamEntry } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { type CopyEntry, reviveCopyEntry } from '../domain/copy/copy-entry.ts';
import { type CopyDecision, decideCopy, type EntryWord } from '../domain/copy/decide-copy.ts';
import { ZERO } from '../domain/decimal.ts';
import { WALL_CLOCK_PORT } from '../ports/wall-clock.ts';
import { copiesStream, type TradingRequest } from '../protocol.ts';
import type { FollowerState } from './follower-state.ts';
import { actionOf, ordersIn, request, tellDecided } from './requests.ts';
import { isReady, sceneOf, tradingStateOf } from './scene.ts';

export const SETTLE_TIMER = 'settle';
/** After this long without a newer one the last old entry is the newest. */
const SETTLE_MS = 250;
const RECENT = 20;

const streamOf = ({ config }: FollowerState): string => copiesStream(config.provider.slice('provider.'.length));

export const isCopyEntry = (state: FollowerState, { stream }: StreamEntry): boolean => stream === streamOf(state);

/** Follows the provider's entries, once it can decide: from the last one that is dealt with, for the book that it carries. */
export function copyOn(state: FollowerState, turn: Turn): void {
  if (state.isCopying || state.leaving !== null || !isReady(state)) return;
  state.isCopying = true;
  const stream = streamOf(state);
  turn.follow(stream, { after: Math.max(0, state.memory.seq - 1), rank: 0, pull: true });
  turn.pull(stream);
}

/** Listens to the provider no more. */
export function copyNoMore(state: FollowerState, turn: Turn): void {
  state.asking = undefined;
  state.aged = undefined;
  turn.cancelTimer(SETTLE_TIMER);
  if (state.isCopying) turn.unfollow(streamOf(state));
  state.isCopying = false;
}

/** Takes the provider's next entry; what has been taken already does nothing. */
export function takeCopy(state: FollowerState, entry: StreamEntry, turn: Turn): void {
  if (!state.isCopying || state.asking !== undefined) return;
  const dealtWith = state.book === null ? state.memory.seq - 1 : state.memory.seq;
  if (entry.seq <= (state.aged?.newest.seq ?? dealtWith)) {
    turn.pull(streamOf(state));
    return;
  }
  state.asking = entry;
  turn.perform(WALL_CLOCK_PORT, { seq: entry.seq }); // C4
}

/** What time it is: decides the entry that was taken, or, when that is too old, waits for what comes after it. */
export function hearTime(state: FollowerState, result: PerformResult, turn: Turn): void {
  const entry = state.asking;
  if (entry === undefined) return;
  state.asking = undefined;
  const copy = entryOf(entry);
  // Without a clock, market time tells at least of an outage of its own.
  const now = result.ok ? Number(result.value) : Math.max(copy.at, state.time);
  turn.pull(streamOf(state));
  if (entry.seq <= state.memory.seq) {
    state.book = copy.book;
    return;
  }
  if (now - copy.at > state.settings.maxSignalAgeMs) {
    state.aged = { newest: entry, earlier: state.aged?.newest, now };
    turn.timer(SETTLE_TIMER, SETTLE_MS);
    return;
  }
  turn.cancelTimer(SETTLE_TIMER);
  const noted = noteAged(state, state.aged?.newest, now);
  state.aged = undefined;
  tellDecided(state, turn, [...noted, ...decideEntry(state, entry, copy, now)]);
}

/** Nothing newer has come: the last old entry says where the follower should be. */
export function settleAged(state: FollowerState, turn: Turn): void {
  const { aged } = state;
  // One whose age is being asked for is newer; it goes on from here.
  if (aged === undefined || state.asking !== undefined) return;
  state.aged = undefined;
  const noted = noteAged(state, aged.earlier, aged.now);
  tellDecided(state, turn, [...noted, ...decideEntry(state, aged.newest, entryOf(aged.newest), aged.now)]);
}

const entryOf = (entry: StreamEntry): CopyEntry => reviveCopyEntry(entry.payload as CopyEntry);

/** One word for all old entries through this one; C2. */
function noteAged(state: FollowerState, entry: StreamEntry | undefined, now: number): TradingRequest[] {
  if (entry === undefined) return [];
  const copy = entryOf(entry);
  const input = { ...sceneOf(state, copy.book), entry: { ...copy, seq: entry.seq }, now, volatility: null };
  const noted = decideCopy({ ...input, isCatchingUp: true });
  return noted === undefined ? [] : [said(state, entry, noted)];
}

function decideEntry(state: FollowerState, entry: StreamEntry, copy: CopyEntry, now: number): TradingRequest[] {
  const { book } = copy;
  const decision = decideCopy({
    ...sceneOf(state, book),
    entry: { ...copy, seq: entry.seq },
    now,
    volatility: dailyVolatility(state),
  });
  if (decision === undefined) return [];
  state.book = book;
  state.unfinished = false;
  state.patience = { denials: 0, until: 0 };
  return [said(state, entry, tradingStateOf(state) === 'HALTED' ? withheld(decision) : decision)];
}

/** HALTED passes nothing; what the entry asks for is made good by a correction after it. */
function withheld(decision: CopyDecision): CopyDecision {
  if (decision.orderQuantity.isZero()) return decision;
  const word: EntryWord = {
    ...decision.word,
    outcome: 'skipped',
    reason: 'PAUSED',
    facts: 'state=HALTED',
    ordered: '0',
  };
  return { word, orderQuantity: ZERO, reduceOnly: ZERO, opening: ZERO };
}

function said(state: FollowerState, entry: StreamEntry, decision: CopyDecision): TradingRequest {
  const { word } = decision;
  const made = request(state, actionOf(decision, word.fillId), { word, correlationId: entry.correlationId });
  const clientOrderIds = ordersIn(state.self, made).map(([id]) => id);
  state.recent = [...state.recent.slice(1 - RECENT), { word, at: state.time, clientOrderIds }];
  return made;
}

/** Of a day, from that of a bar: variances of independent returns add up. */
function dailyVolatility({ volatility, config }: FollowerState): number | null {
  const ofBar = volatility?.value ?? null;
  return ofBar === null ? null : ofBar * Math.sqrt(config.periodsPerDay);
}
