import { readOperatorKey } from '../../adapters/operator-key/operator-key.ts';

/** What the operator of a troupe asks with over HTTP: the key that its first start has put into the data folder; nothing where there is none. */
export function operatorHeaders(dataDir: string): Record<string, string> {
  const key = readOperatorKey(dataDir);
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}
