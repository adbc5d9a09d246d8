import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import { age, count, moment } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import type { LatchView } from '../risk-subjects.ts';
import type { SupervisorSight } from '../supervisor-sight.ts';
import { icon } from './icon.ts';
import { permitted } from './permitted.ts';
import { scopeNoun, scopeWords } from './scope-fields.ts';
import { tradingChip } from './status.ts';
import { tile } from './tile.ts';

/** How the platform is: one state, and what waits. */
export const riskHead = (sight: SupervisorSight, visit: Visit): Html =>
  html`<div id="risk-head" class="risk-head">
    <div class="page-head">
      <div>
        <h1>Risk</h1>
        <p class="lead">
          Every account enforces what it has confirmed, by itself, before each order. The risk supervisor says what that
          is.
        </p>
      </div>
    </div>
    ${sight.isHeard ? NOTHING : silence(sight, visit)}
    ${sight.state === undefined ? NOTHING : tiles(sight.state, visit)}
  </div>`;

/** Nobody knows whether what was asked for is in force. */
const silence = ({ heardAt }: SupervisorSight, visit: Visit): Html =>
  html`<div class="trouble bad" role="status">
    ${icon('faulted')}
    <p>
      <strong>Enforcement is unconfirmed: the risk supervisor does not answer.</strong>
      Accounts go on enforcing what they had confirmed, and open nothing once it has been silent for too long; new halts
      and limits wait until it is back.
      ${heardAt === null ? 'It has not been heard since this page’s server started.' : html`What follows was known ${age(heardAt, visit.now)}.`}
    </p>
  </div>`;

const tiles = ({ latches, controls, limits, proposals }: RiskSupervisorStateView, visit: Visit): Html => {
  const platform = latches.find(({ scope }) => scope === 'platform');
  const waiting = controls.filter(({ confirmedAt, affected }) => confirmedAt === null && affected !== 0).length;
  const open = controls.filter(({ flatten, flatAt }) => flatten === true && flatAt === null);
  return html`<div class="tiles">
    ${[
      tile(
        'Platform',
        tradingChip(platform?.state ?? 'ACTIVE'),
        platform === undefined ? 'not restricted as a whole' : platform.reason,
        platform === undefined ? '' : 'alarm',
      ),
      tile(
        'Restrictions in force',
        count(latches.length),
        latches.length === 0 ? 'nothing is held back' : 'each until its reset',
      ),
      tile(
        'Not yet confirmed',
        count(waiting),
        waiting === 0 ? 'every account has confirmed all' : 'accounts are named below',
        waiting === 0 ? '' : 'alarm',
      ),
      tile('Not yet flat', count(open.length), open.length === 0 ? 'no flatten is under way' : 'flattens under way'),
      tile(
        'Limits set',
        count(limits.filter(({ value }) => value !== null).length),
        permitted(visit, 'risk:command', html`<a href="/risk/limit">Change a limit</a>`),
      ),
      tile(
        'Awaiting approval',
        count(proposals.length),
        proposals.length === 0 ? 'no change waits' : 'for a second person',
      ),
    ]}
  </div>`;
};

/** Every restriction that is in force, with the way to lift it. */
export const riskLatches = ({ state }: SupervisorSight, visit: Visit): Html => {
  const latches = state?.latches ?? [];
  return html`<section id="risk-latches" class="panel" aria-labelledby="latches-title">
    <h2 id="latches-title">In force</h2>
    ${
      latches.length > 0
        ? html`<ul class="alerts latches">
            ${latches.map((latch) => latchLine(latch, visit))}
          </ul>`
        : state === undefined
          ? html`<p class="muted">Nobody can say what is in force.</p>`
          : html`<p class="calm-line">
              ${icon('check')}Nothing is restricted: every account may trade within its limits.
            </p>`
    }
  </section>`;
};

const latchLine = ({ scope, accounts, state, flatten, reason, by, at }: LatchView, visit: Visit): Html =>
  html`<li id="${domId('latch', scope)}">
    <div>
      <span class="chips"
        >${tradingChip(state)}${flatten ? html`<span class="chip bad">${icon('flatten')}Flatten</span>` : NOTHING}<strong
          >${scopeWords(scope)}</strong
        ></span
      >
      ${reason}
      <p>
        by ${by}, ${moment(at, visit.visitor.zone)},
        ${age(at, visit.now)}${accounts === undefined ? NOTHING : html`; ${count(accounts.length)} accounts that were on it: ${accounts.slice(0, MOST_NAMED).join(', ')}${accounts.length > MOST_NAMED ? ' …' : NOTHING}`}
      </p>
    </div>
    ${permitted(
      visit,
      'risk:command',
      html`<a
        class="button small"
        id="${domId('reset', scope)}"
        href="/risk/control?action=reset&amp;scope=${encodeURIComponent(scope)}"
        aria-label="Reset ${scopeNoun(scope)}"
        >${icon('reset')}Reset</a
      >`,
    )}
  </li>`;

const MOST_NAMED = 10;
