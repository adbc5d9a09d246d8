import type { DataSource } from 'typeorm';
import { ActorError } from '../../runtime/errors.ts';
import type { ActorRecord, ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import { actorEntity, type ActorRow } from './entities/actor.ts';
import { reachable } from './faults.ts';

/** The registry in the table `actors`. */
export function postgresActorRegistry(source: DataSource): ActorRegistry {
  const rows = source.getRepository(actorEntity);
  return {
    async list() {
      const found = await reachable(() => rows.find({ order: { kind: 'ASC', ordinal: 'ASC', address: 'ASC' } }));
      return found.map(recordOf);
    },
    async add(records) {
      if (records.length === 0) return;
      const columns = records.map(({ parent, ...record }) => ({ ...record, parent: parent ?? null }));
      await reachable(() =>
        source.query(
          `INSERT INTO actors (address, kind, parent, config, desired, ordinal, owner, shard)
           SELECT address, kind, parent, config, desired, ordinal, owner, shard FROM json_to_recordset($1)
             AS r(address text, kind text, parent text, config json, desired text, ordinal integer, owner text, shard integer)
           ON CONFLICT (address) DO NOTHING`,
          [JSON.stringify(columns)],
        ),
      );
    },
    async setDesired(address, desired) {
      const { affected } = await reachable(() => rows.update({ address }, { desired }));
      if (affected === 0) throw new ActorError('ACTOR_UNKNOWN', `there is no actor ${address}`, { address });
    },
  };
}

const recordOf = ({ parent, createdAt, ...row }: ActorRow): ActorRecord => ({
  ...row,
  ...(parent !== null && { parent }),
  createdAt: createdAt.getTime(),
});
