import type { Context } from 'koa';
import type { ActorView } from '../../actors/views.ts';
import { paramOf } from '../http/routes.ts';
import { ActorNotFound } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';

type CopyKind = 'provider' | 'follower' | 'manual';

/** The address that `:id` of a path names: the id alone, or the whole address. */
const addressIn = (ctx: Context, kind: CopyKind): string => {
  const id = paramOf(ctx, 'id');
  return id.startsWith(`${kind}.`) ? id : `${kind}.${id}`;
};

/** What the actor that `:id` names says of itself. Throws ACTOR_NOT_FOUND. */
export const subjectIn = (ctx: Context, kind: CopyKind, troupe: TroupeReads): Promise<ActorView> =>
  troupe.inspect(addressIn(ctx, kind));

/** A provider as it presents itself to who asks. Throws ACTOR_NOT_FOUND. */
export const providerIn = (ctx: Context, troupe: TroupeReads): Promise<ActorView> =>
  troupe.provider(addressIn(ctx, 'provider'));

/** Throws ACTOR_NOT_FOUND unless there is such an actor; answers its address. */
export const knownIn = async (ctx: Context, kind: CopyKind, troupe: TroupeReads): Promise<string> => {
  const address = addressIn(ctx, kind);
  if ((await troupe.find(address)) === undefined) throw new ActorNotFound(address);
  return address;
};
