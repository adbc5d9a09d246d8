import type { Control } from './control.ts';
import type { SavedLimitEntry } from './limit-book.ts';

/** A change as JSON: an entry that has no version yet. */
export type SavedChange = Omit<SavedLimitEntry, 'version' | 'approvedBy'> & { readonly fromVersion: number };

/** Everything the risk supervisor journals: its state is the fold of these, and tables of controls and limits are their projection. */
export type SupervisorEvent =
  | {
      readonly type: 'control.issued';
      readonly seq: number;
      readonly control: Control;
      /** Of the command that asked for it. */
      readonly commandId: string;
      /** What the limit was before, for a limit. */
      readonly before?: SavedLimitEntry;
    }
  /** Accounts that have to take it. */
  | {
      readonly type: 'control.affects';
      readonly seq: number;
      readonly accounts: readonly string[];
      readonly actors: number;
    }
  /** Every one of them decides by it; wall time, epoch milliseconds UTC. */
  | { readonly type: 'control.in-force'; readonly seq: number; readonly at: number }
  /** And nothing that they admitted before it can reach a venue any more. */
  | { readonly type: 'control.confirmed'; readonly seq: number; readonly at: number }
  /** All that it closes is flat, by ledger and venue. */
  | { readonly type: 'control.flat'; readonly seq: number; readonly at: number }
  | { readonly type: 'limit.proposed'; readonly id: string; readonly change: SavedChange }
  | {
      readonly type: 'proposal.settled';
      readonly id: string;
      readonly by: string;
      readonly outcome: 'approved' | 'withdrawn' | 'overtaken';
    }
  /** The accounts of a scope have lost more together than they may in a day; amounts as exact text. */
  | {
      readonly type: 'daily-loss.stopped';
      readonly scope: string;
      readonly date: string;
      readonly loss: string;
      readonly limit: string;
      readonly currency: string;
      readonly at: number;
    };
