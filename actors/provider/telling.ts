// T1. What is said is journaled in the same commit: an entry and its event are both durable, or neither. Both carry the wall time
//     at which it was said, so that whoever takes it can tell its age.
// T2. Paused, nothing that the source does shows: neither its fills nor, in a note, the book that they led to.
// T3. Withdrawn, the round that was open is told to its end, so that followers can leave with it; after that nothing is.
import type { Turn } from '../../runtime/turn.ts';
import type { CopyEntry } from '../domain/copy/copy-entry.ts';
import type { ProviderEvent } from './provider-event.ts';
import { type ProviderState, toldBook } from './provider-state.ts';

interface When {
  /** Market time, epoch milliseconds UTC. */
  readonly time: number;
  /** Wall time, epoch milliseconds UTC; undefined where no clock could tell. */
  readonly at?: number | undefined;
  readonly correlationId: string;
}

/** Journals an event and so folds it into the state; `lazily` when the source's reports would tell it again after a crash. */
export function journal(turn: Turn, event: ProviderEvent, { time, correlationId }: When, lazily = false): void {
  turn.record(event.type, event, { time, correlationId }, lazily);
}

/** An event that followers do not hear of. */
type Quiet<Event> = Event extends unknown ? Omit<Event, 'entry' | 'at'> : never;
type Said = Extract<ProviderEvent, { readonly entry?: number }>;

/** Journals an event and says it to followers, with the book after it. */
export function say(state: ProviderState, turn: Turn, event: Quiet<Said>, what: CopyEntry['what'], when: When): void {
  const position = state.entries + 1;
  const { time, at = time, correlationId } = when;
  journal(turn, { ...event, entry: position, at }, when);
  const payload: CopyEntry = { what, time, at, book: toldBook(state) };
  turn.append(state.copies, { position, time, payload, correlationId });
}

/** Says an event if followers are to hear of it now, and journals it anyhow. */
export function sayIf(isSaid: boolean, ...[state, turn, event, what, when]: Parameters<typeof say>): void {
  if (isSaid) say(state, turn, event, what, when);
  else journal(turn, event as ProviderEvent, when);
}

/** Everything from before it was published is in the book. */
export const isPublished = ({ entries }: ProviderState): boolean => entries > 0;

/** Whether followers hear of what changes. */
export const isTelling = (state: ProviderState): boolean => isPublished(state) && state.broadcasting === 'ON';

/** Whether the next fill is passed on. */
export function passesFills(state: ProviderState): boolean {
  if (isTelling(state)) return true;
  const { book, lastRound } = state;
  return isPublished(state) && book.round === lastRound && !book.holding.quantity.isZero(); // T3
}
