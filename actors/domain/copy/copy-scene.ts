import type { Decimal } from '../decimal.ts';
import type { Instrument } from '../instrument.ts';
import type { ProviderBook } from './copy-entry.ts';
import type { CopySettings } from './copy-settings.ts';
import type { CopyMemory } from './copy-word.ts';

/** A follower's own side. */
export interface OwnCopy {
  /** Signed. */
  readonly held: Decimal;
  /** Signed sum of what its open orders may still fill. */
  readonly working: Decimal;
  /** In its account's currency. */
  readonly equity: Decimal;
  /** Other positions that are open by copying, this one not counted. */
  readonly openCopies: number;
}

/** All that decides where a follower should be now. */
export interface CopyScene {
  readonly settings: CopySettings;
  readonly memory: CopyMemory;
  /** The provider's, newest that is known. */
  readonly book: ProviderBook;
  /** The follower's own price, in the quote currency of its instrument. */
  readonly price: Decimal;
  /** Account currency for one unit of that quote currency; 1 where they are the same. */
  readonly rate: Decimal;
  readonly own: OwnCopy;
  /** The follower's. */
  readonly instrument: Instrument;
}
