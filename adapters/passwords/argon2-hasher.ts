// A1. OWASP's parameters for argon2id (Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane); a hash of others is made anew
//     when its password is next right.
// A2. A hash takes a thread and 19 MiB for tens of milliseconds: few run at once, so that sign-ins starve neither the node's disk nor
//     its actors; some wait; the rest is refused.
import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../actors/ports/password-hasher.ts';
import { ActorError } from '../../runtime/errors.ts';

export interface Argon2Options {
  /** KiB. */
  readonly memoryCost?: number;
  readonly timeCost?: number;
  readonly parallelism?: number;
  /** At the same time, and waiting beside them. */
  readonly running?: number;
  readonly waiting?: number;
}

const OWASP = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of libuv's four threads. */
const RUNNING = 2;
const WAITING = 100;
const RETRY_AFTER_MS = 2_000;
const ARGON2ID = 2;

/** Passwords by argon2id. */
export function argon2Hasher(options: Argon2Options = {}): PasswordHasher {
  const { running = RUNNING, waiting = WAITING, ...given } = options;
  const parameters = { ...OWASP, ...given };
  const inTurn = turns(running, waiting);
  /** What is compared where there is no user: of a password that nobody has. */
  let nobody: Promise<string> | undefined;

  const isOld = (encoded: string): boolean => {
    const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(encoded);
    return (
      (algorithm as number) !== ARGON2ID ||
      memoryCost !== parameters.memoryCost ||
      timeCost !== parameters.timeCost ||
      parallelism !== parameters.parallelism
    );
  };

  return {
    hash: (password) => inTurn(() => hash(password, parameters)),
    async verify(encoded, password) {
      nobody ??= hash(crypto.getRandomValues(new Uint8Array(32)), parameters);
      const compared = encoded ?? (await nobody);
      const isRight = await inTurn(() => verify(compared, password));
      if (encoded === null || !isRight) return 'wrong';
      return isOld(encoded) ? 'right-but-old' : 'right';
    },
  };
}

/** Runs so many at once and lets so many wait; throws TOO_BUSY beyond (A2). */
function turns(running: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let free = running;
  return async (work) => {
    if (free > 0) free -= 1;
    else {
      if (queue.length >= waiting)
        throw new ActorError('TOO_BUSY', 'Too many people sign in at this moment: try again in a few seconds.', {
          retryAfterMs: RETRY_AFTER_MS,
        });
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      // The place goes to the next in line as it is, so that nobody steps in between.
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
