import { ActorNotFound } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';

type CopyKind = 'provider' | 'follower' | 'manual';

/** The address that an id names: the id alone, or the whole address. */
export const addressIn = (id: string, kind: CopyKind): string => (id.startsWith(`${kind}.`) ? id : `${kind}.${id}`);

/** Throws ACTOR_NOT_FOUND unless there is such an actor; answers its address. */
export const knownIn = async (id: string, kind: CopyKind, troupe: TroupeReads): Promise<string> => {
  const address = addressIn(id, kind);
  if ((await troupe.find(address)) === undefined) throw new ActorNotFound(address);
  return address;
};
