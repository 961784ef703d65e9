/** What was sent to webhook endpoints and what they answered; of thirty days. */
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import { WebhookDeliveryPage, WebhookDeliveryQuery, type WebhookDeliveryView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';
import { Describe } from '../http/describe';
import { Webhooks } from './webhooks';

interface Row extends Omit<WebhookDeliveryView, 'endpoint' | 'sequence' | 'at' | 'triedAt' | 'nextAt'> {
  endpointId: string;
  name: string;
  sequence: string;
  at: Date;
  triedAt: Date | null;
  nextAt: Date;
}

const SEQUENCE_PART = /^\d{1,18}$/;

@Controller('api/admin/webhook-deliveries')
@AdminOnly()
export class WebhookLogController {
  constructor(
    private readonly db: Database,
    private readonly webhooks: Webhooks,
  ) {}

  @Get()
  @Describe({ summary: 'What was sent to webhook endpoints, newest first', answer: WebhookDeliveryPage })
  async list(
    @Query(new Checked(WebhookDeliveryQuery))
    { cursor, limit, endpointId, state }: z.infer<typeof WebhookDeliveryQuery>,
  ): Promise<z.infer<typeof WebhookDeliveryPage>> {
    const [sequence, id] = cursor === undefined ? [] : readCursor(cursor, [SEQUENCE_PART, UUID_PART]);
    const rows = await this.db.query<Row>(
      `select d.id, d.endpoint_id as "endpointId", e.name, v.kind, v.sequence, v.data, v.at, d.state, d.attempts,
              d.response_status as "responseStatus", d.response_body as "responseBody", d.fault, d.tried_at as "triedAt", d.next_at as "nextAt"
         from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id join webhook_event v on v.sequence = d.event_sequence
        where ($1::bigint is null or (d.event_sequence, d.endpoint_id) < ($1, $2::uuid))
          and ($3::uuid is null or d.endpoint_id = $3) and ($4::text is null or d.state = $4)
        order by d.event_sequence desc, d.endpoint_id desc limit $5`,
      [sequence ?? null, id ?? null, endpointId ?? null, state ?? null, limit + 1],
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(view),
      next: rows.length > limit && last ? writeCursor([last.sequence, last.endpointId]) : null,
    };
  }

  @Post(':deliveryId/replay')
  @HttpCode(204)
  @Describe({ summary: 'Send it once more, under the same id' })
  replay(@Param('deliveryId', Id) id: string): Promise<void> {
    return this.webhooks.again(id);
  }
}

function view({ endpointId, name, sequence, at, triedAt, nextAt, ...rest }: Row): WebhookDeliveryView {
  return {
    ...rest,
    endpoint: { id: endpointId, name },
    sequence: Number(sequence),
    at: at.toISOString(),
    triedAt: triedAt?.toISOString() ?? null,
    nextAt: rest.state === 'pending' ? nextAt.toISOString() : null,
  };
}
