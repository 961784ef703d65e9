/** TypeORM's view of the database: every entity and migration by name, nothing found by a glob, nothing synchronised. */
import type { DataSourceOptions } from 'typeorm';
import { AgentEndpoint } from '../model/entities/agent-endpoint.entity';
import { Agent } from '../model/entities/agent.entity';
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
import { InboundEvent } from '../model/entities/inbound-event.entity';
import { Job } from '../model/entities/job.entity';
import { Lane } from '../model/entities/lane.entity';
import { LinkCode } from '../model/entities/link-code.entity';
import { Message } from '../model/entities/message.entity';
import { Note } from '../model/entities/note.entity';
import { Notice } from '../model/entities/notice.entity';
import { Offer } from '../model/entities/offer.entity';
import { PasswordReset } from '../model/entities/password-reset.entity';
import { Policy } from '../model/entities/policy.entity';
import { Quarantine } from '../model/entities/quarantine.entity';
import { RateLimit } from '../model/entities/rate-limit.entity';
import { Session } from '../model/entities/session.entity';
import { Setting } from '../model/entities/setting.entity';
import { SourceCursor } from '../model/entities/source-cursor.entity';
import { TeamMember } from '../model/entities/team-member.entity';
import { Team } from '../model/entities/team.entity';
import { Turn } from '../model/entities/turn.entity';
import { Frame1764000000000 } from './migrations/1764000000000-frame';
import { LighterIngest1764100000000 } from './migrations/1764100000000-lighter-ingest';
import { Mail1764200000000 } from './migrations/1764200000000-mail';
import { Inbox1764300000000 } from './migrations/1764300000000-inbox';
import { Twilio1764400000000 } from './migrations/1764400000000-twilio';
import { Widget1764500000000 } from './migrations/1764500000000-widget';
import { Links1764800000000 } from './migrations/1764800000000-links';
import { SnakeNaming } from './naming';

/** In the order they run; what has landed is never edited. */
export const MIGRATIONS = [
  Frame1764000000000,
  LighterIngest1764100000000,
  Mail1764200000000,
  Inbox1764300000000,
  Twilio1764400000000,
  Widget1764500000000,
  Links1764800000000,
];
export const MIGRATION_TABLE = 'migration';

const ENTITIES = [
  AgentEndpoint,
  Agent,
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
  InboundEvent,
  Job,
  Lane,
  LinkCode,
  Message,
  Note,
  Notice,
  Offer,
  PasswordReset,
  Policy,
  Quarantine,
  RateLimit,
  Session,
  Setting,
  SourceCursor,
  TeamMember,
  Team,
  Turn,
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
