// F1. An account has taken a control when it says so after its own commit; what was said to a former incarnation is said again.
// F2. Confirmed and flat are journaled once, when the last affected account has said so; who has not is named until then.
// F3. All of this is journaled lazily, so that the next command waits for no commit of it: whatever is lost in a crash is asked
//     again, and said again, since accounts watch the supervisor.
import type { PerformResult } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import type { AffectedAccount, SaidConfirmation } from '../ports/risk-desk.ts';
import { stopDailyLosses } from './daily-losses.ts';
import { askWhom, journal } from './issue.ts';
import { isClosing, isDone, type Issued, type SupervisorState } from './supervisor-state.ts';

const ASK_AGAIN_MS = 250;
/** F3. */
const LAZILY = true;

/** Takes what accounts say about how far they are. */
export function hearConfirmations(state: SupervisorState, turn: Turn, json: unknown, at: number): void {
  for (const one of parseConfirmations(json)) {
    const before = state.heard.get(one.account);
    // Words may overtake each other: nothing that was confirmed is taken back.
    const flat = [...new Set([...(before?.flat ?? []), ...one.flat])];
    const day = one.day ?? before?.day;
    const taken = Math.max(one.taken, before?.taken ?? 0);
    const through = Math.max(one.through, before?.through ?? 0);
    noteTaken(state, before?.taken ?? 0, one);
    state.heard.set(one.account, { ...one, taken, through, flat, ...(day !== undefined && { day }) });
  }
  settleAll(state, turn, at);
  stopDailyLosses(state, turn, at);
}

/** An account decides by more controls than before. */
function noteTaken({ issued, takenAt }: SupervisorState, before: number, { taken, at }: SaidConfirmation): void {
  for (const { seq, inForceAt } of issued.values()) {
    if (inForceAt === undefined && seq > before && seq <= taken) takenAt.set(seq, Math.max(at, takenAt.get(seq) ?? 0));
  }
}

const confirmations: z.ZodType<readonly SaidConfirmation[]> = z.array(
  z.strictObject({
    account: z.string().min(1),
    taken: z.int().nonnegative(),
    through: z.int().nonnegative(),
    at: z.number().nonnegative(),
    flat: z.array(z.int().nonnegative()),
    day: z
      .strictObject({
        user: z.string(),
        currency: z.string(),
        date: z.string(),
        startEquity: z.string(),
        equity: z.string(),
      })
      .exactOptional(),
  }),
);

function parseConfirmations(json: unknown): readonly SaidConfirmation[] {
  const parsed = confirmations.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const field = ['confirmations', ...path].join('.');
  throw new DomainError('INVALID_PARAMS', `${field}: ${message}`, { field });
}

/** Takes the answer to whom a control is about. */
export function hearAffected(state: SupervisorState, turn: Turn, seq: number, result: PerformResult): void {
  const issued = state.issued.get(seq);
  if (issued === undefined || issued.affected !== undefined) return;
  if (!result.ok) {
    turn.timer(`affected:${seq}`, ASK_AGAIN_MS, { seq });
    return;
  }
  const { affected, at } = result.value as { affected: readonly AffectedAccount[]; at: number };
  const running = affected.filter(({ isRunning }) => isRunning);
  const actors = affected.reduce((sum, one) => sum + one.actors.length, 0);
  const accounts = running.map(({ account }) => account);
  journal(turn, { type: 'control.affects', seq, accounts, actors }, at, `control:${seq}`, LAZILY);
  settleAll(state, turn, at);
}

/** Asks again what an earlier incarnation did not come to know. */
export function resumeAsking(state: SupervisorState, turn: Turn): void {
  for (const issued of state.issued.values()) if (issued.affected === undefined) askWhom(turn, issued);
}

/** The affected accounts that have not taken a control. */
export const unconfirmed = ({ heard }: SupervisorState, { seq, affected }: Issued): readonly string[] =>
  (affected ?? []).filter((account) => (heard.get(account)?.through ?? 0) < seq);

/** The affected accounts that are not known to be flat. */
export const notFlat = (state: SupervisorState, issued: Issued): readonly string[] =>
  (isClosing(state, issued) ? (issued.affected ?? []) : []).filter(
    (account) => state.heard.get(account)?.flat.includes(issued.seq) !== true,
  );

function settleAll(state: SupervisorState, turn: Turn, at: number): void {
  for (const issued of state.issued.values()) if (!isDone(state, issued)) settle(state, turn, issued, at);
}

function settle(state: SupervisorState, turn: Turn, issued: Issued, at: number): void {
  const { seq, affected } = issued;
  if (affected === undefined) return;
  const correlationId = `control:${seq}`;
  if (issued.inForceAt === undefined && affected.every((account) => (state.heard.get(account)?.taken ?? 0) >= seq)) {
    journal(turn, { type: 'control.in-force', seq, at: state.takenAt.get(seq) ?? at }, at, correlationId, LAZILY);
    state.takenAt.delete(seq);
  }
  if (issued.confirmedAt === undefined && unconfirmed(state, issued).length === 0)
    journal(turn, { type: 'control.confirmed', seq, at }, at, correlationId, LAZILY);
  if (!isClosing(state, issued) || issued.flatAt !== undefined) return;
  if (notFlat(state, issued).length === 0) journal(turn, { type: 'control.flat', seq, at }, at, correlationId, LAZILY);
}
