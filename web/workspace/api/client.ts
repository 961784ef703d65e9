/** The one way to the API: JSON in and out, the CSRF token on unsafe methods, refusals as Problems. */
import { asProblem, Problem, problemOf } from './problem';

const TIMEOUT_MS = 20_000;

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;

/** The token of the session that holds now; null when nobody is signed in. */
export function holdToken(token: string | null): void {
  csrfToken = token;
}

/** Called when the server no longer knows the session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Options {
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Lets the request outlive the page, for the last save of a draft. */
  keepalive?: boolean;
}

export async function call<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrfToken !== null) headers['x-csrf-token'] = csrfToken;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);

  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(options.body !== undefined ? { body: JSON.stringify(options.body) } : {}),
      ...(options.keepalive ? { keepalive: true } : {}),
    });
  } catch (error) {
    // A cancelled read is not a fault: the query that asked is gone.
    if (options.signal?.aborted) throw error;
    throw asProblem(error);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && path !== '/api/session') onSignedOut();
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** A file as a raw body. Only XMLHttpRequest tells how far an upload is. Throws a Problem. */
export function upload<T>(
  path: string,
  file: File,
  onProgress: (percent: number) => void,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(asProblem(new TypeError('The line broke off.')));
    request.open('POST', path);
    request.responseType = 'text';
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    if (csrfToken !== null) request.setRequestHeader('x-csrf-token', csrfToken);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : Math.round((loaded / total) * 100));
    request.onerror = fail;
    request.ontimeout = fail;
    request.onload = () => {
      const answer = new Response(request.responseText, {
        status: request.status,
        headers: { 'content-type': request.getResponseHeader('content-type') ?? '' },
      });
      if (request.status === 401) onSignedOut();
      if (answer.ok) resolve(JSON.parse(request.responseText) as T);
      else void problemOf(answer).then(reject, fail);
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

export const get = <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, { signal });
export const post = <T>(path: string, body: unknown = {}) => call<T>('POST', path, { body });
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, { body });
export const remove = <T>(path: string) => call<T>('DELETE', path);

/** A path with the parameters that are set. */
export function query(path: string, parameters: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(parameters).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set).toString()}`;
}

export const isMissing = (error: unknown): boolean => error instanceof Problem && error.status === 404;
