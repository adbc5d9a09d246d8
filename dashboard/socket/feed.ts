import type { Asker, News } from './entry.ts';
import type { Since } from './message.ts';

/** What a feed tells its topic; a topic that is numbered by its records gives the number itself. */
export type Say = (news: readonly (News & { readonly seq?: number })[]) => void;

/** Where the entries of one topic come from: one reader, however many listen. */
export interface Feed {
  /** Resolves when it knows where it stands; from then on it says what is new, in order. `seq`: number of the last record. */
  start(say: Say): Promise<{ readonly seq?: number }>;
  /** Sees to it that what this asker may see is read; resolves when it is. */
  cover?(asker: Asker): Promise<void>;
  /** Rows as they are for this asker, none of them newer than what has been said, unless told so by `isAhead`. */
  snapshot(asker: Asker): Promise<readonly News[]>;
  /** Whether a snapshot may hold what is said once more afterwards. */
  readonly isAhead?: boolean;
  /** What was said after `since` and before this call, from records; undefined when there is more of it than is read at once. */
  replay?(since: Since, asker: Asker): Promise<readonly (News & { readonly seq?: number })[] | undefined>;
  stop(): void;
}
