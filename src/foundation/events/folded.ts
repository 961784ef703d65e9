/** Facts that wait for one flush: a repeat replaces what it repeats, and the rest is cut into messages that the wire takes. Pure. */
import type { Fact } from './events';

/** Facts with one key say the same, the later one better. Team and assignee belong to it: each audience must hear of a change. */
export function factKey(fact: Fact): string {
  switch (fact.kind) {
    case 'conversation':
      return `c ${fact.id} ${fact.teamId} ${fact.assigneeId ?? ''}`;
    case 'presence':
    case 'access':
      return `${fact.kind} ${fact.agentId}`;
    case 'settings':
      return `settings ${fact.what}`;
    case 'typing':
      return `typing ${fact.conversationId} ${fact.who} ${fact.agentId ?? ''}`;
    case 'read':
      return `read ${fact.conversationId}`;
    case 'resync':
      return 'resync';
  }
}

/** Messages `{"from":…,"facts":[…]}` of at most `maxBytes` each, in order. */
export function pack(from: string, facts: Iterable<Fact>, maxBytes: number): string[] {
  const head = `{"from":${JSON.stringify(from)},"facts":[`;
  const room = maxBytes - Buffer.byteLength(head) - 2;
  const messages: string[] = [];
  let body: string[] = [];
  let size = 0;
  const close = (): void => {
    messages.push(`${head}${body.join(',')}]}`);
    body = [];
    size = 0;
  };
  for (const fact of facts) {
    const text = JSON.stringify(fact);
    const bytes = Buffer.byteLength(text) + 1;
    if (body.length > 0 && size + bytes > room) close();
    body.push(text);
    size += bytes;
  }
  if (body.length > 0) close();
  return messages;
}
