/** Files of a customer go on to the phone or mailbox of the agent who holds them, once they are fetched. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { Defer, Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { consoleText } from '../../foundation/model/console-texts';
import { Settings } from '../../foundation/settings/settings';
import { Composer } from '../delivery/compose';
import { endpointLanguage } from './console-rows';

/** The provider's files are fetched within seconds, or given up after ten minutes. */
const LOOK_MS = 1_000;
const LATEST_MS = 12 * 60_000;

interface Row {
  code: number | null;
  remote: boolean;
  stored: number;
  late: boolean;
}

@Injectable()
export class RelayedFiles implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly composer: Composer,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('relay-files', (job) => this.relay(job));
  }

  /** In a lane of its own: neither the customer's words nor the agent's wait for a file. */
  async plan(tx: Tx, about: { messageId: string; endpointId: string; conversationId: string }): Promise<void> {
    await this.jobs.enqueue(tx, [{ lane: `relay-files:${about.messageId}`, kind: 'relay-files', payload: about }]);
  }

  private async relay({ payload }: RunningJob): Promise<void> {
    const [messageId, endpointId, conversationId] = ['messageId', 'endpointId', 'conversationId'].map((name) =>
      String(payload[name]),
    ) as [string, string, string];
    const [row] = await this.db.query<Row>(
      `select o.code, bool_or(f.state = 'remote') as remote, count(*) filter (where f.state = 'stored')::int as stored,
              min(f.created_at) < now() - $4 * interval '1 millisecond' as late
         from offer o join handoff h on h.id = o.handoff_id and h.state = 'accepted' and h.agent_id = o.agent_id
         join attachment f on f.message_id = $1 and f.position >= 0 and f.content_id is null
        where h.conversation_id = $2 and o.agent_endpoint_id = $3 and o.state = 'accepted'
        group by o.code`,
      [messageId, conversationId, endpointId, LATEST_MS],
      'relay_files',
    );
    // Somebody else holds the customer now, or there is no file any more.
    if (!row) return;
    if (row.remote && !row.late) throw new Defer(new Date(Date.now() + LOOK_MS));
    const whose = row.code === null ? '' : `#${row.code}: `;
    const language = await endpointLanguage(this.db, endpointId, this.settings.business().languages);
    await this.db.transaction((tx) =>
      this.composer.notify(tx, {
        kind: 'relay',
        endpointId,
        conversationId,
        text: whose + consoleText(row.stored > 0 ? 'attached' : 'file_gone', language),
        ...(row.stored > 0 ? { filesOf: messageId } : {}),
        key: `relay-files:${messageId}:${endpointId}`,
      }),
    );
  }
}
