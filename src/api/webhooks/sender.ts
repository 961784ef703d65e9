/** Sends what the database wrote down for other systems: signed, at least once, again over a day, and never past its own slots. */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Secrets } from '../../foundation/config/secrets';
import { Database, type Tx } from '../../foundation/database/database';
import { Defer, Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { newId } from '../../foundation/model/ids';
import { wellFormed } from '../../foundation/model/well-formed';
import { exchange } from '../../foundation/net/outside';
import { isOwnMachine } from './address';
import { pauseAfter } from './retry';
import { openSecret, signatures } from './signature';

const TIMEOUT_MS = 15_000;
const BODY_CHARACTERS = 500;
/** A character has at most four bytes. */
const BODY_BYTES = BODY_CHARACTERS * 4;
/** Sendings to one endpoint at once, of all slots; one that fails gets a single one until it is well. */
const AT_ONCE = 4;
const AT_ONCE_FAILING = 1;
/** What finds no room comes again after about this. */
const NO_ROOM_MS = 2_000;
/** Failing for so long and nothing taken in between: it is switched off. */
const OFF_AFTER_DAYS = 3;
const LOG_DAYS = 30;
const BATCH = 1_000;

interface Due {
  id: string;
  state: 'pending' | 'delivered' | 'failed';
  run: number;
  attempts: number;
  endpointId: string;
  url: string;
  active: boolean;
  secret: Buffer;
  formerSecret: Buffer | null;
  failing: boolean;
  sequence: string;
  kind: string;
  data: Record<string, unknown>;
  at: Date;
  /** Of the message, where the endpoint is to have it and it still exists. */
  text: string | null;
}

interface Outcome {
  status: number | null;
  body: string | null;
  fault: string | null;
}

@Injectable()
export class WebhookSender implements OnModuleInit {
  private readonly log = new Logger('Webhooks');
  private readonly busy = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly secrets: Secrets,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('webhook', (job, signal) => this.send(job, signal));
    this.jobs.every('webhook-log', 3_600, () => this.shorten());
  }

  /** A new run of each that waits for nothing; answers how many. */
  async again(tx: Tx, deliveryIds: readonly string[]): Promise<number> {
    const rows = await tx.query<{ id: string; run: number }>(
      `update webhook_delivery d set state = 'pending', run = run + 1, attempts = 0, next_at = now(), fault = null
         from webhook_endpoint e
        where d.id = any($1) and d.state <> 'pending' and e.id = d.endpoint_id and e.active returning d.id, d.run`,
      [deliveryIds],
    );
    await this.jobs.enqueue(
      tx,
      // A lane of its own: an earlier run may still wait in its.
      rows.map(({ id, run }) => ({ lane: `webhook:${id}:${run}`, kind: 'webhook', payload: { webhookId: id, run } })),
    );
    return rows.length;
  }

  /** The oldest failed ones since a time; `more` when there are others. */
  async againSince(tx: Tx, endpointId: string, since: Date): Promise<{ count: number; more: boolean }> {
    const rows = await tx.query<{ id: string }>(
      `select d.id from webhook_delivery d join webhook_event v on v.sequence = d.event_sequence
        where d.endpoint_id = $1 and d.state = 'failed' and v.at >= $2 order by d.event_sequence limit ${BATCH + 1}`,
      [endpointId, since],
    );
    const ids = rows.slice(0, BATCH).map((row) => row.id);
    return { count: await this.again(tx, ids), more: rows.length > BATCH };
  }

  /** An event that nothing happened for, to one endpoint. */
  async test(tx: Tx, endpointId: string): Promise<void> {
    const id = newId();
    await tx.query(
      `with event as (insert into webhook_event (kind, data) values ('test', '{}') returning sequence)
       insert into webhook_delivery (id, endpoint_id, event_sequence) select $1, $2, sequence from event`,
      [id, endpointId],
    );
    await this.jobs.enqueue(tx, [{ lane: `webhook:${id}`, kind: 'webhook', payload: { webhookId: id } }]);
  }

  private async send(job: RunningJob, signal: AbortSignal): Promise<void> {
    const due = await this.due(String(job.payload['webhookId']));
    // Sent meanwhile, sent anew by a later job, or removed with its conversation.
    if (due?.state !== 'pending' || due.run !== Number(job.payload['run'] ?? 0)) return;
    if (!due.active) return this.giveUp(due, 'The endpoint is switched off.');
    const busy = this.busy.get(due.endpointId) ?? 0;
    if (busy >= (due.failing ? AT_ONCE_FAILING : AT_ONCE)) {
      throw new Defer(new Date(Date.now() + NO_ROOM_MS * (0.5 + Math.random())));
    }
    this.busy.set(due.endpointId, busy + 1);
    try {
      await this.settle(due, await this.ask(due, signal));
    } finally {
      const left = (this.busy.get(due.endpointId) ?? 1) - 1;
      if (left > 0) this.busy.set(due.endpointId, left);
      else this.busy.delete(due.endpointId);
    }
  }

  private async due(id: string): Promise<Due | undefined> {
    const [row] = await this.db.query<Due>(
      `select d.id, d.state, d.run, d.attempts, e.id as "endpointId", e.url, e.active, e.secret,
              case when e.former_until > now() then e.former_secret end as "formerSecret", e.failing_since is not null as failing,
              v.sequence, v.kind, v.data, v.at,
              case when e.carries_text then (select m.text from message m where m.id = (v.data->>'messageId')::uuid) end as text
         from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id join webhook_event v on v.sequence = d.event_sequence
        where d.id = $1`,
      [id],
      'webhook_due',
    );
    return row;
  }

  private async ask(due: Due, signal: AbortSignal): Promise<Outcome> {
    const url = new URL(due.url);
    const body = JSON.stringify({
      type: due.kind,
      timestamp: due.at.toISOString(),
      sequence: Number(due.sequence),
      data: due.text === null ? due.data : { ...due.data, text: due.text },
    });
    const seconds = Math.floor(Date.now() / 1_000);
    const sealed = [due.secret, ...(due.formerSecret ? [due.formerSecret] : [])];
    try {
      const secrets = sealed.map((one) => openSecret(this.secrets, due.endpointId, one));
      const { status, text } = await exchange(
        {
          url,
          body,
          headers: {
            'content-type': 'application/json',
            'user-agent': 'Baton',
            'webhook-id': due.id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': signatures(secrets, { id: due.id, seconds, body }),
          },
          timeoutMs: TIMEOUT_MS,
          mostBytes: BODY_BYTES,
          inside: isOwnMachine(url, this.environment.mode),
        },
        signal,
      );
      return {
        status,
        body: wellFormed(text.slice(0, BODY_CHARACTERS)),
        fault: status >= 200 && status < 300 ? null : `It answered ${status}.`,
      };
    } catch (error) {
      // The lease went, or the process stops: nobody's failure.
      if (signal.aborted) throw error;
      return { status: null, body: null, fault: error instanceof Error ? error.message : 'It could not be sent.' };
    }
  }

  private async settle(due: Due, outcome: Outcome): Promise<void> {
    if (outcome.fault === null) {
      await this.write(this.db, due, 'delivered', outcome, null);
      await this.db.query(
        'update webhook_endpoint set failing_since = null where id = $1 and failing_since is not null',
        [due.endpointId],
        'webhook_well',
      );
      return;
    }
    const off = await this.failed(due, outcome.status === 410 ? 'gone' : 'failing');
    const pause = off ? null : pauseAfter(due.attempts + 1, Math.random());
    const next = pause === null ? null : new Date(Date.now() + pause);
    await this.write(this.db, due, next ? 'pending' : 'failed', outcome, next);
    if (next) throw new Defer(next);
  }

  private async write(
    q: Pick<Database, 'query'>,
    due: Due,
    state: Due['state'],
    { status, body, fault }: Outcome,
    next: Date | null,
  ): Promise<void> {
    await q.query(
      `update webhook_delivery set state = $2, attempts = attempts + 1, response_status = $3, response_body = $4, fault = $5,
              next_at = coalesce($6, next_at), tried_at = now()
        where id = $1 and run = $7`,
      [due.id, state, status, body, fault, next, due.run],
      'webhook_tried',
    );
  }

  /** Since when it fails; true when that, or the answer "gone", has switched it off. */
  private async failed(due: Due, reason: 'gone' | 'failing'): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const [off] = await tx.query<{ off: boolean }>(
        `update webhook_endpoint set failing_since = coalesce(failing_since, now()),
                active = active and not ($2 = 'gone' or coalesce(failing_since < now() - make_interval(days => ${OFF_AFTER_DAYS}), false)),
                off_reason = case when $2 = 'gone' or coalesce(failing_since < now() - make_interval(days => ${OFF_AFTER_DAYS}), false)
                                  then coalesce(off_reason, $2) else off_reason end
          where id = $1 returning not active as off`,
        [due.endpointId, reason],
      );
      if (!off?.off) return false;
      await tx.query(
        `update webhook_delivery set state = 'failed', fault = 'The endpoint is switched off.'
          where endpoint_id = $1 and state = 'pending' and id <> $2`,
        [due.endpointId, due.id],
      );
      this.log.warn({ event: 'webhook.endpoint-off', endpointId: due.endpointId, reason });
      return true;
    });
  }

  private async giveUp(due: Due, why: string): Promise<void> {
    await this.db.query(`update webhook_delivery set state = 'failed', fault = $2 where id = $1 and run = $3`, [
      due.id,
      why,
      due.run,
    ]);
  }

  /** The log of a month is kept. */
  private async shorten(): Promise<void> {
    for (;;) {
      const gone = await this.db.query(
        `delete from webhook_event where sequence in (
           select sequence from webhook_event where at < now() - make_interval(days => ${LOG_DAYS}) order by at limit ${BATCH}) returning 1`,
      );
      if (gone.length < BATCH) return;
    }
  }
}
