import { randomUUID } from 'node:crypto';
import type { NodeView } from '../../actors/cluster-views.ts';
import type { ActorView } from '../../actors/views.ts';
import { draftOfScope } from '../control-draft.ts';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { ACTIONS, controlForm, type ControlForm, controlQuestion } from '../parts/control-form.ts';
import { scopeNoun } from '../parts/scope-fields.ts';
import { scopeNames } from '../risk-subjects.ts';
import type { TroupeReads } from '../troupe-reads.ts';

/** The form that restricts a part of the cluster or lifts a restriction: `?action=reset&scope=account:ada`. */
export const riskControlPage: Page<ControlForm> = {
  path: '/risk/control',
  needs: 'risk:command',
  topic: 'risk-control',
  title: ({ question }) =>
    question === undefined ? 'Halt or reset' : `${ACTIONS[question.request.action].label} ${question.request.scope}?`,
  load: async ({ troupe }, { query }) => {
    const { actors, nodes } = await controlFacts(troupe);
    const scope = query.get('scope');
    const draft = { action: query.get('action') ?? 'halt', ...(scope === null ? {} : draftOfScope(scope)) };
    return {
      draft,
      faults: new Map(),
      names: scopeNames(
        actors,
        nodes.map(({ node }) => node),
      ),
      key: randomUUID(),
    };
  },
  render: (form, visit) =>
    html`<nav class="crumbs" aria-label="Where you are">
        <a href="/risk">Risk</a> <span aria-hidden="true">/</span> <span>Halt or reset</span>
      </nav>
      ${
        form.question === undefined
          ? html`<div class="page-head"><h1>Halt or reset</h1></div>
              <div class="panel">${controlForm(form, visit)}</div>`
          : html`<div class="page-head">
                <h1>${ACTIONS[form.question.request.action].label} ${scopeNoun(form.question.request.scope)}?</h1>
              </div>
              ${controlQuestion(form, form.question, visit)}`
      }`,
};

/** What a command is checked against. Nodes are left out when they cannot be read. */
export const controlFacts = async (
  troupe: TroupeReads,
): Promise<{ readonly actors: readonly ActorView[]; readonly nodes: readonly NodeView[] }> => {
  const [actors, nodes] = await Promise.all([troupe.list(), troupe.nodes().catch((): readonly NodeView[] => [])]);
  return { actors, nodes };
};
