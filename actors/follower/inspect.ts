import type { FollowerStateView } from '../copy-views.ts';
import { copySlippage } from '../domain/copy/copy-slippage.ts';
import { targetQuantity } from '../domain/copy/copy-target.ts';
import { knownMembership } from '../domain/copy/round-membership.ts';
import { type Decimal, ZERO } from '../domain/decimal.ts';
import { isoTime, traderFigures } from '../trader-figures.ts';
import type { FollowerState, RecentCopy } from './follower-state.ts';
import { sceneOf, tradingStateOf, workingQuantity } from './scene.ts';

/** What a follower shows of itself. */
export function inspectFollower(state: FollowerState): Record<string, unknown> {
  const { config, memory } = state;
  const view: FollowerStateView = {
    ...traderFigures(state, config),
    ...{ provider: config.provider, alias: config.alias, sourceInstrument: config.sourceInstrument },
    ...{ settings: state.settings, mode: memory.mode, modeReason: memory.modeReason, entry: memory.seq },
    ...presentRound(state),
    working: String(workingQuantity(state)),
    feesPaid: String(state.feesPaid),
    feesThrough: memory.feesThrough ?? null,
    mark: memory.mark ?? String(config.allocation),
    entries: state.recent.map(entryView).reverse(),
    ...{ drawdown: state.drawdown, maxDrawdown: state.maxDrawdown },
  };
  return { ...view, ...restraintOf(state) };
}

/** The provider's position and the follower's part in it. */
function presentRound(
  state: FollowerState,
): Pick<
  FollowerStateView,
  'round' | 'isJoined' | 'scale' | 'target' | 'providerQuantity' | 'providerPrice' | 'slippage'
> {
  const { book, memory, holding, config } = state;
  const { round, isJoined, scale = null } = memory;
  const isComparable = config.sourceInstrument === config.instrument.symbol && book?.quantity.isZero() === false;
  return {
    ...{ round, isJoined, scale },
    target: targetOf(state),
    providerQuantity: book === null ? null : String(book.quantity),
    providerPrice: book === null ? null : priceText(book.quantity, book.averagePrice),
    slippage: isComparable
      ? copySlippage({
          side: holding.quantity.isNegative() ? 'SELL' : 'BUY',
          ...{ providerPrice: book.averagePrice, price: holding.averagePrice, quantity: holding.quantity },
        })
      : null,
  };
}

function targetOf(state: FollowerState): string | null {
  const { book, settings, config } = state;
  if (book === null) return null;
  const { price, rate, memory } = sceneOf(state, book);
  const scale = knownMembership({ memory, book })?.targetScale;
  const target =
    scale === undefined ? ZERO : targetQuantity(settings, scale, book, config.instrument, price, rate).quantity;
  return String(target);
}

/** A user's pause is REDUCING: what is held is still closed with the provider. */
function restraintOf(state: FollowerState): {
  readonly tradingState?: 'REDUCING';
  readonly tradingStateReason?: string;
} {
  const { memory, refused } = state;
  const isFree = memory.mode === 'copying' || refused !== null || tradingStateOf(state) !== 'ACTIVE';
  return isFree ? {} : { tradingState: 'REDUCING', tradingStateReason: memory.modeReason };
}

const entryView = ({ word, at, denial }: RecentCopy): FollowerStateView['entries'][number] => ({
  seq: word.seq,
  fill: word.fillId ?? null,
  at: isoTime(at),
  outcome: denial === undefined ? word.outcome : 'skipped',
  reason: denial ?? word.reason ?? null,
  facts: word.facts ?? null,
  ...{ wanted: word.wanted, ordered: word.ordered, providerPrice: word.providerPrice, price: word.price },
  latencyMs: word.latencyMs,
});

const priceText = (quantity: Decimal, price: Decimal): string | null =>
  quantity.isZero() ? null : price.toSignificantDigits(12).toString();
