import DataLoader from 'dataloader';

const AT_ONCE = 256;

/** Rows by a key of theirs; what is asked for in one moment is one query. Nothing is remembered: each asker's row was read after they asked. */
export const askedTogether = <Row>(
  read: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): ((key: string) => Promise<Row | null>) => {
  const loader = new DataLoader<string, Row | null>(
    async (keys) => {
      const rows = new Map((await read([...new Set(keys)])).map((row) => [keyOf(row), row]));
      return keys.map((key) => rows.get(key) ?? null);
    },
    { cache: false, maxBatchSize: AT_ONCE, batchScheduleFn: setImmediate },
  );
  return (key) => loader.load(key);
};
