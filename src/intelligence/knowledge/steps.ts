/** Long work in short steps: at once for a command, or a few milliseconds at a time where others are served meanwhile. */
import { setImmediate as breathe } from 'node:timers/promises';

/** Work that says after each step that it may be interrupted. */
export type Steps<Result> = Generator<void, Result, void>;

const SLICE_MS = 8;

export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, giving way every few milliseconds. */
export async function gently<Result>(steps: Steps<Result>): Promise<Result> {
  let began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - began < SLICE_MS) continue;
    await breathe();
    began = performance.now();
  }
}
