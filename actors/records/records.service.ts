import type { Context, ServiceSchema } from 'moleculer';
import type { Records } from '../ports/records.ts';
import type { AuditEntry, AuditLog } from '../ports/audit-log.ts';

type Query<Name extends keyof Records> = Parameters<Records[Name]> extends [infer Only] ? Context<Only> : never;

/** Reads of what is durable, for people and programs: fills, orders, equity, bars, and the proof that the books agree. */
export const recordsService = (records: Records, audit: AuditLog): ServiceSchema => ({
  name: 'records',
  actions: {
    fills: (ctx: Query<'fills'>) => records.fills(ctx.params),
    orders: (ctx: Query<'orders'>) => records.orders(ctx.params),
    equity: (ctx: Query<'equity'>) => records.equity(ctx.params),
    bars: (ctx: Query<'bars'>) => records.bars(ctx.params),
    'risk-controls': (ctx: Query<'riskControls'>) => records.riskControls(ctx.params),
    'risk-limit-history': (ctx: Query<'riskLimitHistory'>) => records.riskLimitHistory(ctx.params),
    breaches: (ctx: Query<'breaches'>) => records.breaches(ctx.params),
    'accounts-on': (ctx: Query<'accountsOn'>) => records.accountsOn(ctx.params),
    'check-ledger': () => records.checkLedger(),
    'audit-command': (ctx: Context<AuditEntry>) => audit.append(ctx.params),
  },
});
