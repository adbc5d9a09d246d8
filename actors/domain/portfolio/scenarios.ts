import type { InstrumentKind } from '../instrument.ts';
import type { Scenario, Shock } from './stress.ts';

const classes = (move: number, ...kinds: InstrumentKind[]): Shock[] =>
  kinds.map((assetClass) => ({ target: { kind: 'asset-class', assetClass }, move }));

const currency = (code: string, move: number): Shock => ({ target: { kind: 'currency', currency: code }, move });

/**
 * Days that happened, and one that stands for those that have not, with moves from close to close rounded to what is
 * commonly reported. Futures and CFDs are shocked as the equity indices that most of them follow.
 */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'Black Monday',
    source: '1987-10-19: S&P 500 −20.5 % in a day',
    shocks: classes(-0.205, 'equity', 'index', 'future', 'cfd'),
  },
  {
    name: 'October 2008',
    source: '2008-10-06 to 2008-10-10, the week after the rescue of the banks: S&P 500 −18.2 %',
    shocks: classes(-0.182, 'equity', 'index', 'future', 'cfd'),
  },
  {
    name: 'Swiss franc unpegged',
    source:
      '2015-01-15, the SNB gives up EURCHF 1.20: about −19 % at the end of the day, that is CHF +23 %; SMI −8.7 %',
    shocks: [currency('CHF', 0.23)],
  },
  {
    name: 'Brexit vote',
    source: '2016-06-24: GBPUSD 1.488 to 1.368, −8 %; S&P 500 −3.6 %, FTSE 100 −3.2 %',
    shocks: [currency('GBP', -0.08), ...classes(-0.036, 'equity', 'index', 'future', 'cfd')],
  },
  {
    name: 'COVID crash',
    source: '2020-03-12: S&P 500 −9.5 %, Bitcoin −37 % (UTC day)',
    shocks: [...classes(-0.095, 'equity', 'index', 'future', 'cfd'), ...classes(-0.37, 'crypto')],
  },
  {
    name: 'FTX collapse',
    source: '2022-11-07 to 2022-11-09: Bitcoin about 20,600 to 15,900 USD, −23 %',
    shocks: classes(-0.23, 'crypto'),
  },
  {
    name: 'Everything −10 %',
    source: 'Hypothetical: every price falls alike, no diversification helps',
    shocks: [{ target: { kind: 'all' }, move: -0.1 }],
  },
];
