/** Agents: who may sign in, as what, in which teams. Losing access takes effect on every device and replica at once. */
import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Jobs } from '../../foundation/jobs/jobs';
import { Agent } from '../../foundation/model/entities/agent.entity';
import { TeamMember } from '../../foundation/model/entities/team-member.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { presenceOf } from '../../foundation/model/presence';
import { Resets, type Link } from '../auth/resets';
import { Sessions, type SignedIn } from '../auth/sessions';
import type { AgentEdit, AgentView } from '../http/contract';
import { Changes, refuseFaults, taken, type Change } from './changes';

/** Any number of our own. */
const EDITING_AGENTS = 7_221_650_020;

const EMAIL_TAKEN = taken('agent_email', 'Another agent has this email address.');

@Injectable()
export class Agents {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly sessions: Sessions,
    private readonly resets: Resets,
    private readonly settings: Settings,
    private readonly events: Events,
    private readonly jobs: Jobs,
  ) {}

  list(): Promise<AgentView[]> {
    return readAgents(this.db, null);
  }

  /** The new agent has no password: the link lets them choose one. */
  async create(me: SignedIn, edit: AgentEdit): Promise<AgentView & { resetLink: Link | null }> {
    return this.changes.make(me, 'agents', async (change) => {
      await this.checkTeams(change, edit);
      const id = newId();
      const { teamIds, disabled, ...fields } = edit;
      await change.entities
        .insert(Agent, { id, ...fields, disabledAt: disabled ? new Date() : null })
        .catch(EMAIL_TAKEN);
      await this.setTeams(change, id, teamIds);
      const resetLink = disabled ? null : await this.resets.issue(change.tx, id);
      const after = await readAgent(change.tx, id);
      await change.record({ action: 'agent.created', subjectKind: 'agent', subjectId: id, after });
      return { ...after, resetLink };
    });
  }

  async edit(me: SignedIn, id: string, edit: AgentEdit): Promise<AgentView> {
    return this.changes.make(me, 'agents', async (change) => {
      // One at a time: two admins who shut each other out at the same moment would leave nobody.
      await change.tx.query('select pg_advisory_xact_lock($1)', [EDITING_AGENTS]);
      const before = await readAgent(change.tx, id);
      await this.checkTeams(change, edit);
      const { teamIds, disabled, ...fields } = edit;
      const disabledAt = before.disabled === disabled ? {} : { disabledAt: disabled ? new Date() : null };
      await change.entities.update(Agent, id, { ...fields, ...disabledAt }).catch(EMAIL_TAKEN);
      await this.setTeams(change, id, teamIds);
      if (before.role === 'admin') await this.keepAnAdmin(change);
      if (disabled && !before.disabled) await this.shutOut(change, id);
      this.events.publish(change.tx, { kind: 'access', agentId: id });
      const after = await readAgent(change.tx, id);
      await change.record({ action: 'agent.changed', subjectKind: 'agent', subjectId: id, before, after });
      return after;
    });
  }

  async resetLink(me: SignedIn, id: string): Promise<Link> {
    return this.changes.make(me, 'agents', async (change) => {
      const agent = await readAgent(change.tx, id);
      if (agent.disabled) throw new Fault('conflict', 'This agent is disabled: enable them first.');
      await change.record({ action: 'agent.reset_link_issued', subjectKind: 'agent', subjectId: id });
      return this.resets.issue(change.tx, id);
    });
  }

  async signOut(me: SignedIn, id: string): Promise<void> {
    await this.changes.make(me, 'agents', async (change) => {
      await readAgent(change.tx, id);
      const ended = await this.sessions.closeAll(change.tx, id);
      await change.record({
        action: 'agent.signed_out',
        subjectKind: 'agent',
        subjectId: id,
        after: { sessions: ended },
      });
    });
  }

  private async checkTeams({ tx }: Change, { teamIds }: AgentEdit): Promise<void> {
    const known = await tx.query<{ id: string }>(
      'select id from team where id = any($1::uuid[]) and archived_at is null',
      [teamIds],
    );
    const ids = new Set(known.map((row) => row.id));
    refuseFaults(
      teamIds.flatMap((teamId, index) => (ids.has(teamId) ? [] : [`teamIds.${index}: there is no such team`])),
    );
  }

  private async setTeams({ entities }: Change, agentId: string, teamIds: readonly string[]): Promise<void> {
    await entities.delete(TeamMember, { agentId });
    await entities.insert(
      TeamMember,
      [...new Set(teamIds)].map((teamId) => ({ teamId, agentId })),
    );
  }

  /** Sessions, links and phones stop now; what the agent held goes back to its team's queue. */
  private async shutOut({ tx }: Change, agentId: string): Promise<void> {
    await this.sessions.closeAll(tx, agentId);
    await tx.query('delete from password_reset where agent_id = $1', [agentId]);
    // Not verified any more: a START from that phone must not bring it back.
    await tx.query(
      'update agent_endpoint set stopped_at = coalesce(stopped_at, now()), verified_at = null where agent_id = $1',
      [agentId],
    );
    const held = await tx.query<{ id: string }>('select id from conversation where assignee_id = $1', [agentId]);
    await this.jobs.enqueue(
      tx,
      held.map(({ id }) => ({
        lane: `conversation:${id}`,
        kind: 'release',
        payload: { conversationId: id, agentId },
      })),
    );
  }

  /** Somebody must be left who can sign in and undo this. */
  private async keepAnAdmin({ tx }: Change): Promise<void> {
    const admins = await tx.query(
      `select 1 from agent where role = 'admin' and disabled_at is null and password_hash is not null and (not demo or $1)`,
      [this.settings.demoAllowed()],
    );
    if (admins.length === 0) {
      throw new Fault(
        'conflict',
        'This is the last admin who can sign in. Make another agent an admin first, and let them choose a password.',
      );
    }
  }
}

export async function readAgent(q: Queryable, id: string): Promise<AgentView> {
  const [agent] = await readAgents(q, id);
  if (!agent) throw new Fault('not-found', 'There is no such agent.');
  return agent;
}

function readAgents(q: Queryable, id: string | null): Promise<AgentView[]> {
  return q.query<AgentView>(
    `select g.id, g.email, g.name, g.public_name as "publicName", g.role, g.on_call as "onCall", g.capacity, g.live_capacity as "liveCapacity",
            g.languages, g.skills, ${presenceOf('g')} as presence, g.demo,
            g.disabled_at is not null as disabled,
            array(select m.team_id from team_member m join team t on t.id = m.team_id
                   where m.agent_id = g.id and t.archived_at is null order by lower(t.name)) as "teamIds",
            (select coalesce(json_agg(json_build_object(
                      'id', e.id, 'channel', a.channel, 'accountId', a.id, 'address', e.address,
                      'verified', e.verified_at is not null, 'stopped', e.stopped_at is not null) order by e.position, e.id), '[]')
               from agent_endpoint e join channel_account a on a.id = e.channel_account_id
              where e.agent_id = g.id) as endpoints
       from agent g where $1::uuid is null or g.id = $1 order by lower(g.name), g.id`,
    [id],
  );
}
