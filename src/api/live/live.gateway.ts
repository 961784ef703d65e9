/** The agents' socket: facts become events for those who may hear of them; nothing is answered here, screens read through the API. */
import { Inject, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import { z } from 'zod';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Events, type Fact } from '../../foundation/events/events';
import { Settings } from '../../foundation/settings/settings';
import { isOwnOrigin } from '../auth/csrf';
import { Sessions } from '../auth/sessions';
import { LiveAccess, type Standing } from './live-access';
import { roomsOf } from './audience';
import type { LiveNamespace, LiveSocket } from './live-socket';
import { Presence } from './presence';
import { Teller } from './teller';

/** Sessions end by time too, and facts may be lost. */
const RECHECK_MS = 60_000;
const TYPING_EVERY_MS = 1_500;

const Typing = z.object({ conversationId: z.uuid() });

@WebSocketGateway({ namespace: '/live', serveClient: false, maxHttpBufferSize: 64 * 1024 })
export class LiveGateway
  implements
    OnGatewayInit<LiveNamespace>,
    OnGatewayConnection<LiveSocket>,
    OnGatewayDisconnect<LiveSocket>,
    OnApplicationBootstrap,
    OnModuleDestroy
{
  private readonly log = new Logger('Live');
  private namespace: LiveNamespace | undefined;
  private teller: Teller | undefined;
  private recheck: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  private changesOfAccess = 0;

  constructor(
    private readonly sessions: Sessions,
    private readonly access: LiveAccess,
    private readonly presence: Presence,
    private readonly events: Events,
    private readonly settings: Settings,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  afterInit(namespace: LiveNamespace): void {
    this.namespace = namespace;
    this.teller = new Teller(namespace, this.access);
    namespace.use((socket, next) => {
      this.admit(socket).then(
        (refusal) => next(refusal ? new Error(refusal) : undefined),
        (error: unknown) => {
          this.log.error({ event: 'live.admission-failed', error: String(error) });
          next(new Error('Not possible right now.'));
        },
      );
    });
  }

  onApplicationBootstrap(): void {
    this.stopListening = this.events.listen((fact) => this.hear(fact));
    this.recheck = setInterval(() => this.check(this.sockets()), RECHECK_MS);
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    clearInterval(this.recheck);
  }

  handleConnection(socket: LiveSocket): void {
    const { data } = socket;
    void socket.join(roomsOf(data));
    this.teller?.audienceChanged();
    this.presence.came(data.agentId);
    socket.on('typing', (at: unknown) => {
      this.typing(socket, at).catch((error: unknown) => {
        this.log.warn({ event: 'live.typing-failed', error: String(error) });
      });
    });
    forgetRequest(socket);
    // Something changed between its admission and now, when it was in no list yet.
    if (data.admittedAt !== this.changesOfAccess) this.check([socket]);
  }

  handleDisconnect(socket: LiveSocket): void {
    this.teller?.audienceChanged();
    this.presence.left(socket.data.agentId);
  }

  /** Fills `socket.data`; answers why not. */
  private async admit(socket: LiveSocket): Promise<string | null> {
    const { headers } = socket.handshake;
    if (!isOwnOrigin(headers, this.environment.publicUrl)) return 'This page belongs to another site.';
    const admittedAt = this.changesOfAccess;
    const signedIn = await this.sessions.verify(headers.cookie);
    if (!signedIn) return 'Sign in first.';
    const hash = signedIn.sessionHash;
    const standing = (await this.access.standings([hash])).get(hash.toString('hex'));
    if (!standing) return 'Sign in first.';
    const names = { colleagues: signedIn.name, customers: signedIn.publicName };
    Object.assign(socket.data, standing, { sessionHash: hash, names, quietUntil: 0, admittedAt });
    return null;
  }

  private hear(fact: Fact): void {
    switch (fact.kind) {
      case 'conversation':
      case 'typing':
      case 'presence':
        this.teller?.tell(fact);
        return;
      case 'access': {
        const theirs = this.sockets().filter((socket) => socket.data.agentId === fact.agentId);
        // Nothing more reaches them until it is known what may.
        for (const socket of theirs) for (const room of [...socket.rooms]) void socket.leave(room);
        this.check(theirs);
        return;
      }
      case 'settings':
        this.teller?.tell(fact);
        // Teams and agents say who may hear what; accounts end the demo.
        if (fact.what === 'teams' || fact.what === 'agents') this.check(this.sockets());
        if (fact.what === 'accounts') this.settings.reload().then(() => this.check(this.sockets()), ignored);
        return;
      case 'resync':
        this.check(this.sockets());
        this.teller?.resync();
        return;
      case 'read':
        return;
    }
  }

  private sockets(): LiveSocket[] {
    return [...(this.namespace?.sockets.values() ?? [])].filter((socket) => socket.data.agentId !== undefined);
  }

  /** Reads again what these sockets may hear; who may hear nothing any more is put out. */
  private check(sockets: readonly LiveSocket[]): void {
    this.changesOfAccess += 1;
    if (sockets.length === 0) return;
    this.access.standings(sockets.map((socket) => socket.data.sessionHash)).then(
      (standings) => {
        for (const socket of sockets) {
          const standing = standings.get(socket.data.sessionHash.toString('hex'));
          if (standing) place(socket, standing);
          else socket.disconnect(true);
        }
        this.teller?.audienceChanged();
      },
      (error: unknown) => {
        // Unknown is not allowed: they come back when the database answers.
        this.log.error({ event: 'live.recheck-failed', error: String(error) });
        for (const socket of sockets) socket.conn.close();
      },
    );
  }

  private async typing(socket: LiveSocket, at: unknown): Promise<void> {
    const { data } = Typing.safeParse(at);
    const now = Date.now();
    if (!data || now < socket.data.quietUntil) return;
    socket.data.quietUntil = now + TYPING_EVERY_MS;
    if (!(await this.access.maySee(data.conversationId, socket.data))) return;
    const { agentId, names } = socket.data;
    this.events.tell({ kind: 'typing', conversationId: data.conversationId, who: 'agent', agentId, names });
  }
}

function place(socket: LiveSocket, standing: Standing): void {
  Object.assign(socket.data, standing);
  const rooms = new Set(roomsOf(standing));
  const gained = [...rooms].filter((room) => !socket.rooms.has(room));
  for (const room of [...socket.rooms]) if (room !== socket.id && !rooms.has(room)) void socket.leave(room);
  if (gained.length === 0) return;
  void socket.join(gained);
  socket.emit('resync');
}

/** An idle socket would keep its whole HTTP request alive: socket.io's own advice is to drop it once it has been read. */
function forgetRequest(socket: LiveSocket): void {
  Object.assign(socket.conn, { request: undefined });
  socket.handshake.headers = {};
}

function ignored(): void {
  // Settings logs it and tries again by itself.
}
