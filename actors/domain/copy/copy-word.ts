// What a follower tells its risk monitor beside its orders, and the memory that the account's journal keeps of it.
import { decimal } from '../decimal.ts';
import type { Broadcasting } from './copy-entry.ts';

/** Why an entry was not copied, or not whole; RISK_DENIED stands in the order. */
export type CopyReason =
  | 'COPY_SLIPPAGE_EXCEEDED'
  | 'COPY_BELOW_MINIMUM'
  | 'COPY_ABOVE_MAXIMUM'
  | 'COPY_EXPOSURE_EXCEEDED'
  | 'COPY_POSITIONS_EXCEEDED'
  | 'SIGNAL_TOO_OLD'
  | 'SYMBOL_NOT_ALLOWED'
  | 'PAUSED'
  | 'CLOSE_ONLY'
  | 'STOPPED'
  | 'PROVIDER_NOT_ACTIVE'
  | 'NOT_JOINED'
  | 'CLOSED_BY_HAND'
  | 'WAITS_AFTER_OUTAGE'
  | 'SIZE_UNKNOWN'
  | 'NOTHING_TO_DO';

export type CopyMode = 'copying' | 'paused' | 'close_only' | 'stopped';

/** Part of a numbered request: what became of an entry, or of a wish of the follower's own. */
export type CopyWord =
  /** An entry of the provider, and everything before it, is dealt with. */
  | {
      readonly kind: 'entry';
      /** Its number in `copies.<provider>`. */
      readonly seq: number;
      /** Of the provider's fill; absent for entries that are none. */
      readonly fillId?: string;
      readonly outcome: 'copied' | 'reduced' | 'skipped' | 'noted';
      readonly reason?: CopyReason;
      /** Facts for people, e.g. `slippage=0.004 limit=0.001`. */
      readonly facts?: string;
      readonly round: number;
      /** Follower quantity per provider quantity in this round, as exact text; absent while it is not joined. */
      readonly scale?: string;
      readonly isJoined: boolean;
      /** Price of the provider's fill and the follower's own price then, as exact text. */
      readonly providerPrice: string;
      readonly price: string;
      /** Signed quantity that the entry asks for and what was ordered of it, as exact text. */
      readonly wanted: string;
      readonly ordered: string;
      /** Milliseconds from the provider's word to this decision. */
      readonly latencyMs: number;
      readonly broadcasting: Broadcasting;
    }
  /** A correction towards the target that belongs to no single entry. */
  | {
      readonly kind: 'correct';
      readonly why: 'reconcile' | 'close-by-hand' | 'unfollow' | 'copy-stop';
      readonly round: number;
    }
  | { readonly kind: 'mode'; readonly mode: CopyMode; readonly why: string; readonly by: string }
  /** Fees of one UTC day, `YYYY-MM-DD`; amounts in the account's currency as exact text. */
  | {
      readonly kind: 'fees';
      readonly day: string;
      readonly management: string;
      readonly performance: string;
      readonly volume: string;
      /** High-water mark after them. */
      readonly mark: string;
      /** Equity that they were worked out from. */
      readonly equity: string;
    };

/** What an account's journal knows of one follower. */
export interface CopyMemory {
  /** Entry of the provider that is dealt with last; 0: none. */
  readonly seq: number;
  readonly round: number;
  /** Exact text; undefined while the round is not joined. */
  readonly scale: string | undefined;
  readonly isJoined: boolean;
  /** Round that was closed by hand last; absent: none. */
  readonly closedRound?: number;
  readonly mode: CopyMode;
  readonly modeReason: string;
  /** Last UTC day whose fees are charged; undefined: none. */
  readonly feesThrough: string | undefined;
  /** High-water mark as exact text; undefined until the first one. */
  readonly mark: string | undefined;
  /** Copied notional since the last fees, as exact text. */
  readonly volume: string;
  /** All fees that were ever charged, as exact text; absent: none. */
  readonly paid?: string;
}

export const NO_COPY: CopyMemory = {
  ...{ seq: 0, round: 0, scale: undefined, isJoined: false, mode: 'copying', modeReason: '' },
  ...{ feesThrough: undefined, mark: undefined, volume: '0' },
};

/** Folds a word that was journaled. A word about an entry, or a day, that is behind the memory changes nothing. */
export function foldCopy(memory: CopyMemory, word: CopyWord): CopyMemory {
  switch (word.kind) {
    case 'entry':
      if (word.seq <= memory.seq) return memory;
      return { ...memory, seq: word.seq, round: word.round, scale: word.scale, isJoined: word.isJoined };
    case 'correct':
      if (word.why === 'reconcile') return memory;
      return {
        ...{ ...memory, round: word.round, isJoined: false, scale: undefined },
        ...(word.why === 'close-by-hand' && { closedRound: word.round }),
      };
    case 'mode':
      return { ...memory, mode: word.mode, modeReason: word.why };
    case 'fees':
      if (memory.feesThrough !== undefined && word.day <= memory.feesThrough) return memory;
      return { ...memory, feesThrough: word.day, mark: word.mark, volume: '0', paid: paidWith(memory, word) };
  }
}

const paidWith = (
  { paid = '0' }: CopyMemory,
  { management, performance, volume }: Extract<CopyWord, { kind: 'fees' }>,
): string => String(decimal(paid).add(management).add(performance).add(volume));
