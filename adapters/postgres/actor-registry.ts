import { type DataSource, In, Raw } from 'typeorm';
import { ActorError } from '../../runtime/errors.ts';
import type { ActorRecord, ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import { actorEntity, type ActorRow } from './entities/actor.ts';
import { codeOf, reachable } from './faults.ts';

/** The registry in the table `actors`. */
export function postgresActorRegistry(source: DataSource): ActorRegistry {
  const rows = source.getRepository(actorEntity);
  return {
    async list({ shards, withinMs } = {}) {
      const found = await reachable(() =>
        rows.find({
          where: {
            ...(shards !== undefined && { shard: In([...shards]) }),
            ...(withinMs !== undefined && {
              createdAt: Raw((column) => `${column} > clock_timestamp() - :withinMs * interval '1 ms'`, { withinMs }),
            }),
          },
          order: { kind: 'ASC', ordinal: 'ASC', address: 'ASC' },
        }),
      );
      return found.map(recordOf);
    },
    async find(address) {
      const row = await reachable(() => rows.findOneBy({ address }));
      return row === null ? undefined : recordOf(row);
    },
    async add(records) {
      if (records.length > 0)
        await reachable(() => source.query(`${INSERT_ACTORS} ON CONFLICT DO NOTHING`, [rowsOfActors(records)]));
    },
    async create(records) {
      try {
        await reachable(() => source.query(INSERT_ACTORS, [rowsOfActors(records)]));
      } catch (error) {
        if (codeOf(error) !== UNIQUE_VIOLATION) throw error;
        const addresses = records.map(({ address }) => address);
        throw new ActorError('ACTOR_EXISTS', `one of ${addresses.join(', ')} exists already`, { addresses });
      }
    },
    async setDesired(address, desired) {
      const { affected } = await reachable(() => rows.update({ address }, { desired }));
      if (affected === 0) throw new ActorError('ACTOR_UNKNOWN', `there is no actor ${address}`, { address });
    },
  };
}

const UNIQUE_VIOLATION = '23505';
/** Takes `rowsOfActors`; all or none. */
export const INSERT_ACTORS = `
  INSERT INTO actors (address, kind, parent, config, desired, ordinal, owner, shard)
  SELECT address, kind, parent, config, desired, ordinal, owner, shard FROM json_to_recordset($1)
    AS r(address text, kind text, parent text, config json, desired text, ordinal integer, owner text, shard integer)`;

export const rowsOfActors = (records: readonly Omit<ActorRecord, 'createdAt'>[]): string =>
  JSON.stringify(records.map(({ parent, ...record }) => ({ ...record, parent: parent ?? null })));

const recordOf = ({ parent, createdAt, ...row }: ActorRow): ActorRecord => ({
  ...row,
  ...(parent !== null && { parent }),
  createdAt: createdAt.getTime(),
});
