// C1. One turn at a time; a turn's effects are durable before anything outside hears of them.
// C2. A turn that throws, or outlives its deadline, ends the incarnation: its state is dropped, never repaired.
// C3. What arrives for a dead incarnation (outcomes, timers, catch-ups) is thrown away.
// C4. An urgent entry waits for no commit under way: what its turn records has its place after that commit. If it may wait, what
//     follows from it leaves at once, so it must hold whether that commit succeeds or not; else all of it waits, too.
// C5. Nothing that an actor's own code throws leaves its cell.
import type { ActorDefinition, Message, StreamEntry } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import { ActorError, errorMessage } from '../errors.ts';
import type { CommitUnit } from '../ports/actor-store.ts';
import type { Runnable } from '../scheduler.ts';
import { Aftermath } from './aftermath.ts';
import { Deferred } from './deferred.ts';
import type { Birth, CellEnvironment, Incarnation, Touched } from './environment.ts';
import { Inputs, type InputsOwner } from './inputs.ts';
import { Numbering } from './numbering.ts';
import { type Command, isUrgentCommand, Reception } from './reception.ts';
import type { ReaderStatus } from './actor-trace.ts';
import { type MessageTrace, RecentMessages } from './recent-messages.ts';
import { type Caller, type Effects, noEffects } from './recorder.ts';

type Phase = 'running' | 'finished' | 'stopping' | 'dead';

/** Most turns, and about the longest time, of one go. */
const BATCH = 64;
const BATCH_MS = 2;

/** One incarnation of one actor: its state, what waits for it, and the loop that takes its turns. */
export class Cell implements Runnable, Incarnation, Touched, InputsOwner {
  readonly address: ActorAddress;
  turns = 0;
  lastTurnAt: number | undefined;
  isTouched = false;
  private readonly env: CellEnvironment;
  private readonly birth: Birth;
  private readonly definition: ActorDefinition;
  private readonly state: unknown;
  private readonly reception: Reception;
  private readonly deferred: Deferred;
  private readonly inputs: Inputs;
  private readonly aftermath: Aftermath;
  private readonly numbering: Numbering;
  private readonly recent = new RecentMessages();
  /** The entry that it is taking, or threw at. */
  private taking: StreamEntry | undefined;
  private unsaved = 0;
  private phase: Phase = 'running';
  /** Goes that wait in the scheduler. */
  private goes = 0;
  private isHastened = false;
  private committing: Promise<void> | undefined;
  /** Effects of an urgent turn that wait for the commit under way (C4). */
  private held: Effects | undefined;

  constructor(env: CellEnvironment, birth: Birth) {
    const { address, definition, recovered } = birth;
    const { snapshot } = recovered;
    this.env = env;
    this.birth = birth;
    this.address = address;
    this.definition = definition;
    this.reception = new Reception(env.clock, definition.mailboxBound);
    this.deferred = new Deferred(
      env.clock,
      () => this.saveDeferred(),
      () => env.scheduler.isBusy,
    );
    this.inputs = new Inputs(env.hub, this);
    const config = definition.parseConfig(birth.config);
    this.state = snapshot ? definition.load(config, snapshot.state, address) : definition.initial(config, address);
    this.numbering = new Numbering(address, definition, this.state, recovered, () => this.inputs.hasTakenAll);
    this.aftermath = new Aftermath(env, {
      incarnation: this,
      inputs: this.inputs,
      headOf: (stream) => this.numbering.headOf(stream),
      answer: (caller, error, value) => this.reception.answer(caller, error, value),
    });
    this.aftermath.announceDurable(recovered.heads);
    this.offer({ kind: 'started', siblings: birth.siblings });
  }

  // ---- What others ask ----

  /** Queues a message; false when the mailbox is full or the incarnation is over. */
  offer(message: Message): boolean {
    return this.phase === 'running' && this.admitted(this.reception.admit(message), false);
  }

  /** Resolves with the actor's reply, once what it decided is durable. Rejects with MAILBOX_FULL or ACTOR_NOT_RUNNING. */
  command(command: Command): Promise<unknown> {
    if (this.phase !== 'running') return Promise.reject(this.over('ACTOR_NOT_RUNNING', 'is going down'));
    return new Promise((resolve, reject) => {
      const caller: Caller = (error, value) => (error === undefined ? resolve(value) : reject(error));
      if (this.admitted(this.reception.admitCall(command, caller), isUrgentCommand(command))) return;
      reject(this.over('MAILBOX_FULL', `takes no more messages, ${this.reception.depth} wait; try again`));
    });
  }

  /** What the actor says of itself; why it cannot, when that fails. */
  inspect(): Record<string, unknown> {
    try {
      return this.definition.inspect(this.state);
    } catch (error) {
      return { inspectFailed: errorMessage(error) }; // C5
    }
  }

  /** Its state as a snapshot would keep it; null when that fails. */
  saved(): unknown {
    try {
      return this.definition.save(this.state);
    } catch {
      return null; // C5
    }
  }

  /** Newest first. */
  messages(): readonly MessageTrace[] {
    const sinceMonotonic = this.env.clock.now() - this.env.monotonic();
    return this.recent.view((at) => Math.round(at + sinceMonotonic));
  }

  /** How far it is with each stream that it follows. */
  readers(): readonly ReaderStatus[] {
    return this.inputs.view().map((one) => ({ reader: this.address, ...one }));
  }

  mailboxView(): { depth: number; oldestAgeMs: number; dropped: number } {
    const view = this.reception.view();
    return { ...view, depth: view.depth + this.inputs.waiting() };
  }

  // ---- What its inputs ask ----

  /** Asks for a go; an urgent one overtakes a go that is asked for already. */
  wake(isUrgent = false): void {
    if (!(isUrgent ? this.phase === 'running' : this.mayTurn())) return;
    if (this.goes > 0 && (!isUrgent || this.isHastened)) return;
    this.goes += 1;
    this.isHastened = isUrgent;
    this.env.scheduler.enqueue(this, isUrgent);
  }

  read(stream: string, after: number, limit: number): Promise<readonly StreamEntry[]> {
    return this.env.store.read(stream, after, limit);
  }

  pause(ms: number): Promise<void> {
    return this.env.clock.sleep(ms);
  }

  failed(error: unknown): void {
    this.crash(error);
  }

  /** Writes a snapshot if there is anything new in it; resolves when that is durable. */
  async save(): Promise<void> {
    await this.settled();
    if (!this.mayTurn() || this.unsaved === 0) return;
    this.settle({ ...noEffects(), checkpoint: true, canWait: false, urgent: true }, this.env.monotonic());
    await this.settled();
  }

  // ---- Its life ----

  /** Finishes the commit under way, writes a snapshot and ends; resolves when nothing of this incarnation is left. */
  async stop(): Promise<void> {
    if (this.isOpen()) {
      const reason = (): ActorError => this.over('ACTOR_STOPPED', 'was stopped before it could answer');
      this.phase = 'stopping';
      this.detach(() => this.over('ACTOR_STOPPED', 'was stopped before it began with this', { begun: false }));
      await this.settled();
      if (this.isDead()) return;
      this.phase = 'dead';
      this.release(reason);
      if (this.unsaved > 0) this.committing = this.saveLast();
    }
    await this.committing;
  }

  /** From now on nothing of this incarnation counts. */
  kill(): void {
    if (!this.isDead()) this.end(() => this.over('ACTOR_KILLED', 'was killed before it could answer'));
  }

  /** Resolves when a commit under way has come to its end, however that is. */
  async settled(): Promise<void> {
    for (let last; last !== this.committing;) await (last = this.committing); // one may follow from another
  }

  // ---- Turns ----

  run(): boolean {
    this.goes -= 1;
    this.isHastened = false;
    if (this.phase !== 'running' || this.held !== undefined) return false;
    const { recorder } = this.env;
    let wantsMore = false;
    try {
      const from = this.env.monotonic();
      wantsMore = this.takeBatch(from);
      const effects = recorder.end();
      if (effects !== undefined) this.settle(effects, from);
    } catch (error) {
      recorder.discard();
      this.crash(error); // C2, C5
      return false;
    }
    if (!wantsMore || !this.mayTurn() || this.goes > 0) return false;
    this.goes = 1;
    return true;
  }

  /** Takes what waits, as much as one go may; true when there may be more. */
  private takeBatch(from: number): boolean {
    const { recorder, meter, clock } = this.env;
    recorder.begin(this.numbering);
    let taken = 0;
    let message: Message | undefined;
    for (let at = from, isUrgent = false; taken < BATCH && at - from < BATCH_MS && !isUrgent && !recorder.finishing;) {
      const urgent = this.inputs.nextUrgent();
      message = urgent ?? this.nextInTurn();
      if (message === undefined) break;
      // It goes alone: what follows from it waits for no other turn's commit.
      isUrgent = urgent !== undefined || (message.kind === 'command' && isUrgentCommand(message));
      if (isUrgent) recorder.hasten();
      at = this.turn(message, at);
      taken += 1;
    }
    if (recorder.finishing) this.phase = 'finished';
    if (taken === 0) return false;
    this.turns += taken;
    this.unsaved += taken;
    this.lastTurnAt = clock.now();
    meter.turned(taken);
    if (!this.isTouched) {
      this.isTouched = true;
      this.env.touched(this);
    }
    if (this.unsaved >= this.env.snapshotEvery) recorder.checkpoint();
    return message !== undefined;
  }

  private nextInTurn(): Message | undefined {
    if (this.committing !== undefined) return undefined;
    return this.reception.take(this.env.recorder.calledBy) ?? this.inputs.next();
  }

  /** Takes one turn that began at `from`; returns when it ended. */
  private turn(message: Message, from: number): number {
    const { recorder, monotonic, turnDeadlineMs, beforeTurn, meter } = this.env;
    this.recent.note(message, from);
    this.taking = message.kind === 'entry' ? message.entry : undefined;
    if (this.taking !== undefined && this.isAside(this.taking)) {
      this.definition.miss!(this.state, this.taking, recorder);
    } else {
      beforeTurn?.(this.address, message);
      this.definition.receive(this.state, message, recorder);
    }
    recorder.endTurn();
    const now = monotonic();
    meter.turnTook(now - from);
    if (now - from > turnDeadlineMs) throw this.late(message, now - from);
    this.taking = undefined;
    return now;
  }

  private isAside({ stream, seq }: StreamEntry): boolean {
    return this.birth.aside?.get(stream)?.has(seq) === true;
  }

  private late({ kind }: Message, tookMs: number): ActorError {
    const { address } = this;
    const text = `${address}: a turn took ${Math.round(tookMs)} ms, more than ${this.env.turnDeadlineMs} ms`;
    return new ActorError('TURN_DEADLINE_EXCEEDED', text, { address, message: kind });
  }

  /** Makes effects durable, then carries out what follows from them. */
  private settle(effects: Effects, from: number): void {
    effects.urgent ||= this.definition.isUrgent === true;
    if (effects.canWait) {
      this.deferred.defer(effects.events);
      this.carryOut(effects);
      return;
    }
    if (this.committing !== undefined) {
      this.held = effects; // C4
      return;
    }
    const { store, scheduler } = this.env;
    const ended = (): void => {
      this.committing = undefined;
      scheduler.awaits(-1);
    };
    const committed = (): void => {
      ended();
      this.env.meter.committed(this.address, this.env.monotonic() - from, effects.events.length);
      this.trace(effects);
      if (this.isDead()) return; // C3
      this.carryOut(effects);
      const { held } = this;
      this.held = undefined;
      if (held === undefined) this.wake();
      else this.settle(held, this.env.monotonic());
    };
    const refused = (error: unknown): void => {
      ended();
      this.crash(error);
    };
    const commit = store.commit(this.unitOf(effects));
    scheduler.awaits(1);
    this.committing = commit.then(committed, refused).catch((error: unknown) => this.crash(error));
  }

  /** One line for everything made durable, so that a chain can be followed by its correlation id from bar to fill. */
  private trace({ events, entries }: Effects): void {
    const { log } = this.env;
    for (const { type, seq, correlationId } of events) {
      log.debug({ actor: this.address, event: type, seq, correlationId }, 'journaled');
    }
    for (const { stream, seq, correlationId } of entries) {
      log.debug({ actor: this.address, stream, seq, correlationId }, 'appended');
    }
  }

  private carryOut(effects: Effects): void {
    // One that is stopping does no more I/O of its own: it would go on behind the back of its successor.
    this.aftermath.carryOut(effects, this.phase !== 'stopping');
  }

  private unitOf(effects: Effects): CommitUnit {
    const { shard } = this.birth;
    effects.events = this.deferred.before(effects.events);
    const unit = this.numbering.unitOf(effects, { shard, epoch: this.env.epochOf(shard) });
    if (effects.checkpoint) this.unsaved = 0;
    return unit;
  }

  /** The time of what was deferred has come; false when a commit is under way. */
  private saveDeferred(): boolean {
    if (this.phase !== 'running') return true;
    if (this.committing !== undefined) return false;
    this.settle({ ...noEffects(), canWait: false }, this.env.monotonic());
    return true;
  }

  private async saveLast(): Promise<void> {
    try {
      await this.env.store.commit(this.unitOf({ ...noEffects(), checkpoint: true, urgent: true })); // its successor waits for it
    } catch (error) {
      this.env.log.warn({ actor: this.address, err: error }, 'the last snapshot could not be written');
    }
  }

  // ---- Its end ----

  private admitted(isAdmitted: boolean, isUrgent: boolean): boolean {
    if (isAdmitted) this.wake(isUrgent);
    else this.env.meter.dropped(this.address);
    return isAdmitted;
  }

  private crash(error: unknown): void {
    if (this.isDead()) return;
    this.end(() => this.over('ACTOR_CRASHED', `crashed before it could answer: ${errorMessage(error)}`));
    this.birth.crashed(error instanceof Error ? error : new Error(String(error)), this.taking);
  }

  private end(reason: () => ActorError): void {
    this.phase = 'dead';
    this.detach(reason);
    this.release(reason);
  }

  /** Cuts it off from all that could still reach it. */
  private detach(reason: () => ActorError): void {
    this.inputs.close();
    this.aftermath.close();
    this.reception.clear(reason);
  }

  private release(reason: () => ActorError): void {
    this.reception.dismiss(reason);
    for (const stream of this.numbering.streams()) this.env.hub.disown(stream);
  }

  private over(type: string, what: string, data: Record<string, unknown> = {}): ActorError {
    return new ActorError(type, `${this.address} ${what}`, { address: this.address, ...data });
  }

  private isOpen(): boolean {
    return this.phase === 'running' || this.phase === 'finished';
  }

  private isDead(): boolean {
    return this.phase === 'dead';
  }

  private mayTurn(): boolean {
    return this.phase === 'running' && this.committing === undefined;
  }
}
