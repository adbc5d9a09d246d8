// Requests for backtests: each test says what it is about.
import type { BacktestRequest } from '../../actors/domain/backtest/backtest-run.ts';

export const aRequest = (told: Partial<BacktestRequest> = {}): BacktestRequest => ({
  ...{ strategy: 'sma-cross', params: { fast: 5, slow: 20 }, cash: '100000', direction: 'long-only' },
  bars: { kind: 'stored', instrument: 'ACME', timeframe: '1m', from: null, to: null },
  sizing: { kind: 'fixed-notional', notional: 50_000 },
  ...{ commission: 0.001, slippageBps: 2, volumeShare: null, latencyMs: 0, lot: '1', tick: '0.01', basis: '24/7' },
  ...{ stopLoss: 0.05, takeProfit: null, trailingStop: null, missing: 'report' },
  ...told,
});
