const NEVER = -Infinity;
/** Taken off the lease: the timer's and the answer's own delays. */
const MARGIN_MS = 250;

/** How sure a node can be of its leases, on a clock that never goes back. */
export class LeaseSight {
  private readonly monotonic: () => number;
  private readonly leaseMs: number;
  private sureUntil = NEVER;
  private steadySince: number | undefined;
  private lastAt = NEVER;

  constructor(monotonic: () => number, leaseMs: number) {
    this.monotonic = monotonic;
    this.leaseMs = leaseMs;
  }

  /** The leases were extended, at some moment after `askedAt`; true when they were in doubt before. */
  renewed(askedAt: number): boolean {
    const wasSure = this.isSure();
    if (askedAt - this.lastAt > this.leaseMs / 2) this.steadySince = undefined;
    this.steadySince ??= askedAt;
    this.lastAt = this.monotonic();
    this.sureUntil = askedAt + this.leaseMs - MARGIN_MS;
    return !wasSure;
  }

  /** True while no other node can have taken what this one holds. */
  readonly isSure = (): boolean => this.monotonic() < this.sureUntil;

  /** The database has been in sight for a whole lease. */
  isSteady(): boolean {
    return this.steadySince !== undefined && this.monotonic() - this.steadySince >= this.leaseMs;
  }
}
