import type { Bar } from '../domain/bar.ts';
import type { BarFlag } from './validation.ts';

/** Payload of a stream of bars: a bar, and what was noticed about it. */
export interface FlaggedBar extends Bar {
  readonly flags?: readonly BarFlag[];
}
