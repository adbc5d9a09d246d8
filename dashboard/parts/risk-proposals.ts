import { isLimitName, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import { age, count } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import { limitText } from '../limit-text.ts';
import type { Visit } from '../page.ts';
import type { SupervisorSight } from '../supervisor-sight.ts';
import { commandButton } from './command-button.ts';
import { icon } from './icon.ts';
import { permitted } from './permitted.ts';
import { scopeNoun } from './scope-fields.ts';

type Proposal = RiskSupervisorStateView['proposals'][number];

/** Loosenings that wait for a second person; nothing when none does. */
export const riskProposals = ({ state }: SupervisorSight, visit: Visit): Html => {
  const proposals = state?.proposals ?? [];
  if (proposals.length === 0) return html`<div id="risk-proposals"></div>`;
  return html`<div id="risk-proposals">
    <section class="panel" aria-labelledby="proposals-title">
      <h2 id="proposals-title">Awaiting approval</h2>
      <ul class="alerts">
        ${proposals.map((one) => proposalLine(one, visit))}
      </ul>
    </section>
  </div>`;
};

const proposalLine = (one: Proposal, visit: Visit): Html => {
  const { id, scope, limit, value, before, fromVersion, reason, by, at } = one;
  const title = `${isLimitName(limit) ? LIMITS[limit].title : limit} of ${scopeNoun(scope)}`;
  const isMine = by === visit.visitor.name;
  const button = (command: 'approve' | 'withdraw', label: string): Html =>
    commandButton(
      {
        ...{ to: title, path: `/risk/proposals/${encodeURIComponent(id)}`, command, label },
        ...{ icon: command === 'approve' ? 'check' : 'cross', slot: `${command}-${domId('proposal', id)}` },
        ...(command === 'approve' && {
          confirm: `Approve ${title}: ${textOf(limit, before)} → ${textOf(limit, value)}?`,
        }),
      },
      visit,
    );
  return html`<li id="${domId('proposal', id)}">
    <span class="warn">${icon('clock')}</span>
    <div>
      <strong>${title}: ${textOf(limit, before)} → ${textOf(limit, value)}</strong>
      <p>${reason}. Asked by ${by} ${age(at, visit.now)}, from version ${count(fromVersion)}.</p>
      ${isMine ? html`<p>You asked for it, so another person has to approve it.</p>` : NOTHING}
      ${permitted(visit, 'risk:command', html`<div class="commands">${isMine ? NOTHING : button('approve', 'Approve')}${button('withdraw', 'Withdraw')}</div>`)}
    </div>
  </li>`;
};

const textOf = (limit: string, value: string | null): string => (value === null ? 'no limit' : limitText(limit, value));
