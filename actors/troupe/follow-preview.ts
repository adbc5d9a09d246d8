// What following would come to at once and at worst, by the rules that the follower itself goes by.
import type { FollowPreviewView, ProviderStateView } from '../copy-views.ts';
import { accrueDay, feesOf } from '../domain/copy/fee-accrual.ts';
import { scaleFor } from '../domain/copy/allocation.ts';
import type { ProviderBook } from '../domain/copy/copy-entry.ts';
import type { CopySettings } from '../domain/copy/copy-settings.ts';
import { targetQuantity } from '../domain/copy/copy-target.ts';
import { NO_COPY } from '../domain/copy/copy-word.ts';
import { decideCopy } from '../domain/copy/decide-copy.ts';
import { parseFeeTerms } from '../domain/copy/fee-terms.ts';
import { Decimal, decimal, ZERO } from '../domain/decimal.ts';
import { type Instrument, parseInstrument } from '../domain/instrument.ts';
import type { LaneView } from '../start-views.ts';

/** Who would follow whom, with what. */
export interface Prospect {
  readonly provider: Pick<ProviderStateView, 'book' | 'broadcasting' | 'terms'>;
  readonly tradingState: ProviderBook['tradingState'];
  readonly settings: CopySettings;
  readonly allocation: string;
  readonly instrument: unknown;
  readonly lane: LaneView;
  readonly currency: string;
}

/** An account refuses an instrument in another currency than its own. */
const RATE = decimal(1);
/** The year that fees are shown for. */
const GAIN = decimal('0.1');
const ROUND_TRIPS = 12;
const YEAR = { first: '2025-01-01', last: '2025-12-31' };

interface Sight {
  readonly prospect: Prospect;
  readonly book: ProviderBook;
  readonly instrument: Instrument;
  readonly price: Decimal;
  readonly allocation: Decimal;
}

/** Nothing is asked of anybody; a volatility that is not known yet is not guessed. */
export function followPreview(prospect: Prospect): FollowPreviewView {
  const { lane, currency } = prospect;
  const sight: Sight = {
    ...{ prospect, book: bookOf(prospect), instrument: parseInstrument(prospect.instrument) },
    ...{ price: decimal(lane.lastClose ?? 0), allocation: decimal(prospect.allocation) },
  };
  const round = roundNow(sight);
  return {
    ...{ currency, instrument: sight.instrument.symbol, lane: lane.lane },
    price: lane.lastClose === null ? null : String(sight.price),
    now: orderedNow(sight),
    round,
    loss: worstLoss(prospect.settings, sight.allocation),
    fees: feesAYear(sight, decimal(round?.notional ?? 0)),
  };
}

function bookOf({ provider: { book, broadcasting }, tradingState }: Prospect): ProviderBook {
  const { round, quantity, averagePrice, price, equity } = book;
  return {
    ...{ round, quantity: decimal(quantity), averagePrice: decimal(averagePrice ?? 0), price: decimal(price ?? 0) },
    ...{ equity: decimal(equity), broadcasting, tradingState },
  };
}

/** What the first entry that a new follower meets would have it order. */
function orderedNow({ prospect: { settings }, book, instrument, price, allocation }: Sight): FollowPreviewView['now'] {
  const decision = decideCopy({
    entry: { seq: 1, what: { kind: 'state', reason: 'follow' }, time: 0, at: 0, book },
    own: { held: ZERO, working: ZERO, equity: allocation, openCopies: 0 },
    ...{ settings, memory: NO_COPY, price, rate: RATE, instrument, now: 0, volatility: null },
  });
  const quantity = decision?.orderQuantity ?? ZERO;
  return {
    ...{ quantity: String(quantity), notional: String(quantity.abs().mul(price)) },
    ...{ reason: decision?.word.reason ?? null, facts: decision?.word.facts ?? null },
  };
}

/** As if the provider opened what it holds now. */
function roundNow({ prospect: { settings }, book, instrument, price, allocation }: Sight): FollowPreviewView['round'] {
  const scale = scaleFor(settings, { book, ownEquity: allocation, price, rate: RATE, volatility: null });
  if (scale === 'SIZE_UNKNOWN') return null;
  const { quantity, reason } = targetQuantity(settings, scale, book, instrument, price, RATE);
  const notional = quantity.abs().mul(price);
  return { scale: String(scale), quantity: String(quantity), notional: String(notional), reason: reason ?? null };
}

/** Of the stops the one that is hit first from the allocation down; a gap in the price may go past it. */
function worstLoss(settings: CopySettings, allocation: Decimal): FollowPreviewView['loss'] {
  const { copyStopLoss, maxDrawdown } = settings;
  const atStop = copyStopLoss === undefined ? ZERO : allocation.mul(copyStopLoss);
  const atDrawdown = maxDrawdown === undefined ? ZERO : allocation.sub(allocation.mul(maxDrawdown));
  const level = Decimal.max(atStop, atDrawdown);
  const stop = level.isZero() ? null : atDrawdown.gt(atStop) ? 'max-drawdown' : 'copy-stop-loss';
  return { amount: String(allocation.sub(level)), level: String(level), stop };
}

function feesAYear({ prospect, allocation }: Sight, notional: Decimal): FollowPreviewView['fees'] {
  const terms = parseFeeTerms(prospect.provider.terms);
  const start = { day: YEAR.first, mark: allocation, currency: prospect.currency };
  const year = {
    ...{ day: YEAR.last, equity: allocation.add(allocation.mul(GAIN)), isFinal: true },
    volume: notional.mul(2 * ROUND_TRIPS),
  };
  const word = accrueDay(terms, NO_COPY, year, start)!;
  const { management, performance, volume } = word;
  const total = String(feesOf(word));
  return { management, performance, volume, total, gain: String(GAIN), roundTrips: ROUND_TRIPS };
}
