import type { Control } from '../domain/risk/control.ts';
import { emptyControlBook, loadControlBook, saveControlBook, type ControlBook } from '../domain/risk/control-book.ts';
import type { LimitChange } from '../domain/risk/limit-change.ts';
import type { SaidConfirmation } from '../ports/risk-desk.ts';
import type { SavedChange } from '../domain/risk/supervisor-event.ts';
import { reviveChange, saveChange } from './saved-change.ts';
import type { SupervisorConfig } from './supervisor-config.ts';

/** How many controls are remembered for people; the table `risk_controls` has all. */
const REMEMBERED = 200;

/** A control that was given, and how far the accounts are with it. */
export interface Issued {
  readonly seq: number;
  readonly control: Control;
  /** Of the command that asked for it. */
  readonly commandId: string;
  /** Accounts that have to take it; undefined until that is known. */
  affected: readonly string[] | undefined;
  /** Epoch milliseconds UTC: when every affected account decided by it; undefined until then. */
  inForceAt: number | undefined;
  /** When nothing admitted before it could reach a venue any more; undefined until then. */
  confirmedAt: number | undefined;
  /** When everything it closes was flat; undefined until then, and for one that closes nothing. */
  flatAt: number | undefined;
}

/** A loosening that waits for a second person. */
export interface Proposal {
  readonly id: string;
  readonly change: LimitChange;
}

export interface SupervisorState {
  readonly config: SupervisorConfig;
  readonly self: string;
  readonly book: ControlBook;
  /** By number, oldest first. */
  readonly issued: Map<number, Issued>;
  readonly proposals: Map<string, Proposal>;
  /** Rules have been issued, if only to say that there are none. */
  rulesSet: boolean;
  /** Last day on which a scope was closed for what its accounts had lost together, by the text of the scope. */
  readonly lossStops: Map<string, string>;
  // Of this incarnation only:
  /** What accounts have said to this incarnation. */
  readonly heard: Map<string, SaidConfirmation>;
  /** When the last account so far said that it decides by a control, by its number. */
  readonly takenAt: Map<number, number>;
  beats: number;
}

export const initialSupervisor = (config: SupervisorConfig, self: string): SupervisorState => ({
  ...{
    config,
    self,
    book: emptyControlBook(),
    issued: new Map(),
    proposals: new Map(),
    heard: new Map(),
    takenAt: new Map(),
    beats: 0,
  },
  ...{ rulesSet: false, lossStops: new Map() },
});

/** Whether it closes what its scope holds; one that a later word about the scope took the place of closes nothing more. */
export const isClosing = ({ book }: SupervisorState, { seq, control }: Issued): boolean =>
  control.kind === 'restrict' && control.flatten && book.latches.get(control.scope)?.seq === seq;

/** Whether it asks anything more of the accounts. */
export const isDone = (state: SupervisorState, issued: Issued): boolean =>
  issued.confirmedAt !== undefined && (issued.flatAt !== undefined || !isClosing(state, issued));

/** Forgets the oldest of those that are done. */
export function trim(state: SupervisorState): void {
  for (const [seq, issued] of state.issued) {
    if (state.issued.size <= REMEMBERED) return;
    if (isDone(state, issued)) state.issued.delete(seq);
  }
}

interface Saved {
  readonly book: unknown;
  readonly issued: readonly Issued[];
  readonly proposals: readonly { readonly id: string; readonly change: SavedChange }[];
  // Absent in snapshots from before these were noted.
  readonly rulesSet?: boolean;
  readonly lossStops?: readonly (readonly [string, string])[];
}

/** JSON of the state. */
export const saveSupervisor = ({ book, issued, proposals, rulesSet, lossStops }: SupervisorState): unknown => {
  const saved: Saved = {
    book: saveControlBook(book),
    issued: [...issued.values()].map((one) => ({ ...one })),
    proposals: Array.from(proposals.values(), ({ id, change }) => ({ id, change: saveChange(change) })),
    ...{ rulesSet, lossStops: [...lossStops] },
  };
  return saved;
};

/** The state again from its JSON. */
export function loadSupervisor(config: SupervisorConfig, json: unknown, self: string): SupervisorState {
  const { book, issued, proposals, rulesSet = false, lossStops = [] } = json as Saved;
  return {
    ...initialSupervisor(config, self),
    book: loadControlBook(book),
    issued: new Map(issued.map((one) => [one.seq, { ...one }])),
    proposals: new Map(proposals.map(({ id, change }) => [id, { id, change: reviveChange(change) }])),
    ...{ rulesSet, lossStops: new Map(lossStops) },
  };
}
