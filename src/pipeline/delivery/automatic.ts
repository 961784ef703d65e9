/** Automatic words to a contact: the first of a conversation says that it is automated and how to reach a person. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import { text } from '../../foundation/model/texts';
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

@Injectable()
export class Automatic {
  constructor(private readonly composer: Composer) {}

  async say(tx: Tx, saying: AutomaticSaying): Promise<Said> {
    const { language, ...rest } = saying;
    const first = await tx.query(
      'update conversation set disclosed_at = now() where id = $1 and disclosed_at is null returning id',
      [saying.conversationId],
      'disclose',
    );
    // A system text announces a person anyway: it only has to say that it is automated.
    const { key, gap } =
      saying.author === 'system'
        ? ({ key: 'disclosure_short', gap: ' ' } as const)
        : ({ key: 'disclosure', gap: '\n\n' } as const);
    return this.composer.say(tx, {
      ...rest,
      text: first.length ? `${text(key, language)}${gap}${saying.text}` : saying.text,
    });
  }
}
