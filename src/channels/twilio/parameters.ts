/** The parameters of a Twilio request, form or JSON, exactly as received: signatures cover every one of them untrimmed. */
import { parse } from 'node:querystring';
import { Fault } from '../../foundation/model/fault';
import type { RawRequest } from '../channel';

export interface Parameters {
  /** JSON bodies are signed by their hash, form bodies by their parameters. */
  readonly json: boolean;
  readonly all: Readonly<Record<string, string | string[] | undefined>>;
}

/** Locate, verify and read ask for the same body: it is parsed once. */
const parsed = new WeakMap<RawRequest, Parameters>();

/** Throws a Fault('invalid') on a JSON body that is no object. */
export function parametersOf(request: RawRequest): Parameters {
  const known = parsed.get(request);
  if (known) return known;
  const type = request.headers['content-type'];
  const json = typeof type === 'string' && /^\s*application\/json\b/i.test(type);
  const text = request.body.toString('utf8');
  const parameters: Parameters = { json, all: json ? fromJson(text) : parse(text) };
  parsed.set(request, parameters);
  return parameters;
}

/** One parameter; null when it is missing, empty or doubled (Twilio sends each once). */
export function one(parameters: Parameters, name: string): string | null {
  const value = parameters.all[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function fromJson(text: string): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Fault('invalid', 'The body says that it is JSON and is not.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Fault('invalid', 'The body is JSON, but no object of parameters.');
  }
  const flat = Object.create(null) as Record<string, string>;
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === 'string') flat[name] = item;
    else if (typeof item === 'number' || typeof item === 'boolean') flat[name] = String(item);
  }
  return flat;
}
