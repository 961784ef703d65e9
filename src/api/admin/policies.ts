/** The escalation policy as published versions: each one is checked whole, numbered, signed, and never changed again. */
import { Injectable } from '@nestjs/common';
import { PolicyFile } from '../../foundation/config/business-schema';
import { Database, type Queryable } from '../../foundation/database/database';
import { Policy as PolicyRow } from '../../foundation/model/entities/policy.entity';
import { Fault } from '../../foundation/model/fault';
import type { Policy } from '../../foundation/model/policy';
import { Settings } from '../../foundation/settings/settings';
import { policyFaults } from '../../intelligence/escalation/policy-faults';
import type { SignedIn } from '../auth/sessions';
import { faultLines } from '../http/checked';
import type { PolicyEdit, PolicyView } from '../http/contract';
import { Changes, refuseFaults, taken } from './changes';

const NEWER = 'Somebody published a newer version meanwhile. Read it, then make your change again.';

interface Row {
  version: number;
  policy: PolicyEdit;
  publishedAt: Date;
  publishedBy: string | null;
  demo: boolean;
}

@Injectable()
export class Policies {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly settings: Settings,
  ) {}

  current(): Promise<PolicyView> {
    return latest(this.db);
  }

  async publish(me: SignedIn, basedOn: number, edit: PolicyEdit): Promise<PolicyView> {
    return this.changes.make(me, 'policy', async ({ entities, tx, record }) => {
      const before = await latest(tx);
      if (before.version !== basedOn) throw new Fault('conflict', NEWER);
      const body = this.check(edit);
      const version = basedOn + 1;
      await entities.insert(PolicyRow, { version, body, agentId: me.agentId }).catch(taken('policy_pkey', NEWER));
      await record({
        action: 'policy.published',
        subjectKind: 'policy',
        subjectId: String(version),
        before: { version: before.version, policy: before.policy },
        after: { version, policy: body },
      });
      return latest(tx);
    });
  }

  /** The laws that no policy may switch off, its own sense, and the teams it names: every fault at once. */
  private check({ languages, ...edit }: PolicyEdit): Policy {
    const read = PolicyFile.safeParse(edit);
    const teams = [
      ...Object.entries(edit.topics).map(([reason, topic]) => [`topics.${reason}.team`, topic.team] as const),
      ...edit.rules.map((rule, index) => [`rules.${index}.then.team`, rule.then.team] as const),
    ];
    const unknown = teams.flatMap(([field, team]) =>
      team === undefined || this.settings.teamByName(team) ? [] : [`${field}: there is no team "${team}"`],
    );
    if (!read.success) {
      refuseFaults([...faultLines(read.error, 'policy'), ...unknown]);
      throw new Fault('invalid', 'The policy has faults.', { cause: read.error });
    }
    const policy: Policy = { ...read.data, languages };
    refuseFaults([...policyFaults(policy), ...unknown]);
    return policy;
  }
}

async function latest(q: Queryable): Promise<PolicyView> {
  const [row] = await q.query<Row>(
    `select p.version, p.body as policy, p.published_at as "publishedAt", g.name as "publishedBy", p.demo
       from policy p left join agent g on g.id = p.agent_id
      order by p.version desc limit 1`,
  );
  if (!row) throw new Fault('unavailable', 'There is no policy yet: run `npm run baton -- seed`.');
  return { ...row, publishedAt: row.publishedAt.toISOString() };
}
