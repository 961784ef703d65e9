/** What an agent's socket may hear, read from rows: sessions, teams, open offers. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';

export interface Standing {
  agentId: string;
  role: 'agent' | 'admin';
  onCall: boolean;
  teamIds: string[];
}

/** $1 hashes of session tokens. */
const STANDINGS = `
select encode(s.token_hash, 'hex') as hash, g.id as "agentId", g.role, g.on_call as "onCall", g.demo,
  array(select m.team_id from team_member m where m.agent_id = g.id) as "teamIds"
from session s join agent g on g.id = s.agent_id
where s.token_hash = any($1::bytea[]) and s.expires_at > now() and g.disabled_at is null`;

/** $1 conversation, $2 agent, $3 admin?: the same owner check as the inbox has. */
const MAY_SEE = `
select 1 from conversation c
where c.id = $1 and ($3::boolean or c.assignee_id = $2
  or exists (select 1 from team_member m where m.team_id = c.team_id and m.agent_id = $2)
  or exists (select 1 from offer o join handoff h on h.id = o.handoff_id
             where o.agent_id = $2 and o.state = 'open' and h.conversation_id = c.id))`;

/** $1 conversations, $2 agents: which are offered to whom. An on-call agent may be asked for help by any team. */
const OFFERED = `
select h.conversation_id as "conversationId", o.agent_id as "agentId"
from offer o join handoff h on h.id = o.handoff_id
where o.state = 'open' and o.agent_id = any($2::uuid[]) and h.conversation_id = any($1::uuid[])`;

/** $1 conversation. */
const BELONGING = `select team_id as "teamId", assignee_id as "assigneeId" from conversation where id = $1`;

@Injectable()
export class LiveAccess {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  /** By hash in hex; a session that ended, or a demo that may not be, has none. */
  async standings(hashes: readonly Buffer[]): Promise<Map<string, Standing>> {
    const rows = await this.db.query<Standing & { hash: string; demo: boolean }>(STANDINGS, [hashes], 'live_standings');
    const demoAllowed = this.settings.demoAllowed();
    const valid = rows.filter((row) => !row.demo || demoAllowed);
    return new Map(valid.map(({ hash, agentId, role, onCall, teamIds }) => [hash, { agentId, role, onCall, teamIds }]));
  }

  async maySee(conversationId: string, agent: Standing): Promise<boolean> {
    const rows = await this.db.query(MAY_SEE, [conversationId, agent.agentId, agent.role === 'admin'], 'live_may_see');
    return rows.length > 0;
  }

  offered(
    conversationIds: readonly string[],
    agentIds: readonly string[],
  ): Promise<{ conversationId: string; agentId: string }[]> {
    return this.db.query(OFFERED, [conversationIds, agentIds], 'live_offered');
  }

  async belonging(conversationId: string): Promise<{ teamId: string; assigneeId: string | null } | undefined> {
    const [row] = await this.db.query<{ teamId: string; assigneeId: string | null }>(
      BELONGING,
      [conversationId],
      'live_belonging',
    );
    return row;
  }
}
