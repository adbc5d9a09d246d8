// Copy trading: what providers and followers show of themselves, and what `troupe.*` is asked about them and answers.
import type { CopySettings } from './domain/copy/copy-settings.ts';
import type { CopyMode } from './domain/copy/copy-word.ts';
import type { PeriodBasis } from './domain/instrument.ts';
import type { TraderView } from './views.ts';

/** `state` of a provider; money as exact decimal text in `currency`. */
export interface ProviderStateView {
  readonly name: string;
  readonly description: string;
  /** Address of what trades. */
  readonly source: string;
  readonly account: string;
  readonly lane: string;
  readonly instrument: string;
  readonly simulated: boolean;
  /** What daily figures of it are annualized with. */
  readonly basis: PeriodBasis;
  readonly currency: string;
  readonly visibility: 'public' | 'private';
  /** Who may follow a private one; shown to its owner alone. */
  readonly invited?: readonly string[];
  /** How many owners stand along its chain of sources, itself among them. */
  readonly depth: number;
  /** False while it has still to read what its source did before. */
  readonly published: boolean;
  readonly broadcasting: 'ON' | 'PAUSED' | 'WITHDRAWN';
  readonly broadcastingReason: string;
  /** As it is now, whether followers know it or not. */
  readonly book: {
    readonly round: number;
    /** Signed. */
    readonly quantity: string;
    readonly averagePrice: string | null;
    /** Of the last fill. */
    readonly price: string | null;
    readonly equity: string;
  };
  /** Entries of its stream so far. */
  readonly entries: number;
  /** Reports of its source taken so far. */
  readonly reports: number;
  /** ISO 8601 UTC: market time that it has come to. */
  readonly time: string | null;
  readonly followers: number;
  /** Of those who want to be named; at most 100. */
  readonly aliases: readonly string[];
  readonly capital: string;
  readonly maxFollowers: number | null;
  readonly maxCapital: string | null;
  /** Null: without end. */
  readonly room: { readonly followers: number | null; readonly capital: string | null };
  /** Fractions. */
  readonly terms: { readonly performance: string; readonly management: string; readonly perVolume: string };
  /** The last 20, oldest first; `at` in ISO 8601 UTC. */
  readonly notes: readonly { readonly text: string; readonly at: string }[];
}

/** `state` of a follower; money, prices and quantities as exact decimal text, quantities signed. */
export interface FollowerStateView extends TraderView {
  readonly provider: string;
  /** What the provider sees of its user. */
  readonly alias: string;
  /** What the provider trades. */
  readonly sourceInstrument: string;
  readonly settings: CopySettings;
  readonly mode: CopyMode;
  /** Who or what put it in that mode. */
  readonly modeReason: string;
  /** Of the provider, that it has met last; without a scale it is not joined. */
  readonly round: number;
  readonly isJoined: boolean;
  readonly scale: string | null;
  /** Null before the provider's first word. */
  readonly target: string | null;
  readonly providerQuantity: string | null;
  /** Average of the provider's position; null while it is flat. */
  readonly providerPrice: string | null;
  /** Fraction by which the own average is worse; null while one of the two is flat, or the instruments differ. */
  readonly slippage: number | null;
  /** What its open orders may still fill. */
  readonly working: string;
  /** Number of the provider's entry that is dealt with last. */
  readonly entry: number;
  readonly feesPaid: string;
  /** Last UTC day that is charged, `YYYY-MM-DD`. */
  readonly feesThrough: string | null;
  /** High-water mark. */
  readonly mark: string;
  /** Fraction below the highest equity so far, 0…1. */
  readonly drawdown: number;
  readonly maxDrawdown: number;
  /** The last 20, newest first. */
  readonly entries: readonly {
    readonly seq: number;
    readonly fill: string | null;
    /** ISO 8601 UTC of the bar it was decided on. */
    readonly at: string;
    readonly outcome: 'copied' | 'reduced' | 'skipped' | 'noted';
    /** A `CopyReason`, or `RISK_DENIED: …`. */
    readonly reason: string | null;
    readonly facts: string | null;
    readonly wanted: string;
    readonly ordered: string;
    readonly providerPrice: string;
    readonly price: string;
    readonly latencyMs: number;
  }[];
}

/** Params of `troupe.publish`; answers `{ provider }` (address) or fails with a `type` and the field in `data.field`. */
export interface PublishRequest {
  /** Address of what trades; only its owner may publish it. */
  readonly source: string;
  readonly name: string;
  readonly description?: string;
  readonly visibility?: 'public' | 'private';
  /** Owners who may follow a private one. */
  readonly invited?: readonly string[];
  /** Fractions as decimal text; what is left out is free. */
  readonly terms?: Readonly<Record<string, string | number>>;
  readonly maxFollowers?: number | null;
  /** Decimal text in the currency of the source's account. */
  readonly maxCapital?: string | null;
  readonly by: string;
  /** Given again, it is answered again. */
  readonly commandId?: string;
}

/** Params of `troupe.follow`; answers `{ follower }` (address) or fails with a `type` and the field in `data.field`. */
export interface FollowRequest {
  readonly provider: string;
  readonly account: string;
  /** Decimal text. */
  readonly allocation: string;
  /** As `copySettings` reads them. */
  readonly settings: unknown;
  /** What the provider may see of the follower; left out, it sees nothing. */
  readonly alias?: string;
  readonly by: string;
  /** Given again, it is answered again. */
  readonly commandId?: string;
}

/** Params of `troupe.unfollow`. */
export interface UnfollowRequest {
  readonly follower: string;
  /** What is held stays, or is closed. */
  readonly keep: boolean;
  readonly by: string;
  readonly commandId?: string;
}

/** Params of `troupe.ban`: a follower by its address, or all of an alias; answers how many were banned, never who. */
export interface BanRequest {
  /** Address of the provider. */
  readonly provider: string;
  readonly follower?: string;
  readonly alias?: string;
  readonly by: string;
  readonly commandId?: string;
}

/** What `troupe.follow-preview` answers to the params of `troupe.follow`; money in `currency`, all amounts as exact decimal text. */
export interface FollowPreviewView {
  readonly currency: string;
  readonly instrument: string;
  readonly lane: string;
  /** Last close of the lane that is traded; null before the first. */
  readonly price: string | null;
  /** What following now would order at once; `reason` says why it is not all, as in a copy. */
  readonly now: {
    readonly quantity: string;
    readonly notional: string;
    readonly reason: string | null;
    readonly facts: string | null;
  };
  /** Of a round that opened now: follower quantity per provider quantity, and what the provider's present position would be; null while it is unknown. */
  readonly round: {
    readonly scale: string;
    readonly quantity: string;
    readonly notional: string;
    readonly reason: string | null;
  } | null;
  /** The most that is lost before copying stops by itself; without a stop, all that is allocated. */
  readonly loss: {
    readonly amount: string;
    readonly level: string;
    readonly stop: 'copy-stop-loss' | 'max-drawdown' | null;
  };
  /** Of a year of 365 days in which equity gains `gain` and the round above is opened and closed `roundTrips` times. */
  readonly fees: {
    readonly management: string;
    readonly performance: string;
    readonly volume: string;
    readonly total: string;
    readonly gain: string;
    readonly roundTrips: number;
  };
}
