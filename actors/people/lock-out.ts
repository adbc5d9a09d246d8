// L1. An attempt is counted before it is looked at, so that a thousand at once are not one.
// L2. Counted are: a name from one address (few are free), an address (some), a name from addresses that have never signed in as
//     it (many). Beyond the free ones there is one attempt a while, and the while doubles.
// L3. An address that has signed in as somebody is not held up by what others try from elsewhere: nobody can lock the owner out.
// L4. Names that nobody has are counted like all others.
import type { AttemptCounters } from '../ports/attempt-counters.ts';
import { hashOf } from './tokens.ts';

/** How many attempts are free, and how the while between further ones grows. */
interface Patience {
  readonly free: number;
  readonly windowMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A name tried from one address. */
export const PAIR: Patience = { free: 5, windowMs: DAY, firstWaitMs: 30_000, longestWaitMs: 60 * MINUTE };
/** An address, whoever it tries: an office may be behind it. */
const ADDRESS: Patience = { free: 100, windowMs: 60 * MINUTE, firstWaitMs: 5_000, longestWaitMs: 15 * MINUTE };
/** A name, from addresses that it has never signed in from. */
export const NAME: Patience = { free: 50, windowMs: DAY, firstWaitMs: 10_000, longestWaitMs: 5 * MINUTE };
/** Accounts that one address makes, tokens that it tries, letters that it has sent. */
export const BY_ADDRESS: Patience = {
  free: 60,
  windowMs: 60 * MINUTE,
  firstWaitMs: 10_000,
  longestWaitMs: 10 * MINUTE,
};
/** Letters to one user. */
export const TO_NAME: Patience = { free: 5, windowMs: DAY, firstWaitMs: 10 * MINUTE, longestWaitMs: 6 * 60 * MINUTE };

const KNOWN_MS = 90 * DAY;

interface Counted {
  readonly key: string;
  readonly patience: Patience;
}

/** An attempt that was counted; it may be made when there is nothing to wait for. */
export interface Attempt {
  /** Milliseconds; 0: now. */
  readonly waitMs: number;
  /** It was no guess: it does not count. */
  takeBack(): Promise<void>;
  /** It was right: what was counted before is forgotten, and its address is known. */
  succeeded(): Promise<void>;
}

/** Throttles guessing. */
export interface LockOut {
  signIn(user: string, ip: string): Promise<Attempt>;
  /** Somebody who is signed in gives their password again. */
  confirm(user: string): Promise<Attempt>;
  /** Something that may be done a few times: what, and by or to whom. Answers how many milliseconds to wait. */
  few(what: string, who: string, patience: Patience): Promise<number>;
}

export function lockOut(counters: AttemptCounters): LockOut {
  async function attempt({ key, patience }: Counted): Promise<{ waitMs: number; hasPlace: boolean }> {
    const tried = await counters.add(key, patience.windowMs); // L1
    if (tried < patience.free) return { waitMs: 0, hasPlace: false };
    const waitMs = await counters.take(key, waitAfter(tried, patience));
    if (waitMs > 0) await counters.giveBack(key, patience.windowMs);
    return { waitMs, hasPlace: waitMs === 0 };
  }

  const giveBack = ({ key, patience }: Counted): Promise<void> => counters.giveBack(key, patience.windowMs);

  async function attempts(all: readonly Counted[], own: Counted, known?: string): Promise<Attempt> {
    const waits = await Promise.all(all.map(({ key }) => counters.taken(key)));
    let waitMs = Math.max(...waits);
    const counted: Counted[] = [];
    const places: Counted[] = [];
    for (const one of waitMs > 0 ? [] : all) {
      const made = await attempt(one);
      ({ waitMs } = made);
      if (waitMs > 0) break;
      counted.push(one);
      if (made.hasPlace) places.push(one);
    }
    const takeBack = async (): Promise<void> => {
      await Promise.all([...counted.map(giveBack), ...places.map(({ key }) => counters.release(key))]);
    };
    if (waitMs > 0) await takeBack();
    return {
      waitMs,
      takeBack,
      async succeeded() {
        await Promise.all(counted.filter((one) => one !== own).map(giveBack));
        await counters.forget(own.key);
        if (known === undefined) return;
        await counters.forget(known);
        await counters.add(known, KNOWN_MS);
      },
    };
  }

  return {
    async signIn(user, ip) {
      const known = keyOf('known', user, ip);
      const isKnown = (await counters.count(known)) > 0;
      const pair = { key: keyOf('pair', user, ip), patience: PAIR };
      const address = { key: keyOf('address', ip), patience: ADDRESS };
      const name = { key: keyOf('name', user), patience: NAME };
      return attempts([address, ...(isKnown ? [] : [name]), pair], pair, known); // L2, L3
    },
    async confirm(user) {
      const own = { key: keyOf('confirm', user), patience: PAIR };
      return attempts([own], own);
    },
    async few(what, who, patience) {
      const own = { key: keyOf(what, who), patience };
      return (await attempts([own], own)).waitMs;
    },
  };
}

/** Names are of any length, and no business of whoever reads the counters. */
const keyOf = (...parts: readonly string[]): string => hashOf(parts.join('\n')).slice(0, 40);

/** The while after the `tried`th attempt: doubled by each beyond the free ones. */
const waitAfter = (tried: number, { free, firstWaitMs, longestWaitMs }: Patience): number =>
  Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tried - free, 30));
