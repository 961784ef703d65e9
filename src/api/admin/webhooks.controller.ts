/** Webhook endpoints, as admins manage them. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import {
  PageQuery,
  WebhookEdit,
  WebhookPage,
  WebhookReplay,
  WebhookReplayed,
  WebhookSecret,
  WebhookView,
} from '../http/contract';
import { Describe } from '../http/describe';
import { Webhooks } from './webhooks';

@Controller('api/admin/webhooks')
@AdminOnly()
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks) {}

  @Get()
  @Describe({ summary: 'Webhook endpoints, newest first', answer: WebhookPage })
  list(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof WebhookPage>> {
    return this.webhooks.list(cursor, limit);
  }

  @Post()
  @Describe({
    summary: 'Add a webhook endpoint; its secret is shown this once',
    status: 201,
    answer: WebhookSecret,
  })
  create(@Me() me: SignedIn, @Body(new Checked(WebhookEdit)) edit: WebhookEdit): Promise<WebhookSecret> {
    return this.webhooks.create(me, edit);
  }

  @Put(':endpointId')
  @Describe({ summary: 'Change a webhook endpoint, or switch it on or off', answer: WebhookView })
  edit(
    @Me() me: SignedIn,
    @Param('endpointId', Id) id: string,
    @Body(new Checked(WebhookEdit)) edit: WebhookEdit,
  ): Promise<WebhookView> {
    return this.webhooks.edit(me, id, edit);
  }

  @Delete(':endpointId')
  @HttpCode(204)
  @Describe({ summary: 'Delete a webhook endpoint with its log' })
  remove(@Me() me: SignedIn, @Param('endpointId', Id) id: string): Promise<void> {
    return this.webhooks.remove(me, id);
  }

  @Post(':endpointId/secret')
  @HttpCode(200)
  @Describe({ summary: 'A new secret, shown this once; the one before signs too for a day', answer: WebhookSecret })
  rotate(@Me() me: SignedIn, @Param('endpointId', Id) id: string): Promise<WebhookSecret> {
    return this.webhooks.rotate(me, id);
  }

  @Post(':endpointId/test')
  @HttpCode(204)
  @Describe({ summary: 'Send an event of the kind test' })
  test(@Param('endpointId', Id) id: string): Promise<void> {
    return this.webhooks.test(id);
  }

  @Post(':endpointId/replay')
  @HttpCode(200)
  @Describe({
    summary: 'Send again what failed since a time, oldest first, a thousand a call',
    answer: WebhookReplayed,
  })
  replay(
    @Param('endpointId', Id) id: string,
    @Body(new Checked(WebhookReplay)) { since }: z.infer<typeof WebhookReplay>,
  ): Promise<WebhookReplayed> {
    return this.webhooks.againSince(id, new Date(since));
  }
}
