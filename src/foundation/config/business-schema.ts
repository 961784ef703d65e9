/** The shapes of config/*.yaml: the business as it is at the first start. */
import { z } from 'zod';
import { TeamSurvey } from './team-survey';

const name = z.string().trim().min(1).max(100);
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day in quotes, such as "09:00"');

const TimeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}, 'must be a time zone such as Europe/London');

/** A line such as { days: [mon, tue], from: "09:00", to: "17:00" }, opened out into one span per day. */
const Shift = z.strictObject({ days: z.array(z.enum(DAYS)).min(1), from: clock, to: clock });
const Hours = z
  .strictObject({
    weekly: z.array(Shift).default([]),
    holidays: z.array(z.strictObject({ date: z.iso.date(), name })).default([]),
  })
  .default({ weekly: [], holidays: [] })
  .transform(({ weekly, holidays }) => ({
    weekly: weekly
      .flatMap(({ days, from, to }) => days.map((day) => ({ day: DAYS.indexOf(day) + 1, from, to })))
      .sort((a, b) => a.day - b.day || a.from.localeCompare(b.from)),
    holidays,
  }));

export const TeamsFile = z.strictObject({
  teams: z
    .array(
      z.strictObject({
        name,
        fallback: z.boolean().default(false),
        timeZone: TimeZone.default('UTC'),
        hours: Hours,
        survey: TeamSurvey.prefault({}),
      }),
    )
    .min(1),
});

export const ChannelsFile = z.strictObject({
  accounts: z.array(
    z.strictObject({
      channel: z.string().regex(/^[a-z]+$/, 'must be the kind of a channel, such as sms'),
      name,
      /** Our own number (E.164), or the key of a web site. */
      address: z.string().trim().min(1).max(200),
      /** The front team; the fallback team when left out. */
      team: name.optional(),
      assistant: z.enum(['off', 'drafts', 'answers']).default('drafts'),
      simulated: z.boolean().default(false),
      settings: z.record(z.string(), z.unknown()).default({}),
      /** `generate` makes a random value, for simulated accounts alone: real secrets are typed into the admin screens. */
      secrets: z.record(z.string(), z.literal('generate')).default({}),
    }),
  ),
});

export const AgentsFile = z.strictObject({
  agents: z.array(
    z.strictObject({
      email: z.email('must be an email address'),
      name,
      /** What customers read. */
      publicName: name,
      role: z.enum(['agent', 'admin']).default('agent'),
      onCall: z.boolean().default(false),
      teams: z.array(name).default([]),
      /** Makes this a demo agent: it can sign in only while everything is simulated. */
      demoPassword: z.string().min(12).max(100).optional(),
      /** Phones on which this agent takes handoffs: `account` is the name of one in channels.yaml. */
      endpoints: z.array(z.strictObject({ account: name, address: z.string().trim().min(1).max(200) })).default([]),
    }),
  ),
});

const REASONS = [
  'danger',
  'asked_for_human',
  'dispute',
  'fraud',
  'lost_or_stolen',
  'legal_threat',
  'complaint',
  'cancellation',
  'refund',
  'distress',
  'repeated_failure',
  'assistant_failed',
  'unsupported_language',
  'rule',
  'not_readable',
  'assistant_off',
  'drafts',
  'assistant_decided',
  'reopened',
  'answered_before',
  'other_person',
  'other_system',
  'agent',
] as const;
const FIELDS = ['text', 'channel', 'language', 'contact.attribute', 'hours.open', 'attempts', 'account'] as const;
const OPERATORS = ['contains_word', 'contains', 'equals', 'not_equals', 'at_least', 'matches_any'] as const;

const Topic = z.strictObject({
  severity: z.enum(['hard', 'soft']),
  team: name.optional(),
  meanwhile: z.string().trim().min(1).max(300).optional(),
});
const Rule = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/, 'must be lower-case letters, digits and hyphens'),
  name,
  enabled: z.boolean().default(true),
  match: z.enum(['any', 'all']).default('any'),
  conditions: z
    .array(
      z.strictObject({
        field: z.enum(FIELDS),
        name: z.string().max(60).optional(),
        operator: z.enum(OPERATORS),
        value: z.union([z.string().max(500), z.number(), z.boolean(), z.array(z.string().max(200)).max(200)]),
      }),
    )
    .min(1)
    .max(20),
  then: z.strictObject({
    outcome: z.enum(['handoff', 'offer_human']),
    team: name.optional(),
    priority: z.number().int().min(0).max(9).optional(),
  }),
});
const stays = z.strictObject({ enabled: z.literal(true, 'must stay true: no policy may switch it off') });

export const PolicyFile = z.strictObject({
  danger: stays.extend({ text: z.string().trim().min(10).max(600) }),
  askedForHuman: stays,
  hardTopics: stays,
  topics: z.partialRecord(z.enum(REASONS), Topic).default({}),
  failureSignals: z.number().int().min(1).max(4).default(2),
  rules: z.array(Rule).max(200).default([]),
});

/** What stands above the text of a knowledge article. */
export const ArticleHead = z.strictObject({
  /** Of the article that it is; left out for one that is new, or known by its title. */
  id: z.uuid('must be an id as an export writes it').optional(),
  title: z.string().trim().min(1).max(200),
  url: z
    .url({ protocol: /^https?$/, error: 'must be a web address' })
    .nullable()
    .default(null),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'must be two letters, such as en')
    .default('en'),
  phrasings: z.array(z.string().trim().min(1).max(300)).max(100).default([]),
  /** Kinds of channel on which it may be quoted; none: on all. */
  channels: z
    .array(z.string().regex(/^[a-z]+$/, 'must be kinds of channel, such as [sms, web]'))
    .max(20)
    .default([]),
  /** signed_in: customers whom the business's own server vouches for; agents: nobody else. */
  audience: z.enum(['everyone', 'signed_in', 'agents']).default('everyone'),
  active: z.boolean().default(true),
  escalate: Topic.extend({ reason: z.enum(REASONS) })
    .nullable()
    .default(null),
});
