/** What the knowledge lacks, what humans taught it, and what that changed. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import {
  ArticleEdit,
  ArticleView,
  GapDismiss,
  GapPage,
  GapQuery,
  GapView,
  KnowledgeRate,
  SuggestionAccept,
  SuggestionPage,
  SuggestionQuery,
  SuggestionReject,
  SuggestionView,
} from '../http/contract';
import { Describe } from '../http/describe';
import { GapList } from './gaps';
import { Rate } from './rate';
import { SuggestionList } from './suggestions';

@Controller('api/admin/knowledge')
@AdminOnly()
export class KnowledgeController {
  constructor(
    private readonly gaps: GapList,
    private readonly suggestions: SuggestionList,
    private readonly rate: Rate,
  ) {}

  @Get('rate')
  @Describe({
    summary: 'Share of recent questions that the knowledge answers, without and with what was accepted',
    answer: KnowledgeRate,
  })
  measure(): Promise<KnowledgeRate> {
    return this.rate.measure();
  }

  @Get('gaps')
  @Describe({ summary: 'Questions without an answer in groups, most asked first', answer: GapPage })
  listGaps(
    @Query(new Checked(GapQuery)) { state, cursor, limit }: z.infer<typeof GapQuery>,
  ): Promise<z.infer<typeof GapPage>> {
    return this.gaps.list(state, cursor, limit);
  }

  @Post('gaps/:id/article')
  @Describe({ summary: 'Publish an article that answers a gap', status: 201, answer: ArticleView })
  write(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(ArticleEdit)) edit: ArticleEdit,
  ): Promise<ArticleView> {
    return this.gaps.write(me, id, edit);
  }

  @Post('gaps/:id/dismiss')
  @HttpCode(200)
  @Describe({
    summary: 'Dismiss a gap, with a reason; more questions of the kind do not bring it back',
    answer: GapView,
  })
  dismiss(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(GapDismiss)) { reason }: z.infer<typeof GapDismiss>,
  ): Promise<GapView> {
    return this.gaps.dismiss(me, id, reason);
  }

  @Post('gaps/:id/reopen')
  @HttpCode(200)
  @Describe({ summary: 'Bring a dismissed gap back', answer: GapView })
  reopen(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<GapView> {
    return this.gaps.reopen(me, id);
  }

  @Get('suggestions')
  @Describe({
    summary: 'Questions that a human answered, with the answer, to be reviewed; newest first',
    answer: SuggestionPage,
  })
  listSuggestions(
    @Query(new Checked(SuggestionQuery)) { state, cursor, limit }: z.infer<typeof SuggestionQuery>,
  ): Promise<z.infer<typeof SuggestionPage>> {
    return this.suggestions.list(state, cursor, limit);
  }

  @Post('suggestions/:id/accept')
  @HttpCode(200)
  @Describe({
    summary: 'Publish a suggestion as the reviewer left it: as an article, or a phrasing of one',
    answer: ArticleView,
  })
  accept(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(SuggestionAccept)) accepted: SuggestionAccept,
  ): Promise<ArticleView> {
    return this.suggestions.accept(me, id, accepted);
  }

  @Post('suggestions/:id/reject')
  @HttpCode(200)
  @Describe({ summary: 'Reject a suggestion, with a reason', answer: SuggestionView })
  reject(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(SuggestionReject)) { reason }: z.infer<typeof SuggestionReject>,
  ): Promise<SuggestionView> {
    return this.suggestions.reject(me, id, reason);
  }
}
