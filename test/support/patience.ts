/** Waiting for what must come, with what was there instead when it does not. */

/** How long a test waits; a busy machine is not a failure. */
const PATIENCE_MS = 60_000;

/** Waits for `look` to find something; says what was there instead. */
export async function until<T>(
  look: () => Promise<T | undefined | null | false>,
  instead?: () => Promise<unknown>,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`It did not come. There was: ${JSON.stringify(await instead?.())}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
