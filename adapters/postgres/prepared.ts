// Q1. A statement is parsed and planned once a connection rather than at each asking: for the reads of a page that is most of their cost.
// Q2. So many different ones are prepared and no more: those whose text is made as they are asked would fill the server's memory.
import type pg from 'pg';
import { Client } from './client.ts';

const MOST = 200;

/** A client that prepares the statements it is asked with parameters; for connections that read much the same again and again. */
export const preparingClient = (): typeof Client => {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST) return known; // Q2
    const name = `troupe-${names.size}`;
    names.set(text, name);
    return name;
  };
  return class Preparing extends Client {
    constructor(config: pg.ClientConfig) {
      super(config);
      const plain = this.query.bind(this) as (...asked: unknown[]) => unknown;
      this.query = ((...asked: unknown[]) => {
        const [text, values, ...rest] = asked;
        if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return plain(...asked);
        const name = nameOf(text);
        return plain({ text, values, ...(name !== undefined && { name }) }, ...rest);
      }) as pg.Client['query'];
    }
  };
};
