/** An agent at the API, as the web inbox speaks to it. */
import type {
  ConversationDetail,
  ConversationPage,
  ConversationSummary,
  Me,
  Transcript,
  View,
} from '../../src/api/http/contract';
import { until } from './patience';

export class AgentClient {
  private constructor(
    private readonly url: string,
    readonly cookie: string,
    readonly me: Me,
  ) {}

  static async signIn(url: string, email: string, password: string): Promise<AgentClient> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email, password }),
    });
    if (!response.ok) throw new Error(`Sign-in: ${response.status} ${await response.text()}`);
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0] ?? '')
      .join('; ');
    return new AgentClient(url, cookie, (await response.json()) as Me);
  }

  async request(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.url,
        'x-csrf-token': this.me.csrfToken,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as unknown) : null };
  }

  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  }

  async act(conversationId: string, action: string, body: unknown = {}): Promise<unknown> {
    const answer = await this.request('POST', `/conversations/${conversationId}/${action}`, body);
    if (answer.status >= 300) throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  reply(
    conversationId: string,
    text: string,
    clientId = `test-${Math.random().toString(36).slice(2)}`,
  ): Promise<unknown> {
    return this.act(conversationId, 'messages', { clientId, text });
  }

  list(view: View): Promise<ConversationSummary[]> {
    return this.get<ConversationPage>(`/conversations?view=${view}`).then((page) => page.items);
  }

  /** Waits until the view shows the conversation of that number. */
  sees(view: View, number: string): Promise<ConversationSummary> {
    return until(
      async () => (await this.list(view)).find((one) => one.contact.address === number),
      () => this.list('all'),
    );
  }

  detail(conversationId: string): Promise<ConversationDetail> {
    return this.get(`/conversations/${conversationId}`);
  }

  transcript(conversationId: string): Promise<Transcript> {
    return this.get(`/conversations/${conversationId}/transcript?after=0&limit=200`);
  }
}
