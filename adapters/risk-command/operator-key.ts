import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key that a command asks with, and where it was looked for. */
export interface OperatorKey {
  readonly key: string | undefined;
  /** For people whom it does not help. */
  readonly place: string;
}

/** The key that was given, or that of the operator in the data folder of a troupe on this machine; none when neither is there. */
export async function operatorKey(given: string | undefined, dataDir: string): Promise<OperatorKey> {
  const file = join(dataDir, 'operator.key');
  if (given !== undefined) return { key: given, place: 'TROUPE_API_KEY' };
  try {
    const key = (await readFile(file, 'utf8')).trim();
    return { key: key === '' ? undefined : key, place: file };
  } catch {
    return { key: undefined, place: file };
  }
}
