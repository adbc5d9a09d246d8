import type { Context, ServiceSchema } from 'moleculer';
import type { Records } from '../ports/records.ts';
import type { AuditLog } from '../ports/audit-log.ts';

type Query<Name extends keyof Records> = Parameters<Records[Name]> extends [infer Only] ? Context<Only> : never;

interface AuditedCommand {
  readonly commandId: string;
  readonly by: string;
  readonly address: string;
  readonly command: string;
  readonly outcome: string;
}

/** Reads of what is durable, for people and programs: fills, orders, equity, bars, and the proof that the books agree. */
export const recordsService = (records: Records, audit: AuditLog): ServiceSchema => ({
  name: 'records',
  actions: {
    fills: (ctx: Query<'fills'>) => records.fills(ctx.params),
    orders: (ctx: Query<'orders'>) => records.orders(ctx.params),
    equity: (ctx: Query<'equity'>) => records.equity(ctx.params),
    bars: (ctx: Query<'bars'>) => records.bars(ctx.params),
    'check-ledger': () => records.checkLedger(),
    'audit-command': (ctx: Context<AuditedCommand>) => audit.append(ctx.params),
  },
});
