import type { DataSource } from 'typeorm';
import type { VenueHoldings } from '../../actors/ports/broker.ts';
import { reachable } from './faults.ts';

/** What the paper venue holds: it keeps no truth of its own, so its fills as they were written down are added up. Rejects with StoreUnavailable. */
export const filledHoldings =
  (source: DataSource): VenueHoldings =>
  async (account) => {
    const rows = await reachable(() => source.query<{ instrument: string; held: string }[]>(HELD, [account]));
    return Object.fromEntries(rows.map(({ instrument, held }) => [instrument, held]));
  };

const HELD = `
  SELECT instrument, sum(CASE side WHEN 'BUY' THEN quantity ELSE -quantity END)::text AS held
    FROM fills WHERE account = $1 GROUP BY instrument`;
