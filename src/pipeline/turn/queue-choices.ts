/** What a waiting customer chooses instead of waiting: to be written to at a time, or an answer by mail. A number, a touch or an address. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import { CALLBACK_MINUTES, callbackTimes, sayCallback } from '../../foundation/model/callback';
import { text } from '../../foundation/model/texts';
import { Automatic } from '../delivery/automatic';
import { Touch } from '../delivery/touch';
import type { Held } from '../handoff/held';
import { Handoffs } from '../handoff/lifecycle';
import { promise, voidPromise } from '../handoff/promises';
import { listed, Queueing } from '../handoff/queueing';
import { readTicket, type Ticket } from '../handoff/tickets';
import { FollowMe } from '../identity/follow-me';
import { addressWritten } from '../identity/wish';

/** Above these are danger and what only a person raised. */
const HIGHEST_RAISE = 7;
/** A number or a button, not a sentence that begins with one. */
const LONGEST = 40;

@Injectable()
export class QueueChoices {
  constructor(
    private readonly handoffs: Handoffs,
    private readonly queueing: Queueing,
    private readonly automatic: Automatic,
    private readonly followMe: FollowMe,
    private readonly touch: Touch,
  ) {}

  /** False: these words choose nothing. Else it was done, and the customer was told. */
  async hear(tx: Tx, held: Held, handoffId: string, words: string): Promise<boolean> {
    const ticket = await readTicket(tx, handoffId);
    if (!ticket?.asks) return false;
    const now = new Date();
    switch (ticket.asks) {
      case 'way':
        return this.way(tx, held, ticket, words, now);
      case 'time':
        return this.time(tx, held, ticket, words, now);
      case 'email':
        return this.email(tx, held, ticket, words);
    }
  }

  private async way(tx: Tx, held: Held, ticket: Ticket, words: string, now: Date): Promise<boolean> {
    const choice = chosen(words, this.queueing.ways(held));
    if (choice === null) return false;
    if (choice === 2) return this.byMail(tx, held, ticket);
    if (choice === 1) {
      const team = this.queueing.team(held.team_id);
      const times = callbackTimes(team.hours, team.timeZone, now);
      if (times.length > 0) {
        await tx.query(
          `update queue_ticket set asks = 'time', times = $2 where handoff_id = $1`,
          [ticket.handoffId, times],
          'choice_times',
        );
        const language = this.queueing.language(held);
        const labels = times.map((time) => sayCallback(time, team.timeZone, now, language));
        await this.say(tx, held, listed('', 'later_when', labels, language), labels);
        return true;
      }
    }
    await this.waitOn(tx, held, ticket);
    return true;
  }

  /** They keep the place they had, a chosen time is forgotten; what was offered stays open. */
  private async waitOn(tx: Tx, held: Held, ticket: Ticket): Promise<void> {
    await tx.query(
      `update conversation c set waiting_since = least(c.waiting_since, h.requested_at) from handoff h where c.id = $1 and h.id = $2`,
      [held.id, ticket.handoffId],
      'choice_wait',
    );
    if (ticket.callbackAt) {
      await tx.query('update queue_ticket set callback_at = null where handoff_id = $1', [ticket.handoffId]);
      await voidPromise(tx, held.id);
      await this.handoffs.routeAnew(tx, ticket.handoffId);
    }
    await this.say(tx, held, text('waits_on', this.queueing.language(held)));
  }

  private async time(tx: Tx, held: Held, ticket: Ticket, words: string, now: Date): Promise<boolean> {
    const team = this.queueing.team(held.team_id);
    const language = this.queueing.language(held);
    const say = (time: Date): string => sayCallback(time, team.timeZone, now, language);
    const choice = chosen(words, ticket.times.map(say));
    const at = choice === null ? undefined : ticket.times[choice];
    if (!at || at <= now) return false;
    // The way stays open: "1" goes back to waiting.
    await tx.query(
      `update queue_ticket set asks = 'way', callback_at = $2, ahead_now = null, low_now = null, high_now = null where handoff_id = $1`,
      [ticket.handoffId, at],
      'choice_callback',
    );
    // Until then they wait for nobody; from then on they come first among their like.
    await tx.query(
      `update conversation set waiting_since = $2, priority = case when priority < ${HIGHEST_RAISE} then priority + 1 else priority end
        where id = $1`,
      [held.id, at],
      'choice_later',
    );
    await tx.query(
      `update handoff set priority = case when priority < ${HIGHEST_RAISE} then priority + 1 else priority end where id = $1`,
      [ticket.handoffId],
      'choice_raised',
    );
    await this.handoffs.routeAnew(tx, ticket.handoffId);
    const said = await this.say(tx, held, text('later_set', language, { time: say(at) }));
    if (said) {
      await promise(tx, {
        ...{ conversationId: held.id, handoffId: ticket.handoffId, messageId: said },
        dueAt: new Date(at.getTime() + CALLBACK_MINUTES * 60_000),
      });
    }
    return true;
  }

  /** To an address that is known, else it is asked for. */
  private async byMail(tx: Tx, held: Held, ticket: Ticket): Promise<boolean> {
    const [known] = await tx.query<{ address: string }>(
      `select a.address from contact_address a where a.contact_id = $1 and a.kind = 'email'
       union all select e.email from email_claim e where e.contact_id = $1 limit 1`,
      [held.contact_id],
      'choice_mail',
    );
    if (known) {
      await this.asks(tx, ticket, null);
      await this.followMe.ask(tx, held.id, { kind: 'email', address: known.address.toLowerCase() }, null);
      return true;
    }
    await this.asks(tx, ticket, 'email');
    await this.say(tx, held, text('email_where', this.queueing.language(held)));
    return true;
  }

  private async email(tx: Tx, held: Held, ticket: Ticket, words: string): Promise<boolean> {
    const where = addressWritten(words);
    if (!where) return false;
    await this.asks(tx, ticket, null);
    await this.followMe.ask(tx, held.id, where, null);
    return true;
  }

  private async asks(tx: Tx, ticket: Ticket, asks: Ticket['asks']): Promise<void> {
    await tx.query('update queue_ticket set asks = $2 where handoff_id = $1', [ticket.handoffId, asks], 'choice_asks');
  }

  /** The message's id; null where nothing may be said. */
  private async say(tx: Tx, held: Held, words: string, choices: readonly string[] = []): Promise<string | null> {
    const said = await this.automatic.say(tx, {
      conversationId: held.id,
      author: 'system',
      text: words,
      ...this.queueing.content(held, choices),
      language: this.queueing.language(held),
    });
    await this.touch.conversation(tx, held.id);
    return said?.messageId ?? null;
  }
}

/** The index of what was chosen by its number or by its words; null: none of them. */
function chosen(words: string, choices: readonly string[]): number | null {
  const plain = simple(words);
  if (plain === '' || plain.length > LONGEST) return null;
  const index = choices.findIndex((choice, at) => plain === String(at + 1) || plain === simple(choice));
  return index < 0 ? null : index;
}

const simple = (words: string): string =>
  words
    .trim()
    .toLowerCase()
    .replace(/^[#(]+|[.!)]+$/gu, '')
    .replace(/’/gu, "'");
