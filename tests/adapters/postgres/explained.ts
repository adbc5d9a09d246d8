// How PostgreSQL finds rows, as it says itself (EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)).
import type { DataSource } from 'typeorm';

export interface Explained {
  /** Tables that are read whole. */
  readonly scans: readonly string[];
  /** Rows of the biggest sort. */
  readonly sorted: number;
  /** Pages of 8 KiB that were touched, in memory or not. */
  readonly blocks: number;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** Runs a query and says how it went. */
export async function explained(source: DataSource, sql: string, parameters: unknown[]): Promise<Explained> {
  const [row] = await source.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }[]>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${sql}`,
    parameters,
  );
  const { Plan: top } = row!['QUERY PLAN'][0]!;
  const nodes = flat(top);
  return {
    // A partition that nothing was found in is small: it is empty.
    scans: nodes
      .filter((node) => node['Node Type'].endsWith('Seq Scan') && !isEmpty(node))
      .flatMap(({ 'Relation Name': table }) => (table === undefined ? [] : [table])),
    sorted: Math.max(
      0,
      ...nodes
        .filter((node) => /Sort$/.test(node['Node Type']))
        .map(({ Plans = [] }) => Plans.reduce((sum, below) => sum + below['Actual Rows'] * below['Actual Loops'], 0)),
    ),
    blocks: top['Shared Hit Blocks'] + top['Shared Read Blocks'],
  };
}

const isEmpty = (node: PlanNode): boolean => node['Shared Hit Blocks'] + node['Shared Read Blocks'] === 0;

const flat = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];
