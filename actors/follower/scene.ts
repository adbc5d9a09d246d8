// A follower's own side of a decision, in the words of the pure rules.
import type { ProviderBook } from '../domain/copy/copy-entry.ts';
import type { CopyScene } from '../domain/copy/copy-scene.ts';
import type { CopySettings } from '../domain/copy/copy-settings.ts';
import type { CopyMemory } from '../domain/copy/copy-word.ts';
import { decimal, type Decimal, ZERO } from '../domain/decimal.ts';
import { strictest, type TradingState } from '../domain/trading-state.ts';
import type { FollowerState } from './follower-state.ts';

/** An account refuses an instrument in another currency than its own (risk-monitor, `refusalOf`). */
const RATE = decimal(1);

/** Everything that a decision about this book of the provider looks at. */
export function sceneOf(state: FollowerState, book: ProviderBook): CopyScene {
  const { holding, config, lastPrice } = state;
  return {
    settings: comparable(state),
    memory: restrained(state),
    book,
    price: decimal(lastPrice ?? 0),
    rate: RATE,
    // The account knows of its other followers and counts them as it admits (risk-monitor/copies.ts, C4).
    own: { held: holding.quantity, working: workingQuantity(state), equity: equityOf(state), openCopies: 0 },
    instrument: config.instrument,
  };
}

/** What its user and its account's risk let it do. */
export const tradingStateOf = ({ own, imposed }: FollowerState): TradingState => strictest(own.state, imposed.state);

/** Prices of two instruments do not compare, so a limit on the difference of theirs is none. */
function comparable({ settings, config }: FollowerState): CopySettings {
  if (config.sourceInstrument === config.instrument.symbol) return settings;
  const { maxSlippage: _maxSlippage, ...rest } = settings;
  return { ...rest, copyOpen: false };
}

/** A restraint by risk, like a user's, lets it go towards flat alone. */
function restrained(state: FollowerState): CopyMemory {
  const { memory } = state;
  return memory.mode === 'copying' && tradingStateOf(state) !== 'ACTIVE' ? { ...memory, mode: 'close_only' } : memory;
}

/** Signed sum of what its open orders may still fill. */
export function workingQuantity({ working }: Pick<FollowerState, 'working'>): Decimal {
  let sum = ZERO;
  for (const { side, left } of working.values()) sum = side === 'BUY' ? sum.add(left) : sum.sub(left);
  return sum;
}

/** Cash and holding at the last close, exact. */
export const equityOf = ({ cash, holding, lastPrice }: FollowerState): Decimal =>
  holding.quantity.isZero() ? cash : cash.add(holding.quantity.mul(decimal(lastPrice ?? 0)));

/** Deciding needs a price and the reports that the account has written already. */
export const isReady = ({ listening, position, caughtUpAt, lastPrice, refused }: FollowerState): boolean =>
  listening && refused === null && lastPrice !== null && position >= caughtUpAt;
