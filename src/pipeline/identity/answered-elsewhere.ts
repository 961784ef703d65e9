/** A mail of ours answered from another address: who writes has had that mail, and no more. Joined only where the business takes that for proof. */
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { Links } from './links';

@Injectable()
export class AnsweredElsewhere {
  private readonly log = new Logger('Identity');

  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly settings: Settings,
  ) {}

  /** True: the writer is this conversation's customer from now on. Never on an address that nothing vouches for. */
  async join(conversationId: string, messageId: string): Promise<boolean> {
    if (this.settings.business().answersFromElsewhere !== 'join') return false;
    return this.db
      .transaction(async (tx) => {
        const [row] = await tx.query<{ ours: string; theirs: string; kind: string; address: string }>(
          `select c.contact_id as ours, a.contact_id as theirs, a.kind, a.address from message m
             join conversation c on c.id = m.conversation_id join contact_address a on a.id = m.contact_address_id
            where m.id = $1 and c.id = $2`,
          [messageId, conversationId],
          'elsewhere_read',
        );
        if (row?.kind !== 'email') return false;
        // Screened again after a worker died.
        if (row.ours === row.theirs) return true;
        await this.links.join(tx, {
          ...{ into: row.ours, from: row.theirs, evidence: 'reply', agentId: null, conversationId },
          detail: `A mail of ours to this customer was answered from ${row.address}, an address that is vouched for.`,
        });
        // Their answer goes where they wrote from.
        await tx.query(
          `update conversation c set channel_account_id = m.channel_account_id, contact_address_id = m.contact_address_id
             from message m where m.id = $1 and c.id = m.conversation_id`,
          [messageId],
          'elsewhere_leg',
        );
        return true;
      })
      .catch((error: unknown) => {
        // Two customers of the business stay two.
        if (!(error instanceof Fault)) throw error;
        this.log.warn({ event: 'identity.not-joined', conversationId, why: error.message });
        return false;
      });
  }
}
