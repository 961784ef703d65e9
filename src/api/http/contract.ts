/**
 * What the API says and hears, as schemas: the OpenAPI page, the server's checks and the screens' types come from here.
 * Times are ISO 8601 in UTC. Lists are keyset pages: `next` is an opaque cursor, null on the last page.
 */
import { z } from 'zod';
import { TeamRouting } from '../../foundation/config/team-routing';
import { TeamSurvey } from '../../foundation/config/team-survey';
import { SCOPES } from '../../foundation/model/scopes';
import { WEBHOOK_KINDS } from '../../foundation/model/webhook-kinds';

const id = z.uuid();
const time = z.iso.datetime();
const Language = z.string().regex(/^[a-z]{2}$/, 'must be two letters, such as en');
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
  business: z.object({
    name: z.string(),
    simulated: z.boolean(),
    assistantPaused: z.boolean(),
    /** Whether a model is there to write and translate. */
    model: z.boolean(),
  }),
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
  /** Since when somebody waits for a human; in the future: when they want to be written to. */
  waitingSince: time.nullable(),
  /** What the customer is owed by when, in the team's hours, the earliest first; none while nobody was asked for. */
  clocks: z.array(z.object({ kind: z.enum(['first', 'next', 'resolution']), dueAt: time })),
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

const Due = z.object({ conversation: ConversationSummary, at: time, detail: z.string().nullable() });
/** What goes on now in the teams one sees. */
export const Board = z.object({
  teams: z.array(z.object({ team: TeamRef, waiting: z.number().int(), oldestSince: time.nullable() })),
  waiting: z.array(ConversationSummary),
  /** Their owners were reminded and have not answered; `at`: since when the customer waits. */
  silent: z.array(Due),
  /** Their owners ended the shift; `at`: since when the customer waits, else the last words; `detail`: the owner. */
  left: z.array(Due),
  /** Due soon or broken; `at`: when. */
  promises: z.array(Due),
  /** Of the last day, the latest first; `detail`: why. */
  failed: z.array(Due),
  onDuty: z.array(
    z.object({
      agent: AgentRef,
      teams: z.array(z.string()),
      holds: z.number().int(),
      capacity: z.number().int(),
      /** Null: nothing reaches them now. */
      reachable: z.enum(['inbox', 'phone']).nullable(),
    }),
  ),
});
/** To a team's queue, or to an agent; with neither, back to the queue of its own team. */
export const MoveManyBody = z
  .object({ ids: z.array(id).min(1).max(50), teamId: id.optional(), agentId: id.optional() })
  .refine(({ teamId, agentId }) => !(teamId && agentId), { message: 'a team or an agent, not both' });
export const Moved = z.object({ results: z.array(z.object({ id, refused: z.string().nullable() })) });

/** Every claim of a brief points to a message by its sequence. */
export const Brief = z.object({
  /** Why now, in one sentence. */
  why: z.string(),
  wants: z.array(z.object({ text: z.string(), seq: z.number().int() })),
  /** A model's summary, as far as it stands in what was said. */
  understood: z.array(z.object({ text: z.string(), seq: z.number().int() })).optional(),
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
  /** Its owner was reminded that the customer waits; null once they answered. */
  nudgedAt: time.nullable(),
  /** The customer was told to have an answer by then. */
  promisedBy: time.nullable(),
  offers: z.array(
    z.object({
      id,
      agent: AgentRef,
      endpoint: z.string(),
      state: z.string(),
      /** The colleague who holds it and asks; null: it waits for anybody. */
      from: AgentRef.nullable(),
      offeredAt: time,
      expiresAt: time,
      answeredAt: time.nullable(),
      detail: z.string().nullable(),
      /** Who else could have been asked, each with what stood against them. */
      passed: z.array(z.object({ agent: AgentRef, why: z.string() })),
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
/** Every decision of a conversation, in the order of its messages; `around` is what stood around the message then. */
export const DecisionEntry = DecisionView.extend({
  /** The beginning of the message; empty when it is gone. */
  text: z.string(),
  around: z
    .object({
      channel: z.string(),
      account: z.string(),
      language: z.string().nullable(),
      holder: Holder,
      hoursOpen: z.boolean(),
      nearest: z.object({ title: z.string(), probability: z.number() }).nullable(),
    })
    .nullable(),
});
export const DecisionPage = page(DecisionEntry);
/** A person who answered counts before the assistant who did too. */
const AnsweredBy = z.enum(['human', 'assistant']);

export const ConversationDetail = ConversationSummary.extend({
  contactProfile: z.object({
    name: z.string().nullable(),
    language: z.string().nullable(),
    attributes: z.record(z.string(), z.string()),
    addresses: z.array(
      z.object({ kind: z.string(), address: z.string(), verified: z.boolean(), optedOut: z.boolean() }),
    ),
    /** Given in the web chat to be written to; nothing vouches for it. `consent`: the wording that was agreed to. */
    /** An agent wrote before they did: the last time, and why that was allowed. */
    writtenFirst: z
      .object({
        basis: z.enum(['asked', 'customer', 'other']),
        detail: z.string().nullable(),
        by: z.string(),
        at: time,
      })
      .nullable(),
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
  /** What the customer was asked after closing, the last time; `score` null: not answered. */
  rating: z
    .object({
      score: z.number().int().nullable(),
      reason: z.string().nullable(),
      answeredBy: AnsweredBy,
      askedAt: time,
      ratedAt: time.nullable(),
    })
    .nullable(),
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
    pass: z.boolean(),
    decline: z.boolean(),
    split: z.boolean(),
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
      ...['contacts_joined', 'contacts_parted', 'split_from', 'split_off'],
    ] as const),
    text: z.string(),
    /** The conversation that it leads to. */
    leadsTo: id.nullable(),
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
      /** A code that came back, a sign-in of the business, an agent's decision, or a mail of ours answered from there. */
      evidence: z.enum(['code', 'signed_in', 'agent', 'reply']),
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
  /** Webhook endpoints that were switched off because they failed or are gone; for admins. */
  webhooks: z.array(z.object({ id, name: z.string(), reason: z.enum(['gone', 'failing']), since: time.nullable() })),
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

const REPLY_FILES = 5;
export const Reply = z
  .object({
    clientId: z.string().min(8).max(64),
    text: z.string().trim().max(10_000),
    /** Tickets of POST /api/uploads, in their order. */
    files: z.array(z.string().max(2_000)).max(REPLY_FILES).default([]),
    /** The last sequence that the agent had before their eyes: what others wrote after it must be read first (412). Left out: send it whatever came. */
    seen: z.number().int().min(0).optional(),
    /** Another way than where the contact last wrote; one of `Verdicts`. */
    leg: z.object({ accountId: id, addressId: id }).optional(),
    /** Then the words are the template's, filled by the server; `text` is what the agent saw of it. */
    template: z
      .object({ id: z.string().max(64), variables: z.record(z.string().max(64), z.string().max(1_000)) })
      .optional(),
  })
  .refine(({ text, files }) => text !== '' || files.length > 0, {
    path: ['text'],
    message: 'must say something, or carry a file',
  });
/** An agent writes before the customer does. */
export const FirstAccounts = z.array(
  z.object({
    id,
    name: z.string(),
    channel: z.string(),
    address: z.string(),
    addressKind: z.enum(['phone', 'email']),
    /** Without words of theirs within the last hours only approved texts are allowed. */
    templates: z.boolean(),
  }),
);
export const FirstBody = z
  .object({
    clientId: z.string().min(8).max(64),
    accountId: id,
    address: z.string().trim().min(3).max(254),
    name: z.string().trim().min(1).max(100).optional(),
    /** Why they may be written to; `other` needs a detail. Kept, and shown beside the customer. */
    basis: z.enum(['asked', 'customer', 'other']),
    detail: z.string().trim().min(3).max(500).optional(),
    text: z.string().trim().min(1).max(10_000),
    template: z
      .object({ id: z.string().max(64), variables: z.record(z.string().max(64), z.string().max(1_000)) })
      .optional(),
  })
  .refine(({ basis, detail }) => basis !== 'other' || detail !== undefined, { path: ['detail'], message: 'say why' });
export const FirstWritten = z.object({
  conversationId: id,
  messageId: id,
  seq: z.number().int(),
  /** When it leaves, where quiet hours hold it. */
  leavesAt: time.nullable(),
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
export const VerdictBody = z.object({
  text: z.string().max(10_000),
  files: z
    .array(z.object({ mediaType: z.string().max(200), bytes: z.number().int().nonnegative() }))
    .max(REPLY_FILES)
    .default([]),
});
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
  /** How each file would go: as it is, or as a link in the text, and why. */
  files: z.array(z.object({ as: z.enum(['file', 'link']), why: z.string().nullable() })),
  /** SMS: billed by segments. `costly`: the characters that keep it out of the cheaper encoding. */
  size: z
    .object({
      encoding: z.enum(['GSM-7', 'UCS-2']),
      segments: z.number().int(),
      left: z.number().int(),
      costly: z.array(z.string()),
      /** What may stand for them, and how many segments that would make. */
      plainer: z
        .object({
          segments: z.number().int(),
          swaps: z.array(z.object({ from: z.string(), to: z.string() })),
        })
        .nullable(),
    })
    .nullable(),
  /** A text by its segments; with a picture as one MMS, however long the words are. Null: not billed by the piece. */
  billedAs: z.enum(['segments', 'mms']).nullable(),
});
export const Verdicts = z.object({
  legs: z.array(LegVerdict),
  /** What the words ask for though the customer gave it in message `seq`. */
  askedAgain: z.array(z.object({ label: z.string(), value: z.string(), seq: z.number().int() })),
});
const Cap = z.object({ turns: z.number(), tokens: z.number(), cost: z.number() });
/** What the model was asked and cost; days in UTC, the latest first, those without anything left out. */
export const AssistantUse = z.object({
  /** Null: none is configured. */
  model: z.string().nullable(),
  currency: z.string(),
  caps: z.object({ conversation: Cap, contact: Cap, day: Cap }),
  days: z.array(
    z.object({
      day: z.string(),
      /** Answers to customers, also in vain. */
      turns: z.number().int(),
      /** What agents asked for while they wrote. */
      aids: z.number().int(),
      failed: z.number().int(),
      /** Turns that a cap kept from the model. */
      heldBack: z.number().int(),
      tokens: z.number(),
      cost: z.number(),
    }),
  ),
  /** Conversations that a cap kept from the model within 24 hours, the latest first. */
  heldBack: z.array(z.object({ conversationId: id, cap: z.string(), at: time })),
});
/** What an agent asks for while they write. Nothing of it is sent. */
export const AidBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('draft'), wish: z.string().trim().max(500).default('') }),
  z.object({ kind: z.literal('summary') }),
  z.object({ kind: z.literal('translation'), text: z.string().trim().min(1).max(8_000), into: Language }),
  z.object({ kind: z.literal('answer'), question: z.string().trim().min(2).max(1_000) }),
]);
export const AidView = z.object({
  kind: z.enum(['draft', 'summary', 'translation', 'answer']),
  /** Null: nothing could be written; `warnings` says why. */
  text: z.string().nullable(),
  by: z.enum(['model', 'knowledge', 'quotes']),
  /** The lines of a summary, each with the messages that say it. */
  claims: z.array(z.object({ text: z.string(), seqs: z.array(z.number().int()) })),
  articles: z.array(
    z.object({
      id,
      title: z.string(),
      url: z.string().nullable(),
      /** As this customer's channel would carry it. */
      quote: z.string(),
      /** False: it is for other readers, and nothing of it may be sent. */
      forCustomer: z.boolean(),
    }),
  ),
  /** What to look at before it is used. */
  warnings: z.array(z.string()),
});
export const NewNote = z.object({ text: z.string().trim().min(1).max(10_000) });
export const ReturnBody = z.object({ note: z.string().max(2_000).optional() });
export const TransferBody = z.object({ teamId: id, note: z.string().max(2_000).optional() });
/** To a colleague; the note is for them alone. */
export const PassBody = z.object({ agentId: id, note: z.string().trim().min(1).max(2_000) });
/** A new matter began with this message of the customer; `text`: the agent's first words on it. */
export const SplitBody = z.object({
  fromSeq: z.number().int().min(2),
  clientId: z.string().min(8).max(64),
  text: z.string().trim().min(1).max(10_000),
});
export const DeclineBody = z.object({ reason: z.string().trim().max(200).optional() });
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
export const ListedAccount = AccountView.extend({
  /** What works, yet not as two teams would expect it; null: nothing. */
  warning: z.string().nullable(),
  /** Its provider can be asked how the account is set up there. */
  inspectable: z.boolean(),
  /** Baton brings texts along that its provider would have to approve. */
  starters: z.boolean(),
  /** Agents can be told of handoffs from it on their own phones or mailboxes. */
  tellsAgents: z.boolean(),
});
/** One thing that the provider says of an account. */
export const AccountFinding = z.object({
  subject: z.enum(['webhook', 'number', 'service', 'registration', 'sender']),
  /** `waiting`: somebody else decides; `unknown`: the provider did not say. */
  state: z.enum(['ok', 'waiting', 'wrong', 'unknown']),
  says: z.string(),
  /** What to do; null: nothing. */
  todo: z.string().nullable(),
});
/** A text that Baton brings along, and how far its approval at the provider is. */
export const StarterTemplateView = z.object({
  name: z.string(),
  language: z.string(),
  body: z.string(),
  /** The provider's own word; `missing`: not there; `failed`: could not be submitted. */
  state: z.string(),
  /** Why it was rejected or failed; null otherwise. */
  detail: z.string().nullable(),
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
  routing: TeamRouting,
  survey: TeamSurvey,
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
  /** Left out: as it was. */
  routing: TeamRouting.optional(),
  survey: TeamSurvey.optional(),
});
export const AgentView = z.object({
  id,
  email: z.string(),
  name: z.string(),
  publicName: z.string(),
  role: Role,
  onCall: z.boolean(),
  capacity: z.number().int(),
  /** Of these, so many on live channels; null: no limit of their own. */
  liveCapacity: z.number().int().nullable(),
  languages: z.array(z.string()),
  /** Matters that they know, as the reasons of handoffs. */
  skills: z.array(z.string()),
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
  /** These three, left out: as they were. */
  liveCapacity: z.number().int().min(0).max(500).nullable().optional(),
  languages: z.array(Language).max(20).optional(),
  skills: z
    .array(z.string().regex(/^[a-z_]{1,40}$/))
    .max(40)
    .optional(),
  disabled: z.boolean().default(false),
  teamIds: z.array(id),
});
export const EndpointEdit = z.object({ accountId: id, address: z.string().trim().min(3).max(100) });
/** `consent`: they read `Reach.consent` and agree. */
export const OwnEndpoint = EndpointEdit.extend({ consent: z.literal(true) });
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** When their own phones and mailboxes are silent, but for danger to somebody's life while they are on call. */
export const Quiet = z.object({ from: clock, to: clock, timeZone: z.string().max(60) });
/** How an agent is reached, as they set it themselves. */
export const Reach = z.object({
  endpoints: AgentView.shape.endpoints,
  /** Over which codes and offers can be sent. */
  accounts: z.array(z.object({ id, channel: z.string(), name: z.string() })),
  quiet: Quiet.nullable(),
  /** Admins let handoffs be offered there. */
  allowed: z.boolean(),
  consent: z.string(),
});
/** `order`: the endpoints to be tried first. */
export const ReachEdit = z.object({ order: z.array(id).max(50), quiet: Quiet.nullable() });
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
/** Who may be told: everyone, customers whom the business's own server signed in, or agents alone. */
export const Audience = z.enum(['everyone', 'signed_in', 'agents']);
export const ArticleView = z.object({
  id,
  title: z.string(),
  body: z.string(),
  phrasings: z.array(z.string()),
  url: z.string().nullable(),
  language: z.string(),
  escalate: TopicEdit.nullable(),
  channels: z.array(z.string()),
  audience: Audience,
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
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'must be two letters, such as en')
    .default('en'),
  escalate: TopicEdit.nullable().default(null),
  /** Kinds of channel on which it may be quoted; none: on all. */
  channels: z
    .array(z.string().regex(/^[a-z]+$/, 'must be a kind of channel, such as sms'))
    .max(20)
    .default([]),
  audience: Audience.default('everyone'),
  active: z.boolean().default(true),
});
export const ArticlePage = page(ArticleView);
/** `basedOn`: the revision that was edited; the change is refused when there is a newer one. Left out: not looked at. */
export const ArticleChange = ArticleEdit.extend({ basedOn: z.number().int().optional() });
/** How an article was after one change; `changes`: what that change did, a line each. */
export const ArticleVersionView = z.object({
  revision: z.number().int(),
  action: z.enum(['created', 'changed', 'restored', 'imported', 'accepted']),
  at: time,
  by: z.string(),
  changes: z.array(z.string()),
});
export const ArticleVersionPage = page(ArticleVersionView);
export const ArticleRestore = z.object({ basedOn: z.number().int() });
/** Questions of one kind that the assistant could not answer. */
export const GapState = z.enum(['open', 'written', 'dismissed']);
export const GapView = z.object({
  id,
  language: z.string(),
  state: GapState,
  /** How often it was asked. */
  questions: z.number().int(),
  lastAt: time,
  /** The newest, masked of personal data. */
  examples: z.array(
    z.object({ conversationId: id, text: z.string(), outcome: z.enum(['unknown', 'handed_off']), at: time }),
  ),
  /** Why it was dismissed. */
  detail: z.string().nullable(),
  /** What was written for it. */
  article: z.object({ id, title: z.string() }).nullable(),
  by: z.string().nullable(),
  endedAt: time.nullable(),
});
export const GapQuery = PageQuery.extend({ state: GapState.default('open') });
/** What was asked most comes first. */
export const GapPage = page(GapView);
const reason = z.string().trim().min(3).max(500);
export const GapDismiss = z.object({ reason });
export const SuggestionState = z.enum(['open', 'accepted', 'rejected']);
/** A question that a human answered, with that answer: to become an article or a phrasing of one, or to be rejected. */
export const SuggestionView = z.object({
  id,
  conversationId: id,
  language: z.string(),
  state: SuggestionState,
  /** Both masked of personal data. */
  question: z.string(),
  answer: z.string(),
  answeredBy: z.string().nullable(),
  /** How often questions of its kind were asked. */
  questions: z.number().int(),
  /** The article that seems to say the same, or was written for such questions; what it became once it is accepted. */
  article: z.object({ id, title: z.string() }).nullable(),
  detail: z.string().nullable(),
  by: z.string().nullable(),
  at: time,
  endedAt: time.nullable(),
});
export const SuggestionQuery = PageQuery.extend({ state: SuggestionState.default('open') });
/** Newest first. */
export const SuggestionPage = page(SuggestionView);
export const SuggestionAccept = z.discriminatedUnion('as', [
  z.object({ as: z.literal('article'), article: ArticleEdit }),
  z.object({ as: z.literal('phrasing'), articleId: id, phrasing: z.string().trim().min(1).max(300) }),
]);
export const SuggestionReject = z.object({ reason });
/** Of recent questions, the share that the knowledge answers: without what was accepted in that time, and with it. */
export const KnowledgeRate = z.object({
  days: z.number().int(),
  questions: z.number().int(),
  before: z.number(),
  after: z.number(),
  accepted: z.object({ articles: z.number().int(), phrasings: z.number().int() }),
});
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

// ── webhooks ────────────────────────────────────────────────────────────────
export const WebhookKind = z.enum(WEBHOOK_KINDS);
export const WebhookView = z.object({
  id,
  name: z.string(),
  url: z.string(),
  kinds: z.array(WebhookKind),
  carriesText: z.boolean(),
  active: z.boolean(),
  /** `gone`: it answered 410. `failing`: it failed for days. */
  offReason: z.enum(['admin', 'gone', 'failing']).nullable(),
  /** Since when nothing was taken. */
  failingSince: time.nullable(),
  /** Until then the former secret signs, too. */
  formerUntil: time.nullable(),
  updatedAt: time,
});
export const WebhookPage = page(WebhookView);
export const WebhookEdit = z.object({
  name: z.string().trim().min(1).max(100),
  /** https; this machine itself also without TLS, outside of production. */
  url: z.string().trim().min(1).max(2_000),
  kinds: z.array(WebhookKind).min(1),
  /** Payloads carry the words of messages. */
  carriesText: z.boolean().default(false),
  active: z.boolean().default(true),
});
/** The only time that a secret is shown. */
export const WebhookSecret = z.object({ webhook: WebhookView, secret: z.string() });
export const WebhookDeliveryState = z.enum(['pending', 'delivered', 'failed']);
export const WebhookDeliveryView = z.object({
  /** Sent as `webhook-id`, the same at every attempt. */
  id,
  endpoint: z.object({ id, name: z.string() }),
  /** `test` is no event. */
  kind: z.union([WebhookKind, z.literal('test')]),
  /** Grows with each event. */
  sequence: z.number().int(),
  data: z.record(z.string(), z.unknown()),
  at: time,
  state: WebhookDeliveryState,
  attempts: z.number().int(),
  responseStatus: z.number().int().nullable(),
  /** The first 500 characters of the answer. */
  responseBody: z.string().nullable(),
  fault: z.string().nullable(),
  triedAt: time.nullable(),
  /** When it is tried again, while it is pending. */
  nextAt: time.nullable(),
});
export const WebhookDeliveryPage = page(WebhookDeliveryView);
export const WebhookDeliveryQuery = PageQuery.extend({
  endpointId: id.optional(),
  state: WebhookDeliveryState.optional(),
});
export const WebhookReplay = z.object({ since: time });
/** `more`: others wait for another call. */
export const WebhookReplayed = z.object({ count: z.number().int(), more: z.boolean() });

// ── API keys ────────────────────────────────────────────────────────────────
export const ApiScope = z.enum(SCOPES);
export const ApiKeyView = z.object({
  id,
  name: z.string(),
  /** How it begins. */
  hint: z.string(),
  scopes: z.array(ApiScope),
  createdAt: time,
  /** To the minute. */
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
});
export const ApiKeyPage = page(ApiKeyView);
export const ApiKeyEdit = z.object({ name: z.string().trim().min(1).max(100), scopes: z.array(ApiScope).min(1) });
/** The only time that a key is shown. */
export const ApiKeyToken = z.object({ key: ApiKeyView, token: z.string() });

// ── other systems, with an API key ──────────────────────────────────────────
export const HandoffRequest = z
  .object({
    /** Either this or `contact`. */
    conversationId: id.optional(),
    contact: z
      .object({
        channel: z.enum(['sms', 'whatsapp', 'email']),
        address: z.string().trim().min(3).max(254),
        name: z.string().trim().min(1).max(100).optional(),
        /** Which of our accounts; needed where the channel has several. */
        accountId: id.optional(),
      })
      .optional(),
    /** Left out: the team of the account, or of the conversation. */
    teamId: id.optional(),
    /** 0–8; higher is answered earlier. */
    priority: z.number().int().min(0).max(8).default(0),
    /** For the agent, in a line. */
    reason: z.string().trim().min(1).max(300),
    summary: z.string().trim().min(1).max(5_000).optional(),
    /** Your own name for the matter. */
    reference: z.string().trim().min(1).max(200).optional(),
    /** The customer gets the usual words about waiting; otherwise nothing. */
    tellCustomer: z.boolean().default(false),
  })
  .refine(({ conversationId, contact }) => (conversationId === undefined) !== (contact === undefined), {
    path: ['contact'],
    message: 'send either contact or conversationId',
  });
export const RequestedHandoff = z.object({
  conversationId: id,
  handoffId: id,
  reference: z.string().nullable(),
  /** False: it was asked for before, or one is under way already. */
  fresh: z.boolean(),
});
export const ConversationState = z.object({
  conversationId: id,
  status: Status,
  holder: Holder,
  team: TeamRef,
  openedAt: time,
  closedAt: time.nullable(),
  lastMessageAt: time,
  /** Since when the customer waits for a person. */
  waitingSince: time.nullable(),
  /** The latest one. */
  handoff: z
    .object({
      id,
      state: z.enum(['queued', 'offered', 'accepted', 'returned', 'closed', 'cancelled']),
      requestedAt: time,
      acceptedAt: time.nullable(),
      firstReplyAt: time.nullable(),
      endedAt: time.nullable(),
      /** The public name of who has it. */
      agent: z.string().nullable(),
    })
    .nullable(),
});

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
/**
 * `basedOn`: the version that was edited; publishing is refused when a newer one exists. It is refused too while no finished trial
 * has shown what this very policy changes, unless `untried` says that it may; the audit keeps that.
 */
export const PolicyPublish = z.object({
  basedOn: z.number().int(),
  policy: PolicyEdit,
  untried: z.boolean().default(false),
});
export const PolicyView = z.object({
  version: z.number().int(),
  policy: PolicyEdit,
  publishedAt: time,
  publishedBy: z.string().nullable(),
  demo: z.boolean(),
});
/** A version in the list; `changes`: what it changed of the one before, a line each. */
export const PolicyVersion = z.object({
  version: z.number().int(),
  publishedAt: time,
  publishedBy: z.string().nullable(),
  demo: z.boolean(),
  changes: z.array(z.string()),
});
export const PolicyVersionPage = page(PolicyVersion);
export const PolicyRestore = z.object({ basedOn: z.number().int() });
export const PolicyYaml = z.object({ text: z.string().min(1).max(400_000) });

/** What one of two policies says of a message. */
export const Ruling = z.object({
  outcome: z.enum(['continue', 'offer_human', 'handoff', 'danger']),
  reason: z.string().nullable(),
  rule: z.string().nullable(),
  /** Name of the rule when a rule of the business decided. */
  ruleName: z.string().nullable(),
  team: z.string().nullable(),
  priority: z.number().int(),
  counterfactual: z.string().nullable(),
  /** The words that made it so, cut from the messages now. */
  words: z.array(z.string()),
});
/** Which conversations differ: newly or no longer escalated, moved to another team or priority, or a person only offered or no longer. */
export const TrialKind = z.enum(['newly', 'no_longer', 'moved', 'offers']);
/** What a rehearsal carries from one message to the next; nothing of it is stored. */
const RehearsalState = z.object({
  heard: z.array(z.object({ author: z.enum(['contact', 'assistant']), text: z.string().max(8_000) })).max(60),
  humanOffered: z.boolean(),
  unknownAnswers: z.number().int().min(0).max(60),
  attempts: z.number().int().min(0).max(60),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .nullable(),
});
export const RehearsalAsk = z.object({
  accountId: id,
  text: z.string().trim().min(1).max(4_000),
  before: RehearsalState,
  /** A draft in place of the policy in force. */
  policy: PolicyEdit.optional(),
});
export const RehearsalView = z.object({
  language: z.string(),
  nearest: z.object({
    probability: z.number(),
    articles: z.array(z.object({ articleId: z.string(), title: z.string(), topic: z.string().nullable() })),
  }),
  decision: DecisionView.pick({
    outcome: true,
    reason: true,
    rule: true,
    evidence: true,
    evaluated: true,
    counterfactual: true,
  }).extend({ team: z.string().nullable(), priority: z.number(), meanwhile: z.string().nullable() }),
  answer: z
    .object({
      kind: z.enum(['answer', 'suggest', 'unknown', 'hand-off', 'close', 'confirm', 'verify']),
      text: z.string().nullable(),
      summary: z.string().nullable(),
      offersHuman: z.boolean(),
      articleIds: z.array(z.string()),
      model: z.string().nullable(),
      tokensIn: z.number().int(),
      tokensOut: z.number().int(),
      steps: z.array(z.object({ kind: z.string(), detail: z.string() })),
    })
    .nullable(),
  assistant: z.string().nullable(),
  failure: z.string().nullable(),
  handedOff: z.boolean(),
  milliseconds: z.number(),
  after: RehearsalState,
});

export const TrialStart = z.object({ policy: PolicyEdit, days: z.number().int().min(1).max(366).default(30) });
export const TrialView = z.object({
  id,
  state: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']),
  baseVersion: z.number().int(),
  policy: PolicyEdit,
  days: z.number().int(),
  /** What the edited policy changes, a line each. */
  changes: z.array(z.string()),
  /** Decisions to look at, looked at, compared, and left out since they are from before their circumstances were kept. */
  total: z.number().int(),
  seen: z.number().int(),
  compared: z.number().int(),
  leftOut: z.number().int(),
  /** Conversations by how they differ. */
  counts: z.record(TrialKind, z.number().int()),
  /** Handoffs in each hour of a team's day, summed over the days, under the policy in force and under the edited one. */
  load: z.array(
    z.object({ team: z.string(), hour: z.number().int(), before: z.number().int(), after: z.number().int() }),
  ),
  startedBy: z.string().nullable(),
  startedAt: time,
  endedAt: time.nullable(),
});
export const TrialList = z.array(TrialView);
export const DifferenceQuery = PageQuery.extend({ kind: TrialKind });
export const DifferenceView = z.object({
  conversationId: id,
  contact: z.string(),
  channel: z.string(),
  seq: z.number().int(),
  /** The beginning of the message. */
  text: z.string(),
  at: time,
  before: Ruling,
  after: Ruling,
});
export const DifferencePage = page(DifferenceView);
export const Switches = z.object({
  assistantPaused: z.boolean(),
  /** Handoffs are offered on agents' own phones and mailboxes too; off, what was taken there before goes on. */
  agentPhones: z.boolean(),
});
/** What is left out stays as it is. */
export const SwitchesEdit = Switches.partial();
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
  typing: (change: {
    conversationId: string;
    who: 'contact' | 'agent' | 'assistant';
    agentId?: string;
    name?: string;
  }) => void;
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
export const RatingsQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
/** Those asked since then whose question was not lost or withdrawn; `scores`: how often 1, 2, 3, 4, 5. */
export const RatingFigures = z.object({
  since: time,
  groups: z.array(
    z.object({
      team: z.object({ id, name: z.string() }),
      answeredBy: AnsweredBy,
      asked: z.number().int(),
      answered: z.number().int(),
      average: z.number().nullable(),
      scores: z.array(z.number().int()).length(5),
    }),
  ),
});
export const RatingView = z.object({
  id,
  conversationId: id,
  score: z.number().int(),
  reason: z.string().nullable(),
  team: z.string(),
  answeredBy: AnsweredBy,
  agent: z.string().nullable(),
  ratedAt: time,
});
export const RatingPage = z.object({ items: z.array(RatingView), next: z.string().nullable() });
const Score = z.coerce
  .number()
  .int()
  .min(1)
  .max(5)
  .transform((score) => score as 1 | 2 | 3 | 4 | 5);
/** Whatever a mail program made of the link: the page says that it is none of ours. */
export const RateToken = z.string().max(500);
export const RateQuery = z.object({ score: Score.optional() });
/** A form of our own page: a number, and a line that says why. */
export const RateBody = z.object({ score: Score, reason: z.string().trim().max(500).default('') });
/** An address to be written to later. It proves nothing: agents see it as a suggestion. */
export const WidgetEmail = z.object({
  conversationId: id,
  email: z.email().max(254),
  /** The wording that the visitor agreed to, as it was shown. */
  consent: z.string().trim().min(1).max(1_000),
  language: z.string().min(2).max(10),
  /** Where the chat stands, without what follows "?": a notice links to it. Kept if it is of the origin that the line came from. */
  page: z
    .url({ protocol: /^https?$/ })
    .max(1_000)
    .nullish(),
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
  /** Asks how it went: a number from 1 to 5 answers it. */
  asksRating: boolean;
  /** What answers it with one touch. */
  choices: string[];
  at: string;
}
export interface WidgetState {
  conversationId: string;
  readSeq: number;
  askEmail: boolean;
  /** The place of who waits for a person, and what is usual, in minutes; null: they do not wait, or nobody is there. */
  queue: { ahead: number; low: number | null; high: number | null } | null;
  ways: ('phone' | 'email')[];
}
export interface WidgetServerEvents {
  welcome: (hello: {
    token: string;
    conversationId: string | null;
    business: string;
    lastSeq: number;
    messages: WidgetMessage[];
    /** Nobody would answer now, neither the assistant nor a person: the time to leave a message. */
    offline: boolean;
  }) => void;
  messages: (news: { conversationId: string; messages: WidgetMessage[] }) => void;
  /** `name`: what customers call the agent. */
  typing: (who: { who: 'agent' | 'assistant'; name?: string }) => void;
  /** Up to where somebody of the business has read, whether this is the time to ask for an address, their place in the queue, and how else it can go on. */
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
export type Board = z.infer<typeof Board>;
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
export type AssistantUse = z.infer<typeof AssistantUse>;
export type AidView = z.infer<typeof AidView>;
export type TemplateView = z.infer<typeof TemplateView>;
export type TemplateList = z.infer<typeof TemplateList>;
export type LegVerdict = z.infer<typeof LegVerdict>;
export type Verdicts = z.infer<typeof Verdicts>;
export type AccountView = z.infer<typeof AccountView>;
export type ListedAccount = z.infer<typeof ListedAccount>;
export type AccountFinding = z.infer<typeof AccountFinding>;
export type StarterTemplateView = z.infer<typeof StarterTemplateView>;
export type AccountEdit = z.infer<typeof AccountEdit>;
export type RatingFigures = z.infer<typeof RatingFigures>;
export type RatingView = z.infer<typeof RatingView>;
export type TeamView = z.infer<typeof TeamView>;
export type TeamEdit = z.infer<typeof TeamEdit>;
export type AgentView = z.infer<typeof AgentView>;
export type AgentEdit = z.infer<typeof AgentEdit>;
export type ArticleView = z.infer<typeof ArticleView>;
export type GapView = z.infer<typeof GapView>;
export type SuggestionView = z.infer<typeof SuggestionView>;
export type SuggestionAccept = z.infer<typeof SuggestionAccept>;
export type KnowledgeRate = z.infer<typeof KnowledgeRate>;
export type ArticleChange = z.input<typeof ArticleChange>;
export type ArticleVersionView = z.infer<typeof ArticleVersionView>;
export type ArticleEdit = z.infer<typeof ArticleEdit>;
export type CannedReplyView = z.infer<typeof CannedReplyView>;
export type CannedReplyEdit = z.infer<typeof CannedReplyEdit>;
export type WebhookKind = z.infer<typeof WebhookKind>;
export type WebhookView = z.infer<typeof WebhookView>;
export type WebhookEdit = z.infer<typeof WebhookEdit>;
export type WebhookSecret = z.infer<typeof WebhookSecret>;
export type WebhookDeliveryView = z.infer<typeof WebhookDeliveryView>;
export type WebhookReplayed = z.infer<typeof WebhookReplayed>;
export type ApiScope = z.infer<typeof ApiScope>;
export type ApiKeyView = z.infer<typeof ApiKeyView>;
export type ApiKeyEdit = z.infer<typeof ApiKeyEdit>;
export type ApiKeyToken = z.infer<typeof ApiKeyToken>;
export type PolicyView = z.infer<typeof PolicyView>;
export type PolicyEdit = z.infer<typeof PolicyEdit>;
export type RehearsalView = z.infer<typeof RehearsalView>;
export type DecisionEntry = z.infer<typeof DecisionEntry>;
export type PolicyVersion = z.infer<typeof PolicyVersion>;
export type Ruling = z.infer<typeof Ruling>;
export type TrialKind = z.infer<typeof TrialKind>;
export type TrialView = z.infer<typeof TrialView>;
export type DifferenceView = z.infer<typeof DifferenceView>;
export type RuleEdit = z.infer<typeof RuleEdit>;
export type Switches = z.infer<typeof Switches>;
export type SwitchesEdit = z.infer<typeof SwitchesEdit>;
export type Reach = z.infer<typeof Reach>;
export type ReachEdit = z.infer<typeof ReachEdit>;
export type OwnEndpoint = z.infer<typeof OwnEndpoint>;
export type EndpointEdit = z.infer<typeof EndpointEdit>;
export type AuditView = z.infer<typeof AuditView>;
export type QuarantineView = z.infer<typeof QuarantineView>;
export type SnoozeTimes = z.infer<typeof SnoozeTimes>;
