// Q1. A key names one command of a person: given again it answers what it answered, and names no other.
// Q2. A command without an answer may still be carried out, and says so; one that failed is asked again under its key, by which
//     whoever had taken it knows it again.
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { WallClock } from '../face.ts';
import { DashboardError } from '../problem.ts';

const ANSWER_MS = 10_000;
const REMEMBERED = 2_000;

/** What a program asks for, in the name of a person. */
export interface Keyed {
  readonly caller: Caller;
  /** Idempotency key; undefined: this request alone. */
  readonly key: string | undefined;
}

/** Gives commands under their idempotency keys. The answer rejects with IDEMPOTENCY_KEY_REUSED, COMMAND_TIMEOUT or what `give` rejects with. */
export function keyedRequests<Asked extends Keyed, Answer>(
  give: (asked: Asked, key: string) => Promise<Answer>,
  { clock, newKey = randomUUID }: { readonly clock: WallClock; readonly newKey?: () => string },
): (asked: Asked) => Promise<Answer> {
  const named = new Map<string, string>();

  const check = ({ caller, key, ...what }: Asked): void => {
    if (key === undefined) return;
    const [name, asked] = [`${caller.user} ${key}`, JSON.stringify(what)];
    if ((named.get(name) ?? asked) !== asked)
      throw new DashboardError('IDEMPOTENCY_KEY_REUSED', 'This idempotency key already names another command.', {
        field: 'Idempotency-Key',
      });
    named.set(name, asked); // Q1
    if (named.size > REMEMBERED) named.delete(named.keys().next().value ?? '');
  };

  return async (asked) => {
    check(asked);
    const late = Promise.withResolvers<never>();
    const cancel = clock.setTimer(ANSWER_MS, () =>
      late.reject(
        new DashboardError('COMMAND_TIMEOUT', `No answer within ${ANSWER_MS / 1_000} s; it may still be carried out.`),
      ),
    );
    try {
      return await Promise.race([give(asked, `api ${asked.key ?? newKey()}`), late.promise]); // Q2
    } finally {
      cancel();
    }
  };
}
