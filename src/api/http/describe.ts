/** What a route says of itself, and how to find all routes: the OpenAPI page and the access tests read the router itself. */
import { RequestMethod, SetMetadata, type CustomDecorator, type PipeTransform } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { MetadataScanner, type DiscoveryService } from '@nestjs/core';
import type { z } from 'zod';
import { ACCESS, type Access } from './access';
import { Checked } from './checked';

export interface Description {
  summary: string;
  /** 200 unless said otherwise; without `answer` 204. */
  status?: number;
  /** Schema of the JSON body of the answer. */
  answer?: z.ZodType;
  /** Media type of an answer that is not JSON. */
  text?: string;
}

const DESCRIPTION = Symbol('description');

export const Describe = (description: Description): CustomDecorator<symbol> => SetMetadata(DESCRIPTION, description);

export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As the router knows it: /api/conversations/:id */
  path: string;
  access: Access;
  description: Description | null;
  body: z.ZodType | null;
  query: z.ZodType | null;
  params: { name: string; schema: z.ZodType | null }[];
  /** Controller and method, for messages. */
  name: string;
}

type Methods = Record<string, (...args: never[]) => unknown>;
type ArgMetadata = Record<string, { index: number; data?: string; pipes: PipeTransform[] }>;

/** Every route of every controller, sorted by path. */
export function routesOf(discovery: DiscoveryService): Route[] {
  const scanner = new MetadataScanner();
  const routes: Route[] = [];
  for (const { metatype } of discovery.getControllers()) {
    if (!metatype) continue;
    const prototype = metatype.prototype as Methods;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name];
      const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
      if (!handler || method === undefined) continue;
      const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, name) ?? {}) as ArgMetadata;
      const meta = <T>(key: symbol): T | undefined =>
        (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, metatype)) as T | undefined;
      routes.push({
        method: RequestMethod[method].toLowerCase() as Route['method'],
        path: join(Reflect.getMetadata(PATH_METADATA, metatype), Reflect.getMetadata(PATH_METADATA, handler)),
        access: meta<Access>(ACCESS) ?? 'agent',
        description: meta<Description>(DESCRIPTION) ?? null,
        body: schemaOf(args, RouteParamtypes.BODY),
        query: schemaOf(args, RouteParamtypes.QUERY),
        params: argsOf(args, RouteParamtypes.PARAM).map((arg) => ({
          name: arg.data ?? '',
          schema: checked(arg.pipes),
        })),
        name: `${metatype.name}.${name}`,
      });
    }
  }
  return routes.sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}

function join(...parts: unknown[]): string {
  const path = parts
    .map((part) => String(part).replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  return `/${path}`;
}

function argsOf(args: ArgMetadata, kind: RouteParamtypes): ArgMetadata[string][] {
  return Object.entries(args)
    .filter(([key]) => key.startsWith(`${kind}:`))
    .map(([, arg]) => arg)
    .sort((a, b) => a.index - b.index);
}

function schemaOf(args: ArgMetadata, kind: RouteParamtypes): z.ZodType | null {
  const [arg] = argsOf(args, kind);
  return arg ? checked(arg.pipes) : null;
}

function checked(pipes: PipeTransform[]): z.ZodType | null {
  const pipe = pipes.find((candidate): candidate is Checked<z.ZodType> => candidate instanceof Checked);
  return pipe?.schema ?? null;
}
