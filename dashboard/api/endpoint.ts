// E1. An endpoint is one declarative object: what it takes, what it answers, who may, what it does. Requests are checked by it, the
//     OpenAPI document is made of it, and tests hold its answers to it.
// E2. Who asks is who has signed in: what it does, it does through their sources, and nothing that is sent names anybody.
import type { Context } from 'koa';
import { z } from 'zod';
import type { Permission } from '../../actors/domain/people/role.ts';
import type { Sources } from '../sources.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A request that is in its shape. */
export interface AskedOf<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Idempotency key. */
  readonly key: string | undefined;
  /** For headers and another status. */
  readonly ctx: Context;
}

type Shape = z.ZodObject | undefined;
type Read<One> = One extends z.ZodType ? z.output<One> : Record<string, never>;
type Answer = Promise<object | undefined> | object;

interface Spec<Params extends Shape, Query extends Shape, Body extends z.ZodType | undefined> {
  readonly method: Method;
  /** `:name` is a parameter. */
  readonly path: string;
  /** Heading that it stands under. */
  readonly tag: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Shape of the answer with `status`. */
  readonly answer: z.ZodType;
  /** 200 where it says nothing else. */
  readonly status?: 200 | 201 | 202;
  /** A body that is good. */
  readonly example?: unknown;
  /** Another form that the answer may have, which the handler sends itself. */
  readonly otherType?: string;
  /** The answer holds what is shown once, so it is remembered nowhere. */
  readonly isSecret?: true;
  /** Answers the body; undefined when it has answered by itself. Rejects with what becomes problem+json. */
  readonly handle: (asked: AskedOf<Read<Params>, Read<Query>, Read<Body>>, sources: Sources) => Answer;
}

/** An endpoint whose shapes only itself knows. */
export interface Endpoint extends Omit<Spec<Shape, Shape, z.ZodType | undefined>, 'handle'> {
  readonly handle: (asked: AskedOf<never, never, never>, sources: Sources) => Answer;
}

export const endpoint = <
  Params extends Shape = undefined,
  Query extends Shape = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  spec: Spec<Params, Query, Body>,
): Endpoint => spec;

/** Text that PostgreSQL can keep and compare. */
export const text = (most: number) => z.string().min(1).max(most);

/** Rows of a page. */
export const limit = z.coerce.number<string>().int().min(1).max(1_000).default(100);

/** The query of a list in pages: `cursor` is `nextCursor` of the page before. */
export const paged = { limit, cursor: text(500).exactOptional() };

/** `true` or `false` in a query. */
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

/** A page's last field. */
export const nextCursor = z.string().nullable();
