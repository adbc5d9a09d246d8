import { Volatility } from '../domain/volatility.ts';
import { plainSizing, type Sizing } from './sizing/schema.ts';

/** The volatility that a sizing needs, or nothing to keep up. */
export const volatilityFor = (sizing: Sizing): Volatility | undefined => {
  const plain = plainSizing(sizing);
  return plain.kind === 'volatility-target' || plain.kind === 'risk-parity'
    ? new Volatility(plain.lookback)
    : undefined;
};
