/** Each line of the policy's order in plain words: what it asks, and what it found on one message. */
import type { DecisionEntry } from '../../../src/api/http/contract';
import { reasonName } from '../words/words';

type Evaluated = DecisionEntry['evaluated'][number];
type Values = Evaluated['values'];

interface InWords {
  asks: string;
  found: string;
}

export function inWords({ rule, fired, values }: Evaluated): InWords {
  const known = LINES[rule];
  if (known) return { asks: known.asks, found: known.found(values, fired) };
  // What is left are rules of the business.
  return {
    asks: `Your rule “${text(values, 'name', rule)}”`,
    found: fired
      ? 'It applies.'
      : `${text(values, 'match', 'any') === 'all' ? 'Not all' : 'None'} of its conditions hold.`,
  };
}

const LINES: Record<string, { asks: string; found: (values: Values, fired: boolean) => string }> = {
  '1-danger': {
    asks: 'Is somebody in danger?',
    found: (values, fired) => (fired ? `The words speak of it (${text(values, 'kind', '')}).` : 'No such words.'),
  },
  '2-asked-for-human': {
    asks: 'Does the customer ask for a person?',
    found: (values) => {
      if (values['asked'] === true) return 'Yes, in their own words.';
      if (values['agreed'] === true) return 'Yes: a person had been offered, and they agreed.';
      return values['offered'] === true
        ? 'No. A person had been offered; this was no yes to it.'
        : 'No, and nobody had been offered.';
    },
  },
  '3-hard-topic': { asks: 'Is it a matter for people only?', found: topic },
  '4-soft-topic': { asks: 'Is it a matter that people may have to decide?', found: topic },
  '5-repeated-failure': {
    asks: 'Does the assistant fail to help?',
    found: (values) => {
      const signs = [
        values['repeats'] === true ? 'they repeat themselves' : null,
        values['didNotHelp'] === true ? 'they say that it did not help' : null,
        values['anger'] === true ? 'they are angry' : null,
        Number(values['unknownAnswers']) > 0 ? `“I don’t know” was said ${number(values, 'unknownAnswers')} ×` : null,
      ].filter((sign) => sign !== null);
      const count = `${number(values, 'signs')} of ${number(values, 'needed')} signs`;
      const alike =
        Number(values['similarity']) > 0 ? ` Likeness to their earlier words: ${share(values, 'similarity')}.` : '';
      return `${count}${signs.length > 0 ? `: ${signs.join(', ')}` : ''}.${alike}`;
    },
  },
  '6-assistant-failed': {
    asks: 'Did the assistant itself break down?',
    found: (values, fired) => (fired ? `Yes: ${text(values, 'failure', '')}` : 'No.'),
  },
  '8-not-readable': {
    asks: 'Did something come that the assistant cannot read?',
    found: (values) => {
      if (values['unreadable'] !== true) return 'No.';
      if (values['words'] !== true) return 'Yes, and without any words.';
      return values['matters'] === true
        ? 'Yes, and the words speak of it.'
        : 'Yes, but the words stand for themselves.';
    },
  },
  '9-language': {
    asks: 'Is it a language that the assistant speaks?',
    found: (values) => `Language: ${text(values, 'language', '')}. It speaks ${text(values, 'spoken', '')}.`,
  },
};

function topic(values: Values, fired: boolean): string {
  const sure =
    values['probability'] === undefined ? '' : ` The nearest article answers with ${share(values, 'probability')}.`;
  if (!fired) return `No such matter.${sure}`;
  const words = { certain: 'plainly, by the words', hint: 'the words hint at it', none: 'by the nearest article' };
  const how = words[text(values, 'words', 'none') as keyof typeof words] ?? text(values, 'words', '');
  const also = values['also'] === undefined ? '' : ` Also: ${text(values, 'also', '')}.`;
  const rules = values['asksAboutRules'] === true ? ' It only asks how it is done.' : '';
  return `${reasonName(text(values, 'topic', ''))}: ${how}.${rules}${sure}${also}`;
}

const text = (values: Values, name: string, otherwise: string): string => {
  const value = values[name];
  return value === undefined ? otherwise : String(value);
};
const number = (values: Values, name: string): string => String(Math.round(Number(values[name] ?? 0) * 100) / 100);
const share = (values: Values, name: string): string => `${Math.round(Number(values[name] ?? 0) * 100)} %`;
