// H1. Scripts, styles, images and streams come from this server alone, and nothing inline runs.
// H2. A name that is not ours is refused, so a page elsewhere cannot reach us by pointing its own name here (DNS rebinding).
// H3. A request that changes something and says where it comes from must come from this server's own pages.
import { isIP } from 'node:net';
import helmet from 'koa-helmet';
import type { Context, Middleware, Next } from 'koa';
import { DashboardError } from '../problem.ts';

/** Content security policy and the other headers that browsers obey. */
export const securityHeaders = (): Middleware =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // TLS, if any, ends before us; whoever ends it sends this header.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  });

/** Paths that machines ask under a name of their own network. */
const MACHINE_PATHS = new Set(['/healthz', '/readyz', '/metrics']);

/** Refuses names other than addresses, localhost and those configured (H2). */
export const ownHostOnly =
  (hosts: readonly string[]): Middleware =>
  async (ctx: Context, next: Next) => {
    const host = ctx.get('host');
    if (!isOurHost(host, hosts) && !MACHINE_PATHS.has(ctx.path)) {
      const name = hostName(host) || '(none)';
      throw new DashboardError('HOST_NOT_ALLOWED', `This dashboard does not answer for the name ${name}.`);
    }
    await next();
  };

/** Whether a host header names an address, localhost or one of these. */
export const isOurHost = (host: string, hosts: readonly string[]): boolean => {
  const name = hostName(host);
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || hosts.includes(name);
};

/** Refuses a change asked for by a page of another origin (H3). */
export const sameOriginOnly =
  (origins: readonly string[] = []): Middleware =>
  async (ctx: Context, next: Next) => {
    const safe = ctx.method === 'GET' || ctx.method === 'HEAD' || ctx.method === 'OPTIONS';
    const origin = ctx.get('origin');
    const site = ctx.get('sec-fetch-site');
    const foreign = origin !== '' && hostOf(origin) !== ctx.get('host');
    // An API of ours may be used from there, by key.
    const allowed = ctx.path.startsWith('/api/') && origins.includes(origin);
    if (!safe && !allowed && (foreign || site === 'cross-site')) {
      throw new DashboardError('CROSS_ORIGIN', 'Changes are taken only from this server’s own pages.');
    }
    await next();
  };

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

const hostName = (host: string): string => {
  if (!URL.canParse(`http://${host}`)) return '';
  return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
};
