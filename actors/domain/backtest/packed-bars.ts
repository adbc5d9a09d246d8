import type { Bar } from '../bar.ts';

const COLUMNS = 7;

/** Bars in one buffer, which goes to another thread without being copied. */
export class PackedBars {
  private values: Float64Array<ArrayBuffer>;
  private bars = 0;

  constructor(capacity = 0) {
    this.values = new Float64Array(capacity * COLUMNS);
  }

  get count(): number {
    return this.bars;
  }

  push({ openTime, closeTime, open, high, low, close, volume }: Bar): void {
    const at = this.bars * COLUMNS;
    if (at + COLUMNS > this.values.length) this.grow();
    const { values } = this;
    values[at] = openTime;
    values[at + 1] = closeTime;
    values[at + 2] = open;
    values[at + 3] = high;
    values[at + 4] = low;
    values[at + 5] = close;
    values[at + 6] = volume;
    this.bars += 1;
  }

  /** What `unpackedBars` makes the same bars of. */
  packed(): Float64Array<ArrayBuffer> {
    return this.values.slice(0, this.bars * COLUMNS);
  }

  private grow(): void {
    const larger = new Float64Array(Math.max(1_024 * COLUMNS, this.values.length * 2));
    larger.set(this.values);
    this.values = larger;
  }
}

export const unpackedBars = (values: Float64Array): Bar[] =>
  Array.from({ length: values.length / COLUMNS }, (_, index) => {
    const [openTime, closeTime, open, high, low, close, volume] = values.subarray(
      index * COLUMNS,
      (index + 1) * COLUMNS,
    ) as unknown as [number, number, number, number, number, number, number];
    return { openTime, closeTime, open, high, low, close, volume };
  });
