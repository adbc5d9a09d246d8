import { DataSource } from 'typeorm';
import { actorEntity, actorHeadEntity, shardEntity } from './entities/actor.ts';
import { backtestDetailEntity, backtestEntity, backtestRowEntity } from './entities/backtest.ts';
import { actorMetricEntity } from './entities/actor-metric.ts';
import { auditEntity } from './entities/audit.ts';
import { barEntity, streamEntity, streamEntryEntity } from './entities/stream.ts';
import { equityEntity, fillEntity, ledgerEntryEntity, orderEntity } from './entities/account.ts';
import { copyEntity, copyEntryEntity, copyFeeEntity, copyNoteEntity, followEntity } from './entities/copy.ts';
import { deadLetterEntity } from './entities/dead-letter.ts';
import { clusterEntity, nodeEntity } from './entities/node.ts';
import { journalEntity, snapshotEntity } from './entities/journal.ts';
import { apiKeyEntity, oneTimeTokenEntity, recoveryCodeEntity, sessionEntity, userEntity } from './entities/people.ts';
import {
  currentRiskLimitEntity,
  riskControlEntity,
  riskFiringEntity,
  riskLimitEntity,
  riskProposalEntity,
} from './entities/risk.ts';
import { Client, longPatience, patience } from './client.ts';
import { reachable } from './faults.ts';
import { preparingClient } from './prepared.ts';
import { Spine1763700000000 } from './migrations/1763700000000-spine.ts';
import { Cluster1763790000000 } from './migrations/1763790000000-cluster.ts';
import { TimeSeries1763800000000 } from './migrations/1763800000000-time-series.ts';
import { Risk1763900000000 } from './migrations/1763900000000-risk.ts';
import { Copy1764000000000 } from './migrations/1764000000000-copy.ts';
import { People1764100000000 } from './migrations/1764100000000-people.ts';
import { Backtests1764200000000 } from './migrations/1764200000000-backtests.ts';
import { Lists1764250000000 } from './migrations/1764250000000-lists.ts';
import { Messaging1764300000000 } from './migrations/1764300000000-messaging.ts';

const MIGRATION_LOCK = 7_476_912;

/** Opens the database and brings its schema up to date; one process migrates at a time. Rejects with StoreUnavailable. */
export async function openDataSource(options: {
  url: string;
  poolSize?: number;
  /** For a node that reads much the same again and again (`prepared.ts`). */
  prepares?: boolean;
  /** How long an answer may take before its connection is given up; 30,000 by default. */
  answerMs?: number;
}): Promise<DataSource> {
  const waits = longPatience();
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: `troupe, pid ${process.pid}`,
    poolSize: options.poolSize ?? 6,
    extra: { Client: options.prepares === true ? preparingClient() : Client, patience: waits },
    synchronize: false,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    migrations: [
      Spine1763700000000,
      Cluster1763790000000,
      TimeSeries1763800000000,
      Risk1763900000000,
      Copy1764000000000,
      People1764100000000,
      Backtests1764200000000,
      Lists1764250000000,
      Messaging1764300000000,
    ],
    entities: [
      actorEntity,
      actorHeadEntity,
      shardEntity,
      journalEntity,
      snapshotEntity,
      streamEntity,
      streamEntryEntity,
      barEntity,
      orderEntity,
      fillEntity,
      ledgerEntryEntity,
      equityEntity,
      actorMetricEntity,
      auditEntity,
      nodeEntity,
      clusterEntity,
      riskControlEntity,
      riskLimitEntity,
      currentRiskLimitEntity,
      riskProposalEntity,
      riskFiringEntity,
      followEntity,
      copyEntryEntity,
      copyEntity,
      copyNoteEntity,
      copyFeeEntity,
      userEntity,
      recoveryCodeEntity,
      oneTimeTokenEntity,
      apiKeyEntity,
      sessionEntity,
      backtestEntity,
      backtestDetailEntity,
      backtestRowEntity,
      deadLetterEntity,
    ],
  });
  await reachable(() => source.initialize());
  try {
    await reachable(() => migrate(source, options.url));
  } catch (error) {
    await source.destroy();
    throw error;
  }
  waits.ms = patience(options.answerMs).ms;
  return source;
}

async function migrate(source: DataSource, url: string): Promise<void> {
  const guard = new Client({ connectionString: url, patience: longPatience() });
  await guard.connect();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.runMigrations();
  } finally {
    await guard.end();
  }
}

/** The name that a database was given when it was made: whatever works on it shares that, and nothing else does. */
export async function clusterId(source: DataSource): Promise<string> {
  const [row] = await reachable(() => source.query<{ id: string }[]>('SELECT id FROM cluster'));
  return row!.id;
}
