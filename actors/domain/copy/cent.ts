import { Decimal } from '../decimal.ts';

/** An amount at or above zero, rounded half up to the currency's smallest unit, e.g. 0.505 USD to 0.51. */
export const toCent = (amount: Decimal, currency: string): Decimal =>
  amount.toDecimalPlaces(PLACES.get(currency) ?? 2, Decimal.ROUND_HALF_UP);

/** The most of an amount that can be paid in whole cents; nothing of one below zero. */
export const wholeCents = (amount: Decimal, currency: string): Decimal =>
  Decimal.max(amount, 0).toDecimalPlaces(PLACES.get(currency) ?? 2, Decimal.ROUND_DOWN);

/** Decimals of the currencies that have not two: ISO 4217 minor units; of crypto, the steps that its venues book in. */
const PLACES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    6: 'USDC USDT',
    8: 'BCH BNB BTC ETH LTC SOL XRP',
  }).flatMap(([places, currencies]) => currencies.split(' ').map((currency) => [currency, Number(places)] as const)),
);
