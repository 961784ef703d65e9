/** One customer, many addresses: what was joined on which evidence, what might be, and how it is done and taken back. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Database, type Tx } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { FollowMe } from '../../pipeline/identity/follow-me';
import { Links } from '../../pipeline/identity/links';
import { audit } from '../auth/audit';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import { Accepted, Asked, ContactLinks, JoinBody, MoveBody } from '../http/contract';
import { Describe } from '../http/describe';
import { standing, visibleTo } from './visible';

/** Of the contact of one conversation; the newest links first. */
const LINKS = `
  select l.id, l.evidence, l.detail, l.created_at as at, l.undone_at as "undoneAt", l.into_contact_id = it.contact_id as undoable,
         (select g.name from agent g where g.id = l.agent_id) as "by",
         (select coalesce(json_agg(a.address order by a.address), '[]') from contact_address a where a.id = any(l.address_ids)) as addresses
    from conversation it
    join contact_link l on l.into_contact_id = it.contact_id or l.from_contact_id = it.contact_id
   where it.id = $1 order by l.created_at desc limit 20`;

/** Whoever gave, signed in with or claims the mail address of somebody else may be that person: a suggestion, no more. */
const SUGGESTIONS = `
  with it as (
    select contact_id from conversation where id = $1
  ), said as (
    select lower(e.email) as email, 'gave this address' as why from email_claim e join it using (contact_id)
    union select lower(i.email), 'signed in with this address' from external_identity i join it using (contact_id) where i.email is not null
    union select lower(a.address), 'writes under this address, unverified' from contact_address a join it using (contact_id) where a.kind = 'claimed_email'
    union select lower(a.address), 'answered a mail of ours to this customer, from there'
      from message m join contact_address a on a.id = m.contact_address_id where m.conversation_id = $1 and m.content ? 'hadOurs'
    union select lower(a.address), 'another writes under this address, unverified' from contact_address a join it using (contact_id) where a.kind = 'email'
  )
  select distinct on (o.contact_id) o.contact_id as "contactId", o.address, said.why, p.name
    from said
    join contact_address o on o.kind in ('email', 'claimed_email') and o.address = said.email
    join contact p on p.id = o.contact_id
    cross join it
   where o.contact_id <> it.contact_id
   order by o.contact_id limit 5`;

/** The other one's contact; only where I may see what they wrote, or they wrote nothing. */
const OTHER = `
  select a.contact_id from contact_address a
   where a.address = $1 and a.kind in ('phone', 'email', 'claimed_email')
     and ($3::boolean or not exists (select from conversation c where c.contact_id = a.contact_id)
          or exists (select from conversation c where c.contact_id = a.contact_id and ${visibleTo('$2', '$3')}))
   -- One that somebody vouches for goes before one that merely claims the same.
   order by a.kind = 'claimed_email' limit 1`;

@Controller('api/conversations/:id/links')
export class LinksController {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly followMe: FollowMe,
  ) {}

  @Get()
  @Describe({ summary: 'Which addresses are this one customer, on which evidence', answer: ContactLinks })
  async list(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<z.infer<typeof ContactLinks>> {
    await standing(this.db, me, id);
    const [links, suggestions, [conversation]] = await Promise.all([
      this.db.query<LinkRow>(LINKS, [id], 'links_read'),
      this.db.query<z.infer<typeof ContactLinks>['suggestions'][number]>(SUGGESTIONS, [id], 'links_suggested'),
      this.db.query<{ front_team_id: string }>('select front_team_id from conversation where id = $1', [id]),
    ]);
    return {
      links: links.map((link) => ({
        ...link,
        at: link.at.toISOString(),
        undoneAt: link.undoneAt?.toISOString() ?? null,
        undoable: link.undoable && link.undoneAt === null,
      })),
      suggestions,
      ways: conversation ? this.followMe.ways(conversation.front_team_id) : [],
    };
  }

  @Post('code')
  @HttpCode(200)
  @Describe({
    summary: 'Send a code to another address of the customer; once they write it here, both are one',
    answer: Asked,
  })
  code(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(MoveBody)) where: z.infer<typeof MoveBody>,
  ): Promise<z.infer<typeof Asked>> {
    return this.db.transaction(async (tx) => {
      await standing(tx, me, id);
      return { asked: await this.followMe.ask(tx, id, where, me.agentId) };
    });
  }

  @Post()
  @HttpCode(200)
  @Describe({ summary: 'Join with the customer of another address, for a reason that is kept', answer: Accepted })
  join(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(JoinBody)) { address, reason }: z.infer<typeof JoinBody>,
  ): Promise<z.infer<typeof Accepted>> {
    return this.db.transaction(async (tx) => {
      await standing(tx, me, id);
      const into = await contactOf(tx, id);
      const [other] = await tx.query<{ contact_id: string }>(OTHER, [address, me.agentId, me.role === 'admin']);
      if (!other) {
        throw new Fault('invalid', 'Nobody was joined.', {
          errors: ['address: no customer that you may see writes from there'],
        });
      }
      const linkId = await this.links.join(tx, {
        ...{ into, from: other.contact_id, evidence: 'agent', detail: reason },
        ...{ agentId: me.agentId, conversationId: id },
      });
      await audit(tx, {
        ...{ agentId: me.agentId, actor: me.name, action: 'contact.joined', subjectKind: 'contact', subjectId: into },
        after: { linkId, from: other.contact_id, reason },
      });
      return changed(tx, id);
    });
  }

  @Post(':linkId/undo')
  @HttpCode(200)
  @Describe({ summary: 'Take a link back: what moved goes back', answer: Accepted })
  undo(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Param('linkId', Id) linkId: string,
  ): Promise<z.infer<typeof Accepted>> {
    return this.db.transaction(async (tx) => {
      await standing(tx, me, id);
      const contactId = await contactOf(tx, id);
      const [own] = await tx.query('select 1 from contact_link where id = $1 and into_contact_id = $2', [
        linkId,
        contactId,
      ]);
      if (!own) throw new Fault('not-found', 'This customer has no such link.');
      await this.links.part(tx, linkId, me.agentId);
      await audit(tx, {
        ...{ agentId: me.agentId, actor: me.name, action: 'contact.parted', subjectKind: 'contact' },
        ...{ subjectId: contactId, before: { linkId } },
      });
      return changed(tx, id);
    });
  }
}

type Link = z.infer<typeof ContactLinks>['links'][number];
type LinkRow = Omit<Link, 'at' | 'undoneAt'> & { at: Date; undoneAt: Date | null };

async function contactOf(tx: Tx, conversationId: string): Promise<string> {
  const [row] = await tx.query<{ contact_id: string }>('select contact_id from conversation where id = $1', [
    conversationId,
  ]);
  if (!row) throw new Fault('not-found', 'There is no such conversation.');
  return row.contact_id;
}

async function changed(tx: Tx, conversationId: string): Promise<z.infer<typeof Accepted>> {
  const [row] = await tx.query<{ revision: number }>('select revision::int from conversation where id = $1', [
    conversationId,
  ]);
  return { conversationId, revision: row?.revision ?? 0 };
}
