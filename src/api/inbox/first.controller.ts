/** Agents write first: from which accounts, with which approved texts, and the writing itself. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Database, type Queryable } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { isStaffLine } from '../../foundation/settings/staff-lines';
import { SendGate } from '../../pipeline/delivery/gate';
import { Templates } from '../../pipeline/delivery/templates';
import { First } from '../../pipeline/handoff/first';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import { FirstAccounts, FirstBody, FirstWritten, TemplateList } from '../http/contract';
import { Describe } from '../http/describe';

type FirstAccount = z.infer<typeof FirstAccounts>[number];

@Controller('api/first')
export class FirstController {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly templatesOf: Templates,
    private readonly first: First,
    private readonly gate: SendGate,
  ) {}

  @Get('accounts')
  @Describe({ summary: 'Accounts of my teams from which somebody can be written to first', answer: FirstAccounts })
  accounts(@Me() me: SignedIn): Promise<FirstAccount[]> {
    return this.mine(this.db, me);
  }

  @Get('accounts/:accountId/templates')
  @Describe({ summary: 'Its approved texts', answer: TemplateList })
  async templates(@Me() me: SignedIn, @Param('accountId', Id) id: string): Promise<z.infer<typeof TemplateList>> {
    await this.own(me, id);
    return { templates: await this.templatesOf.list(id) };
  }

  @Post()
  @HttpCode(200)
  @Describe({
    summary: 'Write to a known or new address before it wrote; a repeat of one clientId is one message',
    answer: FirstWritten,
  })
  async write(
    @Me() me: SignedIn,
    @Body(new Checked(FirstBody)) body: z.infer<typeof FirstBody>,
  ): Promise<z.infer<typeof FirstWritten>> {
    const account = await this.own(me, body.accountId);
    const address = addressOf(account.addressKind, body.address);
    // Asked of the provider before the transaction begins.
    const filled = body.template
      ? await this.templatesOf.fill(account.id, body.template.id, body.template.variables)
      : null;
    const written = await this.db.transaction((tx) =>
      this.first.write(tx, {
        agentId: me.agentId,
        accountId: account.id,
        address,
        name: body.name ?? null,
        basis: body.basis,
        detail: body.detail ?? null,
        clientId: body.clientId,
        text: filled?.text ?? body.text,
        ...(filled ? { template: filled.template } : {}),
      }),
    );
    return { ...written, leavesAt: written.leavesAt?.toISOString() ?? null };
  }

  private async own(me: SignedIn, accountId: string): Promise<FirstAccount> {
    const account = (await this.mine(this.db, me)).find(({ id }) => id === accountId);
    if (!account) throw new Fault('not-found', 'Your teams have no such account.');
    return account;
  }

  private async mine(q: Queryable, me: SignedIn): Promise<FirstAccount[]> {
    const rows = await q.query<{ id: string }>('select team_id as id from team_member where agent_id = $1', [
      me.agentId,
    ]);
    const teams = new Set(rows.map(({ id }) => id));
    return this.settings.accounts().flatMap((account) => {
      const { id, name, channel, address, active } = account;
      const capabilities = this.gate.capabilities(channel);
      const addressKind = capabilities?.addressKind;
      if (!active || isStaffLine(account) || (addressKind !== 'phone' && addressKind !== 'email')) return [];
      if (me.role !== 'admin' && !teams.has(this.settings.frontTeam(id).id)) return [];
      const templates = capabilities?.replyWindow != null;
      return [{ id, name, channel, address, addressKind, templates }];
    });
  }
}

function addressOf(kind: 'phone' | 'email', given: string): string {
  const address = kind === 'email' ? given.trim().toLowerCase() : given.replace(/[\s().-]/g, '');
  const right = kind === 'email' ? z.email().max(254).safeParse(address).success : /^\+[1-9]\d{6,14}$/.test(address);
  if (right) return address;
  const fault =
    kind === 'email'
      ? 'address: must be a mail address'
      : 'address: must be a phone number with its country code, such as +15550100';
  throw new Fault('invalid', 'This address cannot be written to.', { errors: [fault] });
}
