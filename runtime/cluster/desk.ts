// What a node does with what the others say to it and ask of it.
import type { ActorAddress } from '../address.ts';
import { ActorError } from '../errors.ts';
import type { ActorRegistry } from '../ports/actor-registry.ts';
import { type LocalActors, wrongOwner } from './company.ts';
import type { Directory } from './directory.ts';
import type { Exchange } from './exchange.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { NodeEars, NodeQuestion, NodeWord } from './link.ts';

/** What people see of a node's actors; plain JSON. */
export interface Showing {
  views(addresses: readonly ActorAddress[]): unknown;
  tree(): unknown;
  readers(streams: readonly string[]): unknown;
}

export interface DeskOptions {
  readonly node: string;
  readonly directory: Directory;
  readonly keeper: LeaseKeeper;
  readonly registry: ActorRegistry;
  /** Undefined on a node that hosts no actors. */
  readonly hosting?: { readonly exchange: Exchange; readonly local: LocalActors; readonly showing: Showing };
}

/** Hears words and answers questions for one node. */
export class Desk implements NodeEars {
  private readonly options: DeskOptions;

  constructor(options: DeskOptions) {
    this.options = options;
  }

  hear(from: string, word: NodeWord): void {
    const { hosting, keeper, directory } = this.options;
    switch (word.kind) {
      case 'streams':
        hosting?.exchange.hear(from, word);
        return;
      case 'hush':
        hosting?.local.hush();
        return;
      case 'released':
        keeper.freed(word.shards);
        return;
      case 'adopted':
        keeper.taken(
          from,
          word.shards.map(([shard]) => shard),
        );
        for (const [shard, epoch] of word.shards) directory.heard(shard, from, epoch);
    }
  }

  async answer(from: string, question: NodeQuestion): Promise<unknown> {
    const { hosting, keeper, node } = this.options;
    if (hosting === undefined) throw new ActorError('HOSTS_NOTHING', `${node} hosts no actors`, { node });
    switch (question.kind) {
      case 'digest':
        return hosting.exchange.digest(from, question.wishes);
      case 'act':
        return this.act(hosting.local, from, question);
      case 'bring':
        return this.bring(hosting.local, question.addresses);
      case 'views':
        return hosting.showing.views(question.addresses);
      case 'tree':
        return hosting.showing.tree();
      case 'readers':
        return hosting.showing.readers(question.streams);
      case 'settled':
        return keeper.settled();
      case 'drain':
        void keeper.drain(); // how far it is, the map tells
        return;
      case 'undrain':
        return keeper.undrain();
    }
  }

  private async act(
    local: LocalActors,
    from: string,
    { address, action, params, by, sealed }: Extract<NodeQuestion, { kind: 'act' }>,
  ): Promise<unknown> {
    const { node } = this.options;
    if (!local.has(address)) throw wrongOwner(node, address);
    return local.act(address, action, params, by, { from, sealed });
  }

  private async bring(local: LocalActors, addresses: readonly ActorAddress[]): Promise<void> {
    const { registry } = this.options;
    const found = await Promise.all(addresses.map((address) => registry.find(address)));
    await local.bringNew(found.filter((record) => record !== undefined));
  }
}
