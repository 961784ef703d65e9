/** What went wrong with a request, in words that a person can act on (RFC 9457 as the API sends it). */

export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** Every single thing that is wrong, e.g. one line per field. */
    readonly errors: readonly string[] = [],
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

/** Reads the body of a refused request; a proxy's HTML page becomes a plain sentence. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? '';
  const body: unknown = type.includes('json') ? await response.json().catch(() => null) : null;
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' && value !== '' ? value : otherwise);
  const errors = Array.isArray(said['errors']) ? said['errors'].map(lineOf) : [];
  // The API's own titles are the names of status codes.
  const title = titleOf(response.status);
  const detail = text(said['detail'], fallbackDetail(response.status));
  return new Problem(response.status, title, detail, errors);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new Problem(0, 'No answer in time', 'Baton did not answer within 20 seconds. Please try again.');
  }
  return new Problem(0, 'Baton cannot be reached', 'Check your connection, then try again.');
}

function lineOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null) {
    const { path, message } = error as Record<string, unknown>;
    const where = Array.isArray(path) ? path.join('.') : typeof path === 'string' ? path : '';
    if (typeof message === 'string') return where === '' ? message : `${where}: ${message}`;
  }
  return String(error);
}

function titleOf(status: number): string {
  if (status === 400 || status === 422) return 'Please check what you entered';
  if (status === 401) return 'Not signed in';
  if (status === 403) return 'Not allowed';
  if (status === 404) return 'Not found';
  if (status === 409) return 'That does not go now';
  if (status === 429) return 'Too many attempts';
  return status >= 500 ? 'Baton had a fault' : 'That was refused';
}

function fallbackDetail(status: number): string {
  if (status === 403) return 'You may not do this. Ask an admin if you should.';
  if (status === 404) return 'It does not exist any more, or you may not see it.';
  if (status === 409) return 'It was changed meanwhile. Look again, then retry.';
  if (status === 429) return 'Too many attempts. Wait a minute, then try again.';
  return 'Please try again in a moment.';
}
