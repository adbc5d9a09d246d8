import type { TimeSeriesCapabilities } from '../../../actors/ports/time-series-store.ts';
import type { Query } from './series.ts';

/** First version with columnstore policies. */
const OLDEST: readonly [major: number, minor: number] = [2, 18];

/** Creates TimescaleDB, and Toolkit, where the server offers them to this user; says which path the tables take. */
export async function adoptExtension(query: Query): Promise<TimeSeriesCapabilities> {
  const offers = await query<Offer>(OFFERS);
  const timescale = offers.find(({ name }) => name === 'timescaledb');
  if (timescale === undefined || !timescale.loaded || isOlder(timescale.version)) return NONE;
  await query('CREATE EXTENSION IF NOT EXISTS timescaledb');
  const [edition] = await query<{ license: string | null }>(LICENSE);
  if (edition?.license === 'apache') return NONE; // without policies and continuous aggregates
  const toolkit = offers.some(({ name }) => name === 'timescaledb_toolkit');
  if (toolkit) await query('CREATE EXTENSION IF NOT EXISTS timescaledb_toolkit');
  return { extension: 'timescaledb', toolkit };
}

/** Which path the migration took, read from the tables themselves. */
export async function readCapabilities(query: Query): Promise<TimeSeriesCapabilities> {
  const [found] = await query<{ partitioned: boolean; toolkit: boolean }>(PATH_TAKEN);
  return found === undefined || found.partitioned ? NONE : { extension: 'timescaledb', toolkit: found.toolkit };
}

const NONE: TimeSeriesCapabilities = { extension: 'none', toolkit: false };

interface Offer {
  readonly name: string;
  readonly version: string;
  /** Creating TimescaleDB ends the connection of a server that has not loaded its library at start. */
  readonly loaded: boolean;
}

const isOlder = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
};

const OFFERS = `
  SELECT e.name, coalesce(e.installed_version, e.default_version) AS version,
         e.installed_version IS NOT NULL OR current_setting('timescaledb.max_background_workers', true) IS NOT NULL AS loaded
    FROM pg_available_extensions e JOIN pg_available_extension_versions v ON v.name = e.name AND v.version = e.default_version
   WHERE e.name IN ('timescaledb', 'timescaledb_toolkit')
     AND (e.installed_version IS NOT NULL OR v.trusted OR NOT v.superuser OR current_setting('is_superuser') = 'on')`;

const LICENSE = `SELECT current_setting('timescaledb.license', true) AS license`;

const PATH_TAKEN = `
  SELECT (SELECT relkind = 'p' FROM pg_class WHERE oid = 'bars'::regclass) AS partitioned,
         EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb_toolkit') AS toolkit`;
