/** Every failure of a request as problem+json (RFC 9457): faults by their code, anything unknown without its details. */
import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Fault, type FaultCode } from '../../foundation/model/fault';
import type { Problem } from './contract';

const STATUS: Record<FaultCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  'rate-limited': 429,
  unavailable: 503,
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    // A socket has no status line; its gateway answers for itself.
    if (host.getType() !== 'http') throw error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = toProblem(error);
    // Logged here and nowhere else; what a caller did wrong is not an event of ours.
    if (problem.status === 500) this.log.error({ event: 'request_failed', err: error });
    const retryAfter = error instanceof Fault ? error.options.retryAfterSeconds : undefined;
    if (retryAfter !== undefined) void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
    void reply.status(problem.status).header('content-type', 'application/problem+json').send(problem);
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Fault) {
    const { errors } = error.options;
    return problem(STATUS[error.code], error.code, error.message, errors);
  }
  if (error instanceof HttpException) return fromHttp(error.getStatus(), error.message);
  return problem(
    500,
    'internal',
    'Something failed on our side. Try again; if it stays so, the server’s log has the cause.',
  );
}

/** Nest's and Fastify's own refusals: no such route, malformed JSON, body too large. */
function fromHttp(status: number, message: string): Problem {
  switch (status) {
    case 404:
      return problem(404, 'not-found', 'There is nothing at this address.');
    case 413:
      return problem(413, 'too-large', 'The request is larger than this route takes.');
    case 415:
      return problem(415, 'invalid', 'Send JSON with content-type application/json.');
    default:
      if (status >= 500) return problem(status, 'unavailable', STATUS_CODES[status] ?? 'Unavailable');
      return problem(status, 'invalid', message);
  }
}

function problem(status: number, code: string, detail: string, errors?: string[]): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    ...(errors && errors.length > 0 ? { errors } : {}),
  };
}
