import { type VirtualClock, virtualClock } from '../../../runtime/clock.ts';
import { seededRandom } from '../../../runtime/random.ts';
import type { ChildHandle, ChildSpec } from '../../../runtime/supervision/child-spec.ts';
import { type Cause, type ChildExit, describeCause } from '../../../runtime/supervision/lifecycle.ts';
import { Supervisor, type SupervisorOptions } from '../../../runtime/supervision/supervisor.ts';

/** A child whose incarnations live until told otherwise, and that writes down all that happens to it. */
export class FakeChild {
  readonly id: string;
  readonly log: string[];
  alive = 0;
  mostAlive = 0;
  incarnations = 0;
  kills = 0;
  /** Virtual ms; Infinity never stops. */
  stopMs = 0;
  startMs = 0;
  /** How many of the next starts fail. */
  failStarts = 0;
  startError = new Error('cannot start');
  /** Order of the latest start among all fakes of one log. */
  startedAs = 0;
  onStart: (() => void) | undefined;
  readonly #clock: VirtualClock;
  #end: ((exit: ChildExit) => void) | undefined;

  constructor(id: string, clock: VirtualClock, log: string[]) {
    this.id = id;
    this.#clock = clock;
    this.log = log;
  }

  spec(fields: Partial<Omit<ChildSpec, 'start' | 'id'>> = {}): ChildSpec {
    return { id: this.id, restart: 'permanent', shutdownMs: 1_000, ...fields, start: () => this.start() };
  }

  crash(message = `${this.id} crashed`, uptimeMs = 0): void {
    this.#end?.({ kind: 'crashed', error: new Error(message), uptimeMs });
  }

  complete(): void {
    this.#end?.({ kind: 'completed' });
  }

  poison(reason = `${this.id} is corrupt`): void {
    this.#end?.({ kind: 'poisoned', reason });
  }

  async start(): Promise<ChildHandle> {
    this.mostAlive = Math.max(this.mostAlive, ++this.alive);
    this.onStart?.();
    if (this.startMs > 0) await this.#clock.sleep(this.startMs);
    if (this.failStarts > 0) {
      this.failStarts--;
      this.alive--;
      throw this.startError;
    }
    this.incarnations++;
    this.log.push(`+${this.id}`);
    this.startedAs = this.log.length;
    const { promise: exited, resolve } = Promise.withResolvers<ChildExit>();
    const end = (exit: ChildExit): void => {
      if (this.#end !== end) return;
      this.#end = undefined;
      this.alive--;
      this.log.push(`-${this.id}`);
      resolve(exit);
    };
    this.#end = end;
    return {
      exited,
      stop: async () => {
        if (this.stopMs === Infinity) await new Promise(() => undefined);
        if (this.stopMs > 0) await this.#clock.sleep(this.stopMs);
        end({ kind: 'completed' });
      },
      kill: () => {
        this.kills++;
        end({ kind: 'completed' });
      },
    };
  }
}

/** Fakes by name, a supervisor over them on a virtual clock, and what its listener heard. */
export const stage = (
  ids: string,
  options: Partial<SupervisorOptions> = {},
  specs: Record<string, Partial<ChildSpec>> = {},
) => {
  const clock = virtualClock();
  const log: string[] = [];
  const events: string[] = [];
  const causes: Cause[] = [];
  const fakes = new Map(ids.split(' ').map((id) => [id, new FakeChild(id, clock, log)]));
  const supervisor = new Supervisor({
    id: 'root',
    strategy: 'one_for_one',
    intensity: { maxRestarts: 1_000, periodMs: 10_000 },
    childIntensity: { maxRestarts: 3, periodMs: 10_000 },
    backoff: { baseMs: 10, capMs: 1_000, stableAfterMs: 5_000 },
    clock,
    random: seededRandom(1),
    children: [...fakes.values()].map((fake) => fake.spec(specs[fake.id])),
    listener: {
      lifecycle: (id, from, to, cause) => {
        events.push(`${id} ${from}→${to}${cause ? ` (${describeCause(cause)})` : ''}`);
        if (cause) causes.push(cause);
      },
    },
    ...options,
  });
  const fake = (id: string): FakeChild => {
    const found = fakes.get(id);
    if (!found) throw new Error(`no fake ${id}`);
    return found;
  };
  const lifecycles = (): string =>
    supervisor
      .tree()
      .children.map(({ id, lifecycle }) => `${id}:${lifecycle}`)
      .join(' ');
  return { clock, log, events, causes, supervisor, fake, lifecycles };
};
