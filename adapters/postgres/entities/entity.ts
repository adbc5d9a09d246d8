import { EntitySchema, type EntitySchemaOptions, type ObjectLiteral } from 'typeorm';

/** A table whose rows are plain objects of an interface; the migrations make it, this only names its columns. */
export const entity = <Row extends ObjectLiteral>(
  options: Readonly<Omit<EntitySchemaOptions<Row>, never>>,
): EntitySchema<Row> => new EntitySchema<Row>(options);
