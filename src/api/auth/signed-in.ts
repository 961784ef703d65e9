/** Hands the signed-in agent, whom the guard has verified, to a route. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Fault } from '../../foundation/model/fault';
import type { SignedIn } from './sessions';

/** Beside the request, so that nothing a client sends can look like it. */
const verified = new WeakMap<FastifyRequest, SignedIn>();

export function remember(request: FastifyRequest, me: SignedIn): void {
  verified.set(request, me);
}

/** `@Me() me: SignedIn` */
export const Me = createParamDecorator((_data: unknown, context: ExecutionContext): SignedIn => {
  const me = verified.get(context.switchToHttp().getRequest<FastifyRequest>());
  // A public route has nobody: asking here is a fault of ours that must not pass for an agent.
  if (!me) throw new Fault('unauthenticated', 'Sign in first.');
  return me;
});
