import { randomUUID } from 'node:crypto';
import { html, type Html } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { controlForm } from '../parts/control-form.ts';
import { permitted } from '../parts/permitted.ts';
import { riskControls } from '../parts/risk-controls.ts';
import { riskCorrelations } from '../parts/risk-correlations.ts';
import { riskHead, riskLatches } from '../parts/risk-head.ts';
import { limitSubjectForm, riskLimits } from '../parts/risk-limits.ts';
import { riskProposals } from '../parts/risk-proposals.ts';
import { riskBreaches, riskHistory } from '../parts/risk-records.ts';
import { readRiskView, type RiskView } from '../risk-view.ts';

/** What is held back and by whom, who has confirmed it, which limits hold and how much of them is used; and the kill switch. */
export const riskPage: Page<RiskView> = {
  path: '/risk',
  needs: 'risk:read',
  topic: 'risk',
  menu: { label: 'Risk', icon: 'risk' },
  title: () => 'Risk',
  load: ({ troupe }, { query }) => readRiskView(troupe, query, randomUUID()),
  live: (view, visit): readonly LiveBlock[] => [
    { id: 'risk-head', html: riskHead(view.sight, visit) },
    { id: 'risk-latches', html: riskLatches(view.sight, visit) },
    { id: 'risk-controls', html: riskControls(view.sight, visit) },
    { id: 'risk-proposals', html: riskProposals(view.sight, visit) },
    { id: 'risk-limits', html: riskLimits(view, visit) },
    { id: 'risk-correlations', html: riskCorrelations(view.correlations, view.shown.account) },
    { id: 'risk-breaches', html: riskBreaches(view, visit) },
    { id: 'risk-history', html: riskHistory(view, visit) },
  ],
  render: (view, visit) =>
    html`${riskHead(view.sight, visit)}
      <div class="columns">
        ${riskLatches(view.sight, visit)}${permitted(visit, 'risk:command', killSwitch(view, visit))}
      </div>
      ${riskControls(view.sight, visit)} ${riskProposals(view.sight, visit)}
      <section class="limits" aria-labelledby="limits-title">
        <h2 id="limits-title">Limits</h2>
        ${limitSubjectForm(view, visit)} ${riskLimits(view, visit)}
      </section>
      ${riskCorrelations(view.correlations, view.shown.account)} ${riskBreaches(view, visit)}
      ${riskHistory(view, visit)}`,
};

/** What it stops, it stops until it is reset; the next page asks for its phrase. */
const killSwitch = ({ names, key }: RiskView, visit: Visit): Html =>
  html`<section class="panel kill-switch" aria-labelledby="kill-title">
    <h2 id="kill-title">Kill switch</h2>
    ${controlForm({ draft: { action: 'halt', kind: 'platform' }, faults: new Map(), names, key }, visit)}
  </section>`;
