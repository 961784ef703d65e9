/** The API on a database of its own, without a listener: agents of two teams and an admin, and conversations made to measure. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AdminModule } from '../../src/api/admin/admin.module';
import { AuthModule } from '../../src/api/auth/auth.module';
import { hashPassword } from '../../src/api/auth/passwords';
import type { Me } from '../../src/api/http/contract';
import { HttpModule } from '../../src/api/http/http.module';
import { V1Module } from '../../src/api/v1/v1.module';
import { InboxModule } from '../../src/api/inbox/inbox.module';
import { InsightsModule } from '../../src/api/insights/insights.module';
import { EnvironmentModule } from '../../src/foundation/config/environment.module';
import { readEnvironment } from '../../src/foundation/config/environment';
import { Secrets } from '../../src/foundation/config/secrets';
import type { Database } from '../../src/foundation/database/database';
import { DatabaseModule } from '../../src/foundation/database/database.module';
import { EventsModule } from '../../src/foundation/events/events.module';
import { Events, type Fact } from '../../src/foundation/events/events';
import { JobsModule } from '../../src/foundation/jobs/jobs.module';
import { newId } from '../../src/foundation/model/ids';
import { sealAccountSecrets } from '../../src/foundation/settings/account-secrets';
import { Settings } from '../../src/foundation/settings/settings';
import { SettingsModule } from '../../src/foundation/settings/settings.module';
import { withDatabase } from './database';

export const PASSWORD = 'a password of twelve';
const ORIGIN = 'http://127.0.0.1:3000';
const hashed = hashPassword(PASSWORD);

export interface Answer<T = unknown> {
  status: number;
  body: T;
  headers: Record<string, string | string[] | number | undefined>;
}

export interface Api {
  app: NestFastifyApplication;
  db: Database;
  /** Every fact told since the start. */
  facts: Fact[];
  ids: { general: string; disputes: string; account: string; contact: string; address: string };
  agents: { general: string; disputes: string; admin: string };
  /** Signed in anew on each call. */
  as(who: keyof Api['agents']): Promise<Client>;
  /** Any request; `headers` as they are. */
  send(method: string, url: string, options?: Sending): Promise<Answer>;
  conversation(made?: Partial<Made>): Promise<string>;
  stop(): Promise<void>;
}

export interface Sending {
  headers?: Record<string, string>;
  body?: unknown;
  ip?: string;
}

interface Made {
  teamId: string;
  holder: 'assistant' | 'queue' | 'agent';
  assigneeId: string | null;
  status: 'open' | 'snoozed' | 'closed';
  priority: number;
  /** Minutes ago. */
  lastMessage: number;
  waiting: number | null;
  messages: number;
}

/** An agent with a session, as the workspace speaks to the API. */
export class Client {
  constructor(
    private readonly api: Pick<Api, 'send'>,
    readonly cookie: string,
    readonly me: Me,
  ) {}

  async call<T = unknown>(method: string, url: string, body?: unknown): Promise<Answer<T>> {
    const headers = { cookie: this.cookie, origin: ORIGIN, 'x-csrf-token': this.me.csrfToken };
    return (await this.api.send(method, url, { headers, body })) as Answer<T>;
  }

  async get<T>(url: string): Promise<T> {
    const { status, body } = await this.call<T>('GET', url);
    if (status !== 200) throw new Error(`GET ${url}: ${status} ${JSON.stringify(body)}`);
    return body;
  }
}

export async function startApi(variables: Record<string, string> = {}): Promise<Api> {
  Logger.overrideLogger(['fatal']);
  const { url, db, drop } = await withDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'baton-api-'));
  const environment = readEnvironment({
    DATABASE_URL: url,
    BATON_DATA_DIR: dataDir,
    BATON_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    PUBLIC_URL: ORIGIN,
    ...variables,
  });
  const { ids, agents } = await populate(db, new Secrets(environment.secretKey));
  const rooms = [HttpModule, AuthModule, InboxModule, InsightsModule, AdminModule, V1Module];
  const ground = [
    EnvironmentModule.forRoot(environment),
    DatabaseModule.forRoot(url),
    EventsModule,
    JobsModule,
    SettingsModule,
  ];
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: class House {}, imports: [...ground, ...rooms] },
    new FastifyAdapter(),
    { abortOnError: false, logger: ['fatal'] },
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const facts: Fact[] = [];
  app.get(Events).listen((fact) => facts.push(fact));

  const send: Api['send'] = async (method, path, { headers = {}, body, ip = '127.0.0.1' } = {}) => {
    const reply = await app.inject({
      method: method as 'GET',
      url: path,
      headers,
      remoteAddress: ip,
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const json = String(reply.headers['content-type'] ?? '').includes('json');
    return { status: reply.statusCode, body: json ? reply.json<unknown>() : reply.body, headers: reply.headers };
  };
  return {
    app,
    db,
    facts,
    ids,
    agents,
    send,
    as: (who) => signIn({ send }, `${who}@example.com`),
    conversation: (made) => makeConversation(db, ids, made),
    stop: async () => {
      await app.close();
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function signIn(api: Pick<Api, 'send'>, email: string, password = PASSWORD): Promise<Client> {
  const { status, body, headers } = await api.send('POST', '/api/session', {
    headers: { origin: ORIGIN },
    body: { email, password },
  });
  if (status !== 200) throw new Error(`sign-in of ${email}: ${status} ${JSON.stringify(body)}`);
  return new Client(api, String(headers['set-cookie']).split(';')[0] ?? '', body as Me);
}

async function populate(db: Database, secrets: Secrets): Promise<Pick<Api, 'ids' | 'agents'>> {
  const ids = { general: newId(), disputes: newId(), account: newId(), contact: newId(), address: newId() };
  const agents = { general: newId(), disputes: newId(), admin: newId() };
  await db.query(`insert into team (id, name, is_fallback) values ($1, 'General', true), ($2, 'Disputes', false)`, [
    ids.general,
    ids.disputes,
  ]);
  for (const [who, id] of Object.entries(agents)) {
    await db.query(
      `insert into agent (id, email, name, public_name, role, password_hash) values ($1, $2, $3, $4, $5, $6)`,
      [id, `${who}@example.com`, `The ${who} agent`, 'Support', who === 'admin' ? 'admin' : 'agent', await hashed],
    );
  }
  await db.query('insert into team_member (team_id, agent_id) values ($1, $2), ($3, $4)', [
    ids.general,
    agents.general,
    ids.disputes,
    agents.disputes,
  ]);
  await db.query(
    `insert into channel_account (id, channel, name, address, team_id, settings, secrets, simulated)
     values ($1, 'sms', 'Line', '+15550100', $2, $3, $4, true)`,
    [
      ids.account,
      ids.general,
      { accountSid: `AC${'0'.repeat(32)}` },
      sealAccountSecrets(secrets, ids.account, { authToken: 'a'.repeat(32) }),
    ],
  );
  await db.query(`insert into contact (id, name) values ($1, 'Caller')`, [ids.contact]);
  await db.query(`insert into contact_address (id, contact_id, kind, address) values ($1, $2, 'phone', '+15550199')`, [
    ids.address,
    ids.contact,
  ]);
  await db.query(`insert into policy (version, body) values (1, $1)`, [
    {
      danger: { enabled: true, text: 'Please call your local emergency number now.' },
      askedForHuman: { enabled: true },
      hardTopics: { enabled: true },
      topics: {},
      failureSignals: 2,
      languages: ['en'],
      rules: [],
    },
  ]);
  return { ids, agents };
}

async function makeConversation(db: Database, ids: Api['ids'], made: Partial<Made> = {}): Promise<string> {
  const id = newId();
  const {
    teamId = ids.general,
    holder = 'assistant',
    assigneeId = null,
    status = 'open',
    priority = 0,
    messages = 1,
  } = made;
  const { lastMessage = 0, waiting = holder === 'queue' ? 0 : null } = made;
  await db.query(
    `insert into conversation (id, contact_id, front_team_id, team_id, assignee_id, holder, status, is_current, last_seq, priority,
                               channel_account_id, contact_address_id, last_message_at, recency, waiting_since, closed_at)
     values ($1, $2, $3, $3, $4, $5, $6, false, $7, $8, $9, $10, now() - make_interval(mins => $11),
             minute_of(now() - make_interval(mins => $11)),
             now() - make_interval(mins => $12), case when $6 = 'closed' then now() end)`,
    [
      id,
      ids.contact,
      teamId,
      assigneeId,
      holder,
      status,
      messages,
      priority,
      ids.account,
      ids.address,
      lastMessage,
      waiting,
    ],
  );
  await db.query(
    `insert into message (id, conversation_id, seq, direction, author, channel_account_id, contact_address_id, text, created_at)
     select gen_random_uuid(), $1, n, 'in', 'contact', $2, $3, 'message ' || n, now() - make_interval(mins => $4, secs => $5 - n)
       from generate_series(1, $5::int) n`,
    [id, ids.account, ids.address, lastMessage, messages],
  );
  if (holder !== 'assistant') {
    await db.query(
      `insert into handoff (id, conversation_id, episode, state, reason, requested_by, team_id, agent_id, brief, requested_seq, accepted_at)
       values ($1, $2, 0, $3, 'asked_for_human', 'contact', $4, $5, $6, 1, case when $5::uuid is not null then now() end)`,
      [
        newId(),
        id,
        assigneeId ? 'accepted' : 'queued',
        teamId,
        assigneeId,
        { why: 'The customer asked for a person.', wants: [], tried: [], facts: [], mood: null, nextStep: 'Answer.' },
      ],
    );
  }
  return id;
}

/** The settings of the running application, for what a test set by SQL. */
export async function reloaded(api: Api): Promise<Settings> {
  const settings = api.app.get(Settings);
  await settings.reload();
  return settings;
}
