import { Readable } from 'node:stream';
import { csvLine } from '../../actors/domain/csv-text.ts';
import type { AuditView } from '../../actors/people-views.ts';
import { auditQuery, type AuditQuery, changeOf } from '../audit-query.ts';
import { plainText } from '../plain-text.ts';
import type { OwnPeople } from '../people.ts';
import type { Routes } from './routes.ts';

const PART = 500;
const MOST = 100_000;

/** The audit as a file, newest first, as its page is filtered; no cell of it is a formula. */
export const auditRoutes = (routes: Routes): void => {
  routes.get('/audit.csv', 'audit:read', async (ctx, { people }) => {
    const query = auditQuery(new URLSearchParams(ctx.querystring));
    // What cannot be read is told before anything is sent.
    const first = await people('audit', { ...query, limit: PART });
    ctx.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="audit.csv"',
      'Cache-Control': 'no-store',
    });
    ctx.body = Readable.from(lines(people, query, first));
  });
};

async function* lines(
  people: OwnPeople,
  query: AuditQuery,
  first: { readonly entries: readonly AuditView[]; readonly next: string | null },
): AsyncGenerator<string> {
  yield csvLine(['at', 'by', 'address', 'command', 'outcome', 'asked', 'before', 'after']);
  let part = first;
  for (let sent = 0; ;) {
    yield part.entries.map(lineOf).join('');
    sent += part.entries.length;
    if (part.next === null || sent >= MOST) return;
    part = await people('audit', { ...query, after: part.next, limit: PART });
  }
}

const lineOf = (entry: AuditView): string => {
  const { asked, before, after } = changeOf(entry);
  const { at, by, address, command, outcome } = entry;
  return csvLine([at, by, address, command, outcome, plainText(asked), plainText(before), plainText(after)]);
};
