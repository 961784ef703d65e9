/** Answers to touch on WhatsApp: quick replies of Twilio's Content API, one resource for each shape of text and set of buttons, made once. */
import { createHash } from 'node:crypto';
import type { Twilio } from 'twilio';

type ContentCreate = Parameters<Twilio['content']['v1']['contents']['create']>[0];

/** Of a reply within the window, which nobody approves (twilio.com/docs/content/twilio-quick-reply). */
const MOST_BUTTONS = 3;
const LONGEST_TITLE = 20;
const LONGEST_BODY = 1_024;
const MOST_LINES = 12;
const LISTED = 1_000;
/** After a refusal the words go out plain for so long. */
const PAUSE_MS = 10 * 60_000;

export interface Content {
  contentSid: string;
  contentVariables: string;
}

export class QuickReplies {
  /** By account: the resources that are there, by name. */
  private readonly known = new Map<string, Map<string, string>>();
  private readonly pausedUntil = new Map<string, number>();

  /** The same words with buttons; null: they are sent plain. Never throws: a message does not fail for its buttons. */
  async content(twilio: Twilio, accountSid: string, text: string, choices: readonly string[]): Promise<Content | null> {
    const shape = shapeOf(text, choices);
    if (shape === null || (this.pausedUntil.get(accountSid) ?? 0) > Date.now()) return null;
    try {
      const contentSid = await this.resource(twilio, accountSid, shape);
      return { contentSid, contentVariables: JSON.stringify(shape.variables) };
    } catch {
      this.pausedUntil.set(accountSid, Date.now() + PAUSE_MS);
      return null;
    }
  }

  private async resource(twilio: Twilio, accountSid: string, shape: Shape): Promise<string> {
    let known = this.known.get(accountSid);
    if (!known) {
      const listed = await twilio.content.v1.contents.list({ limit: LISTED, pageSize: 100 });
      known = new Map(listed.map(({ friendlyName, sid }) => [friendlyName, sid]));
      this.known.set(accountSid, known);
    }
    const there = known.get(shape.name);
    if (there !== undefined) return there;
    const actions = shape.titles.map((title) => ({ type: 'QUICK_REPLY', title, id: title }));
    // The client sends what it is given as it is: the names of the wire, not those of its types (twilio-node #1046).
    const content: unknown = {
      friendly_name: shape.name,
      language: 'en',
      variables: Object.fromEntries(Object.keys(shape.variables).map((number) => [number, 'words'])),
      types: { 'twilio/quick-reply': { body: shape.body, actions }, 'twilio/text': { body: shape.body } },
    };
    const { sid } = await twilio.content.v1.contents.create(content as ContentCreate);
    known.set(shape.name, sid);
    return sid;
  }
}

interface Shape {
  name: string;
  /** Each line of words is one variable: none may hold a line break, and the whole reads as the text does. */
  body: string;
  variables: Record<string, string>;
  titles: string[];
}

function shapeOf(text: string, choices: readonly string[]): Shape | null {
  const lines = text.split('\n');
  const titles = [...new Set(choices.flatMap((choice) => titleOf(choice, lines)))].slice(0, MOST_BUTTONS);
  if (titles.length === 0 || text.length > LONGEST_BODY || lines.length > MOST_LINES) return null;
  const variables: Record<string, string> = {};
  const body = lines
    .map((line) => {
      if (line.trim() === '') return line;
      const number = Object.keys(variables).length + 1;
      variables[number] = line;
      return `{{${number}}}`;
    })
    .join('\n');
  const hash = createHash('sha256')
    .update(JSON.stringify([body, titles]))
    .digest('hex');
  return { name: `baton_choices_${hash.slice(0, 16)}`, body, variables, titles };
}

/** What is too long for a button is touched by its number in the text. */
function titleOf(choice: string, lines: readonly string[]): string[] {
  if (choice.length <= LONGEST_TITLE) return [choice];
  const numbered = lines.find((line) => /^\d /.test(line) && line.slice(2) === choice);
  return numbered === undefined ? [] : [numbered.slice(0, 1)];
}
