/** What could not be read: listed, read again, or put away. Its source stays sealed. */
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Secrets } from '../../foundation/config/secrets';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { quarantinePurpose } from '../../pipeline/inbound/intake';
import { Sources } from '../../pipeline/inbound/sources';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { PageQuery, QuarantinePage, type QuarantineView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Describe } from '../http/describe';
import { Changes } from './changes';

interface Row extends Omit<QuarantineView, 'at'> {
  at: Date;
}

@Controller('api/admin/quarantine')
@AdminOnly()
export class QuarantineController {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly sources: Sources,
    private readonly changes: Changes,
  ) {}

  @Get()
  @Describe({ summary: 'What could not be read and waits, newest first', answer: QuarantinePage })
  async list(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof QuarantinePage>> {
    const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
    const rows = await this.db.query<Row>(
      `select q.id, q.channel_account_id as "accountId", a.name as account, q.size, q.error, q.tries, q.created_at as at
         from quarantine q join channel_account a on a.id = q.channel_account_id
        where q.released_at is null and ($1::uuid is null or q.id < $1) order by q.id desc limit $2`,
      [before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
  }

  @Post(':id/retry')
  @HttpCode(204)
  @Describe({ summary: 'Read it again; what it says then is a message like any other' })
  async retry(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    const [held] = await this.db.query<{ channel_account_id: string; sealed: Buffer }>(
      'select channel_account_id, sealed from quarantine where id = $1 and released_at is null',
      [id],
    );
    if (!held) throw new Fault('not-found', 'It does not wait here any more.');
    const raw = Buffer.from(this.secrets.open(held.sealed, quarantinePurpose(held.channel_account_id)), 'latin1');
    try {
      await this.sources.retry(held.channel_account_id, raw);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'It could not be read.';
      await this.db.query('update quarantine set tries = tries + 1, error = $2 where id = $1', [id, why.slice(0, 500)]);
      throw new Fault('conflict', `It still cannot be read: ${why}`, { cause: error });
    }
    await this.release(me, id, 'quarantine.retried');
  }

  @Post(':id/dismiss')
  @HttpCode(204)
  @Describe({ summary: 'Nobody needs it: it is not listed any more' })
  async dismiss(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    await this.release(me, id, 'quarantine.dismissed');
  }

  private release(me: SignedIn, id: string, action: string): Promise<void> {
    return this.changes.make(me, 'accounts', async ({ tx, record }) => {
      const rows = await tx.query<{ error: string }>(
        'update quarantine set released_at = now() where id = $1 and released_at is null returning error',
        [id],
      );
      if (rows.length === 0) throw new Fault('not-found', 'It does not wait here any more.');
      await record({ action, subjectKind: 'quarantine', subjectId: id, before: rows[0] });
    });
  }
}
