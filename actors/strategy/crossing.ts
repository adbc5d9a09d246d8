import { z } from 'zod';

export type Sign = -1 | 0 | 1;

/** What counts as a tie, relative to the size of what is compared: plain comparison of floats turns ties into false crosses. */
const TIE_TOLERANCE = 1e-12;

const savedSign = z.union([z.literal(-1), z.literal(0), z.literal(1)]);

/** Tells when the sign of a difference turns; a tie keeps the sign of before, and the sign is 0 before the first non-tie. */
export class Crossing {
  private sign: Sign = 0;

  /** 1 when the difference turned from negative to positive, −1 from positive to negative, else 0. */
  add(difference: number, scale: number): Sign {
    if (Math.abs(difference) <= TIE_TOLERANCE * Math.abs(scale)) return 0;
    const sign = difference > 0 ? 1 : -1;
    const previous = this.sign;
    if (sign === previous) return 0;
    this.sign = sign;
    return previous === 0 ? 0 : sign;
  }

  save(): Sign {
    return this.sign;
  }

  load(saved: unknown): void {
    this.sign = savedSign.parse(saved);
  }
}
