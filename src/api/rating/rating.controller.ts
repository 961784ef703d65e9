/** Rating by mail: a link opens a page, and the page's button rates; what merely follows links changes nothing. */
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Settings } from '../../foundation/settings/settings';
import { Ratings } from '../../pipeline/survey/ratings';
import { SurveyTokens } from '../../pipeline/survey/token';
import { Public } from '../http/access';
import { Checked } from '../http/checked';
import { RateBody, RateQuery, RateToken } from '../http/contract';
import { Describe } from '../http/describe';
import { askPage, saidPage, type Shown } from './page';

const HTML = 'text/html; charset=utf-8';

@Controller('rate')
@Public()
export class RatingController {
  constructor(
    private readonly ratings: Ratings,
    private readonly tokens: SurveyTokens,
    private readonly settings: Settings,
  ) {}

  @Get(':token')
  // The page sends its own form: with "no-referrer" a browser would hide from where.
  @Header('referrer-policy', 'same-origin')
  @Header('cache-control', 'no-store')
  @Describe({ summary: 'The page on which a customer says how it went', text: 'text/html' })
  async ask(
    @Param('token', new Checked(RateToken)) token: string,
    @Query(new Checked(RateQuery)) { score }: z.infer<typeof RateQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    void reply.type(HTML);
    const surveyId = this.tokens.verify(token);
    const asked = surveyId && (await this.ratings.find(surveyId));
    if (!asked) {
      void reply.status(404);
      return saidPage(this.shown(null), 'rate_gone');
    }
    return askPage(this.shown(asked.language), score ?? asked.score, asked.reason);
  }

  @Post(':token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Describe({ summary: 'A customer says how it went', text: 'text/html' })
  async rate(
    @Param('token', new Checked(RateToken)) token: string,
    @Body(new Checked(RateBody)) { score, reason }: z.infer<typeof RateBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    void reply.type(HTML);
    const surveyId = this.tokens.verify(token);
    const asked = surveyId && (await this.ratings.find(surveyId));
    if (!asked || !(await this.ratings.rate(asked.id, score, reason === '' ? null : reason))) {
      void reply.status(404);
      return saidPage(this.shown(null), 'rate_gone');
    }
    return saidPage(this.shown(asked.language), 'survey_thanks');
  }

  private shown(language: string | null): Shown {
    const { name, languages } = this.settings.business();
    return { business: name, language: language ?? languages[0] ?? 'en' };
  }
}
