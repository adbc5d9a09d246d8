// Q1. A key names one command of a person: given again it answers what it answered, and names no other.
// Q2. A command without an answer may still be carried out, and says so; one that failed is asked again under its key.
import { randomUUID } from 'node:crypto';
import type { WallClock } from '../face.ts';
import { DashboardError } from '../problem.ts';
import type { RiskAnswer, RiskCommand, RiskCommands } from '../risk-commands.ts';

const ANSWER_MS = 10_000;
const REMEMBERED = 2_000;

/** A command for the risk supervisor as a program asks for it. */
export interface Asked {
  readonly command: RiskCommand;
  readonly by: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly key: string | undefined;
}

/** Rejects with the supervisor's refusal, IDEMPOTENCY_KEY_REUSED or COMMAND_TIMEOUT. */
export type RiskRequests = (asked: Asked) => Promise<RiskAnswer>;

export const riskRequests = (deps: { readonly commands: RiskCommands; readonly clock: WallClock }): RiskRequests => {
  const { commands, clock } = deps;
  const named = new Map<string, string>();

  const check = ({ command, by, params, key }: Asked): void => {
    if (key === undefined) return;
    const [name, asked] = [`${by} ${key}`, `${command} ${JSON.stringify(params)}`];
    if ((named.get(name) ?? asked) !== asked)
      throw new DashboardError('IDEMPOTENCY_KEY_REUSED', 'This idempotency key already names another command.', {
        field: 'Idempotency-Key',
      });
    named.set(name, asked); // Q1
    if (named.size > REMEMBERED) named.delete(named.keys().next().value ?? '');
  };

  return async (asked) => {
    check(asked);
    const { command, by, params, key = randomUUID() } = asked;
    const late = Promise.withResolvers<never>();
    const cancel = clock.setTimer(ANSWER_MS, () =>
      late.reject(
        new DashboardError('COMMAND_TIMEOUT', `No answer within ${ANSWER_MS / 1_000} s; it may still be carried out.`),
      ),
    );
    try {
      return await Promise.race([commands.give(`api ${key}`, by, command, params), late.promise]); // Q2
    } finally {
      cancel();
    }
  };
};
