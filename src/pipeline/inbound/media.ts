/** Fetches the files that messages only named, behind ingest: each at its provider, within limits, kept by its content. */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CHANNELS, SendFault, type Channels } from '../../channels/channel';
import { sniff } from '../../conversations/attachments/sniff';
import { hashOf, storeBlobs } from '../../foundation/database/blobs';
import { Database, type Tx } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { Settings } from '../../foundation/settings/settings';

/** WhatsApp's largest; a carrier's MMS is smaller. */
export const LARGEST_MEDIA = 16 * 1024 * 1024;
/** Over about ten minutes. */
const ATTEMPTS = 10;
const FIRST_DELAY_MS = 2_000;

interface Remote {
  id: string;
  media_type: string;
  source_url: string;
  channel_account_id: string;
  conversation_id: string;
}

@Injectable()
export class Media implements OnModuleInit {
  private readonly log = new Logger(Media.name);

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('fetch-media', (job, signal) => this.fetch(job, signal), {
      attempts: ATTEMPTS,
      firstDelayMs: FIRST_DELAY_MS,
    });
  }

  /** All files of one message; one that fails for now is tried again, those that are kept are not. */
  private async fetch(job: RunningJob, signal: AbortSignal): Promise<void> {
    const files = await this.db.query<Remote>(
      `select f.id, f.media_type, f.source_url, m.channel_account_id, m.conversation_id
         from attachment f join message m on m.id = f.message_id
        where f.message_id = $1 and f.state = 'remote' and f.source_url is not null
        order by f.position`,
      [String(job.payload['messageId'])],
      'media_remote',
    );
    const last = job.attempts + 1 >= ATTEMPTS;
    let again: SendFault | null = null;
    for (const file of files) {
      try {
        await this.keep(file, await this.bytesOf(file, signal));
      } catch (error) {
        if (!(error instanceof SendFault)) throw error;
        this.log.warn({ event: 'media.not-fetched', attachmentId: file.id, fault: error.kind, why: error.message });
        if (error.kind !== 'permanent' && !last) again = error;
        else await this.refuse(file, error.message);
      }
    }
    if (again) throw again;
  }

  private async bytesOf(file: Remote, signal: AbortSignal): Promise<Buffer> {
    const account = this.settings.account(file.channel_account_id);
    const channel = account && this.channels.get(account.channel);
    if (!account || !channel?.fetchFile) throw new SendFault('permanent', 'The channel account is gone.');
    return channel.fetchFile(account, file.source_url, LARGEST_MEDIA, signal);
  }

  private async keep(file: Remote, bytes: Buffer): Promise<void> {
    await storeBlobs(this.db, [bytes]);
    await this.settle(
      file,
      `update attachment set state = 'stored', media_type = $2, bytes = $3, sha256 = $4 where id = $1 and state = 'remote' returning id`,
      [sniff(bytes, file.media_type), bytes.length, hashOf(bytes)],
    );
  }

  private async refuse(file: Remote, why: string): Promise<void> {
    await this.settle(
      file,
      `update attachment set state = 'refused', detail = $2 where id = $1 and state = 'remote' returning id`,
      [why],
    );
  }

  private async settle(file: Remote, statement: string, values: readonly unknown[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const told = await this.touch(tx, file.conversation_id);
      const rows = await tx.query(statement, [file.id, ...values]);
      if (rows.length > 0) told();
    });
  }

  /** The conversation's row first, as everywhere; screens read again what came. */
  private async touch(tx: Tx, conversationId: string): Promise<() => void> {
    const [row] = await tx.query<Touched>(
      `update conversation set revision = revision + 1 where id = $1
        returning team_id, assignee_id, revision, last_seq, contact_address_id`,
      [conversationId],
      'media_touch',
    );
    return () => {
      if (!row) return;
      this.events.publish(tx, {
        kind: 'conversation',
        id: conversationId,
        teamId: row.team_id,
        assigneeId: row.assignee_id,
        revision: Number(row.revision),
        lastSeq: row.last_seq,
        contactAddressId: row.contact_address_id,
      });
    };
  }
}

interface Touched {
  team_id: string;
  assignee_id: string | null;
  revision: string;
  last_seq: number;
  contact_address_id: string;
}
