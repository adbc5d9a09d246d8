import { DashboardError } from '../problem.ts';

/** A page of rows that are in memory, in order of their names; the cursor is the last name of the page before. */
export const pageAfter = <Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly rows: readonly Row[]; readonly nextCursor: string | null } => {
  const after = cursor === undefined ? undefined : nameIn(cursor);
  const later = rows
    .map((row) => ({ row, name: nameOf(row) }))
    .filter(({ name }) => after === undefined || name > after)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const page = later.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = later.length > limit && last !== undefined ? Buffer.from(last.name).toString('base64url') : null;
  return { rows: page.map(({ row }) => row), nextCursor };
};

const nameIn = (cursor: string): string => {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (Buffer.from(name).toString('base64url') !== cursor)
    throw new DashboardError('BAD_CURSOR', 'That is not a cursor: take nextCursor of the page before.', {
      field: 'cursor',
    });
  return name;
};
