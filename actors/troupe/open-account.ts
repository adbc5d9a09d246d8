import { errorType } from '../../runtime/errors.ts';
import type { Company } from '../../runtime/cluster/company.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { AccountView } from '../start-views.ts';
import { castAccount, firstAccountId, PAPER_DEPOSIT } from './account-casting.ts';

interface Ground {
  readonly company: Pick<Company, 'spawn'>;
  readonly registry: Pick<ActorRegistry, 'find'>;
  readonly accounts: () => readonly AccountView[];
  readonly newId: () => string;
}

/** Opens the paper account that somebody begins with; whoever has an account is answered that one. */
export async function openFirstAccount(by: string, ground: Ground): Promise<{ account: string }> {
  const { company, registry, accounts, newId } = ground;
  const known = accounts().find(({ owner }) => owner === by);
  if (known !== undefined) return { account: known.account };
  const account = firstAccountId(by);
  const open = async (id: string): Promise<{ account: string }> => {
    await company.spawn(castAccount(id, by, PAPER_DEPOSIT));
    return { account: id };
  };
  try {
    return await open(account);
  } catch (error) {
    if (errorType(error) !== 'ACTOR_EXISTS') throw error;
  }
  if ((await registry.find(`account.${account}`))?.owner === by) return { account };
  // Somebody's whose name looks like it.
  return open(`${account}-${newId()}`);
}
