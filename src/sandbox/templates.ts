/** The contents of the emulated provider: templates, three that WhatsApp approved and one that still waits, and what is made by its API. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

export interface SimulatedTemplate {
  sid: string;
  name: string;
  body: string;
  variables: Readonly<Record<string, string>>;
  status: 'approved' | 'pending' | 'unsubmitted';
  buttons?: readonly string[];
}

const TEMPLATES: readonly SimulatedTemplate[] = [
  {
    sid: `HX${'0'.repeat(31)}1`,
    name: 'reply_waiting',
    body: 'Hello {{1}}, we have an answer to your question about {{2}}. Write to us here to read it.',
    variables: { '1': 'Customer', '2': 'your card' },
    status: 'approved',
  },
  {
    sid: `HX${'0'.repeat(31)}2`,
    name: 'call_back',
    body: 'Hello {{1}}, you asked us to call. Write to us here when it suits you.',
    variables: { '1': 'Customer' },
    status: 'approved',
  },
  {
    sid: `HX${'0'.repeat(31)}3`,
    name: 'new_opening_hours',
    body: 'Hello {{1}}, our hours have changed. Write to us here to learn more.',
    variables: { '1': 'Customer' },
    status: 'pending',
  },
  {
    sid: `HX${'0'.repeat(31)}4`,
    name: 'agent_offer',
    body: 'A customer waits for {{1}} ({{2}}). Answer ACCEPT or DECLINE within {{3}} minutes.',
    variables: { '1': 'General', '2': '#1', '3': '5' },
    status: 'approved',
  },
];

/** POST /v1/Content, of which only words and quick replies are known here. */
const Made = z.object({
  friendly_name: z.string(),
  variables: z.record(z.string(), z.string()).default({}),
  types: z.object({
    'twilio/quick-reply': z.object({
      body: z.string().min(1).max(1_024),
      actions: z
        .array(z.object({ title: z.string().min(1).max(20), id: z.string().max(200) }))
        .min(1)
        .max(10),
    }),
  }),
});
const MOST_MADE = 1_000;

export class Contents {
  private readonly made: SimulatedTemplate[] = [];

  all(): readonly SimulatedTemplate[] {
    return [...TEMPLATES, ...this.made];
  }

  /** Null: it is none that this account could have. */
  make(body: unknown): SimulatedTemplate | null {
    const read = Made.safeParse(body);
    if (!read.success || this.made.length >= MOST_MADE) return null;
    const { friendly_name: name, variables, types } = read.data;
    const { body: words, actions } = types['twilio/quick-reply'];
    const sid = `HX${randomBytes(16).toString('hex')}`;
    const buttons = actions.map(({ title }) => title);
    const made: SimulatedTemplate = { sid, name, body: words, variables, status: 'unsubmitted', buttons };
    this.made.push(made);
    return made;
  }
}

/** One item of GET /v1/ContentAndApprovals. */
export function contentResource(accountSid: string, template: SimulatedTemplate): Record<string, unknown> {
  return {
    sid: template.sid,
    account_sid: accountSid,
    friendly_name: template.name,
    language: 'en',
    variables: template.variables,
    types: template.buttons
      ? {
          'twilio/quick-reply': {
            body: template.body,
            actions: template.buttons.map((title) => ({ type: 'QUICK_REPLY', title, id: title })),
          },
        }
      : { 'twilio/text': { body: template.body } },
    approval_requests:
      template.status === 'unsubmitted'
        ? null
        : {
            name: template.name,
            category: 'UTILITY',
            content_type: 'twilio/text',
            status: template.status,
            rejection_reason: '',
          },
    date_created: '2026-01-05T09:00:00Z',
    date_updated: '2026-01-05T09:00:00Z',
  };
}

/** The words that the phone gets; null when a variable is missing or empty. */
export function wordsOf(template: SimulatedTemplate, json: string | undefined): string | null {
  let given: unknown;
  try {
    given = JSON.parse(json ?? '{}');
  } catch {
    return null;
  }
  if (typeof given !== 'object' || given === null) return null;
  const values = given as Record<string, unknown>;
  const whole = Object.keys(template.variables).every(
    (name) => typeof values[name] === 'string' && values[name] !== '',
  );
  return whole ? template.body.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name])) : null;
}
