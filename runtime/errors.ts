/** An error that crosses nodes: match on `type`, never on the class. */
export class ActorError extends Error {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, data: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ActorError';
    this.type = type;
    this.data = data;
  }
}

/** Thrown when a command names an actor that no live node hosts. */
export class ActorNotHosted extends ActorError {
  constructor(address: string) {
    super('ACTOR_NOT_HOSTED', `${address} is hosted by no live node`, { address });
  }
}

/** Thrown when the database cannot be reached; what was asked may be repeated. */
export class StoreUnavailable extends ActorError {
  constructor(message: string, options?: ErrorOptions) {
    super('STORE_UNAVAILABLE', message, {}, options);
  }
}

/** Thrown when a write comes from an owner whose shard has a newer epoch. */
export class StaleEpoch extends ActorError {
  constructor(shard: number, epoch: number) {
    super('STALE_EPOCH', `shard ${shard} is no longer owned under epoch ${epoch}`, { shard, epoch });
  }
}

/** Thrown when a write comes from an incarnation of an actor that has been replaced. */
export class StaleIncarnation extends ActorError {
  constructor(address: string, incarnation: number) {
    super('STALE_INCARNATION', `${address}: incarnation ${incarnation} has been replaced`, { address, incarnation });
  }
}

/** Thrown when another process has joined the cluster under this node's name. */
export class NodeReplaced extends ActorError {
  constructor(node: string) {
    super('NODE_REPLACED', `another process has joined as ${node}: each node needs a name of its own`, { node });
  }
}

/** The `type` of any thrown value, UNEXPECTED when it has none. */
export const errorType = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'type' in error && typeof error.type === 'string'
    ? error.type
    : 'UNEXPECTED';

export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
