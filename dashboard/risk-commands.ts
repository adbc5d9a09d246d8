// R1. A form that is sent twice gives one command: its key names it.
// R2. What was asked for is audited with what became of it, whatever became of it.
import { randomUUID } from 'node:crypto';
import type { Caller } from '../actors/domain/people/caller.ts';
import { RISK_SUPERVISOR } from '../actors/protocol.ts';
import type { BrokerFace, Log } from './face.ts';
import { problemOf } from './problem.ts';

const REMEMBERED = 500;

export type RiskCommand =
  'reduce' | 'halt' | 'flatten' | 'reset' | 'set-limit' | 'approve' | 'withdraw' | 'set-rules' | 'set-calendar';

/** What the supervisor answers, as much of it as pages tell. */
export interface RiskAnswer {
  /** Number of the control that was issued. */
  readonly control?: number;
  /** Of a limit that it set. */
  readonly version?: number;
  /** Of a loosening that waits for a second person. */
  readonly proposal?: string;
}

export type RiskCommands = ReturnType<typeof riskCommands>;

/** Sends commands to the risk supervisor; each resolves when what was asked for is durable. */
export const riskCommands = (deps: { readonly actors: BrokerFace; readonly log: Log }) => {
  const { actors, log } = deps;
  const underWay = new Map<string, Promise<RiskAnswer>>();

  const audit = (
    { commandId, by, ...params }: { commandId: string; by: string },
    command: RiskCommand,
    outcome: string,
    caller: Caller,
  ): void => {
    const asked = briefly(params);
    actors
      .call('records.audit-command', { commandId, by, address: RISK_SUPERVISOR, command, outcome, asked }, caller)
      .catch((error: unknown) => log.warn({ err: error, commandId, command, outcome }, 'command not audited'));
  };

  const send = async (
    caller: Caller,
    command: RiskCommand,
    params: Readonly<Record<string, unknown>>,
  ): Promise<RiskAnswer> => {
    const asked = { ...params, commandId: randomUUID(), by: caller.user };
    audit(asked, command, 'requested', caller);
    try {
      const answer = await actors.call(`${RISK_SUPERVISOR}.${command}`, asked, caller);
      audit(asked, command, 'acknowledged', caller);
      log.info({ ...briefly(asked), command }, 'risk command acknowledged');
      return answer ?? {};
    } catch (error) {
      audit(asked, command, `failed ${problemOf(error).code}`, caller);
      throw error;
    }
  };

  return {
    /** Rejects with the supervisor's refusal, or as the cluster failed. */
    give(
      key: string,
      caller: Caller,
      command: RiskCommand,
      params: Readonly<Record<string, unknown>>,
    ): Promise<RiskAnswer> {
      const by = caller.user;
      const before = underWay.get(`${by} ${key}`);
      if (before !== undefined) return before; // R1
      const answer = send(caller, command, params);
      underWay.set(`${by} ${key}`, answer);
      if (underWay.size > REMEMBERED) underWay.delete(underWay.keys().next().value ?? '');
      // What failed may be sent again.
      answer.catch(() => underWay.delete(`${by} ${key}`));
      return answer;
    },
  };
};

/** A calendar is kept with its control: the audit and the log tell how long it is. */
const briefly = (params: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Array.isArray(params['events']) ? { ...params, events: params['events'].length } : params;
