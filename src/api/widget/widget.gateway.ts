/** The visitors' socket: who may connect, and which facts reach whom. */
import { Inject, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Database } from '../../foundation/database/database';
import { Events, type Fact } from '../../foundation/events/events';
import { Settings } from '../../foundation/settings/settings';
import type { AccountSetting } from '../../foundation/settings/snapshot';
import { WidgetAuth } from '../http/contract';
import { clientAddress, networkOf, trustedNetworks } from './client-address';
import { adopt, isCustomer, readIdentity, type Customer } from './identity';
import { mayRunAt, originsOf } from './origins';
import { siteAccount } from './site-account';
import { VisitorLimits } from './visitor-limits';
import type { VisitorData, VisitorNamespace, VisitorSocket } from './visitor-socket';
import { changeOf } from './visitor-rows';
import { VisitorTokens } from './visitor-token';
import { VisitorWords } from './visitor-words';
import { Visitors } from './visitors';

/** After a gap everybody reads again: so many at a time. */
const RESYNC_AT_ONCE = 50;
const RESYNC_PAUSE_MS = 50;
/** Open at once: windows of one visitor (the oldest gives way), and lines from one network. */
const MOST_OF_VISITOR = 10;
const MOST_OF_NETWORK = 500;

@WebSocketGateway({ namespace: '/widget', serveClient: false, maxHttpBufferSize: 64 * 1024 })
export class WidgetGateway
  implements
    OnGatewayInit<VisitorNamespace>,
    OnGatewayConnection<VisitorSocket>,
    OnGatewayDisconnect<VisitorSocket>,
    OnApplicationBootstrap,
    OnModuleDestroy
{
  private readonly log = new Logger('Widget');
  private readonly visitors = new Visitors();
  private readonly trusted;
  private readonly perNetwork = new Map<string, number>();
  private namespace: VisitorNamespace | undefined;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly tokens: VisitorTokens,
    private readonly limits: VisitorLimits,
    private readonly words: VisitorWords,
    private readonly settings: Settings,
    private readonly events: Events,
    private readonly db: Database,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {
    this.trusted = trustedNetworks(environment.trustedProxies);
  }

  afterInit(namespace: VisitorNamespace): void {
    this.namespace = namespace;
    // Whoever stayed there would hold a line that nobody counts.
    namespace.server.of('/').use((_socket, next) => next(new Error('There is nothing here.')));
    namespace.use((socket, next) => {
      this.admit(socket).then(
        (refusal) => next(refusal ? new Error(refusal) : undefined),
        (error: unknown) => {
          this.log.error({ event: 'widget.admission-failed', error: String(error) });
          next(new Error('The chat is not available right now.'));
        },
      );
    });
  }

  onApplicationBootstrap(): void {
    this.stopListening = this.events.listen((fact) => this.hear(fact));
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  handleConnection(socket: VisitorSocket): void {
    const { visitor, network } = socket.data;
    this.perNetwork.set(network, (this.perNetwork.get(network) ?? 0) + 1);
    const [oldest, ...newer] = this.visitors.find('visitor', visitor);
    if (oldest && newer.length + 1 >= MOST_OF_VISITOR) oldest.conn.close();
    this.visitors.place(socket, { visitor, addressId: null, conversationId: null });
    this.words.attend(socket, {
      found: (addressId, conversationId) => {
        if (socket.connected) this.visitors.place(socket, { visitor, addressId, conversationId });
      },
      // Other tabs of a visitor who had no conversation until now are found by nothing else.
      wrote: () => {
        for (const tab of this.visitors.find('visitor', visitor)) tab.data.feed?.catchUp(true);
      },
    });
    forgetRequest(socket);
  }

  handleDisconnect(socket: VisitorSocket): void {
    socket.data.feed?.end();
    this.visitors.remove(socket);
    const { network } = socket.data;
    const left = (this.perNetwork.get(network) ?? 1) - 1;
    if (left > 0) this.perNetwork.set(network, left);
    else this.perNetwork.delete(network);
  }

  /** Fills `socket.data`; answers why not. */
  private async admit(socket: VisitorSocket): Promise<string | null> {
    const { headers, address } = socket.handshake;
    const network = networkOf(clientAddress(address, headers['x-forwarded-for'], this.trusted));
    const wait = await this.limits.count('connect network', network);
    if (wait !== null) return `Too many connections. Try again in ${wait} s.`;
    if ((this.perNetwork.get(network) ?? 0) >= MOST_OF_NETWORK) return 'Too many connections. Try again later.';
    const auth = WidgetAuth.safeParse(socket.handshake.auth);
    if (!auth.success) return 'The widget sent something that is not understood. Reload the page.';
    const account = this.account(auth.data.site);
    if (!account) return 'There is no chat under this site key.';
    const { publicUrl, mode } = this.environment;
    const rules = { allowed: originsOf(account), publicUrl, development: mode === 'development' };
    if (!mayRunAt(headers, rules))
      return 'The chat is not set up for this site. Its origin must be added to the channel account.';
    const { site, token, identity, conversationId, afterSeq } = auth.data;
    const before = token ? await this.tokens.verify(token, site) : null;
    const known = await this.customer(account, identity ?? null, before);
    if (known === 'refused') return 'The sign-in of this page is not valid any more. Reload the page.';
    const data: VisitorData = {
      visitor: known?.visitor ?? before ?? this.tokens.newVisitor(),
      customer: known?.customer ?? null,
      accountId: account.id,
      site,
      network,
      origin: headers.origin ?? null,
      from: { conversationId: conversationId ?? null, afterSeq: afterSeq ?? 0 },
      keys: [],
    };
    Object.assign(socket.data, data);
    return null;
  }

  /** A line that drops outlives the page's own token: ours stands for it meanwhile. Null: nobody signed in. */
  private async customer(
    account: AccountSetting,
    identity: string | null,
    before: string | null,
  ): Promise<{ visitor: string; customer: Customer | null } | 'refused' | null> {
    const own = before !== null && isCustomer(before);
    if (identity === null) return null;
    const customer = await readIdentity(account, identity);
    if (!customer) return own ? { visitor: before, customer: null } : 'refused';
    const visitor = this.tokens.customer(account.id, customer);
    if (before !== null && !own) {
      this.events.tell(...(await adopt(this.db, account.id, before, visitor, customer)).map(changeOf));
    }
    return { visitor, customer };
  }

  private account(site: string): AccountSetting | undefined {
    return siteAccount(this.settings, site);
  }

  private hear(fact: Fact): void {
    switch (fact.kind) {
      case 'conversation': {
        const { id, contactAddressId } = fact;
        const told = new Set(this.visitors.find('conversation', id));
        if (contactAddressId) for (const socket of this.visitors.find('address', contactAddressId)) told.add(socket);
        for (const socket of told) socket.data.feed?.hear();
        return;
      }
      case 'typing':
        if (fact.who === 'contact') return;
        for (const socket of this.visitors.find('conversation', fact.conversationId))
          socket.volatile.emit('typing', { who: fact.who, ...(fact.names ? { name: fact.names.customers } : {}) });
        return;
      case 'read':
        for (const socket of this.visitors.find('conversation', fact.conversationId)) socket.data.feed?.catchUp(true);
        return;
      case 'settings':
        if (fact.what === 'accounts') this.settings.reload().then(() => this.dismiss(), ignored);
        return;
      case 'resync':
        this.resync();
        return;
      case 'presence':
      case 'access':
        return;
    }
  }

  /** Those whose site was switched off. */
  private dismiss(): void {
    for (const socket of this.sockets()) if (!this.account(socket.data.site)) socket.disconnect(true);
  }

  private resync(): void {
    const sockets = this.sockets();
    for (let from = 0; from < sockets.length; from += RESYNC_AT_ONCE) {
      const some = sockets.slice(from, from + RESYNC_AT_ONCE);
      const read = (): void => some.forEach((socket) => socket.data.feed?.catchUp(true));
      setTimeout(read, (from / RESYNC_AT_ONCE) * RESYNC_PAUSE_MS).unref();
    }
  }

  private sockets(): VisitorSocket[] {
    return [...(this.namespace?.sockets.values() ?? [])];
  }
}

/** An idle socket would keep its whole HTTP request alive: socket.io's own advice is to drop it once it has been read. */
function forgetRequest(socket: VisitorSocket): void {
  Object.assign(socket.conn, { request: undefined });
  socket.handshake.headers = {};
}

function ignored(): void {
  // Settings logs it and tries again by itself.
}
