/** The parameters of a declared tool: told to the model as JSON schema, and checked when they come back. Pure. */
import { z } from 'zod';
import type { ToolSetting } from '../../foundation/config/tools';

export function schemaOf({ parameters }: ToolSetting): Record<string, unknown> {
  const properties = Object.entries(parameters).map(([name, one]) => [
    name,
    {
      type: one.type === 'number' ? 'number' : 'string',
      description: one.description,
      ...(one.type === 'choice' ? { enum: one.choices } : {}),
    },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, unknown>,
    required: Object.entries(parameters).flatMap(([name, { required }]) => (required ? [name] : [])),
    additionalProperties: false,
  };
}

export function readParameters(
  { parameters }: ToolSetting,
  given: unknown,
): { values: Record<string, string | number> } | { fault: string } {
  const shape = Object.fromEntries(
    Object.entries(parameters).map(([name, one]) => {
      const value = valueOf(one);
      return [name, one.required ? value : value.optional()];
    }),
  );
  // A parameter that was not declared, such as another customer's id, is a fault and not left out.
  const read = z.strictObject(shape).safeParse(given);
  if (read.success) {
    const values = Object.entries(read.data).filter(([, value]) => value !== undefined);
    return { values: Object.fromEntries(values) as Record<string, string | number> };
  }
  const what = read.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`).join('; ');
  return { fault: `The arguments are wrong (${what}).` };
}

function valueOf(one: ToolSetting['parameters'][string]): z.ZodType<string | number> {
  switch (one.type) {
    case 'number':
      return z.number();
    case 'choice':
      return z.enum(one.choices ?? []);
    case 'text':
      return z
        .string()
        .trim()
        .min(1)
        .max(one.longest)
        .regex(one.pattern === undefined ? /^[^\u0000-\u001f]*$/u : new RegExp(`^(?:${one.pattern})$`, 'u'));
  }
}
