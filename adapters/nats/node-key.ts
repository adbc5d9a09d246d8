// One Ed25519 key a node: the NATS login's (nkey), and the one that proves the node's packets.
// K1. Packets are proved by node:crypto; nkeys.js (tweetnacl) takes a millisecond a signature and serves the login alone.
// K2. The key two nodes share is X25519 of the same pair, by the birational map of RFC 7748 §4.1 as libsodium does it
//     (crypto_sign_ed25519_*_to_curve25519), so no second public key is handed around.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { createUser, fromPublic, fromSeed } from 'nkeys.js';

/** A node's own key. */
export interface NodeKey {
  /** `U…`, as nats.conf and nodes.json name it. */
  readonly publicKey: string;
  readonly sign: (bytes: Uint8Array) => Buffer;
  /** The key that `sign` uses. */
  readonly signingKey: KeyObject;
  /** A key that only this node and the owner of `publicKey` can work out; another for each `purpose`. */
  sharedWith(publicKey: string, purpose: string): KeyObject;
}

export const newSeed = (): string => Buffer.from(createUser().getSeed()).toString();

/** The public key of a seed. Throws when it is not the seed of a user nkey. */
export function publicKeyOf(seed: string): string {
  const publicKey = fromSeed(Buffer.from(seed)).getPublicKey();
  if (!publicKey.startsWith('U')) throw new Error(`it is the seed of ${publicKey.slice(0, 1)}…, not of a user (U…)`);
  return publicKey;
}

/** The key of an nkey seed (`SU…`). Throws when it is none. */
export function nodeKey(seed: string): NodeKey {
  const publicKey = publicKeyOf(seed);
  const raw = base32(seed).subarray(2, 34);
  const signing = privateKey(ED25519, raw);
  const agreeing = privateKey(X25519, createHash('sha512').update(raw).digest().subarray(0, 32));
  return {
    publicKey,
    sign: (bytes) => sign(null, bytes, signing),
    signingKey: signing,
    sharedWith: (other, purpose) => {
      const shared = diffieHellman({ privateKey: agreeing, publicKey: agreementKey(rawPublicKey(other)) });
      return createSecretKey(Buffer.from(hkdfSync('sha256', shared, '', purpose, 32)));
    },
  };
}

/** Tells whether a signature is of the owner of `publicKey`. */
export function verifier(publicKey: string): (bytes: Uint8Array, signature: Uint8Array) => boolean {
  const key = verifyingKey(publicKey);
  return (bytes, signature) => verify(null, bytes, key, signature);
}

/** What signatures of the owner of `publicKey` are proved with. Throws when it is not the public nkey of a user. */
export const verifyingKey = (publicKey: string): KeyObject => publicKeyObject(ED25519, rawPublicKey(publicKey));

/** True for the public nkey of a user, its checksum included. */
export function isPublicKey(text: string): boolean {
  try {
    rawPublicKey(text);
    return true;
  } catch {
    return false;
  }
}

// The last byte of the algorithm's object identifier: 1.3.101.112 and 1.3.101.110 (RFC 8410).
const ED25519 = 0x70;
const X25519 = 0x6e;

const privateKey = (algorithm: number, raw: Uint8Array): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b65', 'hex'), Buffer.of(algorithm, 4, 0x22, 4, 0x20), raw]),
    format: 'der',
    type: 'pkcs8',
  });

const publicKeyObject = (algorithm: number, raw: Uint8Array): KeyObject =>
  createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b65', 'hex'), Buffer.of(algorithm, 3, 0x21, 0), raw]),
    format: 'der',
    type: 'spki',
  });

function rawPublicKey(publicKey: string): Buffer {
  const raw = base32(publicKey);
  if (!publicKey.startsWith('U') || raw.length !== 35) throw new Error(`${publicKey} is not the public nkey of a user`);
  // It checks the sum at the end before it looks at the signature.
  fromPublic(publicKey).verify(new Uint8Array(), new Uint8Array(64));
  return raw.subarray(1, 33);
}

const P = 2n ** 255n - 19n;

/** u = (1 + y) / (1 − y), little endian; the sign of x is of no account. */
function agreementKey(ed25519: Uint8Array): KeyObject {
  const y = BigInt(`0x${Buffer.from(ed25519).reverse().toString('hex')}`) & (2n ** 255n - 1n);
  const u = ((1n + y) * power((1n - y + P) % P, P - 2n)) % P;
  return publicKeyObject(X25519, Buffer.from(u.toString(16).padStart(64, '0'), 'hex').reverse());
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = (square * square) % P)
    if (left & 1n) result = (result * square) % P;
  return result;
}

/** RFC 4648 without padding. */
function base32(text: string): Buffer {
  const bits = Array.from(text, (letter) => {
    const value = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter);
    if (value < 0) throw new Error(`${JSON.stringify(letter)} is no letter of a key`);
    return value.toString(2).padStart(5, '0');
  });
  return Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)
      ?.map((byte) => Number.parseInt(byte, 2)) ?? [],
  );
}
