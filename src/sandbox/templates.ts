/** The contents of the emulated provider: templates, three that WhatsApp approved and one that still waits, and what is made by its API. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Approval } from './contract';

export interface SimulatedTemplate {
  sid: string;
  name: string;
  body: string;
  variables: Readonly<Record<string, string>>;
  language: string;
  status: 'approved' | 'received' | 'pending' | 'rejected' | 'unsubmitted';
  /** What it was submitted as. */
  submittedAs?: string;
  rejectionReason?: string;
  buttons?: readonly string[];
}

const TEMPLATES: readonly SimulatedTemplate[] = [
  {
    sid: `HX${'0'.repeat(31)}1`,
    name: 'reply_waiting',
    body: 'Hello {{1}}, we have an answer to your question about {{2}}. Write to us here to read it.',
    variables: { '1': 'Customer', '2': 'your card' },
    language: 'en',
    status: 'approved',
  },
  {
    sid: `HX${'0'.repeat(31)}2`,
    name: 'call_back',
    body: 'Hello {{1}}, you asked us to call. Write to us here when it suits you.',
    variables: { '1': 'Customer' },
    language: 'en',
    status: 'approved',
  },
  {
    sid: `HX${'0'.repeat(31)}3`,
    name: 'new_opening_hours',
    body: 'Hello {{1}}, our hours have changed. Write to us here to learn more.',
    variables: { '1': 'Customer' },
    language: 'en',
    status: 'pending',
  },
  {
    sid: `HX${'0'.repeat(31)}4`,
    name: 'agent_offer',
    body: 'A customer waits for {{1}} ({{2}}). Answer ACCEPT or DECLINE within {{3}} minutes.',
    variables: { '1': 'General', '2': '#1', '3': '5' },
    language: 'en',
    status: 'approved',
  },
];

const Words = z.object({ body: z.string().min(1).max(1_024) });

/** POST /v1/Content, of which only words and quick replies are known here. */
const Made = z.object({
  friendly_name: z.string(),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
  variables: z.record(z.string(), z.string()).default({}),
  types: z
    .object({
      'twilio/text': Words.optional(),
      'twilio/quick-reply': Words.extend({
        actions: z
          .array(z.object({ title: z.string().min(1).max(20), id: z.string().max(200) }))
          .min(1)
          .max(10),
      }).optional(),
    })
    .refine((types) => types['twilio/text'] ?? types['twilio/quick-reply']),
});
const MOST_MADE = 1_000;

/** POST /v1/Content/:sid/ApprovalRequests/whatsapp. */
const Submitted = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
});

export class Contents {
  private readonly made: SimulatedTemplate[] = [];

  all(): readonly SimulatedTemplate[] {
    return [...TEMPLATES, ...this.made];
  }

  /** Null: it is none that this account could have. */
  make(body: unknown): SimulatedTemplate | null {
    const read = Made.safeParse(body);
    if (!read.success || this.made.length >= MOST_MADE) return null;
    const { friendly_name: name, language, variables, types } = read.data;
    const touch = types['twilio/quick-reply'];
    const words = (touch ?? types['twilio/text'])?.body ?? '';
    const sid = `HX${randomBytes(16).toString('hex')}`;
    const buttons = touch ? { buttons: touch.actions.map(({ title }) => title) } : {};
    const made: SimulatedTemplate = { sid, name, language, body: words, variables, status: 'unsubmitted', ...buttons };
    this.made.push(made);
    return made;
  }

  /** Null: there is no such content. A text: why WhatsApp does not even look at it. */
  submit(sid: string, body: unknown): SimulatedTemplate | string | null {
    const made = this.made.find((one) => one.sid === sid);
    if (!made) return null;
    const read = Submitted.safeParse(body);
    if (!read.success) return 'The name or category is invalid.';
    if (made.status !== 'unsubmitted') return 'The template was submitted already.';
    if (this.made.some((one) => one.submittedAs === read.data.name)) return 'There is a template of this name already.';
    if (/^\s*\{\{|\}\}\s*$/.test(made.body)) return 'The text may neither begin nor end with a variable.';
    const named = [...made.body.matchAll(/\{\{(\w+)\}\}/g)].every(([, name]) => made.variables[name ?? '']);
    if (!named) return 'Each variable needs a sample.';
    made.status = 'received';
    made.submittedAs = read.data.name;
    return made;
  }

  /** What WhatsApp makes of what was submitted; false: nothing was submitted under this name. */
  decide({ name, status, reason }: Approval): boolean {
    const made = this.made.find((one) => one.submittedAs === name);
    if (!made) return false;
    made.status = status;
    made.rejectionReason = reason;
    return true;
  }
}

/** One item of GET /v1/ContentAndApprovals. */
export function contentResource(accountSid: string, template: SimulatedTemplate): Record<string, unknown> {
  return {
    sid: template.sid,
    account_sid: accountSid,
    friendly_name: template.name,
    language: template.language,
    variables: template.variables,
    types: template.buttons
      ? {
          'twilio/quick-reply': {
            body: template.body,
            actions: template.buttons.map((title) => ({ type: 'QUICK_REPLY', title, id: title })),
          },
        }
      : { 'twilio/text': { body: template.body } },
    approval_requests: template.status === 'unsubmitted' ? null : approvalResource(template),
    date_created: '2026-01-05T09:00:00Z',
    date_updated: '2026-01-05T09:00:00Z',
  };
}

/** What is told of an approval that was asked for. */
export function approvalResource(template: SimulatedTemplate): Record<string, unknown> {
  return {
    name: template.submittedAs ?? template.name,
    category: 'UTILITY',
    content_type: template.buttons ? 'twilio/quick-reply' : 'twilio/text',
    status: template.status,
    rejection_reason: template.rejectionReason ?? '',
    allow_category_change: true,
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
