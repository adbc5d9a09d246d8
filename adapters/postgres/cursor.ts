import type { Page } from '../../actors/domain/record-rows.ts';
import { ActorError } from '../../runtime/errors.ts';

/** Where the next page starts, opaque to whoever carries it. */
const cursorAfter = (table: string, id: string): string => Buffer.from(`${table}:${id}`).toString('base64url');

/** The row id in a cursor of this table, null without a cursor. Throws BAD_CURSOR for anything that was not handed out. */
export function idOfCursor(table: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.startsWith(`${table}:`) ? text.slice(table.length + 1) : '';
  if (!/^[1-9]\d{0,17}$/.test(id) || cursorAfter(table, id) !== cursor) {
    throw badCursor(table, cursor);
  }
  return id;
}

/** The name in a cursor of this table, null without a cursor. Throws BAD_CURSOR for anything that was not handed out. */
export function nameOfCursor(table: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const name = text.slice(table.length + 1);
  if (!text.startsWith(`${table}:`) || name === '' || cursorAfter(table, name) !== cursor || name.includes('\0'))
    throw badCursor(table, cursor);
  return name;
}

/** A page of rows that are in the order of their names; one more than asked for shows that there is a next page. */
export function pageByName<Row>(
  table: string,
  rows: readonly Row[],
  limit: number,
  nameOf: (row: Row) => string,
): Page<Row> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    ...(rows.length > limit && last !== undefined && { nextCursor: cursorAfter(table, nameOf(last)) }),
  };
}

/** A page of rows without their ids; one row more than asked for shows that there is a next page. */
export function pageOf<Row extends { readonly id: string }>(
  table: string,
  rows: readonly Row[],
  limit: number,
): Page<Omit<Row, 'id'>> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(({ id: _, ...row }) => row),
    ...(rows.length > limit && last !== undefined && { nextCursor: cursorAfter(table, last.id) }),
  };
}

const badCursor = (table: string, cursor: string): ActorError =>
  new ActorError(
    'BAD_CURSOR',
    `${JSON.stringify(cursor.slice(0, 80))} is not a cursor of ${table}: take nextCursor of the page before`,
    { cursor },
  );
