/** Laws of the buttons on WhatsApp: three, short, made once for each shape; the words stay as they are, and no message fails for its buttons. */
import type { Twilio } from 'twilio';
import { QuickReplies } from '../../src/channels/twilio/choices';

interface Made {
  friendly_name: string;
  types: { 'twilio/quick-reply': { body: string; actions: { title: string }[] } };
}

/** Twilio's contents, with a ledger; `refuses`: as an account without the right to make any. */
function contents(refuses = false) {
  const made: Made[] = [];
  let lists = 0;
  const twilio = {
    content: {
      v1: {
        contents: {
          list: () => ((lists += 1), Promise.resolve([])),
          create: (content: Made) => {
            if (refuses) return Promise.reject(new Error('20403'));
            made.push(content);
            return Promise.resolve({ sid: `HX${made.length}` });
          },
        },
      },
    },
  } as unknown as Twilio;
  return { twilio, made, lists: () => lists };
}

const read = (made: Made | undefined, variables: string): string =>
  (made?.types['twilio/quick-reply'].body ?? '').replace(
    /\{\{(\d+)\}\}/gu,
    (_, number: string) => (JSON.parse(variables) as Record<string, string>)[number] ?? '',
  );

test('long titles are touched by their number, and the whole reads as the text', async () => {
  const { twilio, made } = contents();
  const titles = ['How to freeze and unfreeze your card', 'A card that is lost or stolen', 'Cards abroad'];
  const text = `Is it one of these?\n\n1 ${titles[0]}\n2 ${titles[1]}\n3 ${titles[2]}\nShall I get you a person?`;
  const content = await new QuickReplies().content(twilio, 'AC', text, [...titles, 'Talk to a person']);
  expect(made[0]?.types['twilio/quick-reply'].actions.map(({ title }) => title)).toEqual(['1', '2', 'Cards abroad']);
  expect(read(made[0], content?.contentVariables ?? '{}')).toBe(text);
  expect(Object.values(JSON.parse(content?.contentVariables ?? '{}') as object).join('')).not.toContain('\n');
});

test('texts of one shape share one resource, looked for once', async () => {
  const { twilio, made, lists } = contents();
  const replies = new QuickReplies();
  const first = await replies.content(twilio, 'AC', 'One question?', ['Yes', 'No']);
  const second = await replies.content(twilio, 'AC', 'Another question?', ['Yes', 'No']);
  expect(second?.contentSid).toBe(first?.contentSid);
  expect([made.length, lists()]).toEqual([1, 1]);
});

test.each([
  ['no choice', 'Hello', []],
  ['a choice too long that has no number', 'Hello', ['a choice that is far too long for a button']],
  ['a text too long', 'x'.repeat(1_025), ['Yes']],
  ['too many lines', 'x\n'.repeat(13), ['Yes']],
])('%s goes out plain', async (_why, text, choices) => {
  const { twilio, made } = contents();
  expect(await new QuickReplies().content(twilio, 'AC', text, choices)).toBeNull();
  expect(made).toEqual([]);
});

test('an account that may not make any sends plain words, and is not asked again at once', async () => {
  const { twilio, lists } = contents(true);
  const replies = new QuickReplies();
  expect(await replies.content(twilio, 'AC', 'Hello', ['Yes'])).toBeNull();
  expect(await replies.content(twilio, 'AC', 'Hello', ['Yes'])).toBeNull();
  expect(lists()).toBe(1);
});
