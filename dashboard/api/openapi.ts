// The OpenAPI 3.1 document, made of the endpoints themselves.
import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { Endpoint } from './endpoint.ts';
import { problemShape } from './shapes.ts';
import { toldShape } from './told-shapes.ts';

type Document = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const PROBLEMS = {
  400: 'The request could not be read',
  401: 'Nobody is signed in',
  403: 'Not allowed',
  404: 'Not found, or not one’s own',
  409: 'Not as things stand now',
  422: 'The request could not be used; `field` says why',
  429: 'Too many requests; see Retry-After',
  503: 'Not available just now',
} as const;

export const openApi = (endpoints: readonly Endpoint[]): Document => {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer', description: 'An API key' });
  for (const one of endpoints) registry.registerPath(routeOf(one));
  return new OpenApiGeneratorV31(registry.definitions, { sortComponents: 'alphabetically' }).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Troupe',
      version: '1',
      description:
        'Errors are problem+json (RFC 9457) with `code` and `field`. A POST with an Idempotency-Key is carried out once. Lists are paged by `cursor`. See docs/0015-api.md, also for WebSockets.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
  });
};

const routeOf = (one: Endpoint): RouteConfig => {
  const { method, path, tag, summary, permission, params, query, body, answer, status = 200, example } = one;
  const json = { 'application/json': { schema: toldShape(answer) } };
  return {
    ...{ method, path: path.replaceAll(/:(\w+)/g, '{$1}'), tags: [tag], summary },
    ...{ operationId: operationOf(one), description: `Needs \`${permission}\`.` },
    request: {
      ...(params && { params }),
      ...(query && { query: toldShape(query) }),
      ...(body && {
        body: {
          required: true,
          content: { 'application/json': { schema: toldShape(body), ...(example !== undefined && { example }) } },
        },
      }),
    },
    ...(method === 'post' && one.isSecret !== true && { parameters: [IDEMPOTENCY_KEY] }),
    responses: {
      [status]: {
        description: 'Done',
        content: one.otherType === undefined ? json : { ...json, [one.otherType]: { schema: { type: 'string' } } },
      },
      ...Object.fromEntries(
        Object.entries(PROBLEMS).map(([code, description]) => [
          code,
          { description, content: { 'application/problem+json': { schema: toldShape(problemShape) } } },
        ]),
      ),
    },
  };
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  schema: { type: 'string' as const, maxLength: 200 },
  description: 'Given again with the same request, it is answered the same',
};

/** `get /api/v1/strategies/:id/history` → `getStrategiesHistory`. */
export const operationOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string =>
  method +
  path
    .slice('/api/v1/'.length)
    .split(/[/.-]/)
    .map((word) => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word)))
    .join('');

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
