/** An agent's own phones and mailboxes, in their own hands: whoever is signed in sees and changes theirs, and nobody else's. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import { EndpointVerify, OwnEndpoint, Reach as View, ReachEdit } from '../http/contract';
import { Describe } from '../http/describe';
import { Endpoints } from './endpoints';
import { Reach } from './reach';

@Controller('api/me/reach')
export class ReachController {
  constructor(
    private readonly reach: Reach,
    private readonly endpoints: Endpoints,
  ) {}

  @Get()
  @Describe({ summary: 'How I am reached', answer: View })
  read(@Me() me: SignedIn): Promise<View> {
    return this.reach.read(me);
  }

  @Put()
  @Describe({ summary: 'In which order my phones and mailboxes are tried, and when they are silent', answer: View })
  set(@Me() me: SignedIn, @Body(new Checked(ReachEdit)) edit: ReachEdit): Promise<View> {
    return this.reach.set(me, edit);
  }

  @Post('endpoints')
  @Describe({ summary: 'Add my phone or mailbox; a code is sent to it', status: 201, answer: View })
  add(@Me() me: SignedIn, @Body(new Checked(OwnEndpoint)) edit: OwnEndpoint): Promise<View> {
    return this.reach.add(me, edit);
  }

  @Post('endpoints/:endpointId/code')
  @HttpCode(204)
  @Describe({ summary: 'Send me a new code' })
  sendCode(@Me() me: SignedIn, @Param('endpointId', Id) endpointId: string): Promise<void> {
    return this.endpoints.resend(me, me.agentId, endpointId);
  }

  @Post('endpoints/:endpointId/verify')
  @HttpCode(200)
  @Describe({ summary: 'The code came back: it may be used', answer: View })
  async verify(
    @Me() me: SignedIn,
    @Param('endpointId', Id) endpointId: string,
    @Body(new Checked(EndpointVerify)) { code }: z.infer<typeof EndpointVerify>,
  ): Promise<View> {
    await this.endpoints.verify(me, me.agentId, endpointId, code);
    return this.reach.read(me);
  }

  @Delete('endpoints/:endpointId')
  @HttpCode(204)
  @Describe({ summary: 'Stop using it' })
  stop(@Me() me: SignedIn, @Param('endpointId', Id) endpointId: string): Promise<void> {
    return this.endpoints.stop(me, me.agentId, endpointId);
  }
}
