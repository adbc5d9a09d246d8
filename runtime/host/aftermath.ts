import { ActorError, errorMessage, errorType } from '../errors.ts';
import { announcement } from './announcement.ts';
import type { CellEnvironment, Incarnation } from './environment.ts';
import type { Inputs } from './inputs.ts';
import type { AfterEffect, Caller, Effects } from './recorder.ts';
import { Timers } from './timers.ts';

/** The incarnation whose effects they were, and what of it they touch. */
export interface Origin {
  readonly incarnation: Incarnation;
  readonly inputs: Inputs;
  headOf(stream: string): number;
  answer(caller: Caller, error: ActorError | undefined, value: unknown): void;
}

/** What follows from the turns of one incarnation once they are durable. */
export class Aftermath {
  private readonly env: CellEnvironment;
  private readonly origin: Origin;
  private timers: Timers | undefined;
  private isClosed = false;

  constructor(env: CellEnvironment, origin: Origin) {
    this.env = env;
    this.origin = origin;
  }

  /** Says what an earlier incarnation made durable, for it may have died before it could say so itself. */
  announceDurable(heads: Readonly<Record<string, number>>): void {
    for (const [stream, head] of Object.entries(heads)) {
      this.env.hub.publish({ stream, head, watermark: 0, time: 0, entries: [] });
    }
  }

  /** Announces entries, then does the rest in the order asked; one that `stays` also does what concerns its own future. */
  carryOut(effects: Effects, stays: boolean): void {
    const headOf = (stream: string): number => this.origin.headOf(stream);
    for (const hint of announcement(effects, headOf)) this.env.hub.publish(hint, effects.urgent);
    for (const effect of effects.after) {
      if (!this.toOthers(effect) && stays) this.toItself(effect);
    }
  }

  /** Cancels timers and watches. */
  close(): void {
    this.isClosed = true;
    this.timers?.clear();
    this.env.unwatch(this.origin.incarnation);
  }

  /** Carries out what others are waiting for; false when the effect is of another kind. */
  private toOthers(effect: AfterEffect): boolean {
    const { env, origin } = this;
    const { address } = origin.incarnation;
    switch (effect.kind) {
      case 'tell':
        env.tell(address, effect.to, effect.body);
        return true;
      case 'reply':
        origin.answer(effect.caller, undefined, effect.value);
        return true;
      case 'refuse':
        origin.answer(effect.caller, new ActorError(effect.type, effect.message, { address }), undefined);
        return true;
      default:
        return false;
    }
  }

  private toItself(effect: AfterEffect): void {
    const { env } = this;
    const { incarnation, inputs } = this.origin;
    switch (effect.kind) {
      case 'perform':
        return this.perform(effect.port, effect.request);
      case 'follow':
        return inputs.follow(effect.stream, effect.options);
      case 'unfollow':
        return inputs.unfollow(effect.stream);
      case 'pull':
        return inputs.pull(effect.stream);
      case 'watch':
        return env.watch(incarnation, effect.address);
      case 'timer':
        return this.setTimer(effect.name, effect.delayMs, effect.body);
      case 'cancel-timer':
        return this.timers?.cancel(effect.name);
      case 'finish':
        return env.finished(incarnation, effect.reason);
      default:
    }
  }

  private perform(port: string, request: unknown): void {
    const { incarnation } = this.origin;
    if (!this.env.isSure()) {
      // Another node may have taken over: what it has to do is its business then.
      void this.env.whenSure().then(() => this.isClosed || this.perform(port, request));
      return;
    }
    Promise.try(() => this.env.perform(port, incarnation.address, request)).then(
      (value) => incarnation.offer({ kind: 'performed', port, request, result: { ok: true, value } }),
      (error: unknown) => {
        const result = { ok: false, type: errorType(error), message: errorMessage(error) } as const;
        return incarnation.offer({ kind: 'performed', port, request, result });
      },
    );
  }

  private setTimer(name: string, delayMs: number, body: unknown): void {
    this.timers ??= new Timers(this.env.clock);
    this.timers.set(name, delayMs, () => this.origin.incarnation.offer({ kind: 'timer', name, body }));
  }
}
