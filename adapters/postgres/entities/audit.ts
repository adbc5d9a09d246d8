import { entity } from './entity.ts';

/** One outcome of a command: who asked for what of whom, and the state before and after. Never changed or removed. */
export interface AuditRow {
  readonly id: string;
  readonly commandId: string;
  readonly outcome: string;
  readonly who: string;
  readonly what: string;
  readonly address: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly at: Date;
}

export const auditEntity = entity<AuditRow>({
  name: 'Audit',
  tableName: 'audit',
  columns: {
    id: { type: 'bigint', primary: true },
    commandId: { name: 'command_id', type: 'text' },
    outcome: { type: 'text' },
    who: { type: 'text' },
    what: { type: 'text' },
    address: { type: 'text' },
    before: { type: 'json', nullable: true },
    after: { type: 'json', nullable: true },
    at: { type: 'timestamptz', default: () => 'clock_timestamp()' },
  },
  uniques: [{ columns: ['commandId', 'outcome'] }],
});
