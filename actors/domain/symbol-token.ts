import { DomainError } from './errors.ts';

/**
 * A symbol as one token of a Moleculer service name or NATS subject: `BRK.B` → `BRK_2EB`, `EUR/USD` → `EUR_2FUSD`.
 * ASCII letters, digits and `-` stand for themselves, every other UTF-8 byte is `_` and two hexadecimal digits, so two
 * symbols never share a token and `symbolOfToken` gives the symbol back. Throws SYMBOL_EMPTY.
 */
export function symbolToken(symbol: string): string {
  if (symbol === '') throw new DomainError('SYMBOL_EMPTY', 'an instrument needs a symbol');
  if (/^[A-Za-z0-9-]+$/.test(symbol)) return symbol;
  let token = '';
  for (const byte of new TextEncoder().encode(symbol)) {
    const character = String.fromCharCode(byte);
    token += /[A-Za-z0-9-]/.test(character) ? character : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return token;
}

/** The symbol that `symbolToken` encoded. Throws SYMBOL_TOKEN_INVALID for text that it cannot have made. */
export function symbolOfToken(token: string): string {
  const invalid = new DomainError('SYMBOL_TOKEN_INVALID', `${JSON.stringify(token)} encodes no symbol`, { token });
  if (!/^(?:[A-Za-z0-9-]|_[0-9A-F]{2})+$/.test(token)) throw invalid;
  let symbol: string;
  try {
    symbol = decodeURIComponent(token.replaceAll('_', '%'));
  } catch {
    throw invalid;
  }
  if (symbolToken(symbol) !== token) throw invalid;
  return symbol;
}
