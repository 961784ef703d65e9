/** The visitors connected to this process, found by what facts name: conversation, address, and the visitor's own id for their other tabs. */
import type { VisitorSocket } from './visitor-socket';

export class Visitors {
  private readonly byKey = new Map<string, Set<VisitorSocket>>();

  /** Replaces what this socket was found by. */
  place(
    socket: VisitorSocket,
    ids: { visitor: string; addressId: string | null; conversationId: string | null },
  ): void {
    this.remove(socket);
    const keys = [`visitor ${ids.visitor}`];
    if (ids.addressId) keys.push(`address ${ids.addressId}`);
    if (ids.conversationId) keys.push(`conversation ${ids.conversationId}`);
    socket.data.keys = keys;
    for (const key of keys) {
      const sockets = this.byKey.get(key) ?? new Set();
      this.byKey.set(key, sockets.add(socket));
    }
  }

  remove(socket: VisitorSocket): void {
    for (const key of socket.data.keys) {
      const sockets = this.byKey.get(key);
      sockets?.delete(socket);
      if (sockets?.size === 0) this.byKey.delete(key);
    }
    socket.data.keys = [];
  }

  find(kind: 'visitor' | 'address' | 'conversation', id: string): Iterable<VisitorSocket> {
    return this.byKey.get(`${kind} ${id}`) ?? [];
  }
}
