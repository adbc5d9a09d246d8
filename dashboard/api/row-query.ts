import type { Context } from 'koa';
import { InvalidInput } from '../problem.ts';

const LIMIT = 100;
const MOST = 1_000;

/** What the query of a request for rows says. */
export interface RowQueryText {
  /** Undefined where it is not given. Throws INVALID_INPUT for one that is empty or too long. */
  text(name: string): string | undefined;
  /** `true` or `false`. Throws INVALID_INPUT for anything else. */
  flag(name: string): boolean | undefined;
  /** Rows of a page. Throws INVALID_INPUT unless it is from 1 to 1,000. */
  limit(): number;
}

/** Reads a query that may have these fields alone. Throws INVALID_INPUT for any other. */
export const rowQueryText = (ctx: Context, fields: readonly string[]): RowQueryText => {
  const query = new URLSearchParams(ctx.querystring);
  for (const name of query.keys())
    if (!fields.includes(name))
      throw new InvalidInput(name, `There is no parameter ${name}; there are ${fields.join(', ')}.`);
  return {
    text: (name) => {
      const value = query.get(name);
      if (value === null) return undefined;
      if (value === '' || value.length > 500) throw new InvalidInput(name, `${name} has from 1 to 500 characters.`);
      return value;
    },
    flag: (name) => {
      const value = query.get(name);
      if (value === null) return undefined;
      if (value !== 'true' && value !== 'false')
        throw new InvalidInput(name, `${name} is ${JSON.stringify(value)}; it must be true or false.`);
      return value === 'true';
    },
    limit: () => {
      const text = query.get('limit');
      if (text === null) return LIMIT;
      const limit = Number(text);
      if (!/^\d+$/.test(text) || limit < 1 || limit > MOST)
        throw new InvalidInput(
          'limit',
          `limit is ${JSON.stringify(text)}; it must be a whole number from 1 to ${MOST}.`,
        );
      return limit;
    },
  };
};
