import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of all fills, orders and denials, newest first, are found by an index however many rows there are. */
export class Lists1764250000000 implements MigrationInterface {
  readonly name = 'Lists1764250000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDICES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX fills_id, orders_id, orders_refused, orders_account_refused');
    await runner.query(`CREATE INDEX orders_denied ON orders (id) WHERE state = 'DENIED'`);
  }
}

// No index is over the state of an order, as orders_denied was: that changes several times, and each change would be written to every index of the table
// (PostgreSQL's heap-only tuples need that no indexed column changes). The reason is given once, to the few that were refused.
const INDICES = `
DROP INDEX orders_denied;
CREATE INDEX fills_id ON fills (id);
CREATE INDEX orders_id ON orders (id);
CREATE INDEX orders_refused ON orders (id) WHERE reason IS NOT NULL;
CREATE INDEX orders_account_refused ON orders (account, id) WHERE reason IS NOT NULL;
`;
