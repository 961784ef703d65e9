/** Migrations make the schema that the entities describe, once, however many replicas start at the same time. */
import { DataSource } from 'typeorm';
import { dataSourceOptions, MIGRATIONS } from '../../src/foundation/database/data-source';
import { migrate } from '../../src/foundation/database/migrate';
import { withDatabase, type TestDatabase } from '../support/database';

const open: TestDatabase[] = [];
async function database(options?: { empty: boolean }): Promise<TestDatabase> {
  const made = await withDatabase(options);
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.drop()));
});

/** What TypeORM would change to make the database fit the entities. */
async function drift(url: string): Promise<string[]> {
  const source = await new DataSource(dataSourceOptions(url)).initialize();
  try {
    const log = await source.driver.createSchemaBuilder().log();
    return log.upQueries.map((each) => each.query);
  } finally {
    await source.destroy();
  }
}

test('entities and migrations agree', async () => {
  const { url } = await database();
  expect(await drift(url)).toEqual([]);
});

test.each([
  ['a column', 'alter table contact drop column language'],
  ['a default', 'alter table agent alter column capacity drop default'],
  ['a foreign key', 'alter table message drop constraint message_conversation_id_fkey'],
  ['an index', 'drop index handoff_live'],
  ['a check', 'alter table delivery drop constraint delivery_state'],
  ['an exclusion', 'alter table turn drop constraint turn_covers_once'],
  ['a table', 'drop table consent'],
  ['a null', 'alter table note alter column text drop not null'],
])('a database without %s is seen to differ', async (_what, statement) => {
  const { url, pool } = await database();
  await pool.query(statement);
  expect(await drift(url)).not.toEqual([]);
});

test('every table of the schema has an entity', async () => {
  const { url, pool } = await database();
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migration' order by 1`,
  );
  const source = await new DataSource(dataSourceOptions(url)).initialize();
  const described = source.entityMetadatas.map((each) => each.tableName).sort();
  await source.destroy();
  expect(described).toEqual(rows.map((row) => row.name));
});

test('replicas that start at once migrate once', async () => {
  const { url, pool } = await database({ empty: true });
  const ran = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
  expect(ran.flat()).toEqual(MIGRATIONS.map((each) => each.name));
  expect((await pool.query('select name from migration')).rows).toHaveLength(MIGRATIONS.length);
});

test('a database that is up to date is left alone', async () => {
  const { url } = await database();
  expect(await migrate(url)).toEqual([]);
});

test('a database of a newer Baton is refused, and by name', async () => {
  const { url, pool } = await database();
  await pool.query(`insert into migration (timestamp, name) values (9999999999999, 'Tomorrow9999999999999')`);
  await expect(migrate(url)).rejects.toThrow(/newer Baton \(Tomorrow9999999999999\)/);
});
