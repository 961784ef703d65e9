/** The console: an agent's own phone as an inbox. Every message is checked again against the endpoint and the agent as they are now. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { Fault } from '../../foundation/model/fault';
import { Composer } from '../delivery/compose';
import { briefForPhone, type Brief } from './brief';
import { parseConsole, type ConsoleCommand } from './console-grammar';
import { Handoffs } from './lifecycle';
import { relayText } from './relay';

interface Endpoint {
  id: string;
  agent_id: string;
}

/** A conversation or offer that this endpoint may speak of. */
interface Line {
  handoff_id: string;
  conversation_id: string;
  code: number | null;
  state: 'open' | 'accepted';
  brief: Brief;
  requested_seq: number;
}

/** More would flood a phone; all of it is in the inbox. */
const MOST_RELAYED = 5;

const HELP =
  'ACCEPT takes the offer, DECLINE why refuses it. Then plain text answers the customer. DONE closes, BACK returns it to the assistant, BRIEF shows the brief, /note text keeps a note. With several customers begin with #code.';

@Injectable()
export class Console implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly handoffs: Handoffs,
    private readonly composer: Composer,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('console', (job) => this.receive(job));
  }

  private async receive(job: RunningJob): Promise<void> {
    const endpointId = String(job.payload['endpointId']);
    const key = String(job.payload['providerId']);
    const command = parseConsole(String(job.payload['text']));
    try {
      await this.db.transaction(async (tx) => {
        const endpoint = await this.trusted(tx, endpointId);
        if (endpoint) await this.run(tx, endpoint, command, key);
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      await this.db.transaction((tx) => this.say(tx, endpointId, `${key}:fault`, error.message));
    }
  }

  /** Verified, not stopped, of an agent who is not disabled: as of now, not as of when the message arrived. */
  private async trusted(tx: Tx, endpointId: string): Promise<Endpoint | null> {
    const [row] = await tx.query<Endpoint>(
      `select e.id, e.agent_id from agent_endpoint e join agent a on a.id = e.agent_id
        where e.id = $1 and e.verified_at is not null and e.stopped_at is null and a.disabled_at is null`,
      [endpointId],
      'console_endpoint',
    );
    return row ?? null;
  }

  private async run(tx: Tx, endpoint: Endpoint, command: ConsoleCommand, key: string): Promise<void> {
    const agentId = endpoint.agent_id;
    switch (command.kind) {
      case 'stop':
        await tx.query('update agent_endpoint set stopped_at = now() where id = $1', [endpoint.id]);
        return;
      case 'help':
        return this.say(tx, endpoint.id, key, HELP);
      case 'accept': {
        const line = await this.line(tx, endpoint, 'open', command.code);
        await this.handoffs.accept(tx, { conversationId: line.conversation_id, agentId, endpointId: endpoint.id });
        await this.say(
          tx,
          endpoint.id,
          key,
          `You have #${line.code ?? 0}. ${briefForPhone(line.brief)} Plain text answers the customer; DONE closes.`,
          line.conversation_id,
        );
        return this.relayWaiting(tx, endpoint.id, line);
      }
      case 'decline': {
        const line = await this.line(tx, endpoint, 'open', command.code);
        await this.handoffs.decline(tx, { handoffId: line.handoff_id, agentId, detail: command.detail });
        return this.say(tx, endpoint.id, key, `Declined #${line.code ?? 0}. A colleague is asked.`);
      }
      case 'done': {
        const line = await this.line(tx, endpoint, 'accepted', command.code);
        await this.handoffs.close(tx, { conversationId: line.conversation_id, by: 'agent' });
        return this.say(tx, endpoint.id, key, `#${line.code ?? 0} is closed.`);
      }
      case 'back': {
        const line = await this.line(tx, endpoint, 'accepted', command.code);
        await this.handoffs.giveBack(tx, { conversationId: line.conversation_id, agentId });
        return this.say(tx, endpoint.id, key, `#${line.code ?? 0} is back with the assistant.`);
      }
      case 'brief': {
        const line = await this.line(tx, endpoint, null, command.code);
        return this.say(tx, endpoint.id, key, briefForPhone(line.brief), line.conversation_id);
      }
      case 'note': {
        const line = await this.line(tx, endpoint, 'accepted', command.code);
        await this.handoffs.note(tx, { conversationId: line.conversation_id, agentId, text: command.text });
        return this.say(tx, endpoint.id, key, `Noted in #${line.code ?? 0}; the customer does not see it.`);
      }
      case 'answer': {
        const line = await this.line(tx, endpoint, 'accepted', command.code);
        await this.handoffs.reply(tx, {
          conversationId: line.conversation_id,
          agentId,
          endpointId: endpoint.id,
          clientId: `console:${key}`,
          text: command.text,
        });
        return;
      }
    }
  }

  /** What the customer wrote after the brief was made: they were told that a person reads all of it. */
  private async relayWaiting(tx: Tx, endpointId: string, line: Line): Promise<void> {
    const rows = await tx.query<{ id: string; text: string; media: boolean }>(
      `select m.id, m.text, exists (select 1 from attachment a where a.message_id = m.id) or m.content ? 'location' as media
         from message m where m.conversation_id = $1 and m.seq > $2 and m.author = 'contact' order by m.seq desc limit $3`,
      [line.conversation_id, line.requested_seq, MOST_RELAYED],
      'console_waiting',
    );
    for (const row of rows.reverse()) {
      await this.composer.notify(tx, {
        kind: 'relay',
        endpointId,
        conversationId: line.conversation_id,
        text: relayText(line.code, row),
        key: `relay:${row.id}`,
      });
    }
  }

  /** The one line that is meant; asks back instead of guessing. */
  private async line(
    tx: Tx,
    endpoint: Endpoint,
    state: 'open' | 'accepted' | null,
    code: number | null,
  ): Promise<Line> {
    const rows = await tx.query<Line>(
      `select o.handoff_id, h.conversation_id, o.code, o.state, h.brief, h.requested_seq
         from offer o join handoff h on h.id = o.handoff_id
        where o.agent_endpoint_id = $1 and o.agent_id = $2
          and ((o.state = 'open' and h.state in ('queued', 'offered')) or (o.state = 'accepted' and h.state = 'accepted' and h.agent_id = $2))
          and ($3::text is null or o.state = $3)
        order by o.offered_at`,
      [endpoint.id, endpoint.agent_id, state],
      'console_lines',
    );
    const [only, another] = code === null ? rows : rows.filter((row) => row.code === code);
    if (!only) {
      throw new Fault('conflict', nothingText(state, code));
    }
    if (another) {
      const codes = rows.map((row) => `#${row.code ?? 0}`).join(', ');
      throw new Fault(
        'conflict',
        `Which one? You have ${codes}. Begin with the code, e.g. "#${only.code ?? 0} ...". Nothing was sent.`,
      );
    }
    return only;
  }

  /** `conversationId`: of what holds a customer's words, which go when the conversation is erased. */
  private say(tx: Tx, endpointId: string, key: string, text: string, conversationId?: string): Promise<void> {
    return this.composer.notify(tx, { kind: 'console', endpointId, conversationId, text, key: `console:${key}` });
  }
}

function nothingText(state: 'open' | 'accepted' | null, code: number | null): string {
  if (code !== null) return `There is no #${code} for you now. Nothing was sent.`;
  if (state === 'open') return 'There is no open offer for you: it ended, or a colleague was faster.';
  return 'You hold no conversation on this phone now. Nothing was sent to a customer.';
}
