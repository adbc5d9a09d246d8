// One fault: what is struck, how, and how it heals.
import type { Random } from '../../runtime/random.ts';
import type { World } from './world.ts';

/** What a fault takes away while it lasts. */
export type Toll =
  /** A worker: another must take its shards over, if it lasts. */
  | 'worker'
  /** Something that every worker needs. */
  | 'all'
  /** Nothing that anybody else has to make up for. */
  | 'none';

export interface FaultKind {
  readonly name: string;
  readonly toll: Toll;
  /** Its target is a worker. */
  readonly isOnWorker: boolean;
  /** How long it may last before it is healed, milliseconds. */
  readonly lastsMs: readonly [least: number, most: number];
  /** Strikes; resolves with how to heal, when the harm is done. */
  strike(blow: Blow): Promise<Heal>;
}

export interface Blow {
  readonly world: World;
  readonly worker: string;
  /** How long it will last. */
  readonly ms: number;
  readonly random: Random;
}

export type Heal = () => Promise<void> | void;

/** A fault that was struck. */
export interface Strike {
  readonly kind: string;
  readonly toll: Toll;
  readonly worker: string | undefined;
  /** Epoch milliseconds of this machine. */
  readonly at: number;
  healedAt: number;
  /** The worker's process goes on afterwards as the one it was. */
  readonly survives: boolean;
}
