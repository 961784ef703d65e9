/** Webhook endpoints as admins manage them: where they are, what they are told, and the secrets that are shown once. */
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Secrets } from '../../foundation/config/secrets';
import { Database, type Queryable } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import type { SignedIn } from '../auth/sessions';
import type { WebhookEdit, WebhookReplayed, WebhookSecret, WebhookView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { addressFault } from '../webhooks/address';
import { WebhookSender } from '../webhooks/sender';
import { newSecret, sealSecret } from '../webhooks/signature';
import { Changes, refuseFaults } from './changes';

/** So long both secrets sign. */
const ROTATION_HOURS = 24;

const VIEW = `id, name, url, kinds, carries_text as "carriesText", active, off_reason as "offReason", failing_since as "failingSince",
  case when former_until > now() then former_until end as "formerUntil", updated_at as "updatedAt"`;

interface Row extends Omit<WebhookView, 'failingSince' | 'formerUntil' | 'updatedAt'> {
  failingSince: Date | null;
  formerUntil: Date | null;
  updatedAt: Date;
}

@Injectable()
export class Webhooks {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly secrets: Secrets,
    private readonly sender: WebhookSender,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** Newest first. */
  async list(cursor: string | undefined, limit: number): Promise<{ items: WebhookView[]; next: string | null }> {
    const [before] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
    const rows = await this.db.query<Row>(
      `select ${VIEW} from webhook_endpoint where $1::uuid is null or id < $1 order by id desc limit $2`,
      [before ?? null, limit + 1],
    );
    const items = rows.slice(0, limit).map(view);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? writeCursor([last.id]) : null };
  }

  async create(me: SignedIn, edit: WebhookEdit): Promise<WebhookSecret> {
    this.check(edit);
    const id = newId();
    const secret = newSecret();
    const webhook = await this.changes.make(me, 'webhooks', async ({ tx, record }) => {
      await tx.query(
        `insert into webhook_endpoint (id, name, url, kinds, carries_text, active, off_reason, secret)
         values ($1, $2, $3, $4, $5, $6, case when $6 then null else 'admin' end, $7)`,
        [id, edit.name, edit.url, edit.kinds, edit.carriesText, edit.active, sealSecret(this.secrets, id, secret)],
      );
      const after = await one(tx, id);
      await record({ action: 'webhook.created', subjectKind: 'webhook', subjectId: id, after });
      return after;
    });
    return { webhook, secret };
  }

  /** Switched on, it begins as one that never failed. */
  async edit(me: SignedIn, id: string, edit: WebhookEdit): Promise<WebhookView> {
    this.check(edit);
    return this.changes.make(me, 'webhooks', async ({ tx, record }) => {
      const before = await one(tx, id);
      await tx.query(
        `update webhook_endpoint set name = $2, url = $3, kinds = $4, carries_text = $5, updated_at = now(),
                failing_since = case when $6 and not active then null else failing_since end,
                off_reason = case when $6 then null else coalesce(off_reason, 'admin') end, active = $6
          where id = $1`,
        [id, edit.name, edit.url, edit.kinds, edit.carriesText, edit.active],
      );
      const after = await one(tx, id);
      await record({ action: 'webhook.changed', subjectKind: 'webhook', subjectId: id, before, after });
      return after;
    });
  }

  async remove(me: SignedIn, id: string): Promise<void> {
    await this.changes.make(me, 'webhooks', async ({ tx, record }) => {
      const before = await one(tx, id);
      await tx.query('delete from webhook_endpoint where id = $1', [id]);
      await record({ action: 'webhook.deleted', subjectKind: 'webhook', subjectId: id, before });
    });
  }

  /** The secret before signs beside the new one for a day. */
  async rotate(me: SignedIn, id: string): Promise<WebhookSecret> {
    const secret = newSecret();
    const webhook = await this.changes.make(me, 'webhooks', async ({ tx, record }) => {
      await one(tx, id);
      await tx.query(
        `update webhook_endpoint set former_secret = secret, former_until = now() + make_interval(hours => ${ROTATION_HOURS}),
                secret = $2, updated_at = now() where id = $1`,
        [id, sealSecret(this.secrets, id, secret)],
      );
      await record({ action: 'webhook.secret-changed', subjectKind: 'webhook', subjectId: id });
      return one(tx, id);
    });
    return { webhook, secret };
  }

  async test(id: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.mustBeOn(tx, id);
      await this.sender.test(tx, id);
    });
  }

  async again(deliveryId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [found] = await tx.query<{ endpoint_id: string; state: string }>(
        'select endpoint_id, state from webhook_delivery where id = $1 for update',
        [deliveryId],
      );
      if (!found) throw new Fault('not-found', 'There is no such delivery; the log keeps thirty days.');
      if (found.state === 'pending') throw new Fault('conflict', 'It is on its way and is tried again by itself.');
      await this.mustBeOn(tx, found.endpoint_id);
      await this.sender.again(tx, [deliveryId]);
    });
  }

  async againSince(id: string, since: Date): Promise<WebhookReplayed> {
    return this.db.transaction(async (tx) => {
      await this.mustBeOn(tx, id);
      return this.sender.againSince(tx, id, since);
    });
  }

  private async mustBeOn(q: Queryable, id: string): Promise<void> {
    const { active } = await one(q, id);
    if (!active) throw new Fault('conflict', 'The endpoint is switched off. Switch it on first.');
  }

  private check({ url }: WebhookEdit): void {
    const fault = addressFault(url, this.environment.mode);
    refuseFaults(fault === null ? [] : [`url: ${fault}`]);
  }
}

async function one(q: Queryable, id: string): Promise<WebhookView> {
  const [row] = await q.query<Row>(`select ${VIEW} from webhook_endpoint where id = $1`, [id]);
  if (!row) throw new Fault('not-found', 'There is no such webhook.');
  return view(row);
}

function view({ failingSince, formerUntil, updatedAt, ...rest }: Row): WebhookView {
  return {
    ...rest,
    failingSince: failingSince?.toISOString() ?? null,
    formerUntil: formerUntil?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}
