/** What customers answer: a number in the conversation or on the page behind a link, and a line that says why. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { maskCards } from '../../foundation/model/cards';
import { isReason, LONGEST_REASON, LOW, ratingOf, type Score } from '../../foundation/model/rating';
import { text, type TextKey } from '../../foundation/model/texts';
import { Composer } from '../delivery/compose';
import { Touch } from '../delivery/touch';

/** Whoever was asked by mail may take this long to open the link. */
const LINK_DAYS = 30;

export interface HeardAfterClosing {
  conversationId: string;
  messageId: string;
  text: string;
  language: string;
  /** The policy would hand it to a person: then it is no mere answer. */
  grave: boolean;
}

export interface Asked {
  id: string;
  score: Score | null;
  reason: string | null;
  language: string | null;
}

@Injectable()
export class Ratings {
  constructor(
    private readonly db: Database,
    private readonly composer: Composer,
    private readonly touch: Touch,
  ) {}

  /** True: it was the answer to what was asked, and nothing more. The caller has locked the conversation. */
  async hear(tx: Tx, heard: HeardAfterClosing): Promise<boolean> {
    const [asked] = await tx.query<{ id: string; awaits: 'score' | 'reason' }>(
      `select s.id, s.awaits from survey s join conversation c on c.id = s.conversation_id and c.awaits_rating
        where s.conversation_id = $1 and s.awaits is not null order by s.episode desc limit 1`,
      [heard.conversationId],
      'survey_awaited',
    );
    if (!asked) return false;
    if (asked.awaits === 'reason') return this.reason(tx, asked.id, heard);
    const score = heard.grave ? null : ratingOf(heard.text);
    if (score === null) {
      await this.settle(tx, asked.id, heard.conversationId);
      return false;
    }
    const low = score <= LOW;
    await tx.query('update survey set score = $2, rated_at = now(), awaits = $3 where id = $1', [
      asked.id,
      score,
      low ? 'reason' : null,
    ]);
    if (!low) await this.settle(tx, asked.id, heard.conversationId);
    await this.say(tx, heard, low ? 'survey_why' : 'survey_thanks');
    return true;
  }

  /** What the page behind a link shows; null when the link is of nobody's survey, or too old. */
  async find(surveyId: string): Promise<Asked | null> {
    const [row] = await this.db.query<Asked>(
      `select s.id, s.score, s.reason, c.language from survey s join conversation c on c.id = s.conversation_id
        where s.id = $1 and s.asked_at > now() - make_interval(days => ${LINK_DAYS})`,
      [surveyId],
      'survey_find',
    );
    return row ?? null;
  }

  /** From the page: may be corrected as long as the link works. */
  async rate(surveyId: string, score: Score, reason: string | null): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ conversation_id: string }>(
        `select conversation_id from survey where id = $1 and asked_at > now() - make_interval(days => ${LINK_DAYS})`,
        [surveyId],
      );
      if (!row) return false;
      // The conversation first, as everywhere.
      await this.touch.conversation(tx, row.conversation_id);
      await tx.query(
        `update survey set score = $2, reason = coalesce($3, reason), rated_at = coalesce(rated_at, now()) where id = $1`,
        [surveyId, score, reason === null ? null : maskCards(reason.slice(0, LONGEST_REASON))],
      );
      await this.settle(tx, surveyId, row.conversation_id);
      return true;
    });
  }

  /** A question or a grave word is kept as the reason too, and somebody answers it. */
  private async reason(tx: Tx, surveyId: string, heard: HeardAfterClosing): Promise<boolean> {
    const rating = ratingOf(heard.text);
    if (rating !== null && !heard.grave) {
      // They think better of it.
      await tx.query('update survey set score = $2 where id = $1', [surveyId, rating]);
    } else {
      const line = heard.text.trim().slice(0, LONGEST_REASON);
      await tx.query('update survey set reason = $2 where id = $1', [surveyId, line === '' ? null : line]);
    }
    await this.settle(tx, surveyId, heard.conversationId);
    const mere = !heard.grave && isReason(heard.text);
    if (mere) await this.say(tx, heard, 'survey_thanks');
    return mere;
  }

  /** Nothing more is awaited: the next words are words like any others. */
  private async settle(tx: Tx, surveyId: string, conversationId: string): Promise<void> {
    await tx.query('update survey set awaits = null where id = $1', [surveyId]);
    await tx.query('update conversation set awaits_rating = false where id = $1', [conversationId]);
  }

  private async say(tx: Tx, heard: HeardAfterClosing, key: TextKey): Promise<void> {
    await this.composer.say(tx, {
      conversationId: heard.conversationId,
      author: 'system',
      text: text(key, heard.language),
      clientId: `rated:${heard.messageId}`,
      class: 'survey',
    });
  }
}
