import type { ActionRule } from './rule.ts';

const platform = { enabled: true, scope: { kind: 'platform' } } as const;

const NEWS_PAUSE_MS = 15 * 60_000;

/** The rules that Troupe comes with. */
export const DEFAULT_RULES: readonly ActionRule[] = [
  {
    ...platform,
    id: 'heat',
    title: 'Heat above 15 %: new sizes are halved',
    condition: { metric: 'portfolioHeat', operator: '>', value: 0.15 },
    actions: [{ kind: 'throttle', sizeFactor: 0.5 }],
  },
  {
    ...platform,
    id: 'daily-loss',
    title: 'Daily loss above its limit: everything is closed',
    condition: { metric: 'dailyLossOfLimit', operator: '>', value: 1 },
    actions: [{ kind: 'flatten', of: 'scope' }],
  },
  {
    ...platform,
    id: 'correlation',
    title: 'Correlation above 0.8: the smaller of the two positions is closed',
    condition: { metric: 'correlation', operator: '>', value: 0.8 },
    actions: [{ kind: 'flatten', of: 'smaller-of-pair' }],
  },
  {
    ...platform,
    id: 'volatility',
    title: 'Volatility above twice its average: stops are tightened to volatility stops',
    condition: { metric: 'volatilityRatio', operator: '>', value: 2 },
    actions: [{ kind: 'tighten-stops', volatilities: 2 }],
  },
  {
    ...platform,
    id: 'news',
    title: 'High-impact news: no new entries for 15 minutes',
    condition: { metric: 'newsImpact', operator: '>=', value: 3 },
    actions: [{ kind: 'pause', ms: NEWS_PAUSE_MS }],
  },
  {
    ...platform,
    id: 'limit-warning',
    title: 'A limit is used to 80 %: a warning',
    condition: { metric: 'usageOfLimit', operator: '>=', value: 0.8 },
    actions: [{ kind: 'warn' }],
  },
];
