/** Waiting for what must come, and a port to come by. */
import { createServer, type AddressInfo } from 'node:net';

type Found<T> = Exclude<T, undefined | null | false>;

/** Waits for `look` to find something. */
export async function until<T>(look: () => T | Promise<T>, ms = 30_000): Promise<Found<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found as Found<T>;
    if (Date.now() > end) throw new Error(`It did not come within ${ms} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
