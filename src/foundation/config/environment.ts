/** The environment as one frozen, validated object; nothing else in the project reads `process.env`. */
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationFault } from './configuration-fault';
import { keptSecretKey, parseSecretKey } from './secret-key';

export type Mode = 'development' | 'production';
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Environment {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  /** The origin that providers and browsers see, without a slash at the end. */
  readonly publicUrl: string;
  /** Null: the embedded server in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** 32 bytes; every key in use is derived from it. */
  readonly secretKey: Buffer;
  /** The file of the business's tools, and what is sent to them as a bearer token. */
  readonly tools: { readonly file: string; readonly token: string | null };
  readonly openai: { readonly apiKey: string; readonly baseUrl: string | null; readonly model: string } | null;
  /** Addresses, networks (CIDR) or the names loopback, linklocal, uniquelocal, whose `X-Forwarded-*` is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
}

/** Injection token of the Environment. */
export const ENVIRONMENT = Symbol('environment');

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** Read at every start, the same from src/ and dist/. */
const TOOLS_FILE = join(__dirname, '../../../config/tools.yaml');
const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'];
/** Cheap, fast, and good at calling tools; any other is named by OPENAI_MODEL. */
const DEFAULT_MODEL = 'gpt-4.1-mini';

/** An empty variable is an unset one: env files and compose files write `NAME=` for "not set". */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema.optional());

const url = (protocols: readonly string[], example: string) =>
  z
    .string()
    .refine((text) => protocols.includes(parsed(text)?.protocol ?? ''), `must be an address such as ${example}`);

const Variables = z.object({
  NODE_ENV: optional(z.enum(['development', 'production', 'test'], 'must be production, development or test')),
  HOST: optional(
    z
      .string()
      .refine(
        (host) => isIP(host) !== 0 || host === 'localhost',
        'must be an IP address to listen on, such as 127.0.0.1',
      ),
  ),
  PORT: optional(
    z
      .string()
      .refine(
        (text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535,
        'must be a number from 1 to 65535',
      ),
  ),
  PUBLIC_URL: optional(
    url(['http:', 'https:'], 'https://baton.example.com').refine((text) => {
      const at = parsed(text);
      return at === null || (at.pathname === '/' && at.search === '' && at.hash === '' && at.username === '');
    }, 'must be an origin alone: no path, no query, no sign-in'),
  ),
  DATABASE_URL: optional(url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/baton')),
  REDIS_URL: optional(url(['redis:', 'rediss:'], 'redis://host:6379')),
  BATON_DATA_DIR: optional(z.string()),
  BATON_SECRET_KEY: optional(
    z
      .string()
      .refine(
        (text) => parseSecretKey(text) !== null,
        'must be 32 random bytes as base64 or hex; make one with: openssl rand -base64 32',
      ),
  ),
  OPENAI_API_KEY: optional(z.string().refine((key) => !/\s/.test(key.trim()), 'must be one key without spaces')),
  OPENAI_BASE_URL: optional(url(['http:', 'https:'], 'https://api.openai.com/v1')),
  OPENAI_MODEL: optional(z.string()),
  TOOLS_FILE: optional(z.string()),
  TOOLS_TOKEN: optional(z.string().refine((token) => !/\s/.test(token.trim()), 'must be one token without spaces')),
  TRUSTED_PROXIES: optional(
    z
      .string()
      .refine(
        (text) => list(text).every(isProxy),
        `must be a list of addresses or networks separated by commas, such as 10.0.0.0/8,${PROXY_NAMES[0]}`,
      ),
  ),
  LOG_LEVEL: optional(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)),
});

/** Reads and checks everything at once. Makes the secret key in the data folder when there is none, outside production only. */
export function readEnvironment(source: NodeJS.ProcessEnv, folder: string = process.cwd()): Environment {
  const result = Variables.safeParse(source);
  const errors = result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`);
  const read = result.success ? result.data : {};
  const mode: Mode = source['NODE_ENV']?.trim() === 'production' ? 'production' : 'development';

  if (mode === 'production') {
    if (!source['BATON_SECRET_KEY']?.trim()) {
      errors.push(
        'BATON_SECRET_KEY is required in production: 32 random bytes; make one with: openssl rand -base64 32',
      );
    }
    if (!source['PUBLIC_URL']?.trim()) {
      errors.push(
        'PUBLIC_URL is required in production: the https address at which customers and providers reach Baton.',
      );
    } else if (read.PUBLIC_URL && !read.PUBLIC_URL.startsWith('https:')) {
      errors.push('PUBLIC_URL must begin with https in production: sessions and webhooks travel over it.');
    }
  }
  if (read.OPENAI_BASE_URL && !read.OPENAI_MODEL) {
    errors.push('OPENAI_MODEL is required with OPENAI_BASE_URL: the name of a model which that server offers.');
  }
  if (errors.length > 0) throw new ConfigurationFault('The environment is not right:', errors);

  const port = Number(read.PORT ?? 3000);
  const dataDir = resolve(folder, read.BATON_DATA_DIR ?? '.baton');
  const openai =
    read.OPENAI_API_KEY || read.OPENAI_BASE_URL
      ? {
          // Servers that need no key still want the header.
          apiKey: read.OPENAI_API_KEY?.trim() ?? 'none',
          baseUrl: read.OPENAI_BASE_URL?.replace(/\/+$/, '') ?? null,
          model: read.OPENAI_MODEL?.trim() ?? DEFAULT_MODEL,
        }
      : null;
  return Object.freeze({
    mode,
    host: read.HOST ?? (mode === 'production' ? '0.0.0.0' : '127.0.0.1'),
    port,
    publicUrl: read.PUBLIC_URL ? new URL(read.PUBLIC_URL).origin : `http://127.0.0.1:${port}`,
    databaseUrl: read.DATABASE_URL ?? null,
    redisUrl: read.REDIS_URL ?? null,
    dataDir,
    secretKey:
      (read.BATON_SECRET_KEY && parseSecretKey(read.BATON_SECRET_KEY)) || keptSecretKey(join(dataDir, 'secret.key')),
    openai: openai && Object.freeze(openai),
    tools: Object.freeze({
      file: read.TOOLS_FILE ? resolve(folder, read.TOOLS_FILE) : TOOLS_FILE,
      token: read.TOOLS_TOKEN?.trim() ?? null,
    }),
    trustedProxies: Object.freeze(list(read.TRUSTED_PROXIES ?? '')),
    logLevel: read.LOG_LEVEL ?? (mode === 'production' ? 'info' : 'warn'),
  });
}

/** True when only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function list(text: string): string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}

function isProxy(text: string): boolean {
  if (PROXY_NAMES.includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
