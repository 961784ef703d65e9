/** What the browser keeps for a visitor who has written. Private windows may refuse: the chat works without. */
export interface Pending {
  clientId: string;
  text: string;
  /** When it was written, in ms: what waits goes out in this order. */
  at: number;
  /** What the server gave for the uploaded files. */
  files: { name: string; ticket: string }[];
  /** Why the server refused it; null while it is under way. */
  refused: string | null;
}

interface Kept {
  token?: string;
  seenSeq: number;
  sound: boolean;
}

export class Keep {
  private readonly key;

  constructor(site: string) {
    this.key = `baton.${site}`;
  }

  read(): Kept | null {
    const kept = this.get<Kept>(this.key);
    return kept && typeof kept.seenSeq === 'number' ? { ...kept, sound: kept.sound !== false } : null;
  }

  write(kept: Kept): void {
    this.put(this.key, kept);
  }

  /** Each under a name of its own, so that two tabs never write over each other's unsent words. */
  add(message: Pending): void {
    this.put(this.nameOf(message.clientId), message);
  }

  settle(clientId: string): void {
    try {
      localStorage.removeItem(this.nameOf(clientId));
    } catch {
      return;
    }
  }

  pending(): Pending[] {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(this.nameOf('')))
        .flatMap((name) => this.get<Pending>(name) ?? [])
        .filter((one) => typeof one.clientId === 'string' && typeof one.text === 'string' && Array.isArray(one.files))
        .sort((a, b) => a.at - b.at);
    } catch {
      return [];
    }
  }

  decline(conversationId: string): void {
    this.put(`${this.key}.declined`, conversationId);
  }

  declined(conversationId: string): boolean {
    return this.get<string>(`${this.key}.declined`) === conversationId;
  }

  private nameOf(clientId: string): string {
    return `${this.key}.out.${clientId}`;
  }

  private get<T>(name: string): T | null {
    try {
      return JSON.parse(localStorage.getItem(name) ?? 'null') as T | null;
    } catch {
      return null;
    }
  }

  private put(name: string, value: unknown): void {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      return;
    }
  }
}
