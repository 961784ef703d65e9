/** A sealed word in the database: proves at the start that this BATON_SECRET_KEY opens what is stored. */
import { ConfigurationFault } from '../config/configuration-fault';
import type { Secrets } from '../config/secrets';
import type { Queryable } from '../database/database';

const KEY = 'secret-canary';

/** The first start seals it; every later one must be able to open it, else nothing boots. */
export async function checkSecretKey(db: Queryable, secrets: Secrets): Promise<void> {
  const sealed = secrets.seal('baton', KEY).toString('base64');
  await db.query(`insert into setting (key, value) values ($1, to_jsonb($2::text)) on conflict (key) do nothing`, [
    KEY,
    sealed,
  ]);
  const [row] = await db.query<{ value: string }>('select value from setting where key = $1', [KEY]);
  try {
    secrets.open(Buffer.from(row?.value ?? '', 'base64'), KEY);
  } catch (cause) {
    throw new ConfigurationFault(
      'BATON_SECRET_KEY does not belong to this database:',
      [
        'its stored secrets were sealed under another key. Set the key that this database was first started with ' +
          '(outside production it lies in secret.key in the data folder); a new key means entering every account’s secrets again.',
      ],
      { cause },
    );
  }
}
