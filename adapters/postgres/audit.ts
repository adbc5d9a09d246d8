import type { DataSource } from 'typeorm';
import type { AuditLog } from '../../actors/ports/audit-log.ts';
import { auditEntity } from './entities/audit.ts';
import { reachable } from './faults.ts';

/** The audit in the table `audit`, which refuses every UPDATE and DELETE. */
export function postgresAuditLog(source: DataSource): AuditLog {
  const rows = source.getRepository(auditEntity);
  return {
    async append({ commandId, by, address, command, outcome, asked }) {
      await reachable(() =>
        rows
          .createQueryBuilder()
          .insert()
          .values({
            commandId,
            outcome,
            who: by,
            what: command,
            address,
            ...(asked !== undefined && { after: asked as object }),
          })
          .orIgnore()
          .updateEntity(false)
          .execute(),
      );
    },
  };
}
