/** Agents, their way in, and their phones. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { AgentCreated, AgentEdit, AgentView, EndpointEdit, EndpointVerify, ResetLink } from '../http/contract';
import { Describe } from '../http/describe';
import { Agents } from './agents';
import { Endpoints } from './endpoints';

@Controller('api/admin/agents')
@AdminOnly()
export class AgentsController {
  constructor(
    private readonly agents: Agents,
    private readonly endpoints: Endpoints,
  ) {}

  @Get()
  @Describe({ summary: 'All agents', answer: z.array(AgentView) })
  list(): Promise<AgentView[]> {
    return this.agents.list();
  }

  @Post()
  @Describe({ summary: 'Add an agent; the link lets them choose a password', status: 201, answer: AgentCreated })
  create(
    @Me() me: SignedIn,
    @Body(new Checked(AgentEdit)) edit: z.infer<typeof AgentEdit>,
  ): Promise<z.infer<typeof AgentCreated>> {
    return this.agents.create(me, edit);
  }

  @Put(':id')
  @Describe({ summary: 'Change an agent; disabling one ends their sessions and phones at once', answer: AgentView })
  edit(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(AgentEdit)) edit: z.infer<typeof AgentEdit>,
  ): Promise<AgentView> {
    return this.agents.edit(me, id, edit);
  }

  @Post(':id/reset-link')
  @HttpCode(200)
  @Describe({ summary: 'A link to choose a new password: one hour, one use; older ones stop', answer: ResetLink })
  resetLink(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<z.infer<typeof ResetLink>> {
    return this.agents.resetLink(me, id);
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  @Describe({ summary: 'Sign an agent out everywhere' })
  signOut(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    return this.agents.signOut(me, id);
  }

  @Post(':id/endpoints')
  @Describe({ summary: 'Add a phone; a code is sent to it', status: 201, answer: AgentView })
  addEndpoint(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(EndpointEdit)) edit: z.infer<typeof EndpointEdit>,
  ): Promise<AgentView> {
    return this.endpoints.add(me, id, edit);
  }

  @Post(':id/endpoints/:endpointId/code')
  @HttpCode(204)
  @Describe({ summary: 'Send a new code' })
  sendCode(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Param('endpointId', Id) endpointId: string,
  ): Promise<void> {
    return this.endpoints.resend(me, id, endpointId);
  }

  @Post(':id/endpoints/:endpointId/verify')
  @HttpCode(200)
  @Describe({ summary: 'The code came back: the phone may be used', answer: AgentView })
  verify(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Param('endpointId', Id) endpointId: string,
    @Body(new Checked(EndpointVerify)) { code }: z.infer<typeof EndpointVerify>,
  ): Promise<AgentView> {
    return this.endpoints.verify(me, id, endpointId, code);
  }

  @Delete(':id/endpoints/:endpointId')
  @HttpCode(204)
  @Describe({ summary: 'Stop using a phone' })
  stop(@Me() me: SignedIn, @Param('id', Id) id: string, @Param('endpointId', Id) endpointId: string): Promise<void> {
    return this.endpoints.stop(me, id, endpointId);
  }
}
