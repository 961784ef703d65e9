/** Reading in the inbox: the lists, the counts, one conversation, its transcript; and what an agent keeps of it for themselves. */
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { readTranscript } from '../../conversations/transcript/transcript';
import { Database } from '../../foundation/database/database';
import { maskCards } from '../../foundation/model/cards';
import { Events } from '../../foundation/events/events';
import { SendGate } from '../../pipeline/delivery/gate';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import {
  ConversationDetail,
  ConversationPage,
  ConversationQuery,
  Counts,
  DraftBody,
  ReadBody,
  Transcript,
  TranscriptQuery,
} from '../http/contract';
import { Describe } from '../http/describe';
import { readCounts } from './counts';
import { readDetail } from './detail';
import { readPage } from './list';
import { standing } from './visible';

@Controller('api/conversations')
export class ConversationsController {
  constructor(
    private readonly db: Database,
    private readonly gate: SendGate,
    private readonly events: Events,
  ) {}

  @Get()
  @Describe({ summary: 'A view of the inbox, page by page', answer: ConversationPage })
  list(
    @Me() me: SignedIn,
    @Query(new Checked(ConversationQuery)) query: z.infer<typeof ConversationQuery>,
  ): Promise<ConversationPage> {
    return readPage(this.db, me, query);
  }

  @Get('counts')
  @Describe({ summary: 'How many stand in each view; a thousand means a thousand or more', answer: Counts })
  counts(@Me() me: SignedIn): Promise<Counts> {
    return readCounts(this.db, me);
  }

  @Get(':id')
  @Describe({
    summary: 'One conversation with its brief, decision, drafts and what may be done',
    answer: ConversationDetail,
  })
  detail(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<ConversationDetail> {
    return readDetail(this.db, this.gate, me, id);
  }

  @Get(':id/transcript')
  @Describe({ summary: 'Messages, notes and handoff events by sequence', answer: Transcript })
  async transcript(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Query(new Checked(TranscriptQuery)) query: z.infer<typeof TranscriptQuery>,
  ): Promise<Transcript> {
    // The revision is read first: what changes meanwhile is told under a higher one and read again.
    const { revision, lastSeq } = await standing(this.db, me, id);
    return { ...(await readTranscript(this.db, id, query)), revision, lastSeq };
  }

  @Put(':id/read')
  @HttpCode(204)
  @Describe({ summary: 'I have seen everything up to this message' })
  async read(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(ReadBody)) { seq }: z.infer<typeof ReadBody>,
  ): Promise<void> {
    const { lastSeq } = await standing(this.db, me, id);
    await this.db.query(
      `insert into conversation_read (conversation_id, agent_id, seq) values ($1, $2, $3)
       on conflict (conversation_id, agent_id)
       do update set seq = greatest(conversation_read.seq, excluded.seq), updated_at = now()`,
      [id, me.agentId, Math.min(seq, lastSeq)],
      'inbox_read',
    );
    this.events.tell({ kind: 'read', conversationId: id });
  }

  @Put(':id/draft')
  @HttpCode(204)
  @Describe({ summary: 'Keeps my unfinished answer; an empty text forgets it' })
  async draft(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(DraftBody)) { text }: z.infer<typeof DraftBody>,
  ): Promise<void> {
    await standing(this.db, me, id);
    await this.db.query(
      `insert into conversation_read (conversation_id, agent_id, seq, draft) values ($1, $2, 0, nullif($3, ''))
       on conflict (conversation_id, agent_id) do update set draft = excluded.draft, updated_at = now()`,
      [id, me.agentId, maskCards(text)],
      'inbox_draft',
    );
  }

  @Post(':id/typing')
  @HttpCode(204)
  @Describe({ summary: 'I am typing an answer' })
  async typing(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    await standing(this.db, me, id);
    this.events.tell({ kind: 'typing', conversationId: id, who: 'agent', agentId: me.agentId });
  }
}
