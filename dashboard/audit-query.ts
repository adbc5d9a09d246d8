import type { AuditView, PeopleActions } from '../actors/people-views.ts';
import { InvalidInput } from './problem.ts';

export type AuditQuery = Parameters<PeopleActions['audit']>[0];

/** What the audit may be asked by. */
export const AUDIT_FILTERS = ['by', 'address', 'command', 'from', 'to'] as const;

/** The filters of an address; empty ones count for nothing. Throws INVALID_INPUT for a time that is none. */
export const auditQuery = (query: URLSearchParams): AuditQuery => {
  const asked = Object.fromEntries(
    [...AUDIT_FILTERS, 'after'].flatMap((name) => {
      const text = (query.get(name) ?? '').trim();
      return text === '' ? [] : [[name, name === 'from' || name === 'to' ? timeOf(name, text) : text.slice(0, 500)]];
    }),
  );
  return asked;
};

/** A day, or a time, as ISO 8601 UTC; `to` a day means its end. */
const timeOf = (name: 'from' | 'to', text: string): string => {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = Date.parse(isDay && name === 'to' ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(at)) throw new InvalidInput(name, `${name}: give a day like 2026-01-31, or a time in ISO 8601.`);
  return new Date(at).toISOString();
};

/** What was asked, with before and after of a change apart. */
export const changeOf = ({
  asked,
}: AuditView): { readonly asked: unknown; readonly before?: unknown; readonly after?: unknown } => {
  if (typeof asked !== 'object' || asked === null || !('before' in asked || 'after' in asked)) return { asked };
  const { before, after, ...rest } = asked as { before?: unknown; after?: unknown };
  return { asked: rest, before, after };
};
