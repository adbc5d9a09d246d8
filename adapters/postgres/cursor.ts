import { ActorError } from '../../runtime/errors.ts';

/** Where the next page starts, opaque to whoever carries it. */
export const cursorAfter = (table: string, id: string): string => Buffer.from(`${table}:${id}`).toString('base64url');

/** The row id in a cursor of this table, null without a cursor. Throws BAD_CURSOR for anything that was not handed out. */
export function idOfCursor(table: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.startsWith(`${table}:`) ? text.slice(table.length + 1) : '';
  if (!/^[1-9]\d{0,17}$/.test(id) || cursorAfter(table, id) !== cursor) {
    throw new ActorError(
      'BAD_CURSOR',
      `${JSON.stringify(cursor.slice(0, 80))} is not a cursor of ${table}: take nextCursor of the page before`,
      { cursor },
    );
  }
  return id;
}
