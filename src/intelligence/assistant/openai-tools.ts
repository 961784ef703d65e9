/** The model's tools: what it is told of them, and the check of what it sends back. */
import { z } from 'zod';
import type { BoundLookUps } from './assistant';

const SearchKnowledge = z.object({ query: z.string().trim().min(2).max(400) });
const HandOff = z.object({
  reason: z.string().trim().min(2).max(200),
  summary: z.string().trim().min(2).max(1_000),
  team: z.string().trim().max(100).nullish(),
});
const Close = z.object({ farewell: z.string().trim().max(500).nullish() });

export type ToolUse =
  | { tool: 'search_knowledge'; query: string }
  | { tool: 'hand_off'; reason: string; summary: string; team: string | null }
  | { tool: 'close'; farewell: string | null }
  | { tool: 'ask_verification' }
  /** Checked against its declaration where it is carried out. */
  | { tool: 'look_up'; name: string; parameters: unknown };

/** Before the names of the business's own tools. */
const LOOK_UP = 'look_up_';

export interface ToolDefinition {
  type: 'function';
  function: { name: string; description: string; parameters: Record<string, unknown> };
}

export function toolDefinitions(teams: readonly string[], lookUps?: BoundLookUps): ToolDefinition[] {
  return [
    define(
      'search_knowledge',
      'Searches the help articles of the business. Search before answering anything about the business.',
      { query: { type: 'string', description: 'What the customer wants to know, in a few words.' } },
      ['query'],
    ),
    define(
      'hand_off',
      'Hands the conversation to a person. The only way to do so: saying it does nothing.',
      {
        reason: { type: 'string', description: 'Why a person is needed, in a few words.' },
        summary: {
          type: 'string',
          description: 'What the customer wants and what was tried, in one or two sentences.',
        },
        ...(teams.length > 0
          ? { team: { type: 'string', enum: [...teams], description: 'Only when one clearly fits.' } }
          : {}),
      },
      ['reason', 'summary'],
    ),
    define(
      'close',
      'Ends the conversation once the customer has said that nothing more is needed.',
      { farewell: { type: 'string', description: 'One short closing sentence.' } },
      [],
    ),
    ...(lookUps?.offered ?? []).map(({ name, description, parameters }): ToolDefinition => ({
      type: 'function',
      function: { name: `${LOOK_UP}${name}`, description, parameters },
    })),
    ...(lookUps?.mayVerify
      ? [
          define(
            'ask_verification',
            'Asks the customer to show who they are, by a code. Use it when a tool needs a verified customer.',
            {},
            [],
          ),
        ]
      : []),
  ];
}

function define(
  name: ToolUse['tool'],
  description: string,
  properties: Record<string, unknown>,
  required: string[],
): ToolDefinition {
  const parameters = { type: 'object', properties, required, additionalProperties: false };
  return { type: 'function', function: { name, description, parameters } };
}

/** The call as it may be carried out, or in `fault` what the model should put right. */
export function readToolCall(name: string, json: string): { use: ToolUse } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(json === '' ? '{}' : json);
  } catch {
    return { fault: `The arguments of ${name} are not JSON. Send the call again with valid JSON.` };
  }
  switch (name) {
    case 'search_knowledge': {
      const read = SearchKnowledge.safeParse(value);
      return read.success ? { use: { tool: name, query: read.data.query } } : wrong(name, read.error);
    }
    case 'hand_off': {
      const read = HandOff.safeParse(value);
      if (!read.success) return wrong(name, read.error);
      return {
        use: { tool: name, reason: read.data.reason, summary: read.data.summary, team: read.data.team ?? null },
      };
    }
    case 'close': {
      const read = Close.safeParse(value);
      return read.success ? { use: { tool: name, farewell: read.data.farewell ?? null } } : wrong(name, read.error);
    }
    case 'ask_verification':
      return { use: { tool: name } };
    default:
      if (name.startsWith(LOOK_UP)) {
        return { use: { tool: 'look_up', name: name.slice(LOOK_UP.length), parameters: value } };
      }
      return { fault: 'There is no such tool. Use only the tools that were named to you.' };
  }
}

function wrong(name: string, error: z.ZodError): { fault: string } {
  const what = error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`).join('; ');
  return { fault: `The arguments of ${name} are wrong (${what}). Send the call again.` };
}
