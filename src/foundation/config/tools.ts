/** Reads config/tools.yaml at every start: what the assistant may ask of the business's own servers. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationFault } from './configuration-fault';
import { readYaml } from './yaml-file';

const NAME = /^[a-z][a-z0-9_]{1,40}$/;
/** The server names the customer; nothing that the model fills in may. */
const RESERVED = ['customer', 'contact', 'conversation', 'tool', 'id'];

const Parameter = z.strictObject({
  type: z.enum(['text', 'number', 'choice']),
  description: z.string().trim().min(1).max(300),
  required: z.boolean().default(true),
  /** Of a text: what all of it must look like. */
  pattern: z
    .string()
    .max(200)
    .refine((source) => {
      try {
        return new RegExp(source) !== null;
      } catch {
        return false;
      }
    }, 'must be a regular expression')
    .optional(),
  longest: z.number().int().min(1).max(500).default(100),
  choices: z.array(z.string().min(1).max(100)).min(1).max(50).optional(),
});

const Tool = z
  .strictObject({
    name: z.string().regex(NAME, 'must be lower-case letters, digits and underscores'),
    description: z.string().trim().min(5).max(500),
    url: z.url({ protocol: /^https?$/, error: 'must be a web address' }),
    /** `verified`: only for a customer whose sign-in or address was proved. */
    identity: z.enum(['anonymous', 'verified']).default('verified'),
    /** It changes something: the customer is asked first, in these words, where {name} stands for a parameter. */
    confirmation: z.string().trim().min(5).max(200).optional(),
    parameters: z
      .record(
        z
          .string()
          .regex(NAME)
          .refine((name) => !RESERVED.includes(name), 'is a name that the server fills in itself'),
        Parameter,
      )
      .default({}),
    timeoutMs: z.number().int().min(500).max(10_000).default(5_000),
  })
  .refine((tool) => Object.values(tool.parameters).every((one) => one.type !== 'choice' || one.choices), {
    message: 'needs choices for each parameter of the type choice',
    path: ['parameters'],
  });

const host = z.string().trim().toLowerCase().min(1).max(253);
const ToolsFile = z
  .strictObject({
    /** The only hosts that a tool may be on. */
    allowedHosts: z.array(host).max(50).default([]),
    /** Of these, those in the business's own network; every other must have public addresses and https. */
    insideHosts: z.array(host).max(50).default([]),
    tools: z.array(Tool).max(20).default([]),
  })
  .superRefine(({ allowedHosts, insideHosts, tools }, context) => {
    const names = tools.map(({ name }) => name);
    tools.forEach((tool, index) => {
      const url = new URL(tool.url);
      const say = (message: string): void =>
        context.addIssue({ code: 'custom', path: ['tools', index, 'url'], message });
      if (!allowedHosts.includes(url.hostname)) say('is on a host that is not in allowedHosts');
      if (url.protocol !== 'https:' && !insideHosts.includes(url.hostname)) say('must be https outside of insideHosts');
      if (names.indexOf(tool.name) !== index) say('belongs to a second tool of the same name');
    });
  });

export type ToolSetting = z.output<typeof Tool>;
export type ToolSettings = z.output<typeof ToolsFile>;

/** Injection token of the ToolSettings. */
export const TOOLS = Symbol('tools');

/** No file: no tools. */
export function readTools(file: string): ToolSettings {
  const none: ToolSettings = { allowedHosts: [], insideHosts: [], tools: [] };
  if (!existsSync(file)) return none;
  const faults: string[] = [];
  const read = readYaml(file, readFileSync(file, 'utf8'), ToolsFile, faults);
  if (faults.length > 0) throw new ConfigurationFault(`The tools in ${file} are not right:`, faults);
  return read?.data ?? none;
}
