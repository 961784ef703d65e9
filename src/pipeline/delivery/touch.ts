/** Every change of a conversation raises its revision and is told to whoever watches. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';

export interface Touched {
  id: string;
  team_id: string;
  assignee_id: string | null;
  revision: string;
  last_seq: number;
  contact_address_id: string;
}

/** Columns that a statement on `conversation` must return to be told. */
export const TOUCHED = 'id, team_id, assignee_id, revision, last_seq, contact_address_id';

@Injectable()
export class Touch {
  constructor(private readonly events: Events) {}

  /** Raises the revision; tells after the commit. */
  async conversation(tx: Tx, id: string): Promise<Touched | null> {
    const [row] = await tx.query<Touched>(
      `update conversation set revision = revision + 1 where id = $1 returning ${TOUCHED}`,
      [id],
      'touch_conversation',
    );
    if (row) this.tell(tx, row);
    return row ?? null;
  }

  /** For statements that raised the revision themselves. */
  tell(tx: Tx, row: Touched): void {
    this.events.publish(tx, {
      kind: 'conversation',
      id: row.id,
      teamId: row.team_id,
      assigneeId: row.assignee_id,
      revision: Number(row.revision),
      lastSeq: row.last_seq,
      contactAddressId: row.contact_address_id,
    });
  }
}
