/** The end of the sandbox, for which any number of texts on their way may wait. */
import { setMaxListeners } from 'node:events';

export function stopper(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
