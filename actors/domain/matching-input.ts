import type { Funds, RestingOrder } from './matching-venue.ts';
import type { Bar } from './bar.ts';
import type { FillModel, VenueInstrument } from './fill-model.ts';

/** One bar and all that may meet it. */
export interface MatchingInput {
  /** All open orders of the account on the lane, in journal order. */
  readonly orders: readonly RestingOrder[];
  readonly bar: Bar;
  readonly position: number;
  /** Keyed by actor. */
  readonly funds: Readonly<Record<string, Funds>>;
  readonly instrument: VenueInstrument;
  readonly model: FillModel;
}
