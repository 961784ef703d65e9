/** Automatic words to a contact: the first of a conversation says that it is automated and how to reach a person. */
import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import type { Tx } from '../../foundation/database/database';
import { text } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import { Composer, type Said } from './compose';

export interface AutomaticSaying {
  conversationId: string;
  author: 'assistant' | 'system';
  text: string;
  language: string;
  /** A repeat of one id is one message. */
  clientId?: string;
  content?: Record<string, unknown>;
}

/** Of the leg on which a conversation stands. */
interface Leg {
  channel_account_id: string;
  /** What nobody looked at and went out in this episode. */
  said: number;
  /** A machine wrote last: whatever answers it by itself starts a loop (RFC 3834). */
  machine: boolean;
}

@Injectable()
export class Automatic {
  constructor(
    private readonly composer: Composer,
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  /** Null: nothing was said, since this leg takes no more automatic words, or a machine is at its other end. */
  async say(tx: Tx, saying: AutomaticSaying): Promise<Said | null> {
    const { language, ...rest } = saying;
    const room = await this.room(tx, saying.conversationId);
    if (room === 'none') return null;
    const first = await tx.query(
      'update conversation set disclosed_at = now() where id = $1 and disclosed_at is null returning id',
      [saying.conversationId],
      'disclose',
    );
    // A system text announces a person anyway, and an only answer says itself how to reach one.
    const short = saying.author === 'system' || room === 'last';
    const disclosure =
      first.length === 0 ? '' : short ? text('disclosure_short', language) : text('disclosure', language);
    const gap = disclosure === '' ? '' : saying.author === 'system' ? ' ' : '\n\n';
    const notice = room === 'last' && saying.author === 'assistant' ? `\n\n${text('only_answer', language)}` : '';
    return this.composer.say(tx, { ...rest, text: `${disclosure}${gap}${saying.text}${notice}` });
  }

  /** False: what comes next on this leg is for a person to answer. */
  async mayAnswer(tx: Tx, conversationId: string): Promise<boolean> {
    return (await this.room(tx, conversationId)) !== 'none';
  }

  private async room(tx: Tx, conversationId: string): Promise<'free' | 'last' | 'none'> {
    // Most houses have no such channel, and pay nothing.
    if (!this.settings.accounts().some(({ channel }) => this.limitOf(channel) !== null)) return 'free';
    const [leg] = await tx.query<Leg>(
      `select c.channel_account_id,
              (select count(*)::int from message m
                where m.conversation_id = c.id and m.author in ('assistant', 'system') and m.created_at >= c.opened_at
                  and m.channel_account_id = c.channel_account_id and m.contact_address_id = c.contact_address_id) as said,
              coalesce((select m.content ? 'automatic' from message m
                where m.conversation_id = c.id and m.direction = 'in'
                  and m.channel_account_id = c.channel_account_id and m.contact_address_id = c.contact_address_id
                order by m.seq desc limit 1), false) as machine
         from conversation c where c.id = $1`,
      [conversationId],
      'automatic_room',
    );
    const limit = leg ? this.limitOf(this.settings.account(leg.channel_account_id)?.channel ?? '') : null;
    if (!leg || limit === null) return 'free';
    if (leg.machine || leg.said >= limit) return 'none';
    return leg.said === limit - 1 ? 'last' : 'free';
  }

  private limitOf(channel: string): number | null {
    return this.channels.get(channel)?.capabilities.automaticAnswers ?? null;
  }
}
