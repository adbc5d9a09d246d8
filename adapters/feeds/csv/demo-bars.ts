import { PackedBars } from '../../../actors/domain/backtest/packed-bars.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import type { DemoBars } from '../../../actors/ports/backtest-bars.ts';
import { ActorError } from '../../../runtime/errors.ts';
import { readSeries } from './read-bars.ts';

/** The bars of one file for backtests; it is read with the first question and then kept. */
export function demoBars({ path, symbol }: { readonly path: string; readonly symbol: string }): DemoBars {
  let reading: ReturnType<typeof readSeries> | undefined;
  const series = (): ReturnType<typeof readSeries> => {
    reading ??= readSeries(path);
    reading.catch(() => (reading = undefined));
    return reading;
  };
  const within = async (range: Range): Promise<readonly Bar[]> => {
    const [from, to] = [instant(range.from, -Infinity), instant(range.to, Infinity)];
    return (await series()).bars.filter(({ openTime, closeTime }) => openTime >= from && closeTime <= to);
  };

  return {
    async extent(range) {
      const bars = await within(range);
      return { bars: bars.length, from: bars[0]?.openTime ?? null, to: bars.at(-1)?.closeTime ?? null };
    },
    async read(range, most) {
      const bars = await within(range);
      if (bars.length > most) throw new ActorError('TOO_MANY_BARS', `there are more than ${most} bars in this range`);
      const packed = new PackedBars(bars.length);
      for (const bar of bars) packed.push(bar);
      return { symbol, timeframe: (await series()).timeframe, bars: packed.packed() };
    },
  };
}

interface Range {
  readonly from: string | null;
  readonly to: string | null;
}

const instant = (time: string | null, none: number): number => (time === null ? none : Date.parse(time));
