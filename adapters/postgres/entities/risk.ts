// Projections of the risk supervisor's and the risk monitors' journals: written by project_risk alone, in the transaction of the event.
import { entity } from './entity.ts';

/** One control, and how far the accounts are with it; what is open is filled in once. */
export interface StoredControlRow {
  readonly seq: string;
  readonly kind: 'restrict' | 'limit' | 'rules' | 'calendar';
  readonly scope: string;
  readonly body: unknown;
  readonly by: string;
  readonly reason: string | null;
  readonly at: Date;
  readonly commandId: string;
  readonly affectedAccounts: readonly string[] | null;
  readonly affectedActors: number | null;
  readonly confirmedAt: Date | null;
  readonly flatAt: Date | null;
  readonly journalSeq: string;
  readonly epoch: string;
}

export const riskControlEntity = entity<StoredControlRow>({
  name: 'RiskControl',
  tableName: 'risk_controls',
  columns: {
    seq: { type: 'bigint', primary: true },
    kind: { type: 'text' },
    scope: { type: 'text' },
    body: { type: 'jsonb' },
    by: { type: 'text' },
    reason: { type: 'text', nullable: true },
    at: { type: 'timestamptz' },
    commandId: { name: 'command_id', type: 'text' },
    affectedAccounts: { name: 'affected_accounts', type: 'text', array: true, nullable: true },
    affectedActors: { name: 'affected_actors', type: 'integer', nullable: true },
    confirmedAt: { name: 'confirmed_at', type: 'timestamptz', nullable: true },
    flatAt: { name: 'flat_at', type: 'timestamptz', nullable: true },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    epoch: { type: 'bigint' },
  },
});

/** One version of a limit; null is no limit. */
export interface StoredLimitRow {
  readonly scope: string;
  readonly name: string;
  readonly version: number;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
  readonly approvedBy: string | null;
  /** The control that brought it. */
  readonly control: string;
  readonly journalSeq: string;
  readonly epoch: string;
}

const LIMIT_COLUMNS = {
  scope: { type: 'text', primary: true },
  name: { type: 'text', primary: true },
  version: { type: 'integer', primary: true },
  before: { type: 'numeric', nullable: true },
  after: { type: 'numeric', nullable: true },
  by: { type: 'text' },
  at: { type: 'timestamptz' },
  reason: { type: 'text' },
  approvedBy: { name: 'approved_by', type: 'text', nullable: true },
  control: { type: 'bigint' },
  journalSeq: { name: 'journal_seq', type: 'bigint' },
  epoch: { type: 'bigint' },
} as const;

export const riskLimitEntity = entity<StoredLimitRow>({
  name: 'RiskLimit',
  tableName: 'risk_limits',
  columns: LIMIT_COLUMNS,
  uniques: [{ columns: ['control'] }],
});

/** The newest version of each limit of each scope; a view. */
export const currentRiskLimitEntity = entity<StoredLimitRow>({
  name: 'CurrentRiskLimit',
  tableName: 'risk_limits_current',
  columns: LIMIT_COLUMNS,
});

/** A loosening that waited for a second person, and what became of it. */
export interface StoredProposalRow {
  readonly id: string;
  readonly scope: string;
  readonly name: string;
  readonly after: string | null;
  readonly fromVersion: number;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
  readonly outcome: 'approved' | 'withdrawn' | 'overtaken' | null;
  readonly settledBy: string | null;
  readonly settledAt: Date | null;
  readonly journalSeq: string;
  readonly epoch: string;
}

export const riskProposalEntity = entity<StoredProposalRow>({
  name: 'RiskProposal',
  tableName: 'risk_proposals',
  columns: {
    id: { type: 'text', primary: true },
    scope: { type: 'text' },
    name: { type: 'text' },
    after: { type: 'numeric', nullable: true },
    fromVersion: { name: 'from_version', type: 'integer' },
    by: { type: 'text' },
    at: { type: 'timestamptz' },
    reason: { type: 'text' },
    outcome: { type: 'text', nullable: true },
    settledBy: { name: 'settled_by', type: 'text', nullable: true },
    settledAt: { name: 'settled_at', type: 'timestamptz', nullable: true },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    epoch: { type: 'bigint' },
  },
});

/** A rule that acted on an account, with what it saw. */
export interface StoredFiringRow {
  readonly account: string;
  /** 1, 2, 3 … of the account. */
  readonly number: string;
  /** Of one sequence with the orders. */
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly scope: string;
  /** What of the scope it measured. */
  readonly of: string;
  readonly action: unknown;
  readonly inputs: unknown;
  readonly since: Date;
  readonly time: Date;
  readonly journalSeq: string;
  readonly epoch: string;
}

export const riskFiringEntity = entity<StoredFiringRow>({
  name: 'RiskFiring',
  tableName: 'risk_firings',
  columns: {
    account: { type: 'text', primary: true },
    number: { type: 'bigint', primary: true },
    id: { type: 'bigint' },
    rule: { type: 'text' },
    title: { type: 'text' },
    scope: { type: 'text' },
    of: { type: 'text' },
    action: { type: 'jsonb' },
    inputs: { type: 'jsonb' },
    since: { type: 'timestamptz' },
    time: { type: 'timestamptz' },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    epoch: { type: 'bigint' },
  },
  indices: [{ name: 'risk_firings_account', columns: ['account', 'id'] }],
});
