// What the limits in force are used up to, for people: worked out when somebody looks, by the sums that orders are checked by.
import { type Decimal, Decimal as Decimals, decimal, ZERO } from '../domain/decimal.ts';
import { LIMIT_NAMES, type LimitName } from '../domain/risk/limit-catalog.ts';
import { limitUsages, type MeasuredLimits } from '../domain/risk/limit-usage.ts';
import { formatScope } from '../domain/risk/scope.ts';
import type { LimitInForceView, PortfolioView } from '../views.ts';
import { exposuresOf } from './account-exposure.ts';
import { marketTime, type AccountState } from './account-state.ts';
import type { Span } from './exposure-book.ts';
import { accountLimits, actorLimits } from './limits-in-force.ts';
import { standingValueAtRisk } from './portfolio-burdens.ts';

const MINUTE_MS = 60_000;

/** What the account holds and may come to hold. */
export function portfolioView(state: AccountState): PortfolioView | null {
  const book = exposuresOf(state);
  const equity = book.equity?.add(state.unallocated);
  if (equity === undefined) return null;
  const worths = worthBy(state, ({ symbol }) => symbol);
  const byCurrency = currencyWorths(state);
  const all = [...worths.values()];
  return {
    equity: String(equity),
    gross: String(sizes(state)),
    net: String(sum(all)),
    worstGross: String(book.gross),
    worstNet: String(worstOf(book.net)),
    worstRisk: String(book.risk),
    symbols: Array.from(book.symbols, ([symbol, span]) => ({
      ...{ symbol, value: String(worths.get(symbol) ?? ZERO), worst: String(worstOf(span)) },
    })),
    currencies: Array.from(book.currencies, ([currency, span]) => ({
      ...{ currency, value: String(byCurrency.get(currency) ?? ZERO), worst: String(worstOf(span)) },
    })),
    valueAtRisk95: standingValueAtRisk(book, state.memo.history),
  };
}

/** Limits of the account, then those that bind one of its actors more than the account as a whole. */
export function limitsInForceView(state: AccountState): LimitInForceView[] {
  const ofAccount = accountLimits(state);
  const time = marketTime(state);
  const views = viewsOf(ofAccount.sources, null, measuredOf(state, time, undefined));
  for (const actor of state.actors.values()) {
    const own = new Map(
      [...actorLimits(state, actor).sources].filter(([name, { value }]) => {
        const account = ofAccount.sources.get(name)?.value;
        return account === undefined || !decimal(account).eq(decimal(value));
      }),
    );
    if (own.size > 0) views.push(...viewsOf(own, actor.address, measuredOf(state, time, actor.address)));
  }
  return views;
}

type Sources = ReturnType<typeof accountLimits>['sources'];

function viewsOf(sources: Sources, actor: string | null, measured: MeasuredLimits): LimitInForceView[] {
  const limits = Object.fromEntries(Array.from(sources, ([name, { value }]) => [name, value]));
  const usages = new Map(limitUsages(limits, measured).map((usage) => [usage.of, Number(usage.value)]));
  return LIMIT_NAMES.flatMap((limit) => {
    const source = sources.get(limit);
    if (source === undefined) return [];
    const used = measured[limit];
    const share = usages.get(limit);
    return {
      ...{ limit, value: String(source.value), scope: formatScope(source.scope), version: source.version, actor },
      used: used === undefined ? null : String(used),
      share: share === undefined || !Number.isFinite(share) ? null : share,
    };
  });
}

/** What stands against the limits now, of the account or of one actor. */
function measuredOf(state: AccountState, time: number, actor: string | undefined): MeasuredLimits {
  const isTheirs = (address: string | undefined): boolean => actor === undefined || address === actor;
  const isRecent = (recent: { readonly time: number }): boolean => time - recent.time < MINUTE_MS;
  const open = [...state.orders.values()].filter(
    ({ working: { order } }) => !order.reduceOnly && isTheirs(order.actor),
  );
  const flow = {
    maxOpenOrders: open.length,
    maxOrdersPerMinute: state.recentOrders.filter((one) => isRecent(one) && isTheirs(one.sent?.actor)).length,
    maxCancelsPerMinute: state.recentCancels.filter((one) => isRecent(one) && isTheirs(one.actor)).length,
  };
  return { ...flow, ...exposureShares(state, actor) };
}

/** Over equity; unknown without it. One actor is measured by its instrument alone. */
function exposureShares(state: AccountState, actor: string | undefined): MeasuredLimits {
  const book = exposuresOf(state);
  const equity = book.equity?.add(state.unallocated);
  if (equity === undefined || !equity.gt(0)) return {};
  const share = (value: Decimal): number => value.div(equity).toNumber();
  const symbol = actor === undefined ? undefined : state.actors.get(actor)!.symbol;
  const spans = symbol === undefined ? [...book.symbols.values()] : [book.ofSymbol(symbol)];
  const risk = standingValueAtRisk(book, state.memo.history);
  const measured: Partial<Record<LimitName, number>> = {
    maxConcentration: share(largest(spans)),
    maxLeverage: share(book.gross),
    maxGrossExposure: share(book.gross),
    maxNetExposure: share(worstOf(book.net)),
    maxCurrencyExposure: share(largest([...book.currencies.values()])),
    maxPortfolioHeat: share(book.risk),
    ...(risk !== null && { maxValueAtRisk95: risk / equity.toNumber() }),
  };
  return measured;
}

const worstOf = ({ upper, lower }: Span): Decimal => Decimals.max(upper, lower.neg());
const largest = (spans: readonly Span[]): Decimal => Decimals.max(ZERO, ...spans.map(worstOf));
const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, value) => total.add(value), ZERO);

function sizes(state: AccountState): Decimal {
  const { actors } = state.memo.exposures;
  return sum(Array.from(actors.values(), ({ of }) => of.quantity.mul(of.price).abs()));
}

type Exposed = Parameters<Parameters<typeof worthBy>[1]>[0];

function worthBy(
  state: AccountState,
  keyOf: (of: {
    readonly symbol: string;
    readonly quoteCurrency: string;
    readonly baseCurrency: string | undefined;
  }) => string,
): Map<string, Decimal> {
  const worths = new Map<string, Decimal>();
  for (const { of } of state.memo.exposures.actors.values()) {
    const key = keyOf(of);
    worths.set(key, (worths.get(key) ?? ZERO).add(of.quantity.mul(of.price)));
  }
  return worths;
}

function currencyWorths(state: AccountState): Map<string, Decimal> {
  const worths = worthBy(state, ({ baseCurrency, quoteCurrency }: Exposed) => baseCurrency ?? quoteCurrency);
  for (const { of } of state.memo.exposures.actors.values()) {
    if (of.baseCurrency === undefined) continue;
    worths.set(of.quoteCurrency, (worths.get(of.quoteCurrency) ?? ZERO).sub(of.quantity.mul(of.price)));
  }
  return worths;
}
