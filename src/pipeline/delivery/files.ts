/** Files that go out: their signed addresses, and what stands behind one. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FileFacts, OutgoingFile } from '../../channels/channel';
import { fileName } from '../../conversations/attachments/sniff';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Secrets } from '../../foundation/config/secrets';
import { readBlob } from '../../foundation/database/blobs';
import { Database } from '../../foundation/database/database';

/** Providers fetch within minutes; customers open a link later. */
const OPEN_MS = 14 * 86_400_000;
const ID = 16;
const UNTIL = 4;
const MAC = 16;
const TOKEN = /^(?:[A-Za-z0-9_-]{48}|[A-Za-z0-9_-]{70})$/;
/** An agent opens it while they are at it. */
const AGENT_MS = 86_400_000;

export interface GivenFile {
  mediaType: string;
  name: string;
  bytes: Buffer;
}

interface Row {
  id: string;
  name: string | null;
  media_type: string;
  bytes: string;
  sha256: Buffer;
  created_at: Date;
}

@Injectable()
export class OutgoingFiles {
  private readonly key: Buffer;

  constructor(
    private readonly db: Database,
    secrets: Secrets,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {
    this.key = secrets.key('outgoing files');
  }

  /** Those of one message, in order, each with the address that stays the same at every try. */
  ofMessage(messageId: string): Promise<(OutgoingFile & FileFacts)[]> {
    return this.read(messageId, (row) => this.url(row.id, new Date(row.created_at.getTime() + OPEN_MS)));
  }

  /** Of a customer's message, for the agent of this endpoint alone: the addresses end a day after `since`, and with the endpoint. */
  forAgent(messageId: string, endpointId: string, since: Date): Promise<(OutgoingFile & FileFacts)[]> {
    return this.read(messageId, (row) =>
      this.url(row.id, new Date(since.getTime() + AGENT_MS), endpointId.replaceAll('-', '')),
    );
  }

  private async read(messageId: string, url: (row: Row) => string): Promise<(OutgoingFile & FileFacts)[]> {
    const rows = await this.db.query<Row>(
      `select id, name, media_type, bytes, sha256, created_at from attachment
        where message_id = $1 and position >= 0 and state = 'stored' order by position`,
      [messageId],
      'outgoing_files',
    );
    return rows.map((row) => ({
      name: fileName(row.name, row.media_type),
      mediaType: row.media_type,
      bytes: Number(row.bytes),
      url: url(row),
      read: async () => {
        const bytes = await readBlob(this.db, row.sha256);
        if (!bytes) throw new Error('The content of a stored file is gone.');
        return bytes;
      },
    }));
  }

  /** As long as one of ours is, for what a text with links takes. */
  example(): string {
    return this.url('00000000-0000-0000-0000-000000000000', new Date(0));
  }

  /** The file behind the last part of an address; null for what is none of ours, too old, or removed since. */
  async open(token: string, now = new Date()): Promise<GivenFile | null> {
    if (!TOKEN.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const head = bytes.subarray(0, -MAC);
    if (!timingSafeEqual(bytes.subarray(-MAC), this.mac(head))) return null;
    if (head.readUInt32BE(ID) * 1000 < now.getTime()) return null;
    const endpointId = head.length > ID + UNTIL ? head.toString('hex', ID + UNTIL) : null;
    const [row] = await this.db.query<Pick<Row, 'name' | 'media_type' | 'sha256'>>(
      `select f.name, f.media_type, f.sha256 from attachment f join message m on m.id = f.message_id
        where f.id = $1::uuid and f.state = 'stored'
          and case when $2::uuid is null then m.direction = 'out' else exists (
                select 1 from agent_endpoint e join agent a on a.id = e.agent_id
                 where e.id = $2 and e.verified_at is not null and e.stopped_at is null and a.disabled_at is null) end`,
      [head.toString('hex', 0, ID), endpointId],
      'outgoing_open',
    );
    const content = row ? await readBlob(this.db, row.sha256) : null;
    if (!row || !content) return null;
    return { mediaType: row.media_type, name: fileName(row.name, row.media_type), bytes: content };
  }

  /** `endpoint`: whose alone it is, 32 hex digits. */
  private url(id: string, until: Date, endpoint = ''): string {
    const head = Buffer.alloc(ID + UNTIL + endpoint.length / 2);
    head.write(id.replaceAll('-', ''), 'hex');
    head.writeUInt32BE(Math.ceil(until.getTime() / 1000), ID);
    head.write(endpoint, ID + UNTIL, 'hex');
    return `${this.environment.publicUrl}/files/${Buffer.concat([head, this.mac(head)]).toString('base64url')}`;
  }

  private mac(head: Buffer): Buffer {
    return createHmac('sha256', this.key).update(head).digest().subarray(0, MAC);
  }
}

/** A text with the addresses of what does not go as a file. */
export function withLinks(text: string, urls: readonly string[]): string {
  return [text, ...urls].filter((part) => part !== '').join('\n');
}
