/** Which conversations an agent may see, as SQL that every statement of the inbox carries; what they may see they may act on, within `rights`. */
import type { Queryable } from '../../foundation/database/database';
import type { Holder, Status } from '../../foundation/model/conversation';
import { Fault } from '../../foundation/model/fault';
import type { SignedIn } from '../auth/sessions';

/**
 * Condition on `conversation c`: an admin sees all; an agent what their teams hold, what is theirs, and what is offered to them now
 * (an on-call agent may be asked for help by any team). Takes the agent's id and whether they are an admin as parameters.
 */
export function visibleTo(agentId: string, isAdmin: string): string {
  return `(${isAdmin}::boolean or c.assignee_id = ${agentId}::uuid
    or exists (select 1 from team_member tm where tm.team_id = c.team_id and tm.agent_id = ${agentId}::uuid)
    or exists (select 1 from offer o join handoff oh on oh.id = o.handoff_id
                where o.agent_id = ${agentId}::uuid and o.state = 'open' and oh.conversation_id = c.id))`;
}

export interface Standing {
  id: string;
  holder: Holder;
  status: Status;
  assigneeId: string | null;
  teamId: string;
  revision: number;
  lastSeq: number;
  /** Put to me now: what waits for anybody, or what a colleague who holds it asks me to take over. */
  offered: 'waiting' | 'passed' | null;
}

const SELECT = `select c.id, c.holder, c.status, c.assignee_id as "assigneeId", c.team_id as "teamId", c.revision::int as revision, c.last_seq as "lastSeq",
         (select case when o.from_agent_id is null then 'waiting' else 'passed' end from offer o join handoff h on h.id = o.handoff_id
           where h.conversation_id = c.id and o.agent_id = $2::uuid and o.state = 'open' limit 1) as offered
  from conversation c where c.id = $1 and ${visibleTo('$2', '$3')}`;

/** Throws not-found for what is not there and for what is not theirs: the answer does not tell which. */
export async function standing(q: Queryable, me: SignedIn, conversationId: string): Promise<Standing> {
  return found(await q.query<Standing>(SELECT, [conversationId, me.agentId, me.role === 'admin'], 'inbox_standing'));
}

/** The same, holding the row until the transaction ends, so that what was checked still holds when it is done. */
export async function heldStanding(q: Queryable, me: SignedIn, conversationId: string): Promise<Standing> {
  const values = [conversationId, me.agentId, me.role === 'admin'];
  return found(await q.query<Standing>(`${SELECT} for update of c`, values, 'inbox_standing_held'));
}

function found(rows: Standing[]): Standing {
  const [row] = rows;
  if (!row) throw new Fault('not-found', 'There is no such conversation among yours.');
  return row;
}

export interface Rights {
  accept: boolean;
  takeOver: boolean;
  reply: boolean;
  return: boolean;
  close: boolean;
  transfer: boolean;
  snooze: boolean;
  wake: boolean;
  /** Ask a colleague to take it over. */
  pass: boolean;
  decline: boolean;
  /** Go on with a new matter by itself. */
  split: boolean;
}

/** Pure. A colleague's conversation is closed, returned or moved by that colleague or an admin; anybody may take it over first. */
export function rights(
  me: Pick<SignedIn, 'agentId' | 'role'>,
  at: Pick<Standing, 'holder' | 'status' | 'assigneeId' | 'offered'>,
): Rights {
  const mine = at.assigneeId === me.agentId;
  const theirs = at.assigneeId !== null && !mine;
  const mayDecide = !theirs || me.role === 'admin';
  const open = at.status !== 'closed';
  return {
    accept: open && (at.holder === 'queue' || at.offered === 'passed'),
    takeOver: !mine && at.holder !== 'queue',
    reply: true,
    return: open && at.holder === 'agent' && mayDecide,
    close: open && mayDecide,
    transfer: open && mayDecide,
    snooze: at.status === 'open' && mine,
    wake: at.status === 'snoozed' && mayDecide,
    pass: open && mine,
    decline: open && at.offered !== null,
    split: open && mine,
  };
}
