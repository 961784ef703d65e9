/** Ingest's figures for Prometheus. */
import { Counter, Gauge, Histogram } from 'prom-client';

export const webhookRequests = new Counter({
  name: 'baton_webhook_requests_total',
  help: 'Webhook requests by provider and status of the answer',
  labelNames: ['provider', 'status'],
});
export const ingested = new Counter({
  name: 'baton_ingested_total',
  help: 'Inbound events by what became of them',
  labelNames: ['result'],
});
export const batchSize = new Histogram({
  name: 'baton_ingest_batch_size',
  help: 'Inbound events that one statement committed',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
});
export const batchSeconds = new Histogram({
  name: 'baton_ingest_batch_seconds',
  help: 'Duration of one committing statement',
  buckets: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.5, 2, 8],
});

let depth: (() => number) | undefined;
/** Who answers for the queue at a scrape: the ingest of this process. */
export function reportDepth(source: typeof depth): void {
  depth = source;
}

const waiting = new Gauge({
  name: 'baton_ingest_waiting',
  help: 'Inbound events that wait for a writer',
  collect(): void {
    waiting.set(depth?.() ?? 0);
  },
});
