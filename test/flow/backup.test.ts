/** A backup brings back every value exactly, resends nothing, and a file that is not whole changes nothing. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { backup } from '../../src/foundation/database/backup';
import type { Database } from '../../src/foundation/database/database';
import { restore } from '../../src/foundation/database/restore';
import { newId } from '../../src/foundation/model/ids';
import { withDatabase, type TestDatabase } from '../support/database';

const silent = () => undefined;
const open: TestDatabase[] = [];
let folder: string;
let file: string;

async function database(options?: { empty: boolean }): Promise<TestDatabase> {
  const made = await withDatabase(options);
  open.push(made);
  return made;
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-backup-'));
  file = join(folder, 'b.gz');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.drop()));
  rmSync(folder, { recursive: true, force: true });
});

const NASTY = 'quotes \' " \\ tab\t line\nfeed\r\u2028\u2029 {"a":[1]} 🧭 ẞ \u0001 \\N';

/** A business with one conversation; every id that the tests speak of. */
async function populate(db: Database) {
  const [team, agent, account, endpoint, contact, address, conversation, inbound, outbound, handoff] = Array.from(
    { length: 10 },
    () => newId(),
  );
  await db.query('insert into team (id, name, is_fallback) values ($1, $2, true)', [team, NASTY]);
  await db.query(
    `insert into agent (id, email, name, public_name, presence) values ($1, 'a@example.org', $2, '', 'online')`,
    [agent, NASTY],
  );
  await db.query('insert into team_member values ($1, $2)', [team, agent]);
  await db.query(`insert into session values ('\\xff', $1, now(), now(), now())`, [agent]);
  await db.query(`insert into password_reset values ('\\xfe', $1, now(), now())`, [agent]);
  await db.query(
    `insert into channel_account (id, channel, name, address, team_id, secrets, settings) values ($1, 'sms', '', '+15550100', $2, $3, $4)`,
    [
      account,
      team,
      Buffer.from(Array.from({ length: 256 }, (_, n) => n)),
      `{"big": 12345678901234567890.123456789, "tiny": 1e-30, "null": null, "text": ${JSON.stringify(NASTY)}}`,
    ],
  );
  await db.query(
    `insert into agent_endpoint (id, agent_id, channel_account_id, address, code_expires_at) values ($1, $2, $3, '+15550101', 'infinity')`,
    [endpoint, agent, account],
  );
  await db.query('insert into contact (id) values ($1)', [contact]);
  await db.query(
    `insert into contact_address (id, contact_id, kind, address, created_at) values ($1, $2, 'phone', '+15550102', '2026-02-03 04:05:06.789012+05:30')`,
    [address, contact],
  );
  await db.query(
    `insert into conversation (id, contact_id, front_team_id, team_id, channel_account_id, contact_address_id, last_seq, covered_seq, revision)
     values ($1, $2, $3, $3, $4, $5, 2, 1, 9007199254740993)`,
    [conversation, contact, team, account, address],
  );
  const message = `insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text) values ($1, $2, $3, $4, $5, $6, $7, $8)`;
  await db.query(message, [outbound, conversation, 1, 'out', 'assistant', account, address, '']);
  await db.query(message, [inbound, conversation, 2, 'in', 'contact', account, address, NASTY]);
  await db.query(`insert into article (id, title, body, phrasings, escalate) values ($1, '', '', $2, 'null')`, [
    newId(),
    ['a,b', '{"c"}', NASTY, '', 'NULL'],
  ]);
  await db.query(`insert into setting (key, value) values ('nothing', 'null'), ('list', '[1, "2", null]')`);
  await db.query(`insert into inbound_event (channel_account_id, event_id) values ($1, 'SM1')`, [account]);
  await db.query(
    `insert into dead_job (id, lane, kind, payload, attempts, error, created_at) values (41, 'x', 'deliver', '{}', 8, 'no', now())`,
  );
  await db.query(`select setval(pg_get_serial_sequence('job', 'id'), 41)`);
  return { team, agent, account, endpoint, contact, address, conversation, inbound, outbound, handoff };
}

/** Every row of every table as PostgreSQL writes it. */
async function everything(db: Database, except: string[]): Promise<Record<string, string[]>> {
  const tables = await db.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables.filter((table) => !except.includes(table.name))) {
    all[name] = (await db.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)).map(
      ({ row }) => row,
    );
  }
  return all;
}

test('every value comes back exactly', async () => {
  const [from, to] = [await database(), await database()];
  await populate(from.db);
  // Nothing is owed: what is owed is covered by a silent turn, see below.
  await from.db.query('update conversation set covered_seq = last_seq');
  const header = await backup(from.url, file, silent);
  expect(header.tables.find((table) => table.name === 'message')?.rows).toBe(2);
  await restore(to.url, file, silent);
  const notKept = ['session', 'password_reset', 'agent', 'audit_entry', 'migration'];
  expect(await everything(to.db, notKept)).toEqual(await everything(from.db, notKept));
  const agents = 'select id, email, name, capacity, created_at::text from agent';
  expect(await to.db.query(agents)).toEqual(await from.db.query(agents));
});

test('who was signed in, and open password links, are not kept', async () => {
  const [from, to] = [await database(), await database()];
  await populate(from.db);
  await backup(from.url, file, silent);
  expect(gunzipSync(readFileSync(file)).toString()).not.toContain('"name":"session"');
  await restore(to.url, file, silent);
  expect(await to.db.query('select from session union all select from password_reset')).toEqual([]);
  expect(await to.db.query(`select from agent where presence = 'online'`)).toEqual([]);
});

test('a restored backup resends nothing', async () => {
  const [from, to] = [await database(), await database()];
  const { team, agent, account, endpoint, conversation, outbound, handoff } = await populate(from.db);
  const delivery = `insert into delivery (id, notice_id, message_id, channel_account_id, to_address, state, settled_at) values ($1, $2, $3, $4, '+1', $5, $6)`;
  const settled = newId();
  await from.db.query(delivery, [settled, null, outbound, account, 'delivered', new Date()]);
  for (const state of ['queued', 'sending', 'unknown']) {
    const notice = newId();
    await from.db.query(`insert into notice (id, kind, agent_endpoint_id, text) values ($1, 'offer', $2, '')`, [
      notice,
      endpoint,
    ]);
    await from.db.query(delivery, [newId(), notice, null, account, state, null]);
  }
  await from.db.query(
    `insert into handoff (id, conversation_id, episode, state, reason, requested_by, team_id, brief, requested_seq) values ($1, $2, 1, 'offered', 'x', 'contact', $3, '{}', 1)`,
    [handoff, conversation, team],
  );
  await from.db.query(`insert into offer (id, handoff_id, agent_id, expires_at) values ($1, $2, $3, now())`, [
    newId(),
    handoff,
    agent,
  ]);
  const kinds = [
    'screen',
    'answer',
    'deliver',
    'deliver',
    'reconcile',
    'route',
    'console',
    'something-new',
    'retire',
    'wake',
  ];
  await from.db.query(
    `insert into job (lane, kind, payload, not_before) select 'lane:' || kind, kind, '{}', '2030-01-01' from unnest($1::text[]) as kind`,
    [kinds],
  );

  await backup(from.url, file, silent);
  const outcome = await restore(to.url, file, silent);

  expect(outcome).toMatchObject({
    withdrawnDeliveries: 3,
    withdrawnOffers: 1,
    droppedJobs: { answer: 1, console: 1, deliver: 2, reconcile: 1, route: 1, screen: 1, 'something-new': 1 },
    unanswered: [conversation],
  });
  expect(await to.db.query('select id from delivery where state <> $1', ['withdrawn'])).toEqual([{ id: settled }]);
  expect(await to.db.query(`select state from offer union all select state from handoff order by 1`)).toEqual([
    { state: 'queued' },
    { state: 'withdrawn' },
  ]);
  expect(await to.db.query('select lane, kind from job order by kind')).toEqual([
    { lane: 'lane:retire', kind: 'retire' },
    { lane: 'lane:wake', kind: 'wake' },
  ]);
  const kept = { due: new Date('2030-01-01T00:00:00Z'), pending: 1, owner: null };
  expect(await to.db.query('select key, due, pending, owner from lane order by key')).toEqual([
    { key: 'lane:retire', ...kept },
    { key: 'lane:wake', ...kept },
  ]);
  const [entry] = await to.db.query<{ after: object }>(
    `select after from audit_entry where action = 'database.restored'`,
  );
  expect(entry?.after).toMatchObject({ withdrawnDeliveries: 3, unanswered: [conversation] });
});

test('numbers of jobs go on where they were, so that no dead one is met again', async () => {
  const [from, to] = [await database(), await database()];
  await populate(from.db);
  await backup(from.url, file, silent);
  await restore(to.url, file, silent);
  expect(await to.db.query(`insert into job (lane, kind, payload) values ('x', 'x', '{}') returning id`)).toEqual([
    { id: '42' },
  ]);
});

test('it is one picture: what is written meanwhile is not in it, and no half of it', async () => {
  const [from, to] = [await database(), await database()];
  const { account } = await populate(from.db);
  let going = true;
  const writing = (async () => {
    for (let n = 0; going; n += 1) {
      await from.db.transaction(async (tx) => {
        await tx.query(`insert into inbound_event (channel_account_id, event_id) values ($1, $2)`, [account, `E${n}`]);
        await tx.query(`insert into setting (key, value) values ($1, '1')`, [`E${n}`]);
      });
    }
  })();
  await backup(from.url, file, silent);
  going = false;
  await writing;
  await restore(to.url, file, silent);
  expect(
    await to.db.query(
      `select from inbound_event e full join setting s on s.key = e.event_id where (s.key is null and e.event_id <> 'SM1') or (e.event_id is null and s.key like 'E%')`,
    ),
  ).toEqual([]);
});

test('more rows than one fetch come back, all of them', async () => {
  const [from, to] = [await database(), await database()];
  await from.db.query(`insert into setting (key, value) select 'k' || n, to_jsonb(n) from generate_series(1, 3500) n`);
  await backup(from.url, file, silent);
  await restore(to.url, file, silent);
  expect(await everything(to.db, ['audit_entry', 'migration'])).toEqual(
    await everything(from.db, ['audit_entry', 'migration']),
  );
});

test('the file is for its owner alone, and is never written over another', async () => {
  const { url } = await database();
  await backup(url, file, silent);
  expect(statSync(file).mode & 0o077).toBe(0);
  const before = readFileSync(file);
  await expect(backup(url, file, silent)).rejects.toThrow(/exists already/);
  expect(readFileSync(file)).toEqual(before);
});

test('a backup that breaks off leaves no file', async () => {
  const { url } = await database({ empty: true });
  await expect(backup(url, file, silent)).rejects.toThrow(/nothing to back up/);
  expect(() => statSync(file)).toThrow('ENOENT');
});

describe('nothing is changed by', () => {
  let from: TestDatabase;
  let to: TestDatabase;
  beforeEach(async () => {
    [from, to] = [await database(), await database()];
    await populate(from.db);
    await backup(from.url, file, silent);
  });

  const edit = (change: (text: string) => string) =>
    writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)).toString())));
  const refused = async (message: RegExp) => {
    const before = await everything(to.db, []);
    await expect(restore(to.url, file, silent)).rejects.toThrow(message);
    expect(await everything(to.db, [])).toEqual(before);
  };

  test('a torn file', async () => {
    writeFileSync(file, readFileSync(file).subarray(0, -20));
    await refused(/torn/);
  });
  test('a file with a flipped bit', async () => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
    writeFileSync(file, bytes);
    await refused(/damaged/);
  });
  test('a file in which somebody changed a value', async () => {
    edit((text) => text.replace('+15550102', '+15550103'));
    await refused(/checksum does not match/);
  });
  test('a file with a row less', async () => {
    edit((text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('SM1'))
        .join('\n'),
    );
    await refused(/damaged/);
  });
  test('a file without its end', async () => {
    edit((text) => text.slice(0, text.lastIndexOf('{"sha256"')));
    await refused(/ends too early/);
  });
  test('another gzip file', async () => {
    writeFileSync(file, gzipSync('{"hello": 1}\n'));
    await refused(/not a backup of Baton/);
  });
  test('a file that is no gzip', async () => {
    writeFileSync(file, 'create table x ();');
    await refused(/torn, or not a backup/);
  });
  test('no file', async () => {
    rmSync(file);
    await refused(/no file/);
  });
  test('a backup of another schema', async () => {
    await to.pool.query(`update migration set name = 'Later1'`);
    await refused(/taken at schema \w+, and this Baton has Later1/);
  });
  test('a restore over data', async () => {
    await to.pool.query(`insert into setting (key, value) values ('a', '1')`);
    await refused(/not empty \(setting\)/);
  });
  test('a restore that fails at its last row', async () => {
    await to.pool.query(`alter table setting add constraint nothing check (key <> 'nothing')`);
    await refused(/violates check constraint/);
  });
});
