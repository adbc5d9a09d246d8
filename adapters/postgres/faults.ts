import { ActorError, errorMessage, StoreUnavailable } from '../../runtime/errors.ts';

/** What an error of the driver means for the caller: wait for the server, try again at once, look at the heads, or blame the data. */
export type Fault = 'away' | 'conflict' | 'head-mismatch' | 'refused';

const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/** Sorts an error by its SQLSTATE or socket code. */
export function faultOf(error: unknown): Fault {
  const code = codeOf(error);
  if (code === 'TR001') return 'head-mismatch';
  if (code === '40001' || code === '40P01' || code === '55P03') return 'conflict';
  // 08 connection, 53 out of resources (a full disk too), 57 operator intervention, 58 system error, 25P03 idle timeout,
  // 28 and 3D a server that is still being set up, 25006 a standby.
  if (AWAY_CODES.has(code) || /^(08|53|57|58|28|3D)/.test(code) || code === '25P03' || code === '25006') return 'away';
  // The last is TypeORM's word for a transaction whose connection was cut between two of its statements.
  if (
    code === '' &&
    /connection|timeout|not queryable|client has encountered|already released/i.test(errorMessage(error))
  )
    return 'away';
  return 'refused';
}

/** SQLSTATE or socket code of an error, empty when it has none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Runs a read or a small write; an absent database becomes StoreUnavailable, everything else passes as it is. */
export async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ActorError || faultOf(error) !== 'away') throw error;
    throw new StoreUnavailable(`the database cannot be reached: ${errorMessage(error)}`, { cause: error });
  }
}
