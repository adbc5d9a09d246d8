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
    'fills-through': (ctx: Query<'fillsThrough'>) => records.fillsThrough(ctx.params),
    'orders-through': (ctx: Query<'ordersThrough'>) => records.ordersThrough(ctx.params),
    'account-statement': (ctx: Query<'accountStatement'>) => records.accountStatement(ctx.params),
    'account-heads': (ctx: Query<'accountHeads'>) => records.accountHeads(ctx.params),
    'account-news': (ctx: Query<'accountNews'>) => records.accountNews(ctx.params),
    equity: (ctx: Query<'equity'>) => records.equity(ctx.params),
    bars: (ctx: Query<'bars'>) => records.bars(ctx.params),
    'risk-controls': (ctx: Query<'riskControls'>) => records.riskControls(ctx.params),
    'risk-limit-history': (ctx: Query<'riskLimitHistory'>) => records.riskLimitHistory(ctx.params),
    breaches: (ctx: Query<'breaches'>) => records.breaches(ctx.params),
    copies: (ctx: Query<'copies'>) => records.copies(ctx.params),
    'copies-of-entry': (ctx: Query<'copiesOfEntry'>) => records.copiesOfEntry(ctx.params),
    'copy-delivery': (ctx: Query<'copyDelivery'>) => records.copyDelivery(ctx.params),
    'provider-entries': (ctx: Query<'providerEntries'>) => records.providerEntries(ctx.params),
    'copy-fees': (ctx: Query<'copyFees'>) => records.copyFees(ctx.params),
    'copy-statement': (ctx: Query<'copyStatement'>) => records.copyStatement(ctx.params),
    'source-record': (ctx: Query<'sourceRecord'>) => records.sourceRecord(ctx.params),
    'judged-copies': (ctx: Query<'judgedCopies'>) => records.judgedCopies(ctx.params),
    'provider-followers': (ctx: Query<'providerFollowers'>) => records.providerFollowers(ctx.params),
    follows: (ctx: Query<'follows'>) => records.follows(ctx.params),
    'accounts-on': (ctx: Query<'accountsOn'>) => records.accountsOn(ctx.params),
    'check-ledger': () => records.checkLedger(),
    'audit-command': (ctx: Context<AuditEntry>) => audit.append(ctx.params),
  },
});
