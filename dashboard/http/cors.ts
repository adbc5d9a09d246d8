// O1. Pages of origins that are allowed may use the API, with a key; cookies are never part of it.
import type { Context, Middleware, Next } from 'koa';

const METHODS = 'GET, POST, PUT, PATCH, DELETE';
const SENT = 'Authorization, Content-Type, Idempotency-Key, If-None-Match';
const TOLD = 'ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After';

/** Lets pages of these origins read the API, and answers their preflights. */
export const crossOrigin =
  (origins: readonly string[]): Middleware =>
  async (ctx: Context, next: Next) => {
    if (!ctx.path.startsWith('/api/')) {
      await next();
      return;
    }
    const origin = ctx.get('origin');
    ctx.vary('Origin');
    if (origins.includes(origin)) {
      ctx.set('Access-Control-Allow-Origin', origin);
      ctx.set('Access-Control-Expose-Headers', TOLD);
      ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
      if (ctx.method === 'OPTIONS' && ctx.get('access-control-request-method') !== '') {
        ctx.set('Access-Control-Allow-Methods', METHODS);
        ctx.set('Access-Control-Allow-Headers', SENT);
        ctx.set('Access-Control-Max-Age', '600');
        ctx.status = 204;
        return;
      }
    }
    await next();
  };
