// What an actor shows of itself to people and programs. What node services and single kinds answer stands beside it, in `…-views.ts`.
import type { TradingStateName } from './protocol.ts';

export type Lifecycle = 'starting' | 'running' | 'stopping' | 'stopped' | 'restarting' | 'faulted';

/** One actor as `troupe.actors`, and with `state` as `<address>.inspect`, show it. */
export interface ActorView {
  readonly address: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly owner: string;
  readonly node: string;
  /** Where among the shards its affinity puts it, if that is known here. */
  readonly shard?: number;
  readonly lifecycle: Lifecycle;
  /** ISO 8601 UTC: since when it is in this lifecycle state. */
  readonly since: string;
  readonly restarts: number;
  /** Why it last went down, for people. */
  readonly lastCause: string | null;
  /** Effective trading state of an actor that trades or signals. */
  readonly tradingState: TradingStateName | null;
  readonly tradingStateReason: string | null;
  readonly mailbox: { readonly depth: number; readonly oldestAgeMs: number; readonly dropped: number };
  readonly turns: number;
  /** ISO 8601 UTC wall time of the last turn. */
  readonly lastTurnAt: string | null;
  /** What the actor itself says; shape by kind: the `…StateView`s below and in `copy-views.ts` and `risk-views.ts`. */
  readonly state: Record<string, unknown>;
}

/** What the `state` of every actor that trades has in it; money as exact decimal text. */
export interface TraderView {
  readonly account: string;
  readonly instrument: string;
  readonly lane: string;
  readonly simulated: boolean;
  readonly allocation: string;
  readonly cash: string;
  readonly quantity: string;
  readonly averagePrice: string | null;
  readonly lastPrice: number | null;
  /** ISO 8601 UTC of the last bar's close. */
  readonly lastBarAt: string | null;
  readonly position: number;
  readonly equity: string;
  readonly realizedPnl: string;
  readonly unrealizedPnl: string;
  readonly commission: string;
  readonly workingOrders: readonly string[];
  readonly pendingRequests: number;
  readonly fills: number;
  readonly denied: number;
}

/** `state` of a subscription. */
export interface SubscriptionStateView extends TraderView {
  readonly strategy: string;
  readonly direction: 'long-only' | 'long-short';
  /** Fraction below the highest equity so far, 0…1. */
  readonly drawdown: number;
  readonly maxDrawdown: number;
  readonly lastSignal: { readonly target: string; readonly reason: string; readonly at: string } | null;
}

/** `state` of a manual desk. */
export interface ManualStateView extends TraderView {
  /** Newest first: what rests, and the last 20 that do not. */
  readonly orders: readonly ManualOrderView[];
}

export interface ManualOrderView {
  readonly clientOrderId: string;
  /** Id of the command that it came with; null: the risk monitor's own, as of a flatten. */
  readonly commandId: string | null;
  readonly role: 'entry' | 'exit' | 'protection';
  readonly side: 'BUY' | 'SELL';
  /** Null where only its fills are known. */
  readonly type: string | null;
  readonly quantity: string;
  readonly limitPrice: string | null;
  readonly triggerPrice: string | null;
  readonly filled: string;
  readonly averagePrice: string | null;
  /** ASKED: the risk monitor has not decided it. */
  readonly state: 'ASKED' | 'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'DENIED' | 'REJECTED' | 'CANCELED' | 'EXPIRED';
  /** Why it was denied, rejected or canceled. */
  readonly reason: string | null;
  /** ISO 8601 UTC: close of the bar that it was decided on. */
  readonly decidedAt: string;
}
