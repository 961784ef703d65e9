/** A fault has a code, a message that a person can act on, and its cause. */

export type FaultCode =
  | 'invalid' // the request is malformed; nothing was changed
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict' // somebody was faster, or the state does not allow it
  | 'stale' // written before something newer came; asked again it is done
  | 'rate-limited'
  | 'unavailable';

export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    /** `errors`: every single thing that is wrong, e.g. one line per field. */
    readonly options: { cause?: unknown; errors?: string[]; retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'Fault';
  }
}
