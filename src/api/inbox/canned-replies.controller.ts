/** The canned replies that an agent's composer offers: those of their teams and those of all. */
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked } from '../http/checked';
import { CannedReplyChoices, CannedReplyQuery } from '../http/contract';
import { Describe } from '../http/describe';

type Choices = z.infer<typeof CannedReplyChoices>;

/** More do not help somebody who types: the next letter finds it. */
const MOST = 20;

@Controller('api/canned-replies')
export class CannedRepliesController {
  constructor(private readonly db: Database) {}

  @Get()
  @Describe({
    summary: 'The first twenty canned replies whose name begins so, of my teams and of all',
    answer: CannedReplyChoices,
  })
  choices(
    @Me() me: SignedIn,
    @Query(new Checked(CannedReplyQuery)) { q, language }: z.infer<typeof CannedReplyQuery>,
  ): Promise<Choices> {
    return this.db.query<Choices[number]>(
      `select r.id, r.name, r.text from canned_reply r
        where starts_with(lower(r.name), lower($3))
          and (r.language is null or $4::text is null or r.language = $4)
          and (r.team_id is null or $2::boolean
               or exists (select 1 from team_member m where m.team_id = r.team_id and m.agent_id = $1::uuid))
        order by r.language is null, lower(r.name), r.id limit ${MOST}`,
      [me.agentId, me.role === 'admin', q, language ?? null],
      'inbox_canned_replies',
    );
  }
}
