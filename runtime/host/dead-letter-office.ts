// L1. An entry is a dead letter when its actor has crashed at it CRASHES times in a row, by what it itself threw while it took it;
//     nothing else that goes wrong (the database, a lost shard, a kill) counts.
// L2. A letter is durable before the supervisor hears of the crash that made it one; so the next incarnation knows.
// L3. It is set aside only where the kind says that it can do without one (`miss`), and never because a turn was late: a slow
//     machine must not change what is decided. Else the actor crashes on until it is quarantined, and stands there.
// L4. Nor where an earlier incarnation has got past it and decided something since: what is durable must not be contradicted. Once set
//     aside, every incarnation to come goes past it, all alike.
import type { ActorDefinition, StreamEntry } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import { errorMessage, errorType } from '../errors.ts';
import type { DeadLetter, DeadLetters, SetAside } from '../ports/dead-letters.ts';
import type { Log } from '../ports/log.ts';

/** As many as a supervisor forgives, so that the last restart it grants is the one that goes past the letter. */
const CRASHES = 5;

/** How an incarnation ended. */
export interface Crash {
  readonly definition: ActorDefinition;
  readonly error: Error;
  /** The entry it was taking; undefined when it was none. */
  readonly entry: StreamEntry | undefined;
  readonly place: Pick<DeadLetter, 'actor' | 'shard' | 'incarnation'>;
  /** Throws once the shard is lost. */
  readonly epoch: () => number;
}

interface Streak {
  readonly stream: string;
  readonly seq: number;
  crashes: number;
}

/** Counts crashes at the same entry, and sets down what has become a dead letter. */
export class DeadLetterOffice {
  private readonly letters: DeadLetters | undefined;
  private readonly log: Log;
  private readonly streaks = new Map<ActorAddress, Streak>();

  constructor(letters: DeadLetters | undefined, log: Log) {
    this.letters = letters;
    this.log = log;
  }

  /** What an actor goes on without. */
  async setAside(actor: ActorAddress, definition: ActorDefinition): Promise<SetAside | undefined> {
    if (this.letters === undefined || definition.miss === undefined) return undefined;
    return (await this.letters.setAside([actor])).get(actor);
  }

  /** Resolves when whatever follows from a crash is durable; never rejects. */
  async crashed({ definition, error, entry, place, epoch }: Crash): Promise<void> {
    const { actor } = place;
    if (this.letters === undefined) return;
    if (entry === undefined) return void this.streaks.delete(actor);
    const crashes = this.count(actor, entry);
    if (crashes < CRASHES) return;
    const mayMiss = definition.miss !== undefined && errorType(error) !== 'TURN_DEADLINE_EXCEEDED'; // L3
    const facts = { actor, stream: entry.stream, seq: entry.seq, crashes };
    try {
      const letter = { ...place, epoch: epoch(), entry, crashes, mayMiss, error: errorMessage(error) };
      const isAside = await this.letters.put(letter); // L4
      this.log.error(
        facts,
        isAside ? 'an entry is set aside: the actor goes on without it' : 'an actor stands at an entry',
      );
      if (isAside) this.streaks.delete(actor);
    } catch (err) {
      this.log.error({ ...facts, err }, 'a dead letter could not be set down'); // the next crash tries again
    }
  }

  private count(actor: ActorAddress, { stream, seq }: StreamEntry): number {
    const streak = this.streaks.get(actor);
    if (streak?.stream === stream && streak.seq === seq) return (streak.crashes += 1);
    this.streaks.set(actor, { stream, seq, crashes: 1 });
    return 1;
  }
}
