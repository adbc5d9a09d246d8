// What a user can start something on, with and from, and how they ask for it.

/** A stream of bars that a strategy can read, as `troupe.lanes` lists it. */
export interface LaneView {
  readonly lane: string;
  readonly instrument: string;
  readonly symbolToken: string;
  readonly timeframe: string;
  readonly simulated: boolean;
  readonly description: string;
  readonly bars: number;
  readonly lastClose: number | null;
  readonly lastBarAt: string | null;
  /** Wall time of the newest bar, to judge staleness; null before the first. */
  readonly lastHeardAt: string | null;
  readonly status: 'running' | 'paused' | 'complete' | 'failed' | 'stopped';
}

export interface AccountView {
  readonly account: string;
  readonly owner: string;
  readonly currency: string;
  readonly venue: string;
  readonly deposit: string;
  readonly unallocated: string;
  readonly equity: string;
}

/** A strategy that can be started, as `troupe.catalog` lists it; `parameters` is a JSON Schema (draft 2020-12) object. */
export interface CatalogView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: Record<string, unknown>;
}

/** A line that a strategy decides by, as `troupe.indicators` draws it over some bars. */
export interface IndicatorLineView {
  readonly label: string;
  /** On the prices' own scale, or on a scale of its own below them. */
  readonly pane: 'price' | 'below';
  /** It stays where it is. */
  readonly isBound: boolean;
  /** One a bar; null until there is a value. */
  readonly values: readonly (number | null)[];
}

/** Params of `troupe.start-strategy`; answers `{ strategy, subscription }` (addresses) or fails with a `type` and the field in `data.field`. */
export interface StartStrategyRequest {
  readonly strategy: string;
  readonly params: Record<string, unknown>;
  readonly lane: string;
  readonly account: string;
  /** Decimal text. */
  readonly allocation: string;
  readonly sizing: Record<string, unknown>;
  readonly direction: 'long-only' | 'long-short';
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
  readonly by: string;
}

/** Params of `troupe.open-manual-desk`; answers `{ desk }` (address) or fails with a `type` and the field in `data.field`. */
export interface OpenDeskRequest {
  readonly account: string;
  readonly lane: string;
  /** Decimal text. */
  readonly allocation: string;
  readonly by: string;
  /** Given again, it is answered again. */
  readonly commandId?: string;
}
