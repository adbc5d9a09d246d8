// Value at risk of an account: parametric, of a day, at 95 %, about a mean of 0. Sums of numbers are always made anew in the order of
// the actors, so that an incarnation comes to what the one before came to, to the last bit.
import { normalQuantile } from '../domain/portfolio/normal.ts';
import type { LaneDeviations, MarketHistory } from './market-history.ts';

/** Of one actor, as plain numbers. */
export interface Stake {
  readonly lane: string;
  /** Worth held, with its sign. */
  readonly worth: number;
  /** The most that orders may open on a side. */
  readonly opening: number;
}

const Z95 = normalQuantile(0.95);

/** What stands on each lane as the account is; good until any of the stakes changes. */
export class Stakes {
  private readonly all: readonly Stake[];
  /** Those that have something at stake, or are asked about. */
  private readonly lanes: readonly string[];
  private readonly laneAt = new Map<string, number>();
  private readonly worths: Float64Array;
  private standing:
    { readonly risk: number | null; readonly history: MarketHistory; readonly version: number } | undefined;

  constructor(stakes: Iterable<Stake>, asked?: Stake) {
    this.all = [...stakes].filter((one) => one.worth !== 0 || one.opening !== 0 || one === asked);
    for (const { lane } of this.all) if (!this.laneAt.has(lane)) this.laneAt.set(lane, this.laneAt.size);
    this.lanes = [...this.laneAt.keys()];
    this.worths = new Float64Array(this.lanes.length);
    for (const { lane, worth } of this.all) this.worths[this.laneAt.get(lane)!]! += worth;
  }

  has({ lane }: Stake): boolean {
    return this.laneAt.has(lane);
  }

  /** As the account stands, with what its open orders may open; null when it is not known. */
  risk(history: MarketHistory): number | null {
    if (this.lanes.length === 0) return 0;
    const { version } = history;
    if (this.standing?.history !== history || this.standing.version !== version) {
      const deviations = history.deviations(this.lanes);
      const risk = deviations && Z95 * (deviations.of(this.worths) + this.apart(deviations, undefined));
      this.standing = { risk, history, version };
    }
    return this.standing.risk;
  }

  /**
   * With the stake of an actor at another worth, plus the risk of whatever other orders may still open, each for itself. A deviation
   * is subadditive, so no part of them that fills comes to more. The actor's lane must be among those here.
   */
  riskWith(own: Stake, worth: number, history: MarketHistory): number | null {
    const deviations = history.deviations(this.lanes);
    if (deviations === null) return null;
    const at = this.laneAt.get(own.lane)!;
    const before = this.worths[at]!;
    this.worths[at] = this.othersOn(own) + worth;
    const risk = Z95 * (deviations.of(this.worths) + this.apart(deviations, own));
    this.worths[at] = before;
    return risk;
  }

  private othersOn(own: Stake): number {
    let others = 0;
    for (const stake of this.all) if (stake !== own && stake.lane === own.lane) others += stake.worth;
    return others;
  }

  private apart(deviations: LaneDeviations, except: Stake | undefined): number {
    let apart = 0;
    for (const stake of this.all)
      if (stake.opening !== 0 && stake !== except)
        apart += stake.opening * deviations.ofLane(this.laneAt.get(stake.lane)!);
    return apart;
  }
}
