// I1. A browser's cookie counts only from a page of ours (or of an origin that is allowed): browsers send it from any page.
// I2. A key is sent by those who hold it, so where they are does not matter; a browser, which cannot set headers here, sends it
//     as a subprotocol beside `troupe`.
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { DashboardError, SignInNeeded } from '../problem.ts';

/** Who asks, by what a request carries; undefined for nobody. */
export type CallerOf = (request: IncomingMessage) => Promise<Caller | undefined>;

export const PROTOCOL = 'troupe';
const KEY = 'key.';
/** Any other word of who somebody is leaves the cookie to count. */
const BEARER = /^bearer /i;

/** Puts a key that came as a subprotocol where every other program puts it. */
const withKey = (request: IncomingMessage): void => {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  const key = offered.find((one) => one.startsWith(KEY));
  if (key === undefined) return;
  request.headers.authorization ??= `Bearer ${key.slice(KEY.length)}`;
  request.headers['sec-websocket-protocol'] = offered.filter((one) => one !== key).join(', ');
};

/** Who opens a socket. Throws CROSS_ORIGIN or SIGN_IN_NEEDED. */
export const signedIn = async (
  request: IncomingMessage,
  { callerOf, origins }: { readonly callerOf: CallerOf; readonly origins: readonly string[] },
): Promise<Caller> => {
  withKey(request);
  const { authorization, cookie, origin, host } = request.headers;
  if (!BEARER.test(authorization ?? '') && !isOurs(origin, host, origins, cookie !== undefined))
    throw new DashboardError('CROSS_ORIGIN', 'A socket by cookie is opened from this server’s own pages alone.'); // I1
  const caller = await callerOf(request);
  if (caller === undefined) throw new SignInNeeded('Sign in, or send an API key as Authorization: Bearer.');
  return caller;
};

const isOurs = (
  origin: string | undefined,
  host: string | undefined,
  origins: readonly string[],
  hasCookie: boolean,
): boolean => {
  if (origin === undefined) return !hasCookie;
  return origins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
};

/** What a caller came with: those of one kind are asked about together. */
export const credentialOf = ({ headers, socket }: IncomingMessage): string =>
  JSON.stringify([
    ...[headers.cookie, headers.authorization, headers['x-forwarded-for'], headers['x-forwarded-proto']],
    socket.remoteAddress,
  ]);
