/** A visitor whose tab is gone: once for each absence a mail to the address they gave says that there is an answer, and nothing of it. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import { Database, type Tx } from '../../foundation/database/database';
import { Defer, Jobs, type RunningJob } from '../../foundation/jobs/jobs';
import { afterQuiet } from '../../foundation/model/quiet';
import { text } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import { Composer } from './compose';

/** Whoever reloads, or loses the network for a moment, has not left. */
const GONE_AFTER_MS = 2 * 60_000;
/** The job may be a moment early by the clock of the database. */
const GONE_SECONDS = GONE_AFTER_MS / 1_000 - 5;

interface Facts {
  front_team_id: string;
  channel_account_id: string;
  email: string;
  page: string | null;
  language: string;
  unseen: boolean;
  told: boolean;
}

/** The visitor's own leg alone; what was delivered there, or said by them, is when they were last here. */
const FACTS = `
select c.front_team_id, c.channel_account_id, e.email, e.page, e.language,
  exists (select from message m join delivery d on d.message_id = m.id
           where m.conversation_id = c.id and m.author in ('agent', 'assistant') and d.channel_account_id = c.channel_account_id
             and d.state = 'accepted' and d.settled_at < now() - make_interval(secs => $2)) as unseen,
  exists (select from notice n where n.conversation_id = c.id and n.kind = 'away' and n.created_at > greatest(c.last_inbound_at,
           (select max(d.settled_at) from delivery d where d.conversation_id = c.id and d.channel_account_id = c.channel_account_id
               and d.state in ('delivered', 'read')))) as told
from conversation c join email_claim e on e.contact_id = c.contact_id and e.stopped_at is null
where c.id = $1 for update of c`;

@Injectable()
export class Absence implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly settings: Settings,
    private readonly composer: Composer,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('away', (job) => this.run(job));
  }

  /** A reply was put where its reader looks, if they are there: whoever gave an address is looked after. */
  async plan(tx: Tx, conversationId: string): Promise<void> {
    const given = await tx.query(
      'select 1 from conversation c join email_claim e on e.contact_id = c.contact_id and e.stopped_at is null where c.id = $1',
      [conversationId],
      'absence_given',
    );
    if (given.length === 0) return;
    const notBefore = new Date(Date.now() + GONE_AFTER_MS);
    await this.jobs.enqueue(tx, [
      { lane: `away:${conversationId}`, kind: 'away', payload: { conversationId }, notBefore },
    ]);
  }

  private async run(job: RunningJob): Promise<void> {
    const later = await this.db.transaction((tx) => this.tell(tx, String(job.payload['conversationId']), new Date()));
    if (later) throw new Defer(later);
  }

  /** Answers when to look again; null: told, or nothing to tell. */
  private async tell(tx: Tx, conversationId: string, now: Date): Promise<Date | null> {
    const [facts] = await tx.query<Facts>(FACTS, [conversationId, GONE_SECONDS], 'absence_facts');
    if (!facts || !facts.unseen || facts.told) return null;
    const url = facts.page ?? this.site(facts.channel_account_id);
    const mailbox = this.mailbox(facts.front_team_id);
    if (!url || !mailbox) return null;
    const closed = await tx.query(
      `select 1 from contact_address p left join consent s on s.contact_address_id = p.id and s.channel_account_id = $2
        where p.kind in ('email', 'claimed_email') and p.address = lower($1) and (s.state = 'out' or p.unreachable_at >= p.last_seen_at)`,
      [facts.email, mailbox],
      'absence_closed',
    );
    if (closed.length > 0) return null;
    const leaves = afterQuiet(
      this.settings.business().quietHours,
      this.settings.frontTeam(facts.channel_account_id).timeZone,
      now,
    );
    if (leaves > now) return leaves;
    await this.composer.tellAway(tx, {
      accountId: mailbox,
      conversationId,
      email: facts.email,
      text: text('away', facts.language, { business: this.settings.business().name, url }),
    });
    return null;
  }

  /** Where the chat stands, as far as its account says. */
  private site(accountId: string): string | null {
    const origins = this.settings.account(accountId)?.settings['origins'];
    const first: unknown = Array.isArray(origins) ? origins[0] : null;
    return typeof first === 'string' ? first : null;
  }

  private mailbox(frontTeamId: string): string | null {
    const account = this.settings
      .accounts()
      .find(
        ({ id, active, channel }) =>
          active &&
          this.channels.get(channel)?.capabilities.addressKind === 'email' &&
          this.settings.frontTeam(id).id === frontTeamId,
      );
    return account?.id ?? null;
  }
}
