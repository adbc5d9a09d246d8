import type { ActorAddress } from '../address.ts';

/** What the runtime counts about itself; called on hot paths, so an implementation only adds numbers. */
export interface RuntimeMeter {
  turned(turns: number): void;
  turnTook(ms: number): void;
  /** A batch of turns of `actor`, with so many journal events, is durable `ms` after its first turn began. */
  committed(actor: ActorAddress, ms: number, events: number): void;
  dropped(actor: ActorAddress): void;
  restarted(kind: string): void;
}

export const silentMeter: RuntimeMeter = {
  turned: () => undefined,
  turnTook: () => undefined,
  committed: () => undefined,
  dropped: () => undefined,
  restarted: () => undefined,
};
