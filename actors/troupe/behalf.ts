// B1. What changes something is asked for on its own node alone: a request that comes over the wire is refused, whatever its meta says,
//     or whoever reaches a node would be taken for the node itself.
// B2. `meta.caller` is not looked at: who asks is whom `meta.sealed` names.
import type { Context } from 'moleculer';
import { ActorError } from '../../runtime/errors.ts';
import type { Claim } from '../../runtime/host/admission.ts';
import { type Caller, may, mayTo } from '../domain/people/caller.ts';
import type { Permission } from '../domain/people/role.ts';
import type { CallerSeal } from '../ports/caller-seal.ts';

/** For whom a service acts. */
export interface Behalf {
  /** Undefined: the node asks for itself. */
  readonly caller: Caller | undefined;
  /** What it passes on to actors. */
  readonly claim: Claim | undefined;
}

/** Rejects with FORBIDDEN for a request of another node, and for a seal that is not sound. */
export async function behalfOf(ctx: Context, seal: Pick<CallerSeal, 'open'>): Promise<Behalf> {
  if (ctx.nodeID !== ctx.broker.nodeID) throw forbidden('What changes the troupe is asked for on its own node alone.'); // B1
  const { sealed } = ctx.meta as { readonly sealed?: string };
  if (sealed === undefined) return { caller: undefined, claim: undefined };
  return { caller: await seal.open(sealed, ctx.broker.nodeID), claim: { sealed } };
}

/** Throws FORBIDDEN unless the node asks for itself, or for somebody who may do such a thing. */
export function requireMay({ caller }: Behalf, permission: Permission): void {
  if (caller !== undefined && !may(caller, permission)) throw missing(caller, permission);
}

/** Throws FORBIDDEN unless the node asks for itself, or for somebody who may do it to what is `owner`'s. */
export function requireRight({ caller }: Behalf, permission: Permission, owner: string | undefined): void {
  if (caller !== undefined && !mayTo(caller, permission, owner)) throw missing(caller, permission);
}

const missing = ({ user }: Caller, permission: Permission): ActorError =>
  forbidden(`${user} may not do this (${permission})`);

const forbidden = (message: string): ActorError => new ActorError('FORBIDDEN', message);
