// O1. The file is written whole, with mode 600 from its first byte: whoever reads it is an admin.
// O2. A key that the troupe does not know any more (another database) is made anew; one that others can read too.
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface OperatorKeyDeps {
  readonly dataDir: string;
  /** Whether the troupe knows this key. */
  readonly isGood: (key: string) => Promise<boolean>;
  readonly make: () => Promise<string>;
}

const fileIn = (dataDir: string): string => join(dataDir, 'operator.key');

/** Sees to it that `<dataDir>/operator.key` has a key that is good; answers the file's path. */
export async function keepOperatorKey({ dataDir, isGood, make }: OperatorKeyDeps): Promise<string> {
  const file = fileIn(dataDir);
  const kept = readOperatorKey(dataDir);
  if (kept !== undefined && (await isGood(kept))) return file;
  const fresh = `${file}.${process.pid}.new`;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${await make()}\n`, { mode: 0o600, flag: 'wx' }); // O1
  renameSync(fresh, file);
  return file;
}

/** The key of a node's data folder; undefined when there is none, or others can read it. */
export function readOperatorKey(dataDir: string): string | undefined {
  const file = fileIn(dataDir);
  const entry = lstatSync(file, { throwIfNoEntry: false });
  if (entry === undefined || !entry.isFile() || (entry.mode & 0o077) !== 0) return undefined;
  return readFileSync(file, 'utf8').trim();
}

/** The key that a command asks with, the one it was given or the operator's; and where it was looked for. */
export function askingKey(given: string | undefined, dataDir: string): { key: string | undefined; place: string } {
  return given !== undefined
    ? { key: given, place: 'TROUPE_API_KEY' }
    : { key: readOperatorKey(dataDir), place: fileIn(dataDir) };
}
