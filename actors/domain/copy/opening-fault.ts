// What holds back openings and nothing else: a reduction never asks here.
import { decimal, type Decimal, isAboveZero } from '../decimal.ts';
import type { CopyScene } from './copy-scene.ts';
import { isAllowed } from './copy-settings.ts';
import type { CopyReason } from './copy-word.ts';

/** Why a follower opens or adds nothing now. */
export interface OpeningFault {
  readonly reason: CopyReason;
  /** `key=value key=value`, for people. */
  readonly facts?: string;
}

/** Why nothing may be opened whatever the price is and however old the signal, or undefined. */
export function standingFault(scene: CopyScene): OpeningFault | undefined {
  const { settings, memory, book, price, rate, own, instrument } = scene;
  if (memory.mode === 'paused') return { reason: 'PAUSED' };
  if (memory.mode === 'close_only') return { reason: 'CLOSE_ONLY' };
  if (memory.mode === 'stopped') return { reason: 'STOPPED' };
  if (book.broadcasting !== 'ON' || book.tradingState !== 'ACTIVE')
    return { reason: 'PROVIDER_NOT_ACTIVE', facts: `broadcasting=${book.broadcasting} state=${book.tradingState}` };
  if (!isAllowed(settings, instrument.symbol))
    return { reason: 'SYMBOL_NOT_ALLOWED', facts: `symbol=${instrument.symbol}` };
  if (!isAboveZero(price) || !isAboveZero(rate))
    return { reason: 'SIZE_UNKNOWN', facts: `price=${price} rate=${rate}` };
  const { maxOpenPositions } = settings;
  const isNew = own.held.add(own.working).isZero();
  return maxOpenPositions !== undefined && isNew && own.openCopies >= maxOpenPositions
    ? { reason: 'COPY_POSITIONS_EXCEEDED', facts: `open=${own.openCopies} limit=${maxOpenPositions}` }
    : undefined;
}

/** Why the own price is too far on the losing side of the provider's last fill to open, or undefined; a better price is never. */
export function slippageFault(scene: CopyScene): OpeningFault | undefined {
  const { maxSlippage } = scene.settings;
  return maxSlippage === undefined ? undefined : adverseFault(scene, scene.book.price, maxSlippage, 'slippage');
}

/** Why a round that was under way at follow is not joined, or undefined: it is measured from the provider's average price. */
export function copyOpenFault(scene: CopyScene): OpeningFault | undefined {
  const { copyOpen } = scene.settings;
  if (copyOpen === false) return { reason: 'NOT_JOINED', facts: 'open-at-follow' };
  return adverseFault(scene, scene.book.averagePrice, copyOpen.notWorseThan, 'worse');
}

function adverseFault(scene: CopyScene, from: Decimal, limit: number, noun: string): OpeningFault | undefined {
  if (!isAboveZero(from)) return { reason: 'COPY_SLIPPAGE_EXCEEDED', facts: `${noun}=unknown limit=${limit}` };
  const { price, settings, book } = scene;
  const buys = book.quantity.isNegative() === settings.reverse;
  const adverse = (buys ? price.sub(from) : from.sub(price)).div(from);
  return adverse.gt(decimal(limit))
    ? { reason: 'COPY_SLIPPAGE_EXCEEDED', facts: `${noun}=${adverse.toDecimalPlaces(6)} limit=${limit}` }
    : undefined;
}
