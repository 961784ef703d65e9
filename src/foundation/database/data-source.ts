/** TypeORM's view of the database: every entity and migration by name, nothing found by a glob, nothing synchronised. */
import type { DataSourceOptions } from 'typeorm';
import { Aid } from '../model/entities/aid.entity';
import { AgentEndpoint } from '../model/entities/agent-endpoint.entity';
import { ApiKey } from '../model/entities/api-key.entity';
import { Agent } from '../model/entities/agent.entity';
import { ArticleVersion } from '../model/entities/article-version.entity';
import { Article } from '../model/entities/article.entity';
import { Attachment } from '../model/entities/attachment.entity';
import { AuditEntry } from '../model/entities/audit-entry.entity';
import { Blob } from '../model/entities/blob.entity';
import { CannedReply } from '../model/entities/canned-reply.entity';
import { ChannelAccount } from '../model/entities/channel-account.entity';
import { Consent } from '../model/entities/consent.entity';
import { ContactAddress } from '../model/entities/contact-address.entity';
import { ContactLink } from '../model/entities/contact-link.entity';
import { Contact } from '../model/entities/contact.entity';
import { ConversationRead } from '../model/entities/conversation-read.entity';
import { Conversation } from '../model/entities/conversation.entity';
import { DeadJob } from '../model/entities/dead-job.entity';
import { Decision } from '../model/entities/decision.entity';
import { Delivery } from '../model/entities/delivery.entity';
import { EmailClaim } from '../model/entities/email-claim.entity';
import { ExternalIdentity } from '../model/entities/external-identity.entity';
import { Handoff } from '../model/entities/handoff.entity';
import { HeldAnswer } from '../model/entities/held-answer.entity';
import { InboundEvent } from '../model/entities/inbound-event.entity';
import { Job } from '../model/entities/job.entity';
import { KnowledgeGap } from '../model/entities/knowledge-gap.entity';
import { KnowledgeQuestion } from '../model/entities/knowledge-question.entity';
import { KnowledgeSuggestion } from '../model/entities/knowledge-suggestion.entity';
import { Lane } from '../model/entities/lane.entity';
import { LinkCode } from '../model/entities/link-code.entity';
import { Message } from '../model/entities/message.entity';
import { Note } from '../model/entities/note.entity';
import { Notice } from '../model/entities/notice.entity';
import { Offer } from '../model/entities/offer.entity';
import { PasswordReset } from '../model/entities/password-reset.entity';
import { WrittenFirst } from '../model/entities/written-first.entity';
import { AnswerPromise } from '../model/entities/promise.entity';
import { SendRate } from '../model/entities/send-rate.entity';
import { QueueTicket } from '../model/entities/queue-ticket.entity';
import { PolicyDifference } from '../model/entities/policy-difference.entity';
import { PolicyTrial } from '../model/entities/policy-trial.entity';
import { Policy } from '../model/entities/policy.entity';
import { Quarantine } from '../model/entities/quarantine.entity';
import { RequestedHandoff } from '../model/entities/requested-handoff.entity';
import { RateLimit } from '../model/entities/rate-limit.entity';
import { SearchDue } from '../model/entities/search-due.entity';
import { SearchEntry } from '../model/entities/search-entry.entity';
import { Session } from '../model/entities/session.entity';
import { Setting } from '../model/entities/setting.entity';
import { SourceCursor } from '../model/entities/source-cursor.entity';
import { Survey } from '../model/entities/survey.entity';
import { TeamMember } from '../model/entities/team-member.entity';
import { Team } from '../model/entities/team.entity';
import { ToolCall } from '../model/entities/tool-call.entity';
import { Turn } from '../model/entities/turn.entity';
import { WebhookDelivery } from '../model/entities/webhook-delivery.entity';
import { WebhookEndpoint } from '../model/entities/webhook-endpoint.entity';
import { WebhookEvent } from '../model/entities/webhook-event.entity';
import { Frame1764000000000 } from './migrations/1764000000000-frame';
import { LighterIngest1764100000000 } from './migrations/1764100000000-lighter-ingest';
import { Mail1764200000000 } from './migrations/1764200000000-mail';
import { Inbox1764300000000 } from './migrations/1764300000000-inbox';
import { Twilio1764400000000 } from './migrations/1764400000000-twilio';
import { Widget1764500000000 } from './migrations/1764500000000-widget';
import { PolicyTrials1764600000000 } from './migrations/1764600000000-policy-trials';
import { Links1764800000000 } from './migrations/1764800000000-links';
import { Watch1764850000000 } from './migrations/1764850000000-watch';
import { WrittenFirst1765050000000 } from './migrations/1765050000000-written-first';
import { Knowledge1764900000000 } from './migrations/1764900000000-knowledge';
import { Console1765200000000 } from './migrations/1765200000000-console';
import { Aids1765300000000 } from './migrations/1765300000000-aids';
import { Reach1765100000000 } from './migrations/1765100000000-reach';
import { Surveys1765340000000 } from './migrations/1765340000000-surveys';
import { Away1765340000001 } from './migrations/1765340000001-away';
import { ReplyEvidence1765340000002 } from './migrations/1765340000002-reply-evidence';
import { Rated1765340000003 } from './migrations/1765340000003-rated';
import { FailedSends1765380000001 } from './migrations/1765380000001-failed-sends';
import { QueueTickets1765380000002 } from './migrations/1765380000002-queue-tickets';
import { FilesOfAgents1765380000003 } from './migrations/1765380000003-files-of-agents';
import { ShiftEnd1765380000004 } from './migrations/1765380000004-shift-end';
import { SendRates1765380000005 } from './migrations/1765380000005-send-rates';
import { Split1765380000006 } from './migrations/1765380000006-split';
import { StillIndexes1765380000007 } from './migrations/1765380000007-still-indexes';
import { SearchBehind1765380000008 } from './migrations/1765380000008-search-behind';
import { PlannedOnce1765380000009 } from './migrations/1765380000009-planned-once';
import { Passing1765380000000 } from './migrations/1765380000000-passing';
import { AssistantTools1765000000000 } from './migrations/1765000000000-assistant-tools';
import { Webhooks1765310000000 } from './migrations/1765310000000-webhooks';
import { ApiKeys1765310000001 } from './migrations/1765310000001-api-keys';
import { SnakeNaming } from './naming';

/** In the order they run; what has landed is never edited. */
export const MIGRATIONS = [
  Frame1764000000000,
  LighterIngest1764100000000,
  Mail1764200000000,
  Inbox1764300000000,
  Twilio1764400000000,
  Widget1764500000000,
  PolicyTrials1764600000000,
  Links1764800000000,
  Watch1764850000000,
  Knowledge1764900000000,
  AssistantTools1765000000000,
  WrittenFirst1765050000000,
  Reach1765100000000,
  Console1765200000000,
  Aids1765300000000,
  Webhooks1765310000000,
  ApiKeys1765310000001,
  Surveys1765340000000,
  Away1765340000001,
  ReplyEvidence1765340000002,
  Rated1765340000003,
  Passing1765380000000,
  FailedSends1765380000001,
  QueueTickets1765380000002,
  FilesOfAgents1765380000003,
  ShiftEnd1765380000004,
  SendRates1765380000005,
  Split1765380000006,
  StillIndexes1765380000007,
  SearchBehind1765380000008,
  PlannedOnce1765380000009,
];
export const MIGRATION_TABLE = 'migration';

const ENTITIES = [
  Aid,
  AgentEndpoint,
  Agent,
  ApiKey,
  ArticleVersion,
  Article,
  Attachment,
  AuditEntry,
  Blob,
  CannedReply,
  ChannelAccount,
  Consent,
  ContactAddress,
  ContactLink,
  Contact,
  ConversationRead,
  Conversation,
  DeadJob,
  Decision,
  Delivery,
  EmailClaim,
  ExternalIdentity,
  Handoff,
  HeldAnswer,
  InboundEvent,
  Job,
  KnowledgeGap,
  KnowledgeQuestion,
  KnowledgeSuggestion,
  Lane,
  LinkCode,
  Message,
  Note,
  Notice,
  Offer,
  PasswordReset,
  PolicyDifference,
  PolicyTrial,
  AnswerPromise,
  QueueTicket,
  SendRate,
  WrittenFirst,
  Policy,
  Quarantine,
  RateLimit,
  RequestedHandoff,
  SearchDue,
  SearchEntry,
  Session,
  Setting,
  SourceCursor,
  Survey,
  TeamMember,
  Team,
  ToolCall,
  Turn,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEvent,
];

/** A small pool of its own: entities serve the paths where a person waits. */
export function dataSourceOptions(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: MIGRATION_TABLE,
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    applicationName: `baton entities ${process.pid}`,
    poolSize: 3,
    connectTimeoutMS: 10_000,
    extra: { idle_in_transaction_session_timeout: 60_000, keepAlive: true },
  };
}
