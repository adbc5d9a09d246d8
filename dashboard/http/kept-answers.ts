// A1. An answer is kept KEEP_MS from when it was asked for, by the hash of what it is about: no token lies in memory for longer than its request.
// A2. Whoever asks meanwhile gets the same answer, also one that is still under way.
// A3. What is forgotten is not given out again; an answer under way is forgotten whomever it turns out to be about, for it may be of before.
// A4. At most MOST_KEPT are there; the oldest go first, so that who asks with made-up tokens pushes out what is nearly over anyway.
// A5. Who is to change something is asked about anew, whatever is kept: at most ASKED_NOW_MS ago, for those who ask at the same moment.
import { createHash } from 'node:crypto';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { WallClock } from '../face.ts';

/** What another gateway changes is forgotten when it says so; where that word was lost, one may look so much longer, and change nothing. */
export const KEEP_MS = 30_000;
const ASKED_NOW_MS = 250;
const MOST_KEPT = 20_000;

interface Kept<Answer> {
  readonly askedAt: number;
  readonly answer: Promise<Answer | null>;
  /** Undefined while it is under way; null when it is about nobody. */
  user: string | null | undefined;
}

/** Who tokens stand for, remembered for a moment. */
export interface KeptAnswers<Answer> {
  /** The answer of at most KEEP_MS ago, or what `ask` says; a failure is not kept. A5 holds for who `changes`. */
  read(token: string, ask: () => Promise<Answer | null>, changes?: boolean): Promise<Answer | null>;
  /** Forgets what is about these users, or all. */
  forget(users?: ReadonlySet<string>): void;
}

export const keptAnswers = <Answer>(
  clock: WallClock,
  callerOf: (answer: Answer) => Caller,
  mostKept = MOST_KEPT,
): KeptAnswers<Answer> => {
  const all = new Map<string, Kept<Answer>>();

  const ask = (hash: string, asked: () => Promise<Answer | null>): Promise<Answer | null> => {
    const kept: Kept<Answer> = { askedAt: clock.now(), answer: asked(), user: undefined };
    all.delete(hash); // so that the order is that of asking
    all.set(hash, kept);
    if (all.size > mostKept) all.delete(all.keys().next().value!); // A4
    kept.answer.then(
      (answer) => {
        kept.user = answer === null ? null : callerOf(answer).user;
      },
      () => {
        if (all.get(hash) === kept) all.delete(hash);
      },
    );
    return kept.answer;
  };

  return {
    read: (token, asked, changes = false) => {
      const hash = createHash('sha256').update(token).digest('base64'); // A1
      const kept = all.get(hash);
      // A clock that was set back must not keep anything longer.
      const isFresh = kept !== undefined && Math.abs(clock.now() - kept.askedAt) < (changes ? ASKED_NOW_MS : KEEP_MS);
      return isFresh ? kept.answer : ask(hash, asked);
    },
    forget: (users) => {
      if (users === undefined) return all.clear();
      for (const [hash, { user }] of all)
        if (user === undefined || (user !== null && users.has(user))) all.delete(hash); // A3
    },
  };
};
