/** What the assistant and the policy are worth together, on conversations of several turns whose end is known. */
import type { AssistantCase } from './cases';
import { NOTHING_HEARD, rehearse, type RehearsedHouse, type RehearsedTurn } from './rehearsal';

/** Shares from 0 to 1. */
export interface AssistantFigures {
  cases: number;
  /** Of the questions with an answer: answered from the right article, without a person. */
  resolution: number;
  /** Of all answers at the end: from a wrong article, or where there is none. */
  wrongAnswers: number;
  /** Of the conversations that need no person: one was called. */
  needlessHandoffs: number;
  /** Of those that need one: none was called. */
  missedHandoffs: number;
  /** Turns in which the model failed and the embedded assistant or a person stood in. */
  failures: number;
  tokensIn: number;
  tokensOut: number;
  msPerTurn: number;
}

export interface AssistantMistake {
  id: string;
  expected: string;
  got: string;
}

/** `progress`: told after each case. */
export async function measureAssistant(
  house: RehearsedHouse,
  cases: readonly AssistantCase[],
  signal: AbortSignal,
  progress: (done: number) => void = () => undefined,
): Promise<AssistantFigures & { mistakes: AssistantMistake[] }> {
  const mistakes: AssistantMistake[] = [];
  const sums = { turns: 0, ms: 0, failures: 0, tokensIn: 0, tokensOut: 0 };
  const ends: { each: AssistantCase; got: Ending }[] = [];
  for (const each of cases) {
    let state = NOTHING_HEARD;
    let got: Ending = { kind: 'unknown', articles: [] };
    for (const text of each.turns) {
      const turn = await rehearse(house, state, text, signal);
      sums.turns += 1;
      sums.ms += turn.milliseconds;
      sums.failures += turn.failure ? 1 : 0;
      sums.tokensIn += turn.answer?.tokensIn ?? 0;
      sums.tokensOut += turn.answer?.tokensOut ?? 0;
      state = turn.after;
      got = ending(turn);
      if (turn.handedOff) break;
    }
    ends.push({ each, got });
    const { expected } = each;
    if (!right(expected, got)) mistakes.push({ id: each.id, expected: expected.outcome, got: inWords(got) });
    progress(ends.length);
  }
  const of = (outcome: AssistantCase['expected']['outcome']): typeof ends =>
    ends.filter(({ each }) => each.expected.outcome === outcome);
  const answerable = of('answer');
  const needy = of('handoff');
  const others = ends.filter(({ each }) => each.expected.outcome !== 'handoff');
  const answers = ends.filter(({ got }) => got.kind === 'answer');
  return {
    cases: ends.length,
    resolution: part(answerable, ({ each, got }) => right(each.expected, got)),
    wrongAnswers: part(answers, ({ each, got }) => !right(each.expected, got)),
    needlessHandoffs: part(others, ({ got }) => got.kind === 'handoff'),
    missedHandoffs: part(needy, ({ got }) => got.kind !== 'handoff'),
    failures: sums.failures,
    tokensIn: sums.tokensIn,
    tokensOut: sums.tokensOut,
    msPerTurn: sums.turns === 0 ? 0 : sums.ms / sums.turns,
    mistakes,
  };
}

interface Ending {
  kind: 'answer' | 'suggest' | 'unknown' | 'handoff' | 'close';
  articles: string[];
}

function ending({ handedOff, answer }: RehearsedTurn): Ending {
  if (handedOff || answer === null || answer.kind === 'hand-off') return { kind: 'handoff', articles: [] };
  // A rehearsed customer has nothing that could be looked up, so neither is ever asked.
  if (answer.kind === 'confirm' || answer.kind === 'verify') return { kind: 'unknown', articles: [] };
  return { kind: answer.kind, articles: 'articleIds' in answer ? answer.articleIds : [] };
}

/** Small talk is answered from no article, and is no wrong answer to a question that has none. */
function right(expected: AssistantCase['expected'], got: Ending): boolean {
  if (expected.outcome === 'handoff') return got.kind === 'handoff';
  if (expected.outcome === 'unknown') return got.kind === 'unknown' || got.kind === 'suggest' || got.kind === 'close';
  return got.kind === 'answer' && got.articles.some((id) => expected.articles.includes(id));
}

const inWords = ({ kind, articles }: Ending): string =>
  articles.length > 0 ? `${kind} from ${articles.join(', ')}` : kind;

const part = <T>(all: readonly T[], is: (one: T) => boolean): number =>
  all.length === 0 ? 0 : all.filter(is).length / all.length;
