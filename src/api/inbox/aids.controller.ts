/** What an agent may ask for while they write: drafts, summaries, translations, answers from the knowledge. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Aids } from '../../pipeline/aids/aids';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import { AidBody, AidView } from '../http/contract';
import { Describe } from '../http/describe';
import { standing } from './visible';

@Controller('api/conversations/:id/aids')
export class AidsController {
  constructor(
    private readonly db: Database,
    private readonly aids: Aids,
  ) {}

  @Post()
  @HttpCode(200)
  @Describe({
    summary: 'A draft, a summary, a translation, or an answer from the knowledge; sends and keeps nothing',
    answer: AidView,
  })
  async give(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(AidBody)) body: z.infer<typeof AidBody>,
  ): Promise<AidView> {
    await standing(this.db, me, id);
    return this.aids.give(id, me.agentId, body);
  }
}
