/** What the start and the commands share at the terminal: the .env file, errors in words, a password typed unseen. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ConfigurationFault } from './foundation/config/configuration-fault';
import { masked } from './foundation/config/redact';
import { Fault } from './foundation/model/fault';

/** The environment with what `.env` of this folder adds to it. */
export function withEnvFile(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return process.env;
}

/** What a person can act on; never a stack. `failed` begins the line when the error says nothing better. */
export function inWords(error: unknown, failed: string): string {
  if (error instanceof ConfigurationFault) return error.message;
  if (error instanceof Fault) return [error.message, ...(error.options.errors ?? [])].join('\n  - ');
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another process. Stop that one, or choose another: PORT=${(port ?? 3000) + 1} npm start`;
    case 'EACCES':
      return port === undefined
        ? `${failed}: ${message}`
        : `Port ${port} is not allowed for this user. Choose one above 1023.`;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
      return `The database of DATABASE_URL cannot be reached (${masked(message)}). Is it running, and is the address right?`;
    case '28P01':
    case '28000':
    case '3D000':
      return `The database of DATABASE_URL refuses: ${masked(message)}.`;
    default:
      return `${failed}: ${masked(message)}`;
  }
}

/** One line of standard input, for a password that another program pipes in. */
export async function lineFromInput(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** Without showing what is typed. */
export async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
