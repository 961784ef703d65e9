/** What agents attach on their own phones and mailboxes, on its way to a customer: fetched, known by its bytes, without its metadata. */
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS, SendFault, type Channels } from '../../channels/channel';
import { withoutMetadata } from '../../conversations/attachments/metadata';
import { hashOf, readBlob, storeBlobs } from '../../foundation/database/blobs';
import { Database } from '../../foundation/database/database';
import { fileTypeOf } from '../../foundation/model/file-type';
import { Settings } from '../../foundation/settings/settings';
import type { SaidFile } from './compose';

/** WhatsApp's largest; a carrier's MMS is smaller. */
const LARGEST = 16 * 1024 * 1024;
const TRIES = 3;
const PAUSE_MS = 1_000;

/** As it came: where its provider keeps it, or what is stored already. */
export type NamedFile = { name: string | null } & (
  { url: string; sha256?: undefined } | { sha256: string; url?: undefined }
);

export interface Taken {
  files: SaidFile[];
  /** Why each of the others does not go. */
  refused: ('file_lost' | 'file_kind' | 'file_place')[];
}

@Injectable()
export class AgentFiles {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  /** No transaction may be open: it goes out to the provider. */
  async take(accountId: string, named: readonly NamedFile[], signal: AbortSignal): Promise<Taken> {
    const taken: Taken = { files: [], refused: [] };
    for (const file of named) {
      const bytes = await this.bytesOf(accountId, file, signal);
      const type = bytes && fileTypeOf(bytes, file.name ?? '');
      const clean = bytes && type && withoutMetadata(bytes, type);
      if (!bytes) taken.refused.push('file_lost');
      else if (!type) taken.refused.push('file_kind');
      else if (!clean) taken.refused.push('file_place');
      else {
        await storeBlobs(this.db, [clean]);
        taken.files.push({ sha256: hashOf(clean), mediaType: type, name: file.name, bytes: clean.length });
      }
    }
    return taken;
  }

  private async bytesOf(accountId: string, file: NamedFile, signal: AbortSignal): Promise<Buffer | null> {
    if (file.sha256 !== undefined) return readBlob(this.db, Buffer.from(file.sha256, 'hex'));
    const account = this.settings.account(accountId);
    const channel = account && this.channels.get(account.channel);
    if (!account || !channel?.fetchFile) return null;
    for (let tries = 1; ; tries += 1) {
      try {
        return await channel.fetchFile(account, file.url, LARGEST, signal);
      } catch (error) {
        if (!(error instanceof SendFault)) throw error;
        if (error.kind === 'permanent' || tries >= TRIES) return null;
        await pause(PAUSE_MS * tries, undefined, { signal });
      }
    }
  }
}
