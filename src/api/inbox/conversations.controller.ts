/** Reading in the inbox: the lists, the counts, one conversation, its transcript; and what an agent keeps of it for themselves. */
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { readHeard } from '../../conversations/transcript/heard';
import { askedAgain } from '../../pipeline/handoff/asked-again';
import { Clocks } from '../../pipeline/handoff/clocks';
import { readTranscript } from '../../conversations/transcript/transcript';
import { Database } from '../../foundation/database/database';
import { maskCards } from '../../foundation/model/cards';
import { Fault } from '../../foundation/model/fault';
import { Events } from '../../foundation/events/events';
import { SendGate } from '../../pipeline/delivery/gate';
import { Templates } from '../../pipeline/delivery/templates';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import {
  ConversationDetail,
  ConversationPage,
  ConversationQuery,
  Counts,
  DecisionPage,
  DraftBody,
  PageQuery,
  ReadBody,
  TemplateList,
  TemplateQuery,
  Transcript,
  TranscriptQuery,
  VerdictBody,
  Verdicts,
} from '../http/contract';
import { Describe } from '../http/describe';
import { readCounts } from './counts';
import { readDecisionPage } from './decisions';
import { readDetail } from './detail';
import { readPage } from './list';
import { standing, type Standing } from './visible';

/** So far back it is looked whether the customer gave it already. */
const LOOKS_BACK = 100;

@Controller('api/conversations')
export class ConversationsController {
  constructor(
    private readonly db: Database,
    private readonly gate: SendGate,
    private readonly clocks: Clocks,
    private readonly events: Events,
    private readonly approved: Templates,
  ) {}

  @Get()
  @Describe({ summary: 'A view of the inbox, page by page', answer: ConversationPage })
  list(
    @Me() me: SignedIn,
    @Query(new Checked(ConversationQuery)) query: z.infer<typeof ConversationQuery>,
  ): Promise<ConversationPage> {
    return readPage(this.db, me, query, this.clocks);
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
    return readDetail(this.db, this.gate, this.clocks, me, id);
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

  @Get(':id/decisions')
  @Describe({ summary: 'What the policy decided on each message, and why, page by page', answer: DecisionPage })
  async decisions(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof DecisionPage>> {
    await standing(this.db, me, id);
    return readDecisionPage(this.db, id, cursor, limit);
  }

  @Post(':id/verdicts')
  @HttpCode(200)
  @Describe({
    summary: 'What the send gate says of a text on each way to the contact; sends nothing',
    answer: Verdicts,
  })
  async verdicts(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(VerdictBody)) { text, files }: z.infer<typeof VerdictBody>,
  ): Promise<Verdicts> {
    await standing(this.db, me, id);
    const [legs, heard] = await Promise.all([
      this.gate.legs(this.db, id, text, files),
      text === '' ? [] : readHeard(this.db, id, LOOKS_BACK),
    ]);
    return {
      legs: legs.map((leg) => ({ ...leg, windowClosesAt: leg.windowClosesAt?.toISOString() ?? null })),
      askedAgain: askedAgain(text, heard),
    };
  }

  @Get(':id/templates')
  @Describe({
    summary: 'Approved texts for one way to the contact, allowed outside of its reply window',
    answer: TemplateList,
  })
  async templates(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Query(new Checked(TemplateQuery)) { accountId }: z.infer<typeof TemplateQuery>,
  ): Promise<TemplateList> {
    await standing(this.db, me, id);
    const legs = await this.gate.legs(this.db, id, '');
    const leg = legs.find((one) => (accountId === undefined ? one.current : one.accountId === accountId));
    if (!leg) throw new Fault('not-found', 'The contact never wrote there.');
    return { templates: await this.approved.list(leg.accountId) };
  }

  @Put(':id/read')
  @HttpCode(204)
  @Describe({ summary: 'I have seen everything up to this message' })
  async read(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(ReadBody)) { seq }: z.infer<typeof ReadBody>,
  ): Promise<void> {
    await this.keep(
      me,
      id,
      `insert into conversation_read (conversation_id, agent_id, seq) values ($1, $2, $3)
       on conflict (conversation_id, agent_id)
       do update set seq = greatest(conversation_read.seq, excluded.seq), updated_at = now()`,
      ({ lastSeq }) => Math.min(seq, lastSeq),
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
    await this.keep(
      me,
      id,
      `insert into conversation_read (conversation_id, agent_id, seq, draft) values ($1, $2, 0, nullif($3, ''))
       on conflict (conversation_id, agent_id) do update set draft = excluded.draft, updated_at = now()`,
      () => maskCards(text),
    );
  }

  /** The conversation is locked before what is kept of it, as a reply does that is sent at the same moment. */
  private keep(me: SignedIn, id: string, sql: string, value: (at: Standing) => string | number): Promise<void> {
    return this.db.transaction(async (tx) => {
      const at = await standing(tx, me, id);
      await tx.query('select from conversation where id = $1 for key share', [id], 'inbox_keep');
      await tx.query(sql, [id, me.agentId, value(at)]);
    });
  }

  @Post(':id/typing')
  @HttpCode(204)
  @Describe({ summary: 'I am typing an answer' })
  async typing(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    await standing(this.db, me, id);
    this.events.tell({
      kind: 'typing',
      conversationId: id,
      who: 'agent',
      agentId: me.agentId,
      names: { colleagues: me.name, customers: me.publicName },
    });
  }
}
