/** The OpenAPI 3.1 page, read from the router and the zod schemas, so that it cannot say anything else than the code does. */
import { z } from 'zod';
import * as contract from './contract';
import type { Route } from './describe';

type Json = Record<string, unknown>;
type Named = Map<z.ZodType, string>;

const UNSAFE = new Set(['post', 'put', 'patch', 'delete']);

/** Pure and slow (some 20 ms): called when somebody asks for the page, not at start. */
export function openApi(routes: readonly Route[], about: { title: string; version: string; url: string }): Json {
  const names: Named = new Map();
  for (const [name, value] of Object.entries(contract)) {
    if (value instanceof z.ZodType) names.set(value, name);
  }
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, names) };
  }
  return {
    openapi: '3.1.1',
    info: { title: about.title, version: about.version },
    servers: [{ url: about.url }],
    paths,
    components: {
      schemas: components(names, new Set(routes.map((route) => route.body))),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'baton_session', description: 'Set by POST /api/session.' },
        key: { type: 'http', scheme: 'bearer', description: 'An API key; for /api/v1 alone.' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token', description: '`csrfToken` of GET /api/session.' },
      },
    },
  };
}

function operation(route: Route, names: Named): Json {
  const { description } = route;
  const security = securityOf(route);
  return {
    operationId: route.name.replace('Controller.', '_'),
    summary: description?.summary,
    ...(route.access === 'admin' ? { description: 'Admins only.' } : {}),
    tags: [tag(route.path)],
    security,
    parameters: [
      ...route.params.map((param) => ({
        name: param.name,
        in: 'path',
        required: true,
        schema: param.schema ? schema(param.schema, names, 'input') : { type: 'string' },
      })),
      ...(route.query ? queryParameters(route.query) : []),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schema(route.body, names, 'input') } },
          },
        }
      : {}),
    responses: {
      [String(description?.status ?? (description?.answer || description?.text ? 200 : 204))]: answer(route, names),
      default: {
        description: 'What is wrong, for a person to act on.',
        content: { 'application/problem+json': { schema: schema(contract.Problem, names, 'output') } },
      },
    },
  };
}

function securityOf({ access, method }: Route): Json[] {
  switch (access) {
    case 'public':
      return [];
    case 'key':
      return [{ key: [] }];
    case 'agent':
    case 'admin':
      return [UNSAFE.has(method) ? { session: [], csrf: [] } : { session: [] }];
  }
}

function answer({ description }: Route, names: Named): Json {
  if (description?.answer) {
    const content = { 'application/json': { schema: schema(description.answer, names, 'output') } };
    return { description: description.summary, content };
  }
  if (description?.text) return { description: description.summary, content: { [description.text]: {} } };
  return { description: 'Done; nothing to say.' };
}

function queryParameters(query: z.ZodType): Json[] {
  const shape = z.toJSONSchema(query, { io: 'output' }) as { properties?: Record<string, Json> };
  // A field with a default is present after reading but need not be sent.
  const input = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }) as { required?: string[] };
  return Object.entries(shape.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: (input.required ?? []).includes(name) && property['default'] === undefined,
    schema: property,
  }));
}

function schema(type: z.ZodType, names: Named, io: 'input' | 'output'): Json {
  const name = names.get(type);
  return name ? { $ref: reference(name) } : plain(z.toJSONSchema(type, { io }));
}

function components(names: Named, bodies: Set<z.ZodType | null>): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [type, name] of names) registry.add(type, { id: name });
  const input = z.toJSONSchema(registry, { io: 'input', uri: reference, unrepresentable: 'any' }).schemas;
  const output = z.toJSONSchema(registry, { io: 'output', uri: reference, unrepresentable: 'any' }).schemas;
  const chosen = [...names].map(([type, name]): [string, Json] => [
    name,
    plain(((bodies.has(type) ? input : output)[name] ?? {}) as Json),
  ]);
  return Object.fromEntries(chosen);
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}

/** JSON Schema's own headings have no place inside an OpenAPI page. */
function plain({ $schema: _schema, $id: _id, ...rest }: Json): Json {
  return rest;
}

function tag(path: string): string {
  const [, api, room = ''] = path.split('/');
  if (api !== 'api') return 'operation';
  return room === 'admin' || room === 'v1'
    ? room
    : room === 'session' || room === 'sessions' || room === 'password-reset'
      ? 'auth'
      : 'inbox';
}
