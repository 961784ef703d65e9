/** Rehearsal: an admin writes as a customer would, and sees signals, articles, decision and answer. Nothing is stored or sent. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Fault } from '../../foundation/model/fault';
import type { Rehearsed, RehearsedTurn } from '../../intelligence/evaluation/rehearsal';
import { Rehearsals } from '../../intelligence/evaluation/rehearsals';
import { AdminOnly } from '../http/access';
import { Checked } from '../http/checked';
import { RehearsalAsk, RehearsalView } from '../http/contract';
import { Describe } from '../http/describe';
import { Policies } from './policies';

/** Each may ask the model: so many at once in one house. */
const AT_ONCE = 4;

@Controller('api/admin/rehearsal')
@AdminOnly()
export class RehearsalController {
  private playing = 0;

  constructor(
    private readonly rehearsals: Rehearsals,
    private readonly policies: Policies,
  ) {}

  @Post()
  @HttpCode(200)
  @Describe({ summary: 'What would be decided and answered if a customer wrote this', answer: RehearsalView })
  async play(
    @Body(new Checked(RehearsalAsk)) { accountId, text, before, policy }: z.infer<typeof RehearsalAsk>,
  ): Promise<RehearsalView> {
    if (this.playing >= AT_ONCE)
      throw new Fault('rate-limited', 'Other rehearsals are still running. Try again in a moment.');
    const draft = policy && this.policies.check(policy);
    this.playing += 1;
    try {
      return viewOf(before, text, await this.rehearsals.play(accountId, before, text, draft));
    } finally {
      this.playing -= 1;
    }
  }
}

function viewOf(before: Rehearsed, text: string, turn: RehearsedTurn): RehearsalView {
  const { decision, nearest, answer, ...rest } = turn;
  const words = [...before.heard.map((heard) => heard.text), text];
  return {
    ...rest,
    nearest: {
      probability: nearest.probability,
      articles: nearest.hits.slice(0, 3).map(({ articleId, title, topic }) => ({
        articleId,
        title,
        topic: topic?.reason ?? null,
      })),
    },
    decision: {
      ...decision,
      evidence: decision.evidence.map(({ messageId, start, end }) => {
        const seq = Number(messageId.split(':')[1]);
        return { seq, start, end, words: words[seq - 1]?.slice(start, end) ?? '' };
      }),
    },
    answer: answer && {
      kind: answer.kind,
      text: 'text' in answer ? answer.text : null,
      summary:
        answer.kind === 'hand-off' ? [answer.detail, ...answer.claims.map(({ text }) => text)].join(' ').trim() : null,
      offersHuman: 'offersHuman' in answer && answer.offersHuman,
      articleIds: 'articleIds' in answer ? answer.articleIds : [],
      model: answer.model,
      tokensIn: answer.tokensIn,
      tokensOut: answer.tokensOut,
      steps: answer.steps,
    },
  };
}
