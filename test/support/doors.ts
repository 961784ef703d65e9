/** The two sockets on their own: agents' and visitors' gateways with ingest behind them, without assistant, jobs or pages. */
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { io, type Socket } from 'socket.io-client';
import { AuthModule } from '../../src/api/auth/auth.module';
import { Sessions } from '../../src/api/auth/sessions';
import type { LiveClientEvents, LiveEvents, WidgetClientEvents, WidgetServerEvents } from '../../src/api/http/contract';
import { LiveModule } from '../../src/api/live/live.module';
import { WidgetModule } from '../../src/api/widget/widget.module';
import { VisitorLimits } from '../../src/api/widget/visitor-limits';
import { EnvironmentModule } from '../../src/foundation/config/environment.module';
import type { Environment } from '../../src/foundation/config/environment';
import { DatabaseModule } from '../../src/foundation/database/database.module';
import { Events } from '../../src/foundation/events/events';
import { EventsModule } from '../../src/foundation/events/events.module';
import { JobsModule } from '../../src/foundation/jobs/jobs.module';
import { newId } from '../../src/foundation/model/ids';
import { SettingsModule } from '../../src/foundation/settings/settings.module';
import type { TestDatabase } from './database';
import { freePort } from './waiting';

export const SITE = 'test-site';
export type AgentSocket = Socket<LiveEvents, LiveClientEvents>;
export type WidgetSocket = Socket<WidgetServerEvents, WidgetClientEvents>;

@Module({})
class Doors {
  static on(environment: Environment, url: string): DynamicModule {
    return {
      module: Doors,
      imports: [
        EnvironmentModule.forRoot(environment),
        DatabaseModule.forRoot(url),
        EventsModule,
        JobsModule,
        SettingsModule,
        AuthModule,
        LiveModule,
        WidgetModule,
      ],
    };
  }
}

export interface Replica {
  url: string;
  events: Events;
  sessions: Sessions;
  limits: VisitorLimits;
  /** Sockets that the test opened are closed with it. */
  agent(cookie: string | null, headers?: Record<string, string>): AgentSocket;
  widget(auth: Record<string, unknown>, headers?: Record<string, string>): WidgetSocket;
  stop(): Promise<void>;
}

export async function openDoors(test: TestDatabase, mode: Environment['mode'] = 'development'): Promise<Replica> {
  Logger.overrideLogger(false);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment: Environment = {
    mode,
    host: '127.0.0.1',
    port,
    publicUrl: url,
    databaseUrl: test.url,
    redisUrl: null,
    dataDir: '/nowhere',
    secretKey: Buffer.alloc(32, 7),
    openai: null,
    trustedProxies: [],
    tools: { file: '', token: null },
    logLevel: 'silent',
  };
  const app = await NestFactory.create<NestFastifyApplication>(Doors.on(environment, test.url), new FastifyAdapter(), {
    abortOnError: false,
    logger: false,
  });
  await app.listen(port, '127.0.0.1');
  const opened: { close(): void }[] = [];
  const connect = <S extends { close(): void }>(
    namespace: string,
    auth: object,
    headers: Record<string, string>,
  ): S => {
    const socket = io(`${url}${namespace}`, {
      transports: ['websocket'],
      forceNew: true,
      auth,
      extraHeaders: headers,
      reconnectionDelay: 50,
    }) as unknown as S;
    opened.push(socket);
    return socket;
  };
  return {
    url,
    events: app.get(Events),
    sessions: app.get(Sessions),
    limits: app.get(VisitorLimits),
    agent: (cookie, headers = {}) =>
      connect<AgentSocket>('/live', {}, { origin: url, ...(cookie ? { cookie } : {}), ...headers }),
    widget: (auth, headers = {}) =>
      connect<WidgetSocket>('/widget', { site: SITE, ...auth }, { origin: url, ...headers }),
    stop: async () => {
      for (const socket of opened) socket.close();
      await app.close();
    },
  };
}

export interface Business {
  accountId: string;
  /** The front team of the site, and one that has nothing to do with it. */
  teamId: string;
  otherTeamId: string;
}

export async function openBusiness(test: TestDatabase): Promise<Business> {
  const business = { accountId: newId(), teamId: newId(), otherTeamId: newId() };
  await test.db.query(`insert into team (id, name, is_fallback) values ($1, 'Front', true), ($2, 'Other', false)`, [
    business.teamId,
    business.otherTeamId,
  ]);
  await test.db.query(`insert into policy (version, body) values (1, '{}')`);
  await test.db.query(
    `insert into channel_account (id, channel, name, address, team_id, settings) values ($1, 'web', 'Site', $2, $3, $4)`,
    [business.accountId, SITE, business.teamId, JSON.stringify({ origins: ['https://www.example.com'] })],
  );
  return business;
}

/** An agent with a session; answers the Cookie header. */
export async function hire(
  test: TestDatabase,
  sessions: Sessions,
  { role = 'agent', teams = [], onCall = false }: { role?: 'agent' | 'admin'; teams?: string[]; onCall?: boolean },
): Promise<{ agentId: string; cookie: string }> {
  const agentId = newId();
  await test.db.query(
    `insert into agent (id, email, name, public_name, role, on_call) values ($1, $2, 'Agent', 'Agent', $3, $4)`,
    [agentId, `${agentId}@example.com`, role, onCall],
  );
  for (const team of teams) {
    await test.db.query('insert into team_member (team_id, agent_id) values ($1, $2)', [team, agentId]);
  }
  const { setCookie } = await test.db.transaction((tx) => sessions.open(tx, agentId));
  return { agentId, cookie: setCookie.split(';')[0] ?? '' };
}

/** Waits for the next such event, or for what refuses the connection. */
export function next<T>(socket: AgentSocket | WidgetSocket, event: string, ms = 5_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No "${event}" within ${ms} ms.`)), ms).unref();
    (socket as Socket).once(event, (value: T) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
