import type { ActorDefinition } from '../actor.ts';
import { type ActorAddress, kindOf } from '../address.ts';
import { ActorError, errorMessage, errorType } from '../errors.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';

export interface Company {
  has(address: ActorAddress): boolean;
  definitionOf(kind: string): ActorDefinition | undefined;
  isSupervisor(kind: string): boolean;
}

/**
 * Refuses actors of which one cannot be added beside those that exist: ACTOR_EXISTS, UNKNOWN_KIND, UNKNOWN_PARENT,
 * or what its kind has against its config (INVALID_CONFIG when that names no type).
 */
export function refuseUnsound(records: readonly Omit<ActorRecord, 'createdAt'>[], company: Company): void {
  const added = new Set<ActorAddress>();
  for (const { address } of records) {
    if (company.has(address) || added.has(address)) {
      throw new ActorError('ACTOR_EXISTS', `${address} exists already`, { address });
    }
    added.add(address);
  }
  for (const { address, kind, parent, config } of records) {
    const definition = company.definitionOf(kind);
    if (kindOf(address) !== kind || (definition === undefined && !company.isSupervisor(kind))) {
      throw new ActorError('UNKNOWN_KIND', `${address}: this node hosts nothing of kind ${kind}`, { address, kind });
    }
    const isKnown = parent === undefined || company.has(parent) || added.has(parent);
    if (!isKnown || (parent !== undefined && !company.isSupervisor(kindOf(parent)))) {
      throw new ActorError('UNKNOWN_PARENT', `${address}: there is no supervisor ${parent}`, { address, parent });
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
