// G1. A form that is sent twice gives one command: its key names it, here and to the actor.
// G2. What was asked for is audited with what became of it, whatever became of it.
import { hash } from 'node:crypto';
import type { Caller } from '../actors/domain/people/caller.ts';
import type { BrokerFace, Log } from './face.ts';
import { problemOf } from './problem.ts';

const REMEMBERED = 2_000;
const ID_LENGTH = 32;

export interface CopyCommand {
  /** What it is about: an actor, or the one that is to be followed, published or traded from. */
  readonly address: string;
  /** The action that carries it out, e.g. `provider.ada.note` or `troupe.follow`. */
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export type CopyCommands = ReturnType<typeof copyCommands>;

/** Sends commands of copying; each resolves with the answer when what was asked for is durable. */
export const copyCommands = (deps: { readonly actors: BrokerFace; readonly log: Log }) => {
  const { actors, log } = deps;
  const underWay = new Map<string, Promise<unknown>>();

  const send = async (key: string, caller: Caller, { address, action, params }: CopyCommand): Promise<unknown> => {
    const by = caller.user;
    const commandId = hash('sha256', JSON.stringify([by, key]), 'hex').slice(0, ID_LENGTH);
    const command = action.slice(action.lastIndexOf('.') + 1);
    const audit = (outcome: string): void => {
      actors
        .call('records.audit-command', { commandId, by, address, command, outcome, asked: params }, caller)
        .catch((error: unknown) => log.warn({ err: error, commandId, command, outcome }, 'command not audited'));
    };
    audit('requested');
    try {
      const answer = await actors.call(action, { ...params, commandId, by }, caller);
      audit('acknowledged');
      log.info({ commandId, address, command, by }, 'copy command acknowledged');
      return answer;
    } catch (error) {
      audit(`failed ${problemOf(error).code}`);
      throw error;
    }
  };

  return {
    /** Rejects with the actor's refusal, or as the cluster failed. */
    give(key: string, caller: Caller, command: CopyCommand): Promise<unknown> {
      const by = caller.user;
      const before = underWay.get(`${by} ${key}`);
      if (before !== undefined) return before; // G1
      const answer = send(key, caller, command);
      underWay.set(`${by} ${key}`, answer);
      if (underWay.size > REMEMBERED) underWay.delete(underWay.keys().next().value ?? '');
      // What failed may be sent again.
      answer.catch(() => underWay.delete(`${by} ${key}`));
      return answer;
    },
  };
};
