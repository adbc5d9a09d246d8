// What the limits in force are used up to, for people: worked out when somebody looks, by the sums that orders are checked by.
import { decimal, type Decimal, isAboveZero, larger, plain, ratio, sumOf, ZERO } from '../domain/decimal.ts';
import { LIMIT_NAMES } from '../domain/risk/limit-catalog.ts';
import { limitUsages, type MeasuredLimits } from '../domain/risk/limit-usage.ts';
import { formatScope } from '../domain/risk/scope.ts';
import type { LimitInForceView, PortfolioView } from '../risk-views.ts';
import { exposuresOf } from './account-exposure.ts';
import type { LimitsView } from './account-memo.ts';
import { marketTime, type AccountState } from './account-state.ts';
import type { ExposureBook, Span } from './exposure-book.ts';
import { accountLimits, actorLimits } from './limits-in-force.ts';

const MINUTE_MS = 60_000;

/** What the account holds and may come to hold, and what that leaves of its limits; the same again while nothing of it changes. */
export function limitsView(state: AccountState): LimitsView {
  const { memo } = state;
  const book = exposuresOf(state);
  const limits = [accountLimits(state), ...Array.from(state.actors.values(), (actor) => actorLimits(state, actor))];
  const inputs: readonly unknown[] = [
    ...[book.version, memo.history.version, marketTime(state), state.unallocated, state.orders.size],
    ...[state.recentOrders.length, state.recentCancels.length, ...limits],
  ];
  const { shown } = memo;
  if (shown?.inputs.length === inputs.length && inputs.every((input, index) => input === shown.inputs[index]))
    return shown.view;
  const view = { portfolio: portfolioView(state, book), limitsInForce: limitsInForceView(state, book) };
  memo.shown = { inputs, view };
  return view;
}

function portfolioView({ unallocated, memo }: AccountState, book: ExposureBook): PortfolioView | null {
  const equity = book.equityWith(unallocated);
  if (equity === undefined) return null;
  const worths = new Map<string, Decimal>();
  const byCurrency = new Map<string, Decimal>();
  let [gross, net] = [ZERO, ZERO];
  const add = (to: Map<string, Decimal>, key: string, value: Decimal): unknown =>
    to.set(key, sumOf(to.get(key) ?? ZERO, value));
  for (const { of, value } of book.actors.values()) {
    if (value.isZero()) continue;
    gross = sumOf(gross, value.abs());
    net = sumOf(net, value);
    add(worths, of.symbol, value);
    add(byCurrency, of.baseCurrency ?? of.quoteCurrency, value);
    if (of.baseCurrency !== undefined) add(byCurrency, of.quoteCurrency, value.neg());
  }
  return {
    equity: String(equity),
    gross: String(gross),
    net: String(net),
    worstGross: String(book.gross),
    worstNet: String(worstOf(book.net)),
    worstRisk: String(book.risk),
    symbols: Array.from(book.symbols, ([symbol, span]) => ({
      ...{ symbol, value: String(worths.get(symbol) ?? ZERO), worst: String(worstOf(span)) },
    })),
    currencies: Array.from(book.currencies, ([currency, span]) => ({
      ...{ currency, value: String(byCurrency.get(currency) ?? ZERO), worst: String(worstOf(span)) },
    })),
    valueAtRisk95: book.stakes().risk(memo.history),
  };
}

/** Limits of the account, then those that bind one of its actors more than the account as a whole. */
function limitsInForceView(state: AccountState, book: ExposureBook): LimitInForceView[] {
  const ofAccount = accountLimits(state);
  const time = marketTime(state);
  const shares = exposureShares(state, book);
  const views = viewsOf(ofAccount.sources, null, { ...flowOf(state, time, undefined), ...shares });
  for (const actor of state.actors.values()) {
    const { sources } = actorLimits(state, actor);
    const own: Sources = sources === ofAccount.sources ? NO_SOURCES : differing(sources, ofAccount.sources);
    if (own.size === 0) continue;
    const measured = {
      ...flowOf(state, time, actor.address),
      ...shares,
      ...concentrationOf(state, book, actor.symbol),
    };
    views.push(...viewsOf(own, actor.address, measured));
  }
  return views;
}

type Sources = ReturnType<typeof accountLimits>['sources'];
const NO_SOURCES: Sources = new Map();

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

/** Limits of other values than the account's. */
const differing = (sources: Sources, ofAccount: Sources): Sources =>
  new Map(
    [...sources].filter(([name, { value }]) => {
      const account = ofAccount.get(name)?.value;
      return account === undefined || (account !== value && !decimal(account).eq(decimal(value)));
    }),
  );

/** Orders and cancels of the account or of one actor. */
function flowOf(state: AccountState, time: number, actor: string | undefined): MeasuredLimits {
  const isTheirs = (address: string | undefined): boolean => actor === undefined || address === actor;
  const isRecent = (recent: { readonly time: number }): boolean => time - recent.time < MINUTE_MS;
  let open = 0;
  for (const { working } of state.orders.values())
    if (!working.order.reduceOnly && isTheirs(working.order.actor)) open += 1;
  return {
    maxOpenOrders: open,
    maxOrdersPerMinute: state.recentOrders.filter((one) => isRecent(one) && isTheirs(one.sent?.actor)).length,
    maxCancelsPerMinute: state.recentCancels.filter((one) => isRecent(one) && isTheirs(one.actor)).length,
  };
}

/** Over equity; unknown without it. */
function exposureShares({ unallocated, memo }: AccountState, book: ExposureBook): MeasuredLimits {
  const equity = book.equityWith(unallocated);
  if (equity === undefined || !isAboveZero(equity)) return {};
  const share = (value: Decimal): number => ratio(value, equity);
  const gross = share(book.gross);
  const risk = book.stakes().risk(memo.history);
  return {
    maxConcentration: share(largest(book.symbols.values())),
    maxLeverage: gross,
    maxGrossExposure: gross,
    maxNetExposure: share(worstOf(book.net)),
    maxCurrencyExposure: share(largest(book.currencies.values())),
    maxPortfolioHeat: share(book.risk),
    ...(risk !== null && { maxValueAtRisk95: risk / plain(equity) }),
  };
}

/** One actor is measured by its instrument alone. */
function concentrationOf({ unallocated }: AccountState, book: ExposureBook, symbol: string): MeasuredLimits {
  const equity = book.equityWith(unallocated);
  if (equity === undefined || !isAboveZero(equity)) return {};
  return { maxConcentration: ratio(largest([book.ofSymbol(symbol)]), equity) };
}

const worstOf = ({ upper, lower }: Span): Decimal => larger(upper, lower.neg());

function largest(spans: Iterable<Span>): Decimal {
  let most = ZERO;
  for (const span of spans) most = larger(most, worstOf(span));
  return most;
}
