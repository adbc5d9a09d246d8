// Q1. A key of a caller names one request: given again with the same request it is answered the same, with another it is refused.
// Q2. What failed may be asked again under its key.
import { createHash } from 'node:crypto';
import type { WallClock } from '../face.ts';
import { DashboardError } from '../problem.ts';

const REMEMBERED = 10_000;
const REMEMBERED_MS = 24 * 3_600_000;

/** What a request was answered. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

interface Known {
  readonly request: string;
  readonly at: number;
  answer: Promise<Answered> | undefined;
}

/** Answers each keyed request once. Rejects with IDEMPOTENCY_KEY_REUSED or what `give` rejects with. */
export const answeredOnce = (clock: WallClock) => {
  const known = new Map<string, Known>();
  return (name: string, request: unknown, give: () => Promise<Answered>): Promise<Answered> => {
    const mark = createHash('sha256').update(JSON.stringify(request)).digest('base64');
    let one = known.get(name);
    if (one !== undefined && clock.now() - one.at > REMEMBERED_MS) one = undefined;
    if (one !== undefined && one.request !== mark)
      throw new DashboardError('IDEMPOTENCY_KEY_REUSED', 'This idempotency key already names another request.', {
        field: 'Idempotency-Key',
      });
    if (one?.answer !== undefined) return one.answer; // Q1
    const mine: Known = { request: mark, at: clock.now(), answer: give() };
    known.set(name, mine);
    if (known.size > REMEMBERED) known.delete(known.keys().next().value ?? '');
    mine.answer!.catch(() => (mine.answer = undefined)); // Q2
    return mine.answer!;
  };
};
