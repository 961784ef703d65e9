/** Approved texts of a channel account, kept for some minutes, and filled. */
import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, SendFault, type Channels, type Template } from '../../channels/channel';
import { maskCards } from '../../foundation/model/cards';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';

/**
 * Of an account's approved texts the one that offers a customer to an agent who did not write for a day: {{1}} is the team, {{2}} the
 * code of the offer, {{3}} the minutes in which it stands. Never meant for customers.
 */
const OFFER_TEMPLATES = ['agent_offer', 'baton_agent_offer'];

const KEPT_MS = 5 * 60_000;
const ASK_MS = 10_000;

export interface FilledTemplate {
  text: string;
  template: { id: string; name: string; variables: Record<string, string> };
}

@Injectable()
export class Templates {
  private readonly kept = new Map<string, { at: number; templates: Template[] }>();

  constructor(
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  /** Those for customers; none where the channel needs none. Throws Fault('unavailable') when the provider does not answer. */
  async list(accountId: string): Promise<Template[]> {
    return (await this.all(accountId)).filter(({ name }) => !OFFER_TEMPLATES.includes(name));
  }

  /** What offers a customer to an agent outside of the window, in each approved language; none when the provider does not answer. */
  async ofOffers(accountId: string): Promise<Template[]> {
    const all = await this.all(accountId).catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      return [];
    });
    // The business's own goes before the one that Baton brings along.
    return OFFER_TEMPLATES.flatMap((offer) => all.filter(({ name }) => name === offer));
  }

  private async all(accountId: string, now = Date.now()): Promise<Template[]> {
    const kept = this.kept.get(accountId);
    if (kept && now - kept.at < KEPT_MS) return kept.templates;
    const account = this.settings.account(accountId);
    const channel = account && this.channels.get(account.channel);
    if (!account?.active || !channel?.templates) return [];
    try {
      const templates = await channel.templates(account, AbortSignal.timeout(ASK_MS));
      this.kept.set(accountId, { at: now, templates });
      return templates;
    } catch (error) {
      if (!(error instanceof SendFault)) throw error;
      throw new Fault('unavailable', `The templates could not be read: ${error.message}`, { cause: error });
    }
  }

  /** Throws Fault('invalid') for a template that is not approved here, or one that is not filled whole. */
  async fill(accountId: string, id: string, given: Readonly<Record<string, string>>): Promise<FilledTemplate> {
    const template = (await this.list(accountId)).find((one) => one.id === id);
    if (!template) throw new Fault('invalid', 'There is no such approved template on this account.');
    const variables = Object.fromEntries(
      Object.keys(template.variables).map((name) => [name, maskCards((given[name] ?? '').trim())]),
    );
    const empty = Object.keys(variables).filter((name) => variables[name] === '');
    if (empty.length > 0) throw new Fault('invalid', `Fill in ${empty.map((name) => `{{${name}}}`).join(', ')}.`);
    return { text: filled(template.body, variables), template: { id, name: template.name, variables } };
  }
}

/** The one in this language, of whichever country ("pt" is approved as "pt_BR"); else the English one, else any. */
export function inLanguage(templates: readonly Template[], language: string): Template | undefined {
  const of = (code: string): Template | undefined =>
    templates.find((template) => template.language.split(/[_-]/u)[0] === code);
  return of(language) ?? of('en') ?? templates[0];
}

export function filled(body: string, variables: Readonly<Record<string, string>>): string {
  return body.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => variables[name] ?? whole);
}
