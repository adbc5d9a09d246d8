// C1. Only a node that lets people in, a `gateway` of nodes.json, may name a caller; a node that is alone seals for itself.
// C2. A seal names the node that made it (`kid`, `iss`), and the key is looked up by that name as nodes.json has it now.
// C3. It is good for LONGEST_S at most, whatever it says itself.
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { KEY_SCOPES, ROLES } from '../../actors/domain/people/role.ts';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { CallerSeal } from '../../actors/ports/caller-seal.ts';
import { ActorError } from '../../runtime/errors.ts';
import type { NodeIdentity } from './identity.ts';
import { verifyingKey } from './node-key.ts';

interface WallClock {
  now(): number;
}

const LONGEST_S = 30;
/** Clocks of two machines agree no better. */
const SKEW_S = 1;
const TYPE = 'troupe-caller';

const claims = z.strictObject({
  iss: z.string(),
  sub: z.string().min(1),
  roles: z.array(z.enum(ROLES)),
  scopes: z.array(z.enum(KEY_SCOPES)).optional(),
  iat: z.number(),
  exp: z.number(),
});

/** How a node signs, and with what it proves what others have signed. */
interface Keys {
  readonly issuer: string;
  readonly algorithm: 'EdDSA' | 'HS256';
  /** Undefined on a node that lets nobody in. */
  readonly signing: KeyObject | undefined;
  /** Undefined for who may not name callers. */
  readonly verifying: (issuer: string) => KeyObject | undefined;
}

/** The seal of a node of a cluster, by its own key. */
export function memberSeal(identity: NodeIdentity, clock: WallClock): CallerSeal {
  const known = new Map<string, { readonly publicKey: string; readonly key: KeyObject }>();
  return sealBy(clock, {
    issuer: identity.node,
    algorithm: 'EdDSA',
    signing: identity.role === 'gateway' ? identity.key.signingKey : undefined, // C1
    verifying(issuer) {
      const member = identity.members.get(issuer); // C2
      if (member?.role !== 'gateway') return undefined;
      const before = known.get(issuer);
      if (before?.publicKey === member.publicKey) return before.key;
      const key = verifyingKey(member.publicKey);
      known.set(issuer, { publicKey: member.publicKey, key });
      return key;
    },
  });
}

/** The seal of a node that is alone, by a key that nobody else ever has. */
export function ownSeal(node: string, clock: WallClock): CallerSeal {
  const key = createSecretKey(randomBytes(32));
  return sealBy(clock, {
    issuer: node,
    algorithm: 'HS256',
    signing: key,
    verifying: (issuer) => (issuer === node ? key : undefined),
  });
}

function sealBy(clock: WallClock, { issuer, algorithm, signing, verifying }: Keys): CallerSeal {
  return {
    async seal({ user, roles, scopes }, expiresAt) {
      if (signing === undefined) throw forbidden(`${issuer} lets nobody in, so it speaks for nobody`);
      const iat = Math.floor(clock.now() / 1_000);
      const exp = Math.min(Math.ceil(expiresAt / 1_000), iat + LONGEST_S);
      const payload = { iss: issuer, sub: user, roles, ...(scopes !== undefined && { scopes }), iat, exp };
      return new CompactSign(Buffer.from(JSON.stringify(payload)))
        .setProtectedHeader({ alg: algorithm, kid: issuer, typ: TYPE })
        .sign(signing);
    },
    async open(sealed, node) {
      try {
        const { kid = '', typ } = decodeProtectedHeader(sealed);
        const key = typ === TYPE && (node === undefined || node === kid) ? verifying(kid) : undefined;
        if (key === undefined)
          throw forbidden(`${kid} may not name a caller${node === undefined ? '' : ` for ${node}`}`);
        const { payload } = await compactVerify(sealed, key, { algorithms: [algorithm] });
        return callerOf(claims.parse(JSON.parse(Buffer.from(payload).toString())), kid, clock.now() / 1_000);
      } catch (error) {
        if (error instanceof ActorError) throw error;
        throw new ActorError('FORBIDDEN', 'this does not say who asks', {}, { cause: error });
      }
    },
  };
}

function callerOf({ iss, sub, roles, scopes, iat, exp }: z.infer<typeof claims>, kid: string, now: number): Caller {
  if (iss !== kid) throw forbidden(`${kid} cannot speak as ${iss}`);
  if (now >= exp || now < iat - SKEW_S || exp - iat > LONGEST_S) throw forbidden('who asked did so too long ago'); // C3
  return { user: sub, roles, ...(scopes !== undefined && { scopes }) };
}

const forbidden = (message: string): ActorError => new ActorError('FORBIDDEN', message);
