/**
 * What the API says and hears, as schemas: the OpenAPI page, the server's checks and the screens' types come from here.
 * Times are ISO 8601 in UTC. Lists are keyset pages: `next` is an opaque cursor, null on the last page.
 */
import { z } from 'zod';

const id = z.uuid();
const time = z.iso.datetime();
const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

export const Role = z.enum(['agent', 'admin']);
export const Presence = z.enum(['online', 'away']);
export const Holder = z.enum(['assistant', 'queue', 'agent']);
export const Status = z.enum(['open', 'snoozed', 'closed']);
export const DeliveryState = z.enum([
  'queued',
  'sending',
  'unknown',
  'accepted',
  'delivered',
  'read',
  'failed',
  'withdrawn',
]);

/** Every failure (RFC 9457), as application/problem+json. `errors`: one line per fault, "field: what is wrong". */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.string()).optional(),
});

// ── session ─────────────────────────────────────────────────────────────────
export const SignIn = z.object({ email: z.email(), password: z.string().min(1).max(200) });
export const Me = z.object({
  agent: z.object({
    id,
    name: z.string(),
    publicName: z.string(),
    email: z.string(),
    role: Role,
    presence: Presence,
    demo: z.boolean(),
  }),
  teamIds: z.array(id),
  /** Send as `x-csrf-token` with every POST, PUT, PATCH and DELETE. */
  csrfToken: z.string(),
  business: z.object({ name: z.string(), simulated: z.boolean(), assistantPaused: z.boolean() }),
});
export const ResetRequest = z.object({ email: z.email() });
/** Always the same words: they never tell whether the address exists. */
export const ResetAsked = z.object({ message: z.string() });
export const ResetConfirm = z.object({ token: z.string().min(20).max(200), password: z.string().min(12).max(200) });
/** GET /api/demo, for the door; 404 as soon as anything is real. */
export const Demo = z.object({
  signIns: z.array(z.object({ email: z.string(), password: z.string(), name: z.string(), role: Role })),
});
export const PresenceChange = z.object({ presence: Presence });

// ── inbox ───────────────────────────────────────────────────────────────────
export const View = z.enum(['mine', 'waiting', 'team', 'assistant', 'snoozed', 'all', 'closed']);
export const ConversationQuery = z.object({
  view: View.default('waiting'),
  teamId: id.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(40),
});
export const TeamRef = z.object({ id, name: z.string() });
export const AgentRef = z.object({ id, name: z.string(), presence: Presence });
export const ConversationSummary = z.object({
  id,
  contact: z.object({
    id,
    name: z.string().nullable(),
    address: z.string(),
    addressKind: z.enum(['phone', 'email', 'claimed_email', 'visitor']),
  }),
  channel: z.string(),
  channels: z.array(z.string()),
  team: TeamRef,
  assignee: AgentRef.nullable(),
  holder: Holder,
  status: Status,
  /** Reason code of the live handoff, e.g. asked_for_human. */
  reason: z.string().nullable(),
  priority: z.number().int(),
  lastMessage: z.object({ text: z.string(), author: z.string(), at: time }).nullable(),
  lastSeq: z.number().int(),
  revision: z.number().int(),
  unread: z.boolean(),
  /** Since when somebody waits for a human. */
  waitingSince: time.nullable(),
  /** When it comes back into the lists; null while it is not snoozed. */
  snoozedUntil: time.nullable(),
});
export const ConversationPage = page(ConversationSummary);
export const Counts = z.object({
  mine: z.number().int(),
  waiting: z.number().int(),
  team: z.number().int(),
  assistant: z.number().int(),
  snoozed: z.number().int(),
  unreadMine: z.number().int(),
  oldestWaitingSince: time.nullable(),
});

/** Every claim of a brief points to a message by its sequence. */
export const Brief = z.object({
  /** Why now, in one sentence. */
  why: z.string(),
  wants: z.array(z.object({ text: z.string(), seq: z.number().int() })),
  tried: z.array(z.object({ text: z.string(), seq: z.number().int() })),
  /** Facts the contact gave: order numbers, dates, amounts, names. */
  facts: z.array(z.object({ label: z.string(), value: z.string(), seq: z.number().int() })),
  mood: z.string().nullable(),
  nextStep: z.string(),
});
export const Handoff = z.object({
  id,
  state: z.enum(['queued', 'offered', 'accepted', 'returned', 'closed', 'cancelled']),
  reason: z.string(),
  requestedBy: z.string(),
  team: TeamRef,
  agent: AgentRef.nullable(),
  brief: Brief,
  requestedSeq: z.number().int(),
  requestedAt: time,
  acceptedAt: time.nullable(),
  endedAt: time.nullable(),
  offers: z.array(
    z.object({
      id,
      agent: AgentRef,
      endpoint: z.string(),
      state: z.string(),
      offeredAt: time,
      answeredAt: time.nullable(),
      detail: z.string().nullable(),
    }),
  ),
});
export const DecisionView = z.object({
  id,
  seq: z.number().int(),
  outcome: z.enum(['continue', 'offer_human', 'handoff', 'danger']),
  reason: z.string().nullable(),
  rule: z.string().nullable(),
  policyVersion: z.number().int(),
  /** Words cut from the message by the stored offsets at reading time. */
  evidence: z.array(
    z.object({ seq: z.number().int(), start: z.number().int(), end: z.number().int(), words: z.string() }),
  ),
  evaluated: z.array(
    z.object({
      rule: z.string(),
      fired: z.boolean(),
      values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
  counterfactual: z.string().nullable(),
  at: time,
});
export const ConversationDetail = ConversationSummary.extend({
  contactProfile: z.object({
    name: z.string().nullable(),
    language: z.string().nullable(),
    attributes: z.record(z.string(), z.string()),
    addresses: z.array(
      z.object({ kind: z.string(), address: z.string(), verified: z.boolean(), optedOut: z.boolean() }),
    ),
    /** Given in the web chat to be written to; nothing vouches for it. `consent`: the wording that was agreed to. */
    claimedEmail: z.object({ email: z.string(), consent: z.string(), at: time }).nullable(),
    /** What the business's own servers signed for. */
    identities: z.array(z.object({ externalId: z.string(), email: z.string().nullable(), account: z.string() })),
    since: time,
    otherConversations: z.array(
      z.object({ id, status: Status, openedAt: time, closedAt: time.nullable(), preview: z.string() }),
    ),
  }),
  account: z.object({
    id,
    channel: z.string(),
    name: z.string(),
    address: z.string(),
    assistantMode: z.enum(['off', 'drafts', 'answers']),
  }),
  /** The live handoff, else the last one. */
  handoff: Handoff.nullable(),
  decision: DecisionView.nullable(),
  /** The assistant's proposal, in mode "drafts". */
  assistantDraft: z.object({ text: z.string(), articles: z.array(z.object({ id, title: z.string() })) }).nullable(),
  myDraft: z.string().nullable(),
  /** Why nothing can be sent to the contact now (opted out, reply window closed); null when it can. */
  sendBlocked: z.string().nullable(),
  can: z.object({
    accept: z.boolean(),
    takeOver: z.boolean(),
    reply: z.boolean(),
    return: z.boolean(),
    close: z.boolean(),
    transfer: z.boolean(),
    snooze: z.boolean(),
    wake: z.boolean(),
  }),
});

/** As far as the column reaches. */
const seq = z.coerce.number().int().min(0).max(2_147_483_647);
/** `inline=1`: within a page, where the kind of file allows it. */
export const FileQuery = z.object({ inline: z.enum(['0', '1']).optional() });
export const TranscriptQuery = z.object({
  /** Entries before this message sequence (older page) or after it (what is new); neither: the newest page. */
  before: seq.optional(),
  after: seq.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const TranscriptEntry = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    id,
    seq: z.number().int(),
    author: z.enum(['contact', 'agent', 'assistant', 'system']),
    authorName: z.string().nullable(),
    /** Where an agent wrote from, e.g. "sms"; null for the web inbox. */
    via: z.string().nullable(),
    channel: z.string(),
    text: z.string(),
    content: z.record(z.string(), z.unknown()),
    attachments: z.array(
      z.object({
        id,
        name: z.string().nullable(),
        /** By its content once it is stored. */
        mediaType: z.string(),
        bytes: z.number().int().nullable(),
        /** `remote`: still to be fetched from the provider. */
        state: z.enum(['remote', 'stored', 'refused']),
        /** Why it was refused. */
        detail: z.string().nullable(),
      }),
    ),
    /** The message of this conversation that it answers or reacts to. */
    repliesTo: z.object({ seq: z.number().int(), author: z.string(), text: z.string() }).nullable(),
    articles: z.array(z.object({ id, title: z.string(), url: z.string().nullable() })),
    delivery: z
      .object({
        state: DeliveryState,
        fault: z.string().nullable(),
        detail: z.string().nullable(),
        at: time.nullable(),
      })
      .nullable(),
    at: time,
  }),
  z.object({ type: z.literal('note'), id, seq: z.number().int(), authorName: z.string(), text: z.string(), at: time }),
  z.object({
    type: z.literal('event'),
    id,
    seq: z.number().int(),
    event: z.enum([
      ...['handoff_requested', 'handoff_accepted', 'handoff_returned', 'handoff_closed', 'handoff_cancelled'],
      ...['contacts_joined', 'contacts_parted'],
    ] as const),
    text: z.string(),
    at: time,
  }),
]);
/** Oldest first. `revision` is the conversation's at reading. */
export const Transcript = z.object({
  entries: z.array(TranscriptEntry),
  revision: z.number().int(),
  lastSeq: z.number().int(),
  more: z.boolean(),
});

/** Which addresses are one customer. */
export const ContactLinks = z.object({
  links: z.array(
    z.object({
      id,
      /** A code that came back, a sign-in of the business, or an agent's decision. */
      evidence: z.enum(['code', 'signed_in', 'agent']),
      detail: z.string(),
      /** The agent who did it or asked for the code. */
      by: z.string().nullable(),
      addresses: z.array(z.string()),
      at: time,
      undoneAt: time.nullable(),
      undoable: z.boolean(),
    }),
  ),
  /** May be the same person; nothing proves it. */
  suggestions: z.array(z.object({ contactId: id, name: z.string().nullable(), address: z.string(), why: z.string() })),
  /** To which kinds of address a code can be sent. */
  ways: z.array(z.enum(['phone', 'email'])),
});
const phone = z
  .string()
  .transform((written) => written.replace(/[\s().\-/]/g, '').replace(/^00/, '+'))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number with its country code, such as +15550100'));
const mailbox = z.string().trim().toLowerCase().pipe(z.email().max(254));
export const MoveBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('phone'), address: phone }),
  z.object({ kind: z.literal('email'), address: mailbox }),
]);
/** `sent`: a code is on its way. `moved`: it was theirs already. The others say why not. */
export const Asked = z.object({
  asked: z.enum(['sent', 'moved', 'no_channel', 'opted_out', 'too_many', 'our_own']),
});
export const JoinBody = z.object({
  address: z.string().trim().min(3).max(254),
  reason: z.string().trim().min(3).max(500),
});

/** What somebody should see to now. */
export const Alerts = z.object({
  /** Channel accounts that do not work, of the teams I see. */
  accounts: z.array(
    z.object({
      id,
      name: z.string(),
      channel: z.string(),
      /** What the provider said; for admins. */
      detail: z.string().nullable(),
      since: time.nullable(),
    }),
  ),
  /** Handoffs that wait too long, by team; a thousand means a thousand or more. */
  overdue: z.array(z.object({ team: TeamRef, count: z.number().int(), oldestSince: time })),
  overdueMinutes: z.number().int(),
});
export const SearchQuery = z.object({
  /** Words, beginnings of words, or a part of a name, number or address. */
  q: z.string().trim().min(2).max(200),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
const FoundContact = ConversationSummary.shape.contact;
export const MessageHit = z.object({
  messageId: id,
  conversationId: id,
  seq: z.number().int(),
  author: z.enum(['contact', 'agent', 'assistant', 'system']),
  channel: z.string(),
  contact: FoundContact,
  team: TeamRef,
  status: Status,
  /** Some words around the first hit. */
  excerpt: z.string(),
  /** Where the words that were asked for stand in the excerpt, as offsets in it. */
  marks: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
  at: time,
});
/** Newest first. */
export const MessageHitPage = page(MessageHit);
export const ContactHit = z.object({
  contact: FoundContact,
  /** The last conversation with them that the agent may see. */
  conversationId: id,
  channel: z.string(),
  status: Status,
  team: TeamRef,
  lastMessageAt: time,
});
/** Who came last first. */
export const ContactHitPage = page(ContactHit);

export const Reply = z.object({
  clientId: z.string().min(8).max(64),
  text: z.string().trim().min(1).max(10_000),
  /** Another way than where the contact last wrote; one of `Verdicts`. */
  leg: z.object({ accountId: id, addressId: id }).optional(),
  /** Then the words are the template's, filled by the server; `text` is what the agent saw of it. */
  template: z
    .object({ id: z.string().max(64), variables: z.record(z.string().max(64), z.string().max(1_000)) })
    .optional(),
});
/** Left out: the way that a reply takes. */
export const TemplateQuery = z.object({ accountId: id.optional() });
export const TemplateView = z.object({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  /** With {{1}} where something is filled in. */
  body: z.string(),
  /** An example of each. */
  variables: z.record(z.string(), z.string()),
});
export const TemplateList = z.object({ templates: z.array(TemplateView) });
/** What may be sent on each way to the contact, and what it takes. The current way comes first. */
export const VerdictBody = z.object({ text: z.string().max(10_000) });
export const LegVerdict = z.object({
  accountId: id,
  addressId: id,
  channel: z.string(),
  accountName: z.string(),
  address: z.string(),
  current: z.boolean(),
  /** Why not, and what would help; null when it may be sent. */
  blocked: z.string().nullable(),
  fault: z.string().nullable(),
  windowClosesAt: time.nullable(),
  maxLength: z.number().int(),
  advisedLength: z.number().int(),
  /** SMS: billed by segments. `costly`: the characters that keep it out of the cheaper encoding. */
  size: z
    .object({
      encoding: z.enum(['GSM-7', 'UCS-2']),
      segments: z.number().int(),
      left: z.number().int(),
      costly: z.array(z.string()),
    })
    .nullable(),
});
export const Verdicts = z.object({ legs: z.array(LegVerdict) });
export const NewNote = z.object({ text: z.string().trim().min(1).max(10_000) });
export const ReturnBody = z.object({ note: z.string().max(2_000).optional() });
export const TransferBody = z.object({ teamId: id, note: z.string().max(2_000).optional() });
export const SnoozeTimes = z.object({
  timeZone: z.string(),
  times: z.array(z.object({ name: z.enum(['hour', 'evening', 'tomorrow', 'monday']), until: time })),
});
/** Until a moment, or until a wall-clock time in the team's time zone. */
export const SnoozeBody = z.union([
  z.object({ until: time }),
  z.object({ local: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'must look like 2026-01-31T09:00') }),
]);
export const ReadBody = z.object({ seq: z.number().int().min(0) });
export const DraftBody = z.object({ text: z.string().max(10_000) });
export const Accepted = z.object({ conversationId: id, revision: z.number().int() });
export const Replied = Accepted.extend({ messageId: id, seq: z.number().int() });

/** Lists of the admin screens. */
export const PageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

// ── admin ───────────────────────────────────────────────────────────────────
export const AccountView = z.object({
  id,
  channel: z.string(),
  name: z.string(),
  address: z.string(),
  teamId: id.nullable(),
  assistantMode: z.enum(['off', 'drafts', 'answers']),
  settings: z.record(z.string(), z.unknown()),
  /** Names of the secrets that are set; values never leave. */
  secretsSet: z.array(z.string()),
  simulated: z.boolean(),
  active: z.boolean(),
  health: z.enum(['unknown', 'ok', 'failing']),
  healthDetail: z.string().nullable(),
  healthAt: time.nullable(),
  webhookUrl: z.string().nullable(),
});
export const AccountEdit = z.object({
  channel: z.string().max(40),
  name: z.string().trim().min(1).max(100),
  address: z.string().trim().min(1).max(200),
  teamId: id.nullable(),
  assistantMode: z.enum(['off', 'drafts', 'answers']).default('drafts'),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Left out: kept as they are. */
  secrets: z.record(z.string(), z.string()).optional(),
  active: z.boolean().default(true),
});
export const QuarantineView = z.object({
  id,
  accountId: id,
  /** The account's name. */
  account: z.string(),
  /** Bytes of its source. */
  size: z.number().int(),
  error: z.string(),
  tries: z.number().int(),
  at: time,
});
export const QuarantinePage = z.object({ items: z.array(QuarantineView), next: z.string().nullable() });
export const Hours = z.object({
  /** day 1 = Monday … 7 = Sunday; from/to as HH:MM of the team's time zone; an empty list: always open. */
  weekly: z.array(
    z.object({
      day: z.number().int().min(1).max(7),
      from: z.string().regex(/^\d\d:\d\d$/),
      to: z.string().regex(/^\d\d:\d\d$/),
    }),
  ),
  holidays: z.array(z.object({ date: z.iso.date(), name: z.string().max(100) })),
});
export const TeamView = z.object({
  id,
  name: z.string(),
  timeZone: z.string(),
  hours: Hours,
  isFallback: z.boolean(),
  memberIds: z.array(id),
  open: z.boolean(),
  nextOpening: time.nullable(),
  waiting: z.number().int(),
});
export const TeamEdit = z.object({
  name: z.string().trim().min(1).max(100),
  timeZone: z.string().max(60),
  hours: Hours,
  memberIds: z.array(id),
  isFallback: z.boolean().optional(),
});
export const AgentView = z.object({
  id,
  email: z.string(),
  name: z.string(),
  publicName: z.string(),
  role: Role,
  onCall: z.boolean(),
  capacity: z.number().int(),
  presence: Presence,
  demo: z.boolean(),
  disabled: z.boolean(),
  teamIds: z.array(id),
  endpoints: z.array(
    z.object({
      id,
      channel: z.string(),
      accountId: id,
      address: z.string(),
      verified: z.boolean(),
      stopped: z.boolean(),
    }),
  ),
});
export const AgentEdit = z.object({
  email: z.email(),
  name: z.string().trim().min(1).max(100),
  publicName: z.string().trim().min(1).max(60),
  role: Role,
  onCall: z.boolean().default(false),
  capacity: z.number().int().min(0).max(500).default(20),
  disabled: z.boolean().default(false),
  teamIds: z.array(id),
});
export const EndpointEdit = z.object({ accountId: id, address: z.string().trim().min(3).max(100) });
export const EndpointVerify = z.object({ code: z.string().regex(/^\d{6}$/) });
export const ResetLink = z.object({ url: z.string(), expiresAt: time });
/** Null for an agent who was added as disabled. */
export const AgentCreated = AgentView.extend({ resetLink: ResetLink.nullable() });
export const TopicEdit = z.object({
  reason: z.string().max(40),
  severity: z.enum(['hard', 'soft']),
  team: z.string().max(100).optional(),
  meanwhile: z.string().max(300).optional(),
});
export const ArticleView = z.object({
  id,
  title: z.string(),
  body: z.string(),
  phrasings: z.array(z.string()),
  url: z.string().nullable(),
  language: z.string(),
  escalate: TopicEdit.nullable(),
  demo: z.boolean(),
  active: z.boolean(),
  revision: z.number().int(),
  updatedAt: time,
});
export const ArticleEdit = z.object({
  title: z.string().trim().min(1).max(200),
  body: z.string().trim().min(1).max(50_000),
  phrasings: z.array(z.string().trim().min(1).max(300)).max(100).default([]),
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  language: z.string().min(2).max(10).default('en'),
  escalate: TopicEdit.nullable().default(null),
  active: z.boolean().default(true),
});
export const ArticlePage = page(ArticleView);
/** What `{{…}}` in a canned reply may name; filled in the composer, before anything is sent. */
export const PLACEHOLDERS = ['contact.name', 'agent.name'] as const;
export const CannedReplyView = z.object({
  id,
  name: z.string(),
  text: z.string(),
  teamId: id.nullable(),
  language: z.string().nullable(),
  updatedAt: time,
});
export const CannedReplyEdit = z.object({
  /** Typed after a stroke in the composer. */
  name: z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u, 'letters, digits, "-" and "_" only, at most 40'),
  /** `{{contact.name}}` and `{{agent.name}}` stand for what they say. */
  text: z.string().trim().min(1).max(10_000),
  /** Null: for every team. */
  teamId: id.nullable().default(null),
  /** ISO 639-1; null: for every language. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'must be two letters, such as en')
    .nullable()
    .default(null),
});
export const CannedReplyPage = page(CannedReplyView);
/** What an agent's composer offers. */
export const CannedReplyQuery = z.object({
  /** How the name begins. */
  q: z.string().max(40).default(''),
  /** Replies of this language come first, those of others are left out. */
  language: z.string().max(5).optional(),
});
export const CannedReplyChoices = z.array(z.object({ id, name: z.string(), text: z.string() }));
export const ConditionEdit = z.object({
  field: z.enum(['text', 'channel', 'language', 'contact.attribute', 'hours.open', 'attempts', 'account']),
  name: z.string().max(60).optional(),
  operator: z.enum(['contains_word', 'contains', 'equals', 'not_equals', 'at_least', 'matches_any']),
  value: z.union([z.string().max(500), z.number(), z.boolean(), z.array(z.string().max(200)).max(200)]),
});
export const RuleEdit = z.object({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean(),
  match: z.enum(['any', 'all']),
  conditions: z.array(ConditionEdit).min(1).max(20),
  then: z.object({
    outcome: z.enum(['handoff', 'offer_human']),
    team: z.string().max(100).optional(),
    priority: z.number().int().min(0).max(9).optional(),
  }),
});
export const PolicyEdit = z.object({
  danger: z.object({ enabled: z.boolean(), text: z.string().trim().min(10).max(600) }),
  askedForHuman: z.object({ enabled: z.boolean() }),
  hardTopics: z.object({ enabled: z.boolean() }),
  topics: z.record(
    z.string(),
    z.object({
      severity: z.enum(['hard', 'soft']),
      team: z.string().max(100).optional(),
      meanwhile: z.string().max(300).optional(),
    }),
  ),
  failureSignals: z.number().int().min(1).max(5),
  languages: z.array(z.string().min(2).max(5)).min(1).max(20),
  rules: z.array(RuleEdit).max(200),
});
/** `basedOn`: the version that was edited; publishing is refused when a newer one exists. */
export const PolicyPublish = z.object({ basedOn: z.number().int(), policy: PolicyEdit });
export const PolicyView = z.object({
  version: z.number().int(),
  policy: PolicyEdit,
  publishedAt: time,
  publishedBy: z.string().nullable(),
  demo: z.boolean(),
});
export const Switches = z.object({ assistantPaused: z.boolean() });
export const AuditView = z.object({
  id,
  actor: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  at: time,
});
export const AuditPage = page(AuditView);

// ── live socket (namespace /live), server → agent ───────────────────────────
/** Ids only: the screen reads again what it shows. An agent hears of what their teams hold, what is theirs and what is offered to them. */
export interface LiveEvents {
  conversation: (change: {
    id: string;
    teamId: string;
    assigneeId: string | null;
    revision: number;
    lastSeq: number;
  }) => void;
  typing: (change: { conversationId: string; who: 'contact' | 'agent' | 'assistant'; agentId?: string }) => void;
  presence: (change: { agentId: string }) => void;
  settings: (change: { what: string }) => void;
  /** Something may have been missed: read everything again. */
  resync: () => void;
}

/** Agent → server. */
export interface LiveClientEvents {
  /** The agent is typing an answer; told to the visitor and to colleagues. */
  typing: (at: { conversationId: string }) => void;
}

// ── widget socket (namespace /widget) ───────────────────────────────────────
/**
 * What the widget gives as `auth`. The server answers `welcome` at once, or refuses with a `connect_error` that says why.
 * `afterSeq` counts within `conversationId`; when that is not the visitor's current one any more, everything of the current one comes.
 * An old or foreign token makes a new visitor.
 */
export const WidgetAuth = z.object({
  site: z.string().min(1).max(100),
  token: z.string().max(2_000).nullish(),
  /** A JWT of the business's own server; refused unless it is right. */
  identity: z.string().max(4_000).nullish(),
  conversationId: id.nullish(),
  afterSeq: z.number().int().min(0).nullish(),
});
export const WidgetSend = z
  .object({
    clientId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
    text: z.string().trim().max(4_000),
    /** Tickets of POST /widget/files. */
    files: z.array(z.string().max(4_000)).max(5).default([]),
  })
  .refine(({ text, files }) => text !== '' || files.length > 0);
/** An address to be written to later. It proves nothing: agents see it as a suggestion. */
export const WidgetEmail = z.object({
  conversationId: id,
  email: z.email().max(254),
  /** The wording that the visitor agreed to, as it was shown. */
  consent: z.string().trim().min(1).max(1_000),
  language: z.string().min(2).max(10),
});
export const WidgetSeen = z.object({
  conversationId: id,
  seq: z.number().int().min(1).max(2_147_483_647),
  /** "delivered": it arrived, but nobody looked yet. */
  state: z.enum(['delivered', 'read']).default('read'),
});
export interface WidgetMessage {
  seq: number;
  author: 'contact' | 'agent' | 'assistant' | 'system';
  authorName: string | null;
  text: string;
  clientId: string | null;
  articles: { title: string; url: string | null }[];
  /** Read at GET /widget/files/<id>. */
  files: { id: string; name: string | null; mediaType: string; bytes: number }[];
  at: string;
}
export interface WidgetState {
  conversationId: string;
  readSeq: number;
  askEmail: boolean;
  ways: ('phone' | 'email')[];
}
export interface WidgetServerEvents {
  welcome: (hello: {
    token: string;
    conversationId: string | null;
    business: string;
    lastSeq: number;
    messages: WidgetMessage[];
  }) => void;
  messages: (news: { conversationId: string; messages: WidgetMessage[] }) => void;
  typing: (who: { who: 'agent' | 'assistant' }) => void;
  /** Up to where somebody of the business has read, whether this is the time to ask for an address, and how else it can go on. */
  state: (state: WidgetState) => void;
}
export interface WidgetClientEvents {
  /** A repeat of one clientId is one message. */
  send: (
    message: { clientId: string; text: string; files?: string[] },
    ack: (result: { ok: true; conversationId: string } | { ok: false; error: string }) => void,
  ) => void;
  /** The visitor has seen everything up to this sequence. */
  seen: (cursor: { conversationId: string; seq: number; state?: 'delivered' | 'read' }) => void;
  typing: () => void;
  email: (
    answer: z.input<typeof WidgetEmail>,
    ack: (result: { ok: true } | { ok: false; error: string }) => void,
  ) => void;
}

export type Problem = z.infer<typeof Problem>;
export type Me = z.infer<typeof Me>;
export type View = z.infer<typeof View>;
export type Counts = z.infer<typeof Counts>;
export type Brief = z.infer<typeof Brief>;
export type ConversationSummary = z.infer<typeof ConversationSummary>;
export type ConversationPage = z.infer<typeof ConversationPage>;
export type ConversationDetail = z.infer<typeof ConversationDetail>;
export type TranscriptEntry = z.infer<typeof TranscriptEntry>;
export type Transcript = z.infer<typeof Transcript>;
export type Alerts = z.infer<typeof Alerts>;
export type MessageHit = z.infer<typeof MessageHit>;
export type ContactHit = z.infer<typeof ContactHit>;
export type TemplateView = z.infer<typeof TemplateView>;
export type TemplateList = z.infer<typeof TemplateList>;
export type LegVerdict = z.infer<typeof LegVerdict>;
export type Verdicts = z.infer<typeof Verdicts>;
export type AccountView = z.infer<typeof AccountView>;
export type AccountEdit = z.infer<typeof AccountEdit>;
export type TeamView = z.infer<typeof TeamView>;
export type TeamEdit = z.infer<typeof TeamEdit>;
export type AgentView = z.infer<typeof AgentView>;
export type AgentEdit = z.infer<typeof AgentEdit>;
export type ArticleView = z.infer<typeof ArticleView>;
export type ArticleEdit = z.infer<typeof ArticleEdit>;
export type CannedReplyView = z.infer<typeof CannedReplyView>;
export type CannedReplyEdit = z.infer<typeof CannedReplyEdit>;
export type PolicyView = z.infer<typeof PolicyView>;
export type PolicyEdit = z.infer<typeof PolicyEdit>;
export type RuleEdit = z.infer<typeof RuleEdit>;
export type Switches = z.infer<typeof Switches>;
export type EndpointEdit = z.infer<typeof EndpointEdit>;
export type AuditView = z.infer<typeof AuditView>;
export type QuarantineView = z.infer<typeof QuarantineView>;
export type SnoozeTimes = z.infer<typeof SnoozeTimes>;
