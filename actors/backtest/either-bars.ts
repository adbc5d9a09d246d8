import type { BacktestBars, DemoBars, StoredBars } from '../ports/backtest-bars.ts';

/** Bars of either source. */
export const eitherBars = ({
  stored,
  demo,
}: {
  readonly stored: StoredBars;
  readonly demo: DemoBars;
}): BacktestBars => ({
  extent: (source) => (source.kind === 'stored' ? stored.extent(source) : demo.extent(source)),
  read: (source, most) => (source.kind === 'stored' ? stored.read(source, most) : demo.read(source, most)),
});
