/** Checks one part of a request against its schema and names every fault at once. */
import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '../../foundation/model/fault';
import { wellFormedDeep } from '../../foundation/model/well-formed';

/** `@Body(new Checked(Reply))`; the OpenAPI page reads the schema from here too, so that both are one. */
@Injectable()
export class Checked<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  constructor(readonly schema: S) {}

  transform(value: unknown, { type, data }: ArgumentMetadata): z.output<S> {
    // No body at all is an empty one: its missing fields are named one by one.
    const result = this.schema.safeParse(wellFormedDeep(type === 'body' ? (value ?? {}) : value));
    if (result.success) return result.data;
    throw new Fault('invalid', 'The request has faults; nothing was changed.', {
      errors: faultLines(result.error, data),
    });
  }
}

/** One line per fault, "field.path: what is wrong". `prefix` names the field that the whole value is. */
export function faultLines(error: z.ZodError, prefix?: string): string[] {
  return error.issues.map((issue) => {
    const path = [...(prefix === undefined ? [] : [prefix]), ...issue.path.map(String)].join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
}

/** An id in the path. */
export const Id = new Checked(z.uuid());
