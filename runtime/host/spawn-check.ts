import type { ActorDefinition } from '../actor.ts';
import { type ActorAddress, kindOf } from '../address.ts';
import { ActorError, errorMessage, errorType } from '../errors.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';

/** What is known where the actors are to be added. */
export interface Surroundings {
  /** The shard of an actor or supervisor that exists. */
  find(address: ActorAddress): { readonly shard: number } | undefined;
  definitionOf(kind: string): ActorDefinition | undefined;
  isSupervisor(kind: string): boolean;
}

/**
 * Refuses actors of which one cannot be added beside those that exist: ACTOR_EXISTS, UNKNOWN_KIND, UNKNOWN_PARENT,
 * SHARD_APART, or what its kind has against its config (INVALID_CONFIG when that names no type).
 */
export function refuseUnsound(records: readonly Omit<ActorRecord, 'createdAt'>[], around: Surroundings): void {
  const added = new Map<ActorAddress, { readonly shard: number }>();
  for (const record of records) {
    const { address } = record;
    if (around.find(address) !== undefined || added.has(address)) {
      throw new ActorError('ACTOR_EXISTS', `${address} exists already`, { address });
    }
    added.set(address, record);
  }
  for (const { address, kind, parent, config, shard } of records) {
    const definition = around.definitionOf(kind);
    if (kindOf(address) !== kind || (definition === undefined && !around.isSupervisor(kind))) {
      throw new ActorError('UNKNOWN_KIND', `${address}: this node hosts nothing of kind ${kind}`, { address, kind });
    }
    if (parent !== undefined) {
      const above = added.get(parent) ?? around.find(parent);
      if (above === undefined || !around.isSupervisor(kindOf(parent))) {
        throw new ActorError('UNKNOWN_PARENT', `${address}: there is no supervisor ${parent}`, { address, parent });
      }
      if (above.shard !== shard) {
        const text = `${address} is on shard ${shard}, its supervisor ${parent} on ${above.shard}: they must move together`;
        throw new ActorError('SHARD_APART', text, { address, parent });
      }
    }
    if (definition !== undefined) refuseUnsoundConfig(address, definition, config);
  }
}

function refuseUnsoundConfig(address: ActorAddress, definition: ActorDefinition, config: unknown): void {
  try {
    definition.parseConfig(config);
  } catch (error) {
    if (errorType(error) !== 'UNEXPECTED') throw error;
    throw new ActorError('INVALID_CONFIG', `${address}: ${errorMessage(error)}`, { address }, { cause: error });
  }
}
