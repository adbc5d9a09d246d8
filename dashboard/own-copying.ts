// Commands of copying as one person may give them: for what is theirs, and to follow whom they see.
import { type Caller, mayTo } from '../actors/domain/people/caller.ts';
import type { AskedOfCopying, CopyRequests } from './api/copy-requests.ts';
import type { CopyCommand, CopyCommands } from './copy-commands.ts';
import { ActorNotFound, Forbidden } from './problem.ts';
import type { TroupeReads } from './troupe-reads.ts';

export interface OwnCopying {
  /** Rejects with ACTOR_NOT_FOUND, FORBIDDEN, the actor's refusal, or as the cluster failed. */
  give(key: string, command: CopyCommand): Promise<unknown>;
  /** The same for a program, under an idempotency key; rejects with COMMAND_TIMEOUT, too. */
  ask(asked: Omit<AskedOfCopying, 'caller'>): Promise<object>;
  /** What following would come to. */
  preview(request: { readonly provider: string; readonly account: string }): Promise<unknown>;
}

const ACCOUNT = 'account.';

export const ownCopying = (
  deps: {
    readonly commands: CopyCommands;
    readonly requests: CopyRequests;
    readonly call: (action: string, params: object, caller: Caller) => Promise<unknown>;
  },
  caller: Caller,
  troupe: TroupeReads,
): OwnCopying => {
  const requireOwn = (address: string, owner: string | undefined): void => {
    if (owner === undefined) throw new ActorNotFound(address);
    if (!mayTo(caller, 'trade:command', owner)) throw new Forbidden(caller.user, 'trade:command of it');
  };
  const requireAccount = async (name: unknown): Promise<void> => {
    const account = (await troupe.accounts()).find((one) => one.account === name);
    requireOwn(`${ACCOUNT}${String(name)}`, account?.owner);
  };
  const check = async ({ address, action, params }: CopyCommand): Promise<void> => {
    if (address.startsWith(ACCOUNT)) return requireAccount(address.slice(ACCOUNT.length));
    if (action === 'troupe.follow') {
      await troupe.provider(address);
      return requireAccount(params['account']);
    }
    requireOwn(address, (await troupe.find(address))?.owner);
  };
  return {
    give: async (key, command) => {
      await check(command);
      return deps.commands.give(key, caller, command);
    },
    ask: async (asked) => {
      await check(asked);
      return deps.requests({ ...asked, caller });
    },
    preview: async (request) => {
      await troupe.provider(request.provider);
      await requireAccount(request.account);
      return deps.call('troupe.follow-preview', { ...request, by: caller.user }, caller);
    },
  };
};
