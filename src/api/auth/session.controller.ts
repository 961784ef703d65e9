/** Signing in and out, the agent's own state, and forgotten passwords. */
import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Database } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { Public } from '../http/access';
import { Checked } from '../http/checked';
import {
  Me as MeView,
  PresenceChange,
  ResetAsked,
  ResetConfirm,
  ResetRequest,
  SignIn as SignInBody,
} from '../http/contract';
import { Describe } from '../http/describe';
import { fromThisMachine } from '../http/this-machine';
import { audit } from './audit';
import { Resets } from './resets';
import { Sessions, type SignedIn } from './sessions';
import { SignIn } from './sign-in';
import { Me } from './signed-in';

/** Said to everyone, whether the address belongs to an agent or not. */
const RESET_ANSWER =
  'If an agent has this address, the admins now see that a new password is wanted. Baton sends nothing by itself: ' +
  'ask an admin for the link, or run `npm run baton -- create-admin` on the server.';

@Controller('api')
export class SessionController {
  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
    private readonly signIns: SignIn,
    private readonly resets: Resets,
    private readonly settings: Settings,
    private readonly events: Events,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get('session')
  @Describe({ summary: 'Who I am', answer: MeView })
  async me(@Me() me: SignedIn): Promise<MeView> {
    return this.view(me);
  }

  @Post('session')
  @HttpCode(200)
  @Public()
  @Describe({ summary: 'Sign in: sets the session cookie', answer: MeView })
  async signIn(
    @Body(new Checked(SignInBody)) body: z.infer<typeof SignInBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MeView> {
    const caller = { ip: request.ip, local: fromThisMachine(request) };
    const { token, setCookie } = await this.signIns.withPassword(body.email, body.password, caller);
    const me = await this.sessions.verifyToken(token);
    if (!me) throw new Fault('unauthenticated', 'Address and password do not match an active agent.');
    void reply.header('set-cookie', setCookie);
    return this.view(me);
  }

  @Delete('session')
  @HttpCode(204)
  @Describe({ summary: 'Sign out' })
  async signOut(@Me() me: SignedIn, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    void reply.header('set-cookie', await this.db.transaction((tx) => this.sessions.close(tx, me)));
  }

  @Post('sessions/revoke')
  @HttpCode(204)
  @Describe({ summary: 'Sign out everywhere, here too' })
  async revoke(@Me() me: SignedIn): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.sessions.closeAll(tx, me.agentId);
      await audit(tx, {
        agentId: me.agentId,
        actor: me.name,
        action: 'agent.signed_out_everywhere',
        subjectKind: 'agent',
        subjectId: me.agentId,
      });
    });
  }

  @Put('me/presence')
  @HttpCode(204)
  @Describe({ summary: 'Online or away' })
  async presence(
    @Me() me: SignedIn,
    @Body(new Checked(PresenceChange)) { presence }: z.infer<typeof PresenceChange>,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query(
        `update agent set presence = $2, presence_at = now(), shift_ended_at = case when $2 = 'away' then shift_ended_at end where id = $1`,
        [me.agentId, presence],
      );
      this.events.publish(tx, { kind: 'presence', agentId: me.agentId });
    });
  }

  @Post('me/shift-end')
  @HttpCode(204)
  @Describe({ summary: 'Away until I come back: nothing is offered to me anywhere, and the lead looks at what I hold' })
  async endShift(@Me() me: SignedIn): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query(`update agent set presence = 'away', presence_at = now(), shift_ended_at = now() where id = $1`, [
        me.agentId,
      ]);
      await audit(tx, {
        agentId: me.agentId,
        actor: me.name,
        action: 'agent.shift_ended',
        subjectKind: 'agent',
        subjectId: me.agentId,
      });
      this.events.publish(tx, { kind: 'presence', agentId: me.agentId });
    });
  }

  @Post('password-reset')
  @HttpCode(202)
  @Public()
  @Describe({
    summary: 'Ask for a new password; the answer never tells whether the address exists',
    status: 202,
    answer: ResetAsked,
  })
  async askReset(
    @Body(new Checked(ResetRequest)) { email }: z.infer<typeof ResetRequest>,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof ResetAsked>> {
    await this.resets.request(email, request.ip);
    return { message: RESET_ANSWER };
  }

  @Post('password-reset/confirm')
  @HttpCode(204)
  @Public()
  @Describe({ summary: 'Set a new password by a link; signs out everywhere' })
  async confirmReset(
    @Body(new Checked(ResetConfirm)) { token, password }: z.infer<typeof ResetConfirm>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.resets.confirm(token, password, request.ip);
  }

  private async view(me: SignedIn): Promise<MeView> {
    const teams = await this.db.query<{ id: string }>(
      `select t.id from team_member m join team t on t.id = m.team_id
        where m.agent_id = $1 and t.archived_at is null order by lower(t.name)`,
      [me.agentId],
      'me_teams',
    );
    const { agentId, name, publicName, email, role, presence, demo, csrfToken } = me;
    return {
      agent: { id: agentId, name, publicName, email, role, presence, demo },
      teamIds: teams.map((team) => team.id),
      csrfToken,
      business: {
        name: this.settings.business().name,
        simulated: this.settings.accounts().every((account) => account.simulated),
        assistantPaused: this.settings.switches().assistantPaused,
        model: this.environment.openai !== null,
      },
    };
  }
}
