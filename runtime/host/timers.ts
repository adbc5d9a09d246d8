import type { Clock } from '../clock.ts';

/** The named timers of one incarnation; setting a name again replaces it. */
export class Timers {
  private readonly clock: Clock;
  private readonly cancels = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  set(name: string, delayMs: number, due: () => void): void {
    this.cancel(name);
    const fire = (): void => {
      this.cancels.delete(name);
      due();
    };
    this.cancels.set(name, this.clock.setTimer(delayMs, fire));
  }

  cancel(name: string): void {
    this.cancels.get(name)?.();
    this.cancels.delete(name);
  }

  clear(): void {
    for (const cancel of this.cancels.values()) cancel();
    this.cancels.clear();
  }
}
