// I1. An incarnation has its own end: whatever a former one still does, it cannot end its successor.
// I2. It has ended only when the commit it had under way is settled; until then nothing starts in its place.
// I3. A start that fails leaves nothing behind: no cell, no service.
import type { ServiceBroker } from 'moleculer';
import type { ActorDefinition } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import { ActorError } from '../errors.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';
import type { ChildHandle } from '../supervision/child-spec.ts';
import type { ChildExit } from '../supervision/lifecycle.ts';
import { Cell } from './cell.ts';
import type { DeadLetterOffice } from './dead-letter-office.ts';
import type { CellEnvironment } from './environment.ts';
import { HiddenService } from './hidden-service.ts';
import type { Hosted } from './hosted.ts';
import { Recoveries } from './recoveries.ts';

export interface IncarnationsOptions {
  readonly env: CellEnvironment;
  readonly broker: ServiceBroker;
  readonly letters: DeadLetterOffice;
  definitionOf(kind: string): ActorDefinition | undefined;
  siblingsOf(record: ActorRecord): readonly ActorAddress[];
}

/** Makes incarnations of actors: recovers, builds the cell and its hidden service. */
export class Incarnations {
  private readonly options: IncarnationsOptions;
  private readonly recoveries: Recoveries;

  constructor(options: IncarnationsOptions) {
    this.options = options;
    this.recoveries = new Recoveries(options.env);
  }

  /** Recovers many actors in one go for `starting`. */
  prefetch(records: readonly ActorRecord[], starting: () => Promise<void>): Promise<void> {
    const cells = records.filter(({ kind }) => this.options.definitionOf(kind) !== undefined);
    return this.recoveries.prefetch(cells, starting);
  }

  /** Rejects with Displaced when its shard is not held any more. */
  async start(hosted: Hosted, closing: AbortSignal): Promise<ChildHandle> {
    const { env, broker, letters } = this.options;
    const { clock, log } = env;
    const { record } = hosted;
    const { address, shard, config } = record;
    const definition = this.options.definitionOf(record.kind);
    if (definition === undefined) {
      throw new ActorError('UNKNOWN_KIND', `${address}: this node hosts no actors of kind ${record.kind}`, { address });
    }
    const recovered = await this.recoveries.recover(record, closing);
    const aside = await letters.setAside(address, definition);
    const startedAt = clock.now();
    const end = Promise.withResolvers<ChildExit>();
    const crashed = (error: Error): void => end.resolve({ kind: 'crashed', error, uptimeMs: clock.now() - startedAt });
    const service = broker.createService(HiddenService as never, { name: address });
    const withdraw = (): void =>
      void broker
        .destroyService(service)
        .catch((error: unknown) => log.error({ actor: address, err: error }, 'a service stayed'));
    let cell: Cell;
    try {
      cell = new Cell(env, {
        ...{ address, definition, config, shard, recovered, aside },
        siblings: this.options.siblingsOf(record),
        crashed: (error, entry) => {
          log.warn({ actor: address, err: error }, 'actor crashed');
          const place = { actor: address, shard, incarnation: recovered.incarnation };
          const epoch = (): number => env.epochOf(shard);
          void cell
            .settled()
            .then(() => letters.crashed({ definition, error, entry, place, epoch }))
            .then(() => crashed(error)); // I2
        },
      });
    } catch (error) {
      withdraw(); // I3
      throw error;
    }
    hosted.cell = cell;
    void end.promise.then(() => {
      hosted.retire(cell);
      withdraw();
    });
    return {
      exited: end.promise,
      stop: async () => {
        await cell.stop();
        end.resolve({ kind: 'completed' });
      },
      kill: () => {
        cell.kill();
        crashed(new ActorError('ACTOR_KILLED', `${address} was killed`, { address }));
      },
    };
  }
}
