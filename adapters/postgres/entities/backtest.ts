// Backtests: a row each, and apart from it what is large.
import type { BacktestDetail, BacktestRequest, BacktestSummary } from '../../../actors/domain/backtest/backtest-run.ts';
import { entity } from './entity.ts';

export interface BacktestTableRow {
  readonly id: string;
  /** In the order in which they were asked for. */
  readonly seq: string;
  readonly owner: string;
  readonly name: string;
  readonly key: string | null;
  /** Of what was asked for under the key. */
  readonly mark: string | null;
  readonly request: BacktestRequest;
  readonly state: string;
  readonly attempt: number;
  readonly barsDone: number;
  readonly barsTotal: number | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly cancelledBy: string | null;
  readonly error: { readonly type: string; readonly message: string } | null;
  readonly summary: BacktestSummary | null;
}

export const backtestEntity = entity<BacktestTableRow>({
  name: 'Backtest',
  tableName: 'backtests',
  columns: {
    id: { type: 'text', primary: true },
    seq: { type: 'bigint', unique: true },
    owner: { type: 'text' },
    name: { type: 'text' },
    key: { type: 'text', nullable: true },
    mark: { type: 'text', nullable: true },
    request: { type: 'json' },
    state: { type: 'text' },
    attempt: { type: 'int' },
    barsDone: { name: 'bars_done', type: 'int' },
    barsTotal: { name: 'bars_total', type: 'int', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
    startedAt: { name: 'started_at', type: 'timestamptz', nullable: true },
    finishedAt: { name: 'finished_at', type: 'timestamptz', nullable: true },
    cancelledBy: { name: 'cancelled_by', type: 'text', nullable: true },
    error: { type: 'json', nullable: true },
    summary: { type: 'json', nullable: true },
  },
  indices: [{ name: 'backtests_owner', columns: ['owner', 'seq'] }],
});

export interface BacktestDetailRow {
  readonly backtest: string;
  readonly detail: BacktestDetail;
}

export const backtestDetailEntity = entity<BacktestDetailRow>({
  name: 'BacktestDetail',
  tableName: 'backtest_details',
  columns: { backtest: { type: 'text', primary: true }, detail: { type: 'json' } },
});

/** A fill or a trade of one attempt, by its number from 1 on. */
export interface BacktestRowRow {
  readonly backtest: string;
  readonly attempt: number;
  readonly kind: string;
  readonly n: number;
  readonly body: object;
}

export const backtestRowEntity = entity<BacktestRowRow>({
  name: 'BacktestRow',
  tableName: 'backtest_rows',
  columns: {
    backtest: { type: 'text', primary: true },
    attempt: { type: 'int', primary: true },
    kind: { type: 'text', primary: true },
    n: { type: 'int', primary: true },
    body: { type: 'json' },
  },
});
