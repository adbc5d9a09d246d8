import type { CopyWord } from './copy/copy-word.ts';
import { Decimal, decimal } from './decimal.ts';
import type { Fill, Order } from './order.ts';
import type { Position } from './position.ts';
import type { Control } from './risk/control.ts';
import type { Excursion } from './risk/rule-evaluation.ts';
import type { RuleAction } from './risk/rule.ts';
import type { TradingState } from './trading-state.ts';

/** One line of a double-entry transaction; the lines of a transaction sum to zero per currency. */
export interface Posting {
  readonly book: 'CASH' | 'INVENTORY' | 'COMMISSION' | 'REALIZED_PNL' | 'EQUITY' | 'FEES';
  readonly actor: string;
  readonly currency: string;
  readonly amount: Decimal;
}

/** How far the requests of an actor are decided. */
export interface DecidedRequests {
  /** Number of the last of them. */
  readonly through: number;
  /** Why cancels among them were not let past. */
  readonly denials?: readonly string[];
  /** What became of the entries of its provider, each with the order that it led to. */
  readonly copies?: readonly { readonly word: CopyWord; readonly clientOrderIds: readonly string[] }[];
}

/** Everything a risk monitor journals: its account is the fold of these, and tables of orders, fills and ledger are their projection. */
export type AccountEvent =
  | {
      readonly type: 'account.opened';
      readonly deposit: Decimal;
      readonly currency: string;
      readonly time: number;
      readonly transactionId: string;
      readonly postings: readonly Posting[];
    }
  /** Cash of the account handed to the sub-ledger of one actor. */
  | {
      readonly type: 'allocation.made';
      readonly actor: string;
      readonly lane: string;
      /** Whose signals it trades. */
      readonly strategy?: string;
      /** Address of the provider whose fills it copies. */
      readonly provider?: string;
      /** High-water mark that it begins with, as exact text, where an earlier follower of that provider has left one. */
      readonly mark?: string;
      /** Last UTC day, `YYYY-MM-DD`, whose fees that one was charged. */
      readonly feesThrough?: string;
      readonly instrument: string;
      readonly amount: Decimal;
      readonly time: number;
      readonly transactionId: string;
      readonly postings: readonly Posting[];
    }
  | {
      readonly type: 'order.initialized';
      readonly order: Order;
      readonly reserved: Decimal;
      /** Price it was decided on; absent in journals from before it was noted. */
      readonly price?: Decimal;
      /** Set on an exit that the risk monitor decided itself. */ readonly exit?: number;
      /** Number of a reduction that a rule decided, by its actor. */
      readonly ruleOrder?: number;
      /** The stop whose place it takes. */
      readonly replaces?: string;
      /** What its actor asked for is decided with it: one event where `requests.decided` would be a second one. */
      readonly decided?: DecidedRequests;
    }
  | { readonly type: 'order.denied'; readonly order: Order; readonly reason: string }
  | { readonly type: 'order.submitted'; readonly clientOrderId: string; readonly time: number }
  | {
      readonly type: 'order.accepted';
      readonly clientOrderId: string;
      readonly venueOrderId: string;
      readonly time: number;
    }
  | { readonly type: 'order.rejected'; readonly clientOrderId: string; readonly reason: string; readonly time: number }
  | { readonly type: 'order.canceled'; readonly clientOrderId: string; readonly reason: string; readonly time: number }
  | { readonly type: 'order.expired'; readonly clientOrderId: string; readonly time: number }
  | {
      readonly type: 'order.triggered';
      readonly clientOrderId: string;
      readonly position: number;
      readonly time: number;
    }
  | {
      readonly type: 'order.updated';
      readonly clientOrderId: string;
      readonly triggerPrice: Decimal;
      readonly position: number;
      readonly time: number;
    }
  | {
      readonly type: 'order.pending-cancel';
      readonly clientOrderId: string;
      readonly time: number;
      /** Its actor asked for it. */
      readonly isAsked?: true;
    }
  /** The venue did not answer: it may or may not have the order. */
  | { readonly type: 'order.unknown'; readonly clientOrderId: string; readonly reason: string; readonly time: number }
  | {
      readonly type: 'order.filled';
      readonly fill: Fill;
      readonly done: boolean;
      readonly transactionId: string;
      readonly postings: readonly Posting[];
    }
  /** Requests of an actor are decided, where no order says so. */
  | ({ readonly type: 'requests.decided'; readonly actor: string } & DecidedRequests)
  /** A follower's fees of a day, taken from its cash. */
  | {
      readonly type: 'fee.charged';
      readonly actor: string;
      readonly provider: string;
      readonly word: Extract<CopyWord, { kind: 'fees' }>;
      readonly time: number;
      readonly transactionId: string;
      readonly postings: readonly Posting[];
    }
  /** The lane has been matched through this bar. */
  | {
      readonly type: 'lane.advanced';
      readonly lane: string;
      readonly position: number;
      readonly price: number;
      readonly time: number;
    }
  | {
      readonly type: 'trading-state.changed';
      readonly scope: string;
      readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED';
      readonly flatten: boolean;
      readonly reason: string;
      readonly by: string;
      readonly time: number;
    }
  /** What the risk supervisor said, in its order. */
  | { readonly type: 'control.taken'; readonly seq: number; readonly control: Control }
  /** What the controls made of the freedom of actors, as they were told, by their address. */
  | { readonly type: 'control.reported'; readonly states: Readonly<Record<string, TradingState>> }
  | { readonly type: 'equity.marked'; readonly rows: readonly EquityMark[] }
  /** Bars that changed nothing else, in the order they were taken: what rules and breakers measure is made of them. */
  | {
      readonly type: 'bars.taken';
      readonly bars: readonly {
        readonly lane: string;
        readonly position: number;
        readonly time: number;
        readonly price: number;
      }[];
    }
  /** A day ended without a bar. */
  | { readonly type: 'day.turned'; readonly boundary: number; readonly day: string }
  /** What the conditions of rules are at, for the next time they are looked at. */
  | { readonly type: 'excursions.changed'; readonly excursions: readonly Excursion[] }
  /** The breakers that let nothing be opened, all of them. */
  | {
      readonly type: 'breakers.changed';
      readonly breakers: readonly {
        readonly breaker: string;
        readonly of: string;
        readonly since: number;
        readonly facts: Readonly<Record<string, string>>;
      }[];
    }
  /** A rule has fired: what it saw and what it does. */
  | {
      readonly type: 'rule.fired';
      /** 1, 2, 3 … of the account. */
      readonly number: number;
      readonly rule: string;
      readonly title: string;
      readonly scope: string;
      readonly of: string;
      readonly inputs: Readonly<Record<string, string | number>>;
      readonly action: readonly RuleAct[];
      readonly since: number;
      readonly time: number;
      /** Of the whole account where it names no scope. */
      readonly pause?: {
        readonly rule: string;
        readonly isNews: boolean;
        readonly until: number;
        readonly scope?: string;
      };
      /** Actors whose positions it closes. */
      readonly closes?: readonly string[];
      /** Entries that it takes back. */
      readonly cancels?: readonly string[];
    };

/** What a rule asked for, and what came of it, for people. */
export type RuleAct = RuleAction & { readonly outcome: string };

export interface EquityMark {
  readonly actor: string;
  /** Epoch milliseconds UTC of the bar close it is valued at. */
  readonly time: number;
  readonly cash: Decimal;
  readonly quantity: Decimal;
  readonly price: number;
  readonly equity: Decimal;
}

/** Gives an order, or what asks for one, back its decimals after JSON; one that has them is copied. */
export function reviveOrder<Asked extends Pick<Order, 'quantity' | 'limitPrice' | 'triggerPrice' | 'trailingOffset'>>(
  order: Asked,
): Asked {
  return {
    ...order,
    quantity: decimal(order.quantity),
    ...(order.limitPrice !== undefined && { limitPrice: decimal(order.limitPrice) }),
    ...(order.triggerPrice !== undefined && { triggerPrice: decimal(order.triggerPrice) }),
    ...(order.trailingOffset !== undefined && { trailingOffset: decimal(order.trailingOffset) }),
  };
}

/** Gives a fill back its decimals after JSON; one that has them is given back as it is. */
export const reviveFill = (fill: Fill): Fill =>
  fill.price instanceof Decimal
    ? fill
    : {
        ...fill,
        price: decimal(fill.price),
        quantity: decimal(fill.quantity),
        commission: decimal(fill.commission),
      };

/** Gives a position back its decimals after JSON. */
export const revivePosition = (saved: Position): Position => ({
  quantity: decimal(saved.quantity),
  cost: decimal(saved.cost),
  averagePrice: decimal(saved.averagePrice),
  realizedPnl: decimal(saved.realizedPnl),
  commission: decimal(saved.commission),
});
