/** The assistant without a model: it quotes the article that answers, offers the nearest titles, or says that it does not know. */
import { Injectable } from '@nestjs/common';
import { consentWord } from '../../foundation/model/consent';
import { text } from '../../foundation/model/texts';
import { asksIfAutomated } from '../escalation/signals/automated';
import type { Assistant, AssistantAnswer, AssistantRequest, Step } from './assistant';
import { chosen, titlesOf } from './choice';
import { quote, type Quoted } from './shape';
import { smallTalk } from './small-talk';

/** Above: the article answers. Between the two: "is it one of these?". Below: "I don't know". */
export const ANSWERS = 0.5;
export const SUGGESTS = 0.15;
export const TITLES = 3;

type Spoken = Extract<AssistantAnswer, { text: string; offersHuman: boolean }>;
type Found = Quoted & { articleId: string; probability: number };

@Injectable()
export class EmbeddedAssistant implements Assistant {
  readonly name = 'embedded';

  answer(request: AssistantRequest): Promise<AssistantAnswer> {
    return Promise.resolve(this.say(request));
  }

  private say(request: AssistantRequest): Spoken {
    const { language } = request;
    const offer = request.offerHuman;
    // Several lines said at once are each what they are: a greeting never swallows the question behind it.
    const lines = request.question.split('\n').filter((line) => line.trim() !== '');
    const asked = lines.filter((line) => smallTalk(line) === null && !asksForTruth(line));
    if (lines.some(asksForTruth)) {
      const truth = spoken('answer', text('bot_truth', language), [], true, 'asked whether it is automated');
      if (asked.length === 0) return truth;
      const rest = this.say({ ...request, question: asked.join('\n') });
      return { ...rest, text: `${truth.text}\n${rest.text}` };
    }
    const question = asked.length > 0 ? asked.join('\n') : request.question;
    const talk = asked.length > 0 ? null : smallTalk(lines.at(-1) ?? '');
    if (talk) return spoken('answer', text(talk, language), [], false, `small talk: ${talk}`);

    const title = chosen(question, titlesOf(lastOffered(request)));
    const [first, ...others] = request.search(title ?? question);
    if (first && (title !== null || first.probability >= ANSWERS)) return this.quoted(request, first, offer);
    if (first && first.probability >= SUGGESTS) {
      const said = (near: readonly Found[]): string =>
        [
          text('suggest', language),
          ...near.map((article, index) => `${index + 1} ${article.title}`),
          text('offer_human', language),
        ].join('\n');
      let near = [first, ...others].slice(0, TITLES);
      while (near.length > 1 && request.channel.fits?.(said(near)) === false) near = near.slice(0, -1);
      const words = said(near);
      return spoken(
        'suggest',
        words,
        ids(near),
        true,
        `nearest ${first.probability.toFixed(2)}: between offer and answer`,
      );
    }
    const words = `${text('unknown', language)} ${text('offer_human', language)}`;
    return spoken('unknown', words, [], true, `nearest ${(first?.probability ?? 0).toFixed(2)}: not known`);
  }

  private quoted(request: AssistantRequest, article: Found, offer: boolean): Spoken {
    const end = offer ? `\n${text('offer_human', request.language)}` : '';
    const { fits, advisedLength } = request.channel;
    const channel = {
      ...request.channel,
      advisedLength: advisedLength - end.length,
      ...(fits ? { fits: (words: string) => fits(words + end) } : {}),
    };
    return spoken(
      'answer',
      quote(article, channel, request.language) + end,
      ids([article]),
      offer,
      `quoted, ${article.probability.toFixed(2)}`,
    );
  }
}

/** A person, or a machine? "Help" by itself asks the same. */
function asksForTruth(line: string): boolean {
  return asksIfAutomated(line) || consentWord(line, false) === 'help';
}

function lastOffered(request: AssistantRequest): string {
  return request.transcript.findLast((message) => message.author === 'assistant')?.text ?? '';
}

function ids(articles: readonly { articleId: string }[]): string[] {
  return articles.map((article) => article.articleId);
}

function spoken(
  kind: 'answer' | 'suggest' | 'unknown',
  words: string,
  articleIds: string[],
  offersHuman: boolean,
  detail: string,
): Spoken {
  const steps: Step[] = [{ kind: 'search', detail }];
  const ground = { text: words, offersHuman, steps, model: null, tokensIn: 0, tokensOut: 0 };
  return kind === 'unknown' ? { kind, ...ground } : { kind, articleIds, ...ground };
}
