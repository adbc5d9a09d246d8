import { randomUUID } from 'node:crypto';
import { nameOf, providerOf, providerPath, whyClosed } from '../copy-facts.ts';
import { FIRST_DRAFT } from '../follow-draft.ts';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { followForm, type FollowForm } from '../parts/copy-follow-form.ts';
import { copyCrumbs } from '../parts/copy-tabs.ts';
import { termsLine } from '../parts/copy-terms.ts';
import { icon } from '../parts/icon.ts';
import { paperMark, simulatedMark } from '../parts/status.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { paramOfVisit } from '../visit-param.ts';

/** The form that begins to follow a provider. */
export const followPage: Page<FollowForm> = {
  path: '/copy/providers/:provider/follow',
  needs: 'copy:follow',
  topic: 'follow',
  title: ({ provider }) => `Follow ${nameOf(provider)}`,
  load: async ({ troupe }, visit) => {
    const choices = await followChoices(troupe, paramOfVisit(visit, 'provider'));
    const draft = { ...FIRST_DRAFT, account: choices.accounts[0]?.account ?? '' };
    return { ...choices, draft, faults: new Map(), key: randomUUID() };
  },
  render: (form, visit) => {
    const { provider } = form;
    const closed = whyClosed(provider);
    return html`${copyCrumbs([[providerPath(provider.view.address), nameOf(provider)]], 'Follow')}
      <div class="page-head">
        <div>
          <h1>Follow ${nameOf(provider)} ${paperMark} ${simulatedMark(provider.state.simulated === true)}</h1>
          <p class="lead">
            It trades ${provider.state.instrument ?? 'something'} at these terms, fixed for you from today:
            ${termsLine(provider.state.terms).toLowerCase()}.
          </p>
        </div>
      </div>
      ${
        closed === undefined
          ? followForm(form, visit)
          : html`<p class="note warn">${icon('info')}${closed}</p>
              <p><a class="button" href="/copy">Other providers</a></p>`
      }`;
  },
};

/** Whom and on what. Throws ACTOR_NOT_FOUND. */
export const followChoices = async (
  troupe: TroupeReads,
  provider: string,
): Promise<Pick<FollowForm, 'provider' | 'accounts'>> => {
  const [view, accounts] = await Promise.all([troupe.provider(provider), troupe.accounts()]);
  return { provider: providerOf(view), accounts };
};
