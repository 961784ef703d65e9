/** The log: JSON lines for machines in production, short lines for a person at a terminal otherwise; redacted in both. */
import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { Environment, LogLevel } from './environment';
import { redacted } from './redact';

type Level = Exclude<LogLevel, 'silent'>;
type Fields = Record<string, unknown>;

const RANK: Record<LogLevel, number> = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 99 };

/** Takes what Nest's Logger passes on: a text or `{ event, …ids }`, perhaps a stack, and the room that speaks. */
export class Log implements LoggerService {
  private readonly lowest: number;
  private readonly write: (level: Level, room: string | undefined, record: Fields) => void;

  constructor({ mode, logLevel }: Pick<Environment, 'mode' | 'logLevel'>, out: NodeJS.WritableStream = process.stdout) {
    this.lowest = RANK[logLevel];
    this.write =
      mode === 'production'
        ? jsonLines(
            pino({ level: logLevel, base: { pid: process.pid }, serializers: { err: (plain: unknown) => plain } }, out),
          )
        : shortLines(out);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.say('trace', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.say('debug', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.say('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.say('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.say('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.say('fatal', message, rest);
  }

  private say(level: Level, message: unknown, rest: unknown[]): void {
    if (RANK[level] < this.lowest) return;
    const room = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
    const more = rest.slice(0, room === undefined ? undefined : -1).filter((item) => item !== undefined);
    const said = typeof message === 'object' && !(message instanceof Error) ? { ...message } : named(message);
    this.write(level, room, redacted(more.length > 0 ? { ...said, more } : said) as Fields);
  }
}

function named(message: unknown): Fields {
  return message instanceof Error ? { err: message } : { msg: typeof message === 'string' ? message : typeof message };
}

function jsonLines(logger: Logger): Log['write'] {
  return (level, room, record) => logger[level]({ room, ...record });
}

/** "22:41:05 warn  Settings  settings.refresh-failed  code=ECONNREFUSED", and the stack of an error below it. */
function shortLines(out: NodeJS.WritableStream): Log['write'] {
  return (level, room, { msg, event, ...fields }) => {
    const stacks: string[] = [];
    const shown = Object.entries(fields).map(([name, value]) => {
      const { message, stack } = (value ?? {}) as { message?: unknown; stack?: unknown };
      if (typeof stack === 'string' && level !== 'warn') stacks.push(stack);
      return `${name}=${typeof message === 'string' ? JSON.stringify(message) : typeof value === 'string' ? value : JSON.stringify(value)}`;
    });
    const head = [new Date().toLocaleTimeString('en-GB'), level.padEnd(5), room, event, msg, ...shown].filter(Boolean);
    out.write(`${[head.join('  '), ...stacks].join('\n')}\n`);
  };
}
