// A command without an answer may still be carried out, and says so; one that failed is asked again under its key, by which
// whoever had taken it knows it again. That a key names one request alone is seen to in answered-once.ts.
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { WallClock } from '../face.ts';
import { DashboardError } from '../problem.ts';

const ANSWER_MS = 10_000;

/** What a program asks for, in the name of a person. */
export interface Keyed {
  readonly caller: Caller;
  /** Idempotency key; undefined: this request alone. */
  readonly key: string | undefined;
}

/** Gives commands under their idempotency keys. The answer rejects with COMMAND_TIMEOUT or what `give` rejects with. */
export function keyedRequests<Asked extends Keyed, Answer>(
  give: (asked: Asked, key: string) => Promise<Answer>,
  { clock, newKey = randomUUID }: { readonly clock: WallClock; readonly newKey?: () => string },
): (asked: Asked) => Promise<Answer> {
  return async (asked) => {
    const late = Promise.withResolvers<never>();
    const cancel = clock.setTimer(ANSWER_MS, () =>
      late.reject(
        new DashboardError('COMMAND_TIMEOUT', `No answer within ${ANSWER_MS / 1_000} s; it may still be carried out.`),
      ),
    );
    try {
      return await Promise.race([give(asked, `api ${asked.key ?? newKey()}`), late.promise]);
    } finally {
      cancel();
    }
  };
}
