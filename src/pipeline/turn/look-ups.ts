/** The business's own tools for one customer: who it is about comes from the database, never from the model; what changes something is done once they agreed, at most once. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { TOOLS, type ToolSetting, type ToolSettings } from '../../foundation/config/tools';
import { Database, type Tx } from '../../foundation/database/database';
import { newId } from '../../foundation/model/ids';
import { text } from '../../foundation/model/texts';
import { OutsideFault, post } from '../../foundation/net/outside';
import type { BoundLookUps, LookUp, ProposedCall } from '../../intelligence/assistant/assistant';
import { readParameters, schemaOf } from '../../intelligence/assistant/parameters';
import { FollowMe } from '../identity/follow-me';
import { addressWritten, type Elsewhere } from '../identity/wish';
import type { TurnView } from './view';

const MOST_BYTES = 32_768;
/** Of an answer, what the model reads. */
const LONGEST_RESULT = 4_000;
/** A yes that comes later than this agrees to nothing. */
const AGREED_WITHIN = '30 minutes';

interface Customer {
  /** In the business's own system, as its server signed it. */
  id: string | null;
  address: { kind: string; address: string };
  verified: boolean;
}

export interface Asked {
  id: string;
  tool: ToolSetting;
  parameters: ProposedCall['parameters'];
  state: 'asked' | 'running' | 'done' | 'failed' | 'unknown';
}

@Injectable()
export class LookUps {
  private readonly logger = new Logger(LookUps.name);

  constructor(
    private readonly db: Database,
    private readonly followMe: FollowMe,
    @Inject(TOOLS) private readonly settings: ToolSettings,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** `changing`: also the tools that change something; an agent's draft asks nobody. */
  async bind(view: TurnView, language: string, changing: boolean): Promise<BoundLookUps> {
    const tools = this.settings.tools.filter((tool) => changing || tool.confirmation === undefined);
    const customer = tools.length === 0 ? null : await this.customer(view.id);
    const mayVerify = changing && customer?.verified === false && this.followMe.ways(view.frontTeamId).length > 0;
    return {
      offered: tools.map((tool) => ({
        name: tool.name,
        description: describe(tool),
        parameters: schemaOf(tool),
      })),
      mayVerify,
      call: async (name, given, signal): Promise<LookUp> => {
        const tool = tools.find((one) => one.name === name);
        if (!tool || !customer) return { kind: 'refused', why: 'There is no such tool.' };
        const parameters = readParameters(tool, given);
        if ('fault' in parameters) return { kind: 'refused', why: parameters.fault };
        if (tool.identity === 'verified' && !customer.verified) {
          const how = mayVerify ? 'Use ask_verification.' : 'Hand off if it is needed.';
          return { kind: 'refused', why: `Only for a customer who showed who they are. ${how}` };
        }
        if (tool.confirmation !== undefined) {
          const words = text('confirm_action', language, { what: whatOf(tool, parameters.values) });
          return { kind: 'ask', words, call: { tool: tool.name, parameters: parameters.values } };
        }
        try {
          return { kind: 'found', text: await this.send(tool, newId(), customer, parameters.values, signal) };
        } catch (error) {
          return { kind: 'refused', why: `It did not work: ${this.reason(tool, error)}. You do not know.` };
        }
      },
    };
  }

  /** Where a code could go: read from the customer's own words, the newest first. */
  async verification(view: TurnView): Promise<Elsewhere | 'ask' | 'person'> {
    const where = view.heard
      .filter((message) => message.author === 'contact')
      .reverse()
      .map((message) => addressWritten(message.text))
      .find((found) => found !== null);
    if (!where) return 'ask';
    // An address that is theirs already proves nothing by another code of this kind.
    const theirs = await this.db.query(
      `select 1 from contact_address a join conversation c on c.contact_id = a.contact_id
        where c.id = $1 and a.kind = $2 and a.address = $3`,
      [view.id, where.kind, where.address],
      'tool_theirs',
    );
    return theirs.length > 0 || !this.followMe.ways(view.frontTeamId).includes(where.kind) ? 'person' : where;
  }

  /** The question that was put to the customer last, when their next words are still to be read. */
  async asked(view: TurnView): Promise<Asked | null> {
    const last = view.heard.findLast((message) => message.author === 'assistant');
    if (!last || this.settings.tools.length === 0) return null;
    const [row] = await this.db.query<Omit<Asked, 'tool'> & { tool: string }>(
      `select id, tool, parameters, state from tool_call
        where conversation_id = $1 and asked_seq = $2 and created_at > now() - interval '${AGREED_WITHIN}'`,
      [view.id, last.seq],
      'tool_asked',
    );
    const tool = this.settings.tools.find((one) => one.name === row?.tool);
    return row && tool ? { ...row, tool } : null;
  }

  /** With the message that asks. */
  async propose(tx: Tx, conversationId: string, askedSeq: number, call: ProposedCall): Promise<void> {
    await tx.query(
      'insert into tool_call (id, conversation_id, asked_seq, tool, parameters) values ($1, $2, $3, $4, $5)',
      [newId(), conversationId, askedSeq, call.tool, JSON.stringify(call.parameters)],
      'tool_propose',
    );
  }

  /** Does what the customer agreed to. A second call, also of another replica or after a crash, only says how the first ended. */
  async carryOut(view: TurnView, asked: Asked, signal: AbortSignal): Promise<'done' | 'failed' | 'unknown'> {
    const customer = await this.customer(view.id);
    const [claimed] = await this.db.query(
      `update tool_call set state = 'running' where id = $1 and state = 'asked' returning id`,
      [asked.id],
      'tool_claim',
    );
    if (!claimed) {
      const [row] = await this.db.query<{ state: Asked['state'] }>('select state from tool_call where id = $1', [
        asked.id,
      ]);
      return row?.state === 'done' || row?.state === 'failed' ? row.state : 'unknown';
    }
    const fit = customer !== null && (asked.tool.identity === 'anonymous' || customer.verified);
    const ended = fit ? await this.outcome(asked, customer, signal) : 'failed';
    await this.db.query('update tool_call set state = $2 where id = $1', [asked.id, ended], 'tool_settle');
    return ended;
  }

  private async outcome(asked: Asked, customer: Customer, signal: AbortSignal): Promise<'done' | 'failed' | 'unknown'> {
    try {
      await this.send(asked.tool, asked.id, customer, asked.parameters, signal);
      return 'done';
    } catch (error) {
      this.reason(asked.tool, error);
      return error instanceof OutsideFault && !error.sent ? 'failed' : 'unknown';
    }
  }

  private async send(
    tool: ToolSetting,
    id: string,
    customer: Customer,
    parameters: ProposedCall['parameters'],
    signal: AbortSignal,
  ): Promise<string> {
    const url = new URL(tool.url);
    const { token } = this.environment.tools;
    const answer = await post(
      {
        url,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/plain',
          'idempotency-key': id,
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ id, tool: tool.name, customer, parameters }),
        timeoutMs: tool.timeoutMs,
        mostBytes: MOST_BYTES,
        inside: this.settings.insideHosts.includes(url.hostname),
      },
      signal,
    );
    return answer.slice(0, LONGEST_RESULT);
  }

  private reason(tool: ToolSetting, error: unknown): string {
    const reason = error instanceof OutsideFault ? error.message : 'it broke off';
    this.logger.warn({ event: 'tool.failed', tool: tool.name, reason });
    return reason;
  }

  private async customer(conversationId: string): Promise<Customer | null> {
    const [row] = await this.db.query<{ id: string | null; kind: string; address: string; proved: boolean }>(
      `select (select i.external_id from external_identity i where i.contact_id = c.contact_id order by i.updated_at desc limit 1) as id,
              a.kind, a.address, a.verified_at is not null as proved
         from conversation c join contact_address a on a.id = c.contact_address_id where c.id = $1`,
      [conversationId],
      'tool_customer',
    );
    return (
      (row && {
        id: row.id,
        address: { kind: row.kind, address: row.address },
        verified: row.proved || row.id !== null,
      }) ??
      null
    );
  }
}

export function whatOf(tool: ToolSetting, parameters: ProposedCall['parameters']): string {
  return (tool.confirmation ?? tool.name).replace(/\{([a-z0-9_]+)\}/gu, (_whole, name: string) =>
    String(parameters[name] ?? ''),
  );
}

function describe(tool: ToolSetting): string {
  const identity = tool.identity === 'verified' ? ' Only for a customer who showed who they are.' : '';
  const asks = tool.confirmation === undefined ? '' : ' The customer is asked to agree by itself.';
  return `${tool.description}${identity}${asks} It is always about the customer who writes.`;
}
