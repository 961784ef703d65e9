/** Channel accounts and their team. */
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { AccountEdit, AccountFinding, AccountView, ListedAccount, StarterTemplateView } from '../http/contract';
import { Describe } from '../http/describe';
import { Accounts } from './accounts';
import { AccountSetups } from './account-setups';

@Controller('api/admin/accounts')
@AdminOnly()
export class AccountsController {
  constructor(
    private readonly accounts: Accounts,
    private readonly setups: AccountSetups,
  ) {}

  @Get()
  @Describe({ summary: 'All channel accounts with their live state', answer: z.array(ListedAccount) })
  list(): Promise<ListedAccount[]> {
    return this.accounts.list();
  }

  @Post()
  @Describe({ summary: 'Add a real account; the first one ends the demo', status: 201, answer: AccountView })
  create(@Me() me: SignedIn, @Body(new Checked(AccountEdit)) edit: AccountEdit): Promise<AccountView> {
    return this.accounts.create(me, edit);
  }

  @Put(':id')
  @Describe({ summary: 'Change an account; secrets left out stay, an empty one is removed', answer: AccountView })
  edit(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(AccountEdit)) edit: AccountEdit,
  ): Promise<AccountView> {
    return this.accounts.edit(me, id, edit);
  }

  @Post(':id/check')
  @HttpCode(200)
  @Describe({ summary: 'Ask the provider whether the account works', answer: AccountView })
  check(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<AccountView> {
    return this.accounts.checkLive(me, id);
  }

  @Get(':id/setup')
  @Describe({
    summary: 'Read how the account is set up at its provider: addresses, service, registration; changes nothing',
    answer: z.array(AccountFinding),
  })
  setup(@Param('id', Id) id: string): Promise<AccountFinding[]> {
    return this.setups.of(id);
  }

  @Get(':id/starter-templates')
  @Describe({
    summary: 'The templates that Baton brings along, with their state at the provider',
    answer: z.array(StarterTemplateView),
  })
  starters(@Param('id', Id) id: string): Promise<StarterTemplateView[]> {
    return this.setups.starters(id);
  }

  @Post(':id/starter-templates')
  @HttpCode(200)
  @Describe({
    summary: 'Make those that are missing and submit them for approval; what is there stays',
    answer: z.array(StarterTemplateView),
  })
  submit(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<StarterTemplateView[]> {
    return this.setups.submit(me, id);
  }
}
