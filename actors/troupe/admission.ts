// N1. Who asks is whom the seal names, whatever was said beside it; and a seal counts only from the node that made it.
// N2. Without a seal a worker is believed, for it asks for actors; a gateway is not, for it lets people in: it may only look.
// N3. Commands under one seal that come at once wait for one opening of it, so they reach the actor in the order in which they came.
import type { AskedOfActor, Admit } from '../../runtime/host/admission.ts';
import { ActorError } from '../../runtime/errors.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import { isReading, lets, type Right, rightsTo, type Whose } from '../domain/people/actor-rights.ts';
import type { Caller } from '../domain/people/caller.ts';
import type { CallerSeal } from '../ports/caller-seal.ts';

export interface AdmissionOptions {
  readonly node: string;
  readonly seal: Pick<CallerSeal, 'open'>;
  /** What a node is in nodes.json; undefined for one that is not there. */
  readonly roleOf: (node: string) => string | undefined;
  readonly registry: Pick<ActorRegistry, 'find'>;
}

/** The boundary of the actors of a node; whoever may not command one is answered FORBIDDEN, and the actor hears nothing. */
export function admission({ node, seal, roleOf, registry }: AdmissionOptions): Admit {
  const ownerOf = async ({ record, params }: AskedOfActor, whose: Whose): Promise<string | undefined> => {
    switch (whose) {
      case 'owner':
        return record.owner;
      case 'named':
        return textOf(params['owner']);
      case 'follower':
        return (await registry.find(textOf(params['follower']) ?? ''))?.owner;
      case 'provider':
        return (await registry.find(textOf((record.config as { provider?: unknown }).provider) ?? ''))?.owner;
      case 'anybody':
        return undefined;
    }
  };

  const opening = new Map<string, Promise<Caller>>();
  const callerOf = (sealed: string, by: string): Promise<Caller> => {
    const key = `${by} ${sealed}`;
    const under = opening.get(key);
    if (under !== undefined) return under; // N3
    const opened = seal.open(sealed, by).finally(() => opening.delete(key));
    opening.set(key, opened);
    return opened;
  };

  const admitted = async (asked: AskedOfActor, sealed: string): Promise<string> => {
    const caller = await callerOf(sealed, asked.from ?? node); // N1
    const { record, action, params, address } = asked;
    const hasRight = async (right: Right): Promise<boolean> => lets(caller, right, await ownerOf(asked, right.whose));
    for (const right of rightsTo({ kind: record.kind, action, params })) if (await hasRight(right)) return caller.user;
    throw forbidden(`${caller.user} may not ${action} ${address}`);
  };

  return (asked) => {
    const { sealed, from, by, action, address } = asked;
    if (sealed !== undefined) return admitted(asked, sealed);
    const role = from === undefined ? 'worker' : roleOf(from); // N2
    if (role === 'worker' || (role === 'gateway' && isReading(action))) return by;
    throw forbidden(`${from} does not say who wants to ${action} ${address}`);
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const forbidden = (message: string): ActorError => new ActorError('FORBIDDEN', message);
