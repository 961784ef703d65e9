/** One offer to one agent on one of their ways: its row, its code, and how it rings. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../foundation/database/database';
import { consoleText } from '../../foundation/model/console-texts';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { Composer } from '../delivery/compose';
import { SendGate } from '../delivery/gate';
import { filled, inLanguage, Templates, type FilledTemplate } from '../delivery/templates';
import { endpointLanguage } from '../handoff/console-rows';
import type { Passed, Pick } from './pick';

/** Offers open on one phone at once that ring one by one; of more it hears once a minute, all together. */
const RINGS = 5;

/** SQL: free text reaches the endpoint `e` now. `windowed`: accounts where it does only for a day after the agent wrote. */
export const openText = (windowed: string): string =>
  `(e.channel_account_id <> all(${windowed}::uuid[])
    or coalesce(greatest(e.last_heard_at, (select a.last_seen_at from contact_address a where a.kind = 'phone' and a.address = e.address))
                > now() - interval '23 hours 55 minutes', false))`;

/** By the account on which free text is allowed for a while only: what is sent to agents outside of that. */
export type OfferTexts = ReadonlyMap<string, Awaited<ReturnType<Templates['ofOffers']>>>;

@Injectable()
export class Offers {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly composer: Composer,
    private readonly gate: SendGate,
    private readonly templates: Templates,
  ) {}

  /** The offers open on this phone. Its row is held: two offers at once would choose the same code. */
  private async openOn(tx: Tx, endpointId: string): Promise<number> {
    await tx.query('select 1 from agent_endpoint where id = $1 for no key update', [endpointId]);
    const [row] = await tx.query<{ open: string }>(
      `select count(*) as open from offer where agent_endpoint_id = $1 and state = 'open'`,
      [endpointId],
    );
    return Number(row?.open ?? 0);
  }

  /** Accounts that take free text only for a while after somebody wrote. */
  windowed(): string[] {
    return this.settings
      .accounts()
      .filter(({ channel }) => this.gate.capabilities(channel)?.replyWindow)
      .map(({ id }) => id);
  }

  /** Read before a transaction is open; a provider that does not answer has none. */
  async textsFor(handoffId: string): Promise<OfferTexts> {
    const windowed = this.windowed();
    if (windowed.length === 0 || !this.settings.switches().agentPhones) return new Map();
    const accounts = await this.db.query<{ id: string }>(
      `select distinct e.channel_account_id as id from handoff h join team_member m on m.team_id = h.team_id
         join agent_endpoint e on e.agent_id = m.agent_id and e.verified_at is not null and e.stopped_at is null
        where h.id = $1 and h.state in ('queued', 'offered') and e.channel_account_id = any($2) and not ${openText('$2')}`,
      [handoffId, windowed],
      'route_closed',
    );
    const texts = new Map<string, Awaited<ReturnType<Templates['ofOffers']>>>();
    for (const { id } of accounts) {
      const approved = await this.templates.ofOffers(id);
      if (approved.length > 0) texts.set(id, approved);
    }
    return texts;
  }

  /** `from`: the colleague who holds it and asks. Answers the offer's id. */
  async make(
    tx: Tx,
    handoff: { id: string; conversation_id: string; why: string },
    choice: Pick,
    passed: readonly Passed[],
    now: Date,
    { from, texts, team }: { from?: { agentId: string; name: string }; texts?: OfferTexts; team?: string } = {},
  ): Promise<string> {
    const offerId = newId();
    const open = choice.endpointId ? await this.openOn(tx, choice.endpointId) : 0;
    // The smallest code that means no other customer of this endpoint, now or within a day: what is typed late must not reach the next one.
    const [row] = await tx.query<{ code: number }>(
      `insert into offer (id, handoff_id, agent_id, agent_endpoint_id, expires_at, detail, passed, from_agent_id, code)
       select $1, $2, $3, $4, $5, $6, $7, $9, case when $4::uuid is not null then (
                select min(n) from generate_series(1, 9999) n
                 where n not in (select o.code from offer o join handoff h on h.id = o.handoff_id
                                  where o.agent_endpoint_id = $4 and o.code is not null and h.conversation_id <> $8
                                    and (o.offered_at > now() - interval '1 day'
                                         or (o.state in ('open', 'accepted') and h.state in ('queued', 'offered', 'accepted'))))) end
       returning code`,
      [
        offerId,
        handoff.id,
        choice.agentId,
        choice.endpointId,
        new Date(now.getTime() + choice.seconds * 1000),
        choice.why,
        JSON.stringify(passed),
        handoff.conversation_id,
        from?.agentId ?? null,
      ],
    );
    if (!choice.endpointId) return offerId;
    const language = await endpointLanguage(tx, choice.endpointId, this.settings.business().languages);
    if (open >= RINGS) {
      await this.composer.notify(tx, {
        kind: 'offer',
        endpointId: choice.endpointId,
        text: consoleText('offers_many', language, { count: open + 1, code: row?.code ?? 0 }),
        key: `offers:${choice.endpointId}:${Math.floor(now.getTime() / 60_000)}`,
      });
      return offerId;
    }
    const code = String(row?.code ?? 0);
    const why = firstSentence(handoff.why);
    const minutes = String(Math.round(choice.seconds / 60));
    // The default offer carries no message text.
    await this.composer.notify(tx, {
      kind: 'offer',
      endpointId: choice.endpointId,
      conversationId: handoff.conversation_id,
      text: consoleText(from ? 'offer_from' : 'offer', language, { name: from?.name ?? '', code, why, minutes }),
      choices: (['touch_accept', 'touch_decline', 'touch_brief'] as const).map((key) => consoleText(key, language)),
      ...(await this.approved(tx, choice.endpointId, language, texts, {
        '1': team ?? '',
        '2': `#${code}`,
        '3': minutes,
      })),
      key: `offer:${offerId}`,
    });
    return offerId;
  }

  /** Outside of the window the approved text goes instead, filled. */
  private async approved(
    tx: Tx,
    endpointId: string,
    language: string,
    texts: OfferTexts | undefined,
    values: Readonly<Record<string, string>>,
  ): Promise<{ text?: string; template?: FilledTemplate['template'] }> {
    if (!texts || texts.size === 0) return {};
    const [closed] = await tx.query<{ accountId: string }>(
      `select e.channel_account_id as "accountId" from agent_endpoint e
        where e.id = $1 and e.channel_account_id = any($2) and not ${openText('$2')}`,
      [endpointId, [...texts.keys()]],
      'offer_closed',
    );
    const template = closed && inLanguage(texts.get(closed.accountId) ?? [], language);
    if (!template) return {};
    const variables = Object.fromEntries(Object.keys(template.variables).map((name) => [name, values[name] ?? '-']));
    return { text: filled(template.body, variables), template: { id: template.id, name: template.name, variables } };
  }
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/su.exec(text)?.[0] ?? text;
}
