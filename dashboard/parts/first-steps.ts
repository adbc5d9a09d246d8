import { may } from '../../actors/domain/people/caller.ts';
import type { LaneView } from '../../actors/start-views.ts';
import { firstSteps, quickStart, type Step, type StepFacts } from '../first-steps.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { hrefOf } from '../troupe-facts.ts';
import { hidden } from './control-form.ts';
import { icon } from './icon.ts';
import { openAccountForm } from './open-account-form.ts';

/** What somebody new does first, with how far they are; nothing once it is done, put away, or for those who may not trade. */
export const firstStepsPanel = (
  facts: Omit<StepFacts, 'user'> & { readonly lanes: readonly LaneView[] },
  visit: Visit,
): Html => {
  const { caller, name, hidesSteps } = visit.visitor;
  const steps = firstSteps({ ...facts, user: name });
  const isAsked = visit.query.get('steps') === 'shown';
  const isOver = steps.every(({ isDone }) => isDone) || hidesSteps;
  if (!may(caller, 'trade:command') || (isOver && !isAsked)) return html`<div id="overview-steps" hidden></div>`;
  const done = steps.filter(({ isDone }) => isDone).length;
  return html`<section id="overview-steps" class="panel first-steps" aria-labelledby="steps-title">
    <div class="panel-head">
      <h2 id="steps-title">First steps</h2>
      <span class="tally" aria-label="${done} of ${steps.length} done">${done} of ${steps.length}</span>
      <form method="post" action="/preferences" class="inline">
        ${hidden({ _csrf: visit.visitor.csrf, return: '/' })}<button class="button small" name="steps" value="hidden">
          ${icon('cross')}Put away
        </button>
      </form>
    </div>
    <ol class="steps">
      ${steps.map((step) => line(step, facts, visit))}
    </ol>
  </section>`;
};

const line = (step: Step, facts: Parameters<typeof firstStepsPanel>[0], visit: Visit): Html =>
  html`<li class="${step.isDone ? 'done' : 'open'}" ${step.isNext ? html`aria-current="step"` : NOTHING}>
    ${icon(step.isDone ? 'check' : 'circle')}
    <div>
      <p>
        ${TITLES[step.name]}<span class="quiet">${step.isDone ? ', done' : step.isNext ? ', next' : ', later'}</span>
      </p>
      ${step.isNext ? doing(step, facts, visit) : NOTHING}
    </div>
  </li>`;

const TITLES: Readonly<Record<Step['name'], string>> = {
  account: 'Open a paper account',
  strategy: 'Start a strategy on it',
  bar: 'Its first bar arrives',
  order: 'Its first order is filled',
};

/** What to do now. */
const doing = (
  { name }: Step,
  { accounts, runs, lanes }: Parameters<typeof firstStepsPanel>[0],
  visit: Visit,
): Html => {
  const mine = runs.find(({ view }) => view.owner === visit.visitor.name);
  const where = mine === undefined ? html`/strategies` : html`${hrefOf(mine.view)}`;
  switch (name) {
    case 'account':
      return openAccountForm(visit, '/');
    case 'strategy': {
      const account = accounts.find(({ owner }) => owner === visit.visitor.name)?.account;
      const quick = quickStart(lanes, account);
      return quick === undefined
        ? html`<p class="sub">No feed sends bars just now. Once one does, a strategy can be started here.</p>`
        : html`<p class="sub">
              A form that is filled in already: two short means on the quickest bars. Press “Start on paper” there, or
              <a href="/strategies/new">begin with an empty one</a>.
            </p>
            <p><a class="button solid" id="steps-start" href="${quick}">${icon('play')}Set up a first strategy</a></p>`;
    }
    case 'bar':
      return html`<p class="sub">
        It begins with the next bar, which comes by itself. <a href="${where}">See the strategy</a>
      </p>`;
    case 'order':
      return html`<p class="sub">
        It orders with its first signal, and the order is filled on the bar after.
        <a href="${where}">See the strategy</a>
      </p>`;
  }
};
