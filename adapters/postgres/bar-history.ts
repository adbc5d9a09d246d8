import type { DataSource } from 'typeorm';
import type { HistoryBar } from '../../actors/ports/risk-desk.ts';
import { reachable } from './faults.ts';

/** The last bars of a lane at or before a position, oldest first. Rejects with StoreUnavailable. */
export const barHistory =
  (source: DataSource) =>
  async (lane: string, through: number, bars: number): Promise<readonly HistoryBar[]> => {
    const rows = await reachable(() => source.query<HistoryBar[]>(LAST_BARS, [lane, through, bars]));
    return rows.reverse();
  };

const LAST_BARS = `
  SELECT seq::float8 AS position, (extract(epoch FROM open_time) * 1000)::float8 AS "openTime",
         (extract(epoch FROM close_time) * 1000)::float8 AS "closeTime", close
    FROM bars WHERE stream = $1 AND seq <= $2 ORDER BY seq DESC LIMIT $3`;
