// T1. A strategy is a pure fold over bars: same bars, same signals, whatever was saved and loaded in between.
// T2. It wishes for a side and never knows money, orders or fills.
// T3. A bar without a signal makes no object of the strategy's own (the library's means box their numbers), and no
//     reference to the bar is kept.
import { z } from 'zod';
import type { Bar } from '../domain/bar.ts';
import type { Signal, Target } from '../protocol.ts';

/** A kind of strategy: what it is called, what can be set, and how one is made. */
export interface Strategy<Schema extends z.ZodObject = z.ZodObject> {
  /** kebab-case; what `--strategy` and an actor's config say. */
  readonly name: string;
  readonly title: string;
  /** The exact rule, in words that a trader can check. */
  readonly description: string;
  /** Strict; each field has a description, a range and a default, so that forms and docs are made from it. */
  readonly parameters: Schema;
  /** Bars that pass before the first one that may signal: the 0-based index of that bar. */
  warmUp(params: z.output<Schema>): number;
  create(params: z.output<Schema>): StrategyInstance;
  /** Which of its values people see as lines beside the prices, and where. */
  plots(params: z.output<Schema>): readonly Plot[];
}

/** A line that a strategy decides by; the bounds that it is held against are beside it. */
export interface Plot {
  /** The name of one of the instance's `values`; absent for a bound that stays where it is. */
  readonly value?: string;
  readonly label: string;
  /** On the prices' own scale, or on a scale of its own below them. */
  readonly pane: 'price' | 'below';
  /** A bar is held against what the line was before it. */
  readonly isBeforeBar?: true;
  /** Where a bound stays. */
  readonly level?: number;
}

/** One strategy at work on one series of bars. */
export interface StrategyInstance {
  /** Takes the next closed bar. The bar may be one object reused for every call. */
  onBar(bar: Bar): Signal | undefined;
  /** What it looks at now, for people; null until there is a value. */
  values(): Readonly<Record<string, number | string | null>>;
  /** JSON from which `load` restores exactly this state, to the last bit. */
  save(): unknown;
  /** Takes over a saved state; only on a fresh instance with the same parameters. Throws a ZodError on foreign JSON. */
  load(saved: unknown): void;
}

/** The wish that a strategy remembers, as it is saved. */
export const savedTarget: z.ZodType<Target> = z.enum(['LONG', 'FLAT', 'SHORT']);
