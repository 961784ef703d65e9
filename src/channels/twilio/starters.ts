/** Makes the texts to begin with in Twilio's Content API, submits them for WhatsApp's approval, and tells how far that is. */
import type { Twilio } from 'twilio';
import { z } from 'zod';
import { SendFault, type StarterTemplate } from '../channel';
import { STARTER_TEXTS, type StarterText } from './starter-texts';

type Content = Twilio['content']['v1'];
type ContentCreate = Parameters<Content['contents']['create']>[0];
type Ask = <T>(work: (twilio: Twilio) => Promise<T>) => Promise<T>;

const LISTED = 1_000;
/** Submitted beside each other: a browser waits for all of them. */
const AT_ONCE = 3;
const NOT_SUBMITTED = 'unsubmitted';

const Approval = z.looseObject({ status: z.string(), rejection_reason: z.string().nullish() });
interface There {
  sid: string;
  state: string;
  detail: string | null;
}
interface Starter extends StarterText {
  name: string;
  language: string;
  body: string;
}

const STARTERS: readonly Starter[] = Object.entries(STARTER_TEXTS).flatMap(([name, text]) =>
  Object.entries(text.bodies).map(([language, body]) => ({ ...text, name, language, body })),
);

/** `ask`: every call of it has a deadline of its own. */
export async function starters(ask: Ask, submit: boolean): Promise<StarterTemplate[]> {
  const there = await listed(ask);
  const states: StarterTemplate[] = [];
  for (let at = 0; at < STARTERS.length; at += AT_ONCE) {
    states.push(
      ...(await Promise.all(STARTERS.slice(at, at + AT_ONCE).map((one) => stateOf(ask, one, there, submit)))),
    );
  }
  return states;
}

const keyOf = (name: string, language: string): string => `${name} ${language}`;

async function listed(ask: Ask): Promise<Map<string, There>> {
  const all = await ask((twilio) => twilio.content.v1.contentAndApprovals.list({ limit: LISTED, pageSize: 100 }));
  return new Map(
    all.map(({ sid, friendlyName, language, approvalRequests }) => {
      const approval = Approval.safeParse(approvalRequests).data;
      const { status: state = NOT_SUBMITTED, rejection_reason: reason } = approval ?? {};
      return [keyOf(friendlyName, language), { sid, state, detail: reason || null }];
    }),
  );
}

async function stateOf(
  ask: Ask,
  starter: Starter,
  listed: ReadonlyMap<string, There>,
  submit: boolean,
): Promise<StarterTemplate> {
  const { name, language, body } = starter;
  const there = listed.get(keyOf(name, language));
  const as = (state: string, detail: string | null = null): StarterTemplate => ({
    name,
    language,
    body,
    state,
    detail,
  });
  if (there && (!submit || there.state !== NOT_SUBMITTED)) return as(there.state, there.detail);
  if (!submit) return as('missing');
  try {
    const sid = there?.sid ?? (await ask((twilio) => make(twilio.content.v1, starter)));
    return as(await ask((twilio) => submitted(twilio.content.v1, sid, starter)));
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    return as('failed', error.message);
  }
}

async function make(content: Content, { name, language, body, variables }: Starter): Promise<string> {
  // The client sends what it is given as it is: the names of the wire, not those of its types (twilio-node #1046).
  const made: unknown = { friendly_name: name, language, variables, types: { 'twilio/text': { body } } };
  return (await content.contents.create(made as ContentCreate)).sid;
}

/** Names at WhatsApp are submitted once: each language has one of its own. */
async function submitted(content: Content, sid: string, { name, language }: Starter): Promise<string> {
  const request = { name: `${name}_${language.toLowerCase()}`, category: 'UTILITY' };
  return (await content.contents(sid).approvalCreate.create(request)).status;
}
