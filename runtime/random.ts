// R1. The same seed gives the same numbers on every machine and in every release.
// R2. A fork depends on the seed and its labels alone, never on what was drawn before: a new draw in one place moves
//     no number in another.
import { createHash } from 'node:crypto';

/** A seeded source of random numbers. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** An independent source named by its label. */
  fork(label: string): Random;
}

/** The source named by `seed`. */
export const seededRandom = (seed: number | string): Random => {
  const draw = xoshiro128(stateOf(String(seed)));
  return {
    next: () => ((draw() >>> 5) * 0x4000000 + (draw() >>> 6)) / 0x20000000000000,
    fork: (label) => seededRandom(`${seed}/${label}`), // R2
  };
};

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (public domain), 32 bits a draw.
 * Source: https://prng.di.unimi.it/xoshiro128starstar.c
 */
export const xoshiro128 = (state: readonly [number, number, number, number]): (() => number) => {
  let [s0, s1, s2, s3] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return result;
  };
};

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

const stateOf = (seed: string): [number, number, number, number] => {
  const digest = createHash('sha256').update(seed).digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
};
