// S1. Decisions are serialised: under one_for_one each child has its own lane, so a slow or looping one delays nobody;
//     under the other strategies all share one.
// S2. A child is started again only after its old incarnation settled, or was killed and abandoned (settle.ts).
// S3. In a shared lane children start in order, each after the one before is up, and stop in reverse; a crash seen
//     while later ones are still being started is decided before the next of them starts.
// S4. An exit counts once, and only while its incarnation is the current one: a crash that arrives while a restart
//     is under way does not restart twice.
// S5. Poisoned, or past its own intensity, a child is quarantined: faulted, visible with its cause, down until someone
//     starts it. Its siblings go on without it, unless it is significant: then the whole group goes down.
// S6. Past the supervisor's intensity the whole group goes down.
// S7. What depends on a significant child (later ones under rest_for_one, all under one_for_all) is down while that child is.
// S8. A child that completed, was stopped by hand or is quarantined does not come back with its siblings (OTP starts
//     it; here a person's stop outlives a neighbour's crash). Temporary children never come back.
// S9. Once the group closes nothing starts.
// S10. A child whose place is not here any more is left stopped: that is no crash, neither its own nor the group's.
import { attemptsAfter, backoffDelay } from './backoff.ts';
import { Child } from './child.ts';
import type { ChildHandle, ChildSpec } from './child-spec.ts';
import { asError, errorOf, exitDecision, startFailure } from './exit-decision.ts';
import { IntensityExceeded, RestartWindow } from './intensity.ts';
import { Lane } from './lane.ts';
import { type Cause, type ChildExit, describeCause } from './lifecycle.ts';
import type { GroupPolicy } from './policy.ts';
import { restartPlan } from './restart-plan.ts';
import { settle } from './settle.ts';

/** What a group asks of its supervisor. */
export interface GroupOwner {
  /** Aborted once the group closes. */
  readonly closing: AbortSignal;
  /** Takes the group down for good. */
  escalate(error: Error): void;
  /** A child's first start has been tried. */
  tried(): void;
}

/** The children of one supervisor, and what becomes of them. All that is async here runs inside a lane. */
export class Group {
  readonly children = new Map<string, Child>();
  /** Undefined under one_for_one. */
  readonly sharedLane: Lane | undefined;
  readonly #policy: GroupPolicy;
  readonly #owner: GroupOwner;
  readonly #window: RestartWindow;
  #killed = false;

  constructor(policy: GroupPolicy, owner: GroupOwner) {
    this.#policy = policy;
    this.#owner = owner;
    this.#window = new RestartWindow(policy.intensity);
    this.sharedLane = policy.strategy === 'one_for_one' ? undefined : new Lane();
  }

  add(spec: ChildSpec): Child {
    const child = new Child(spec, this.sharedLane ?? new Lane(), this.#policy); // S1
    this.children.set(spec.id, child);
    return child;
  }

  /** Queues a decision about a child; a fault of the engine itself takes the group down rather than leave it half-decided. */
  decide(lane: Lane, decision: () => Promise<void>): Promise<void> {
    return lane.run(decision).catch((error: unknown) => this.#owner.escalate(asError(error)));
  }

  /** Starts what is pending in the child's lane, in order, as far as it may. */
  async startPending(child: Child): Promise<void> {
    const { lane } = child;
    const { strategy } = this.#policy;
    if (lane.waits() || (strategy === 'one_for_all' && [...this.children.values()].some((other) => other.held))) return; // S7
    for (const next of this.sharedLane ? this.children.values() : [child]) {
      if (this.#closed() || next.held) return; // S9, S7
      if (!next.pending) continue;
      await this.#attempt(next);
      if (lane.waits()) return;
      if (lane.exitsWaiting > 0) return void this.decide(lane, () => this.startPending(child)); // S3
    }
  }

  /** Brings one child up afresh, and with it whom the strategy ties to it. */
  async bring(child: Child, cause: Cause): Promise<void> {
    child.renew();
    child.lane.cancelWake();
    await this.#bounce(child, cause, 'restarting');
    if (!child.wanted) {
      child.wanted = child.pending = true;
      child.move('starting', cause);
    }
    await this.startPending(child);
  }

  /** Takes one child down until someone starts it. */
  async putDown(child: Child, cause: Cause): Promise<void> {
    if (child.spec.significant && this.sharedLane) {
      child.held = true; // S7
      await this.#bounce(child, cause, 'stopped');
    }
    child.wanted = false;
    await this.halt(child, cause);
    if (child.spec.restart === 'temporary') this.#forget(child);
  }

  /** Takes one child down for good. */
  async remove(child: Child, cause: Cause): Promise<void> {
    await this.putDown(child, cause);
    this.#forget(child);
    if (!child.held) return;
    for (const other of this.children.values()) {
      if (!other.pending || other.lifecycle !== 'stopped') continue;
      other.wanted = false; // S7: nobody is left whose start would bring it back
      other.held = other.spec.significant ?? false;
      await this.halt(other, cause);
    }
  }

  /** Stops one child and leaves it as it is; `deadlineAt` bounds it beyond its own `shutdownMs`. */
  async halt(child: Child, cause: Cause, deadlineAt = Infinity): Promise<void> {
    if (child.lane !== this.sharedLane) child.lane.cancelWake();
    child.pending = false;
    const end = await this.#settle(child, cause, deadlineAt);
    if (child.lifecycle !== 'faulted' || cause.kind !== 'shutdown') child.move('stopped', end);
    this.#tried(child);
  }

  /** Kills without waiting for anything. */
  killAll(cause: Cause): void {
    this.#killed = true;
    for (const child of [...this.children.values()].reverse()) {
      const { handle } = child;
      child.lane.cancelWake();
      child.pending = false;
      child.handle = undefined;
      handle?.kill();
      if (handle) child.move('stopped', cause);
    }
  }

  async #attempt(child: Child): Promise<void> {
    const { clock } = this.#policy;
    child.pending = false;
    if (child.lifecycle === 'restarting') child.restarts++;
    else child.move('starting', undefined);
    let handle: ChildHandle;
    try {
      handle = await child.spec.start(this.#owner.closing);
    } catch (error) {
      await this.#ended(child, startFailure(error));
      this.#tried(child);
      return;
    }
    if (this.#killed) {
      handle.kill();
      child.move('stopped', undefined);
      return;
    }
    child.handle = handle;
    child.dead = false;
    child.startedAt = clock.now();
    child.move('running', undefined);
    this.#tried(child);
    const exited = (exit: ChildExit): void => this.#exited(child, handle, exit);
    handle.exited.then(exited, (error: unknown) =>
      exited({ kind: 'crashed', error: asError(error), uptimeMs: clock.now() - child.startedAt }),
    );
  }

  #exited(child: Child, handle: ChildHandle, exit: ChildExit): void {
    if (child.handle !== handle || child.lifecycle === 'stopping') return; // S4
    child.dead = true;
    child.lane.exitsWaiting++;
    void this.decide(child.lane, async () => {
      child.lane.exitsWaiting--;
      if (child.handle === handle) await this.#ended(child, exit); // S4
    });
  }

  async #ended(child: Child, exit: ChildExit): Promise<void> {
    const policy = this.#policy;
    const now = policy.clock.now();
    const uptimeMs = exit.kind === 'crashed' ? exit.uptimeMs : now - child.startedAt;
    child.handle = undefined;
    if (this.#closed()) {
      child.move('stopped', exit);
      return;
    }

    const decision = exitDecision(child.spec.restart, exit);
    if (decision === 'end') {
      this.#end(child, exit);
      return;
    }
    if (decision === 'quarantine') {
      this.#quarantine(child, exit, errorOf(child.spec.id, exit));
      return;
    }

    const intensity = child.spec.intensity ?? policy.childIntensity;
    const error = errorOf(child.spec.id, exit);
    if (!child.admitRestart(intensity, now)) {
      const exceeded = new IntensityExceeded(child.spec.id, intensity, error);
      this.#quarantine(child, { kind: 'exhausted', error, intensity }, exceeded); // S5
      return;
    }
    if (!this.#window.admit(now)) {
      child.move('stopped', exit);
      this.#owner.escalate(new IntensityExceeded(policy.id, policy.intensity, error)); // S6
      return;
    }
    child.attempts = attemptsAfter(policy.backoff, child.attempts, uptimeMs);
    const delayMs = backoffDelay(policy.backoff, child.attempts++, policy.random);
    child.pending = true;
    child.move('restarting', exit);
    await this.#bounce(child, exit, 'restarting');
    if (this.#closed()) return; // S9
    child.lane.wakeAfter(delayMs, policy.clock, () => void this.decide(child.lane, () => this.startPending(child)));
  }

  #end(child: Child, exit: ChildExit): void {
    child.wanted = false;
    child.move('stopped', exit);
    if (child.spec.restart === 'temporary') this.#forget(child);
    if (child.spec.significant && exit.kind === 'crashed') this.#owner.escalate(exit.error); // S5
  }

  #quarantine(child: Child, cause: Cause, error: Error): void {
    child.wanted = false;
    child.move('faulted', cause);
    if (child.spec.significant) this.#owner.escalate(error); // S5
  }

  /** Stops what the strategy ties to `child`, and the child itself if it is up, and makes all of it pending again. */
  async #bounce(child: Child, cause: Cause, waiting: 'restarting' | 'stopped'): Promise<void> {
    for (const id of restartPlan(this.#policy.strategy, this.children.keys(), child.spec.id).stop) {
      const sibling = this.children.get(id);
      if (!sibling?.wanted || (sibling.pending && waiting === 'restarting')) continue; // S8
      const end = await this.#settle(sibling, sibling === child ? cause : { kind: 'sibling', id: child.spec.id });
      if (this.#closed()) return;
      if (sibling !== child && sibling.spec.restart === 'temporary') {
        sibling.move('stopped', end);
        this.#forget(sibling); // S8
        continue;
      }
      sibling.pending = true;
      sibling.move(waiting, end);
    }
  }

  async #settle(child: Child, cause: Cause, deadlineAt = Infinity): Promise<Cause> {
    const { handle } = child;
    if (!handle) return cause;
    let end = cause;
    if (!child.dead) {
      const { clock } = this.#policy;
      child.move('stopping', cause);
      const deadlineMs = Math.max(0, Math.min(child.spec.shutdownMs, deadlineAt - clock.now()));
      const reason = describeCause(cause);
      if ((await settle(handle, reason, deadlineMs, clock)) === 'killed') end = { kind: 'killed', reason };
    }
    if (child.handle === handle) child.handle = undefined; // S2
    return end;
  }

  /** Removes a child that is down, with all memory of it. */
  #forget(child: Child): void {
    this.children.delete(child.spec.id);
    if (child.lane !== this.sharedLane) child.lane.cancelWake();
    this.#tried(child);
  }

  #closed(): boolean {
    return this.#owner.closing.aborted;
  }

  #tried(child: Child): void {
    if (child.tried) return;
    child.tried = true;
    this.#owner.tried();
  }
}
