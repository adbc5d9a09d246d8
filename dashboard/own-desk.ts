// Commands for actors and nodes as one person may give them.
import { type Caller, may, mayTo } from '../actors/domain/people/caller.ts';
import { type Command, type CommandDesk, type CommandRecord, isOperatorCommand } from './command-desk.ts';
import { ActorNotFound, Forbidden } from './problem.ts';
import { seesAll } from './reach.ts';
import type { TroupeReads } from './troupe-reads.ts';

/** What somebody asks of an actor or a node. */
export interface AskedOfActor {
  readonly command: Command;
  readonly reason: string;
  readonly idempotencyKey?: string | undefined;
}

export interface OwnDesk {
  /** Their records at once, pending; none is asked for unless all may be. Rejects with ACTOR_NOT_FOUND or FORBIDDEN. */
  request(addresses: readonly string[], asked: AskedOfActor): Promise<readonly CommandRecord[]>;
  /** A command of theirs, or for what is theirs. */
  find(id: string): Promise<CommandRecord | undefined>;
  /** The newest command for an actor that they see. */
  latest: CommandDesk['latest'];
}

const NODE = 'node.';

export const ownDesk = (desk: CommandDesk, caller: Caller, troupe: TroupeReads): OwnDesk => {
  const check = async (address: string, command: Command): Promise<void> => {
    const isOperated = address.startsWith(NODE) || isOperatorCommand(command);
    if (isOperated && !may(caller, 'topology:command')) throw new Forbidden(caller.user, 'topology:command');
    if (address.startsWith(NODE)) return;
    const view = await troupe.find(address);
    if (view === undefined) throw new ActorNotFound(address);
    if (!isOperated && !mayTo(caller, 'trade:command', view.owner))
      throw new Forbidden(caller.user, 'trade:command of it');
  };
  return {
    request: async (addresses, asked) => {
      for (const address of addresses) await check(address, asked.command);
      return addresses.map((address) => desk.request({ ...asked, address, caller }));
    },
    find: async (id) => {
      const record = desk.find(id);
      if (record === undefined || record.by === caller.user || seesAll(caller)) return record;
      return (await troupe.find(record.address)) === undefined ? undefined : record;
    },
    latest: desk.latest,
  };
};
