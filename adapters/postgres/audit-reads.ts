import type { DataSource } from 'typeorm';
import type { AuditedDeed, PeopleStore } from '../../actors/ports/people-store.ts';
import { idOfCursor, pageOf } from './cursor.ts';
import { reachable } from './faults.ts';
import { iso } from './row-text.ts';

/** The audit, newest first. Rejects with BAD_CURSOR. */
export const auditReads =
  (source: DataSource): PeopleStore['audit'] =>
  async ({ by, address, command, from, to, after, limit }) => {
    const asked = [by ?? null, address ?? null, command ?? null, from ?? null, to ?? null];
    const rows = await reachable(() =>
      source.query<AuditedDeed[]>(AUDIT, [...asked, idOfCursor('audit', after), limit + 1]),
    );
    const { nextCursor } = pageOf('audit', rows, limit);
    return { entries: rows.slice(0, limit), next: nextCursor ?? null };
  };

const AUDIT = `
  SELECT id::text AS id, ${iso('at')} AS at, who AS "by", address, what AS command, outcome, before, after
    FROM audit t
   WHERE ($1::text IS NULL OR who = $1) AND ($2::text IS NULL OR address = $2) AND ($3::text IS NULL OR what = $3)
     AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5) AND ($6::bigint IS NULL OR t.id < $6)
   ORDER BY t.id DESC LIMIT $7`;
