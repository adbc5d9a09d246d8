// What one node is to be; whoever starts it decides, whatever builds it reads.
import type { BrokerOptions } from 'moleculer';
import type { CallerSeal } from '../../actors/ports/caller-seal.ts';
import type { SharedCache } from '../../actors/ports/shared-cache.ts';
import type { Part } from '../../actors/troupe/troupe.service.ts';
import type { ActorView } from '../../actors/views.ts';
import type { StartArguments } from '../start-arguments.ts';

/** One node of a troupe: all of it in one process, or a part of a cluster. */
export interface NodePlan {
  readonly node: string;
  readonly role: 'all' | 'worker' | 'gateway';
  readonly databaseUrl: string;
  /** How it speaks to the other nodes; undefined when it is alone. */
  readonly line?: ClusterLine;
  /** What an empty registry is filled with; undefined where another node sees to it. */
  readonly first?: StartArguments;
  /** Whether users whose passwords everybody knows are let in. */
  readonly demo: boolean;
}

/** What a node of a cluster has beyond one that is alone. */
export interface ClusterLine {
  readonly broker: Pick<BrokerOptions, 'transporter' | 'middlewares'>;
  /** The cache that the nodes on one database share. */
  readonly cacheFor: (cluster: string) => SharedCache<ActorView>;
  readonly parts: () => readonly Part[];
  /** Packets that were not let in, by reason. */
  readonly dropped: () => Readonly<Record<string, number>>;
  /** Says to the others for whom a command is, and proves what they say. */
  readonly seal: CallerSeal;
  /** What a node is in nodes.json. */
  readonly roleOf: (node: string) => string | undefined;
}
