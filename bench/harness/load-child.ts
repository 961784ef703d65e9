/** The process behind load.ts: signs everything first, then only sends and counts. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { signedRequest } from './door';
import { percentile } from './figures';
import { Line } from './line';
import type { LoadPlan, LoadResult } from './load';

async function main(): Promise<void> {
  const [plan] = (await once(process, 'message')) as [LoadPlan];
  const requests = Array.from({ length: plan.most }, () => signedRequest(plan.door));
  const lines = await Promise.all(Array.from({ length: plan.senders }, () => Line.open(plan.door.port)));
  process.send?.('ready');
  await once(process, 'message');

  const latencies: number[] = [];
  let refused = 0;
  const start = performance.now();
  const end = start + plan.seconds * 1_000;
  const send = async (line: Line, request: Buffer, since: number): Promise<void> => {
    const status = await line.post(request);
    if (status === 200) latencies.push(performance.now() - since);
    else refused += 1;
  };

  if (plan.rate === undefined) {
    await Promise.all(
      lines.map(async (line) => {
        while (performance.now() < end) {
          const request = requests.pop();
          if (!request) return;
          await send(line, request, performance.now());
        }
      }),
    );
  } else {
    const free = [...lines];
    const under: Promise<void>[] = [];
    for (let n = 0; n < plan.rate * plan.seconds; n += 1) {
      const due = start + (n * 1_000) / plan.rate;
      const wait = due - performance.now();
      if (wait > 1) await sleep(wait);
      const request = requests.pop();
      if (!request) break;
      const line = free.pop() ?? (await Line.open(plan.door.port));
      // A timer ends up to a millisecond early, which is no gift to anybody; what leaves late counts from when it was due.
      under.push(send(line, request, Math.min(due, performance.now())).then(() => void free.push(line)));
    }
    await Promise.all(under);
    lines.push(...free);
  }
  const seconds = (performance.now() - start) / 1_000;
  for (const line of lines) line.close();
  const result: LoadResult = {
    acknowledged: latencies.length,
    refused,
    perSecond: latencies.length / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    max: percentile(latencies, 1),
  };
  process.send?.(result);
}

void main();
