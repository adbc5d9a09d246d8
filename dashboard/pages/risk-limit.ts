import { randomUUID } from 'node:crypto';
import { isLimitName, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import { formatScope } from '../../actors/domain/risk/scope.ts';
import { draftOfScope } from '../control-draft.ts';
import type { Draft, Faults } from '../draft.ts';
import { html } from '../html.ts';
import { effectOf, entryOf, limitPlace, type LimitRequest } from '../limit-draft.ts';
import { typedText } from '../limit-text.ts';
import type { Page } from '../page.ts';
import { limitForm, type LimitForm, limitPicker, limitPreview } from '../parts/limit-form.ts';
import { DashboardError } from '../problem.ts';
import { scopeNames } from '../risk-subjects.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { controlFacts } from './risk-control.ts';

/** The form that changes one limit: `?limit=maxLeverage&scope=account:ada`. */
export const riskLimitPage: Page<LimitForm> = {
  path: '/risk/limit',
  needs: 'risk:command',
  topic: 'risk-limit',
  title: ({ place }) => (place === undefined ? 'Change a limit' : `${LIMITS[place.limit].title}: change`),
  load: ({ troupe }, { query }) => {
    const scope = query.get('scope');
    const named =
      scope === null ? { kind: query.get('kind') ?? 'platform', id: query.get('id') ?? '' } : draftOfScope(scope);
    const limit = query.get('limit');
    const draft: Draft = { ...named, ...(limit !== null && { limit }) };
    const faults = new Map<string, string>();
    if (limit !== null) limitPlace(draft, faults);
    return openLimitForm(troupe, { draft, faults, key: randomUUID() });
  },
  render: (form, visit) =>
    html`<nav class="crumbs" aria-label="Where you are">
        <a href="/risk">Risk</a> <span aria-hidden="true">/</span> <span>Change a limit</span>
      </nav>
      <div class="page-head"><h1>${form.preview === undefined ? 'Change a limit' : 'Change this limit?'}</h1></div>
      ${
        form.preview !== undefined
          ? limitPreview(form, form.preview, visit)
          : form.place === undefined
            ? limitPicker(form)
            : limitForm(form, form.place, visit)
      }`,
};

/** A form as it stands, with what the limit is now. Throws SUPERVISOR_SILENT when nobody knows that. */
export const openLimitForm = async (
  troupe: TroupeReads,
  asked: { readonly draft: Draft; readonly faults: Faults; readonly key: string; readonly request?: LimitRequest },
): Promise<LimitForm> => {
  const { request, faults, key } = asked;
  const [sight, { actors, nodes }] = await Promise.all([troupe.supervisor(), controlFacts(troupe)]);
  const { state, isHeard } = sight;
  if (state === undefined || !isHeard)
    throw new DashboardError(
      'SUPERVISOR_SILENT',
      'The risk supervisor does not answer: nobody can say what the limit is now, so it cannot be changed.',
    );
  const place = limitPlace(asked.draft, new Map());
  const current = place && entryOf(state.limits, formatScope(place.scope), place.limit);
  const value = current?.value ?? null;
  const draft =
    place !== undefined && isLimitName(place.limit) && asked.draft['value'] === undefined && value !== null
      ? { ...asked.draft, value: typedText(place.limit, value) }
      : asked.draft;
  return {
    ...{ draft, faults, key, place, current },
    names: scopeNames(
      actors,
      nodes.map(({ node }) => node),
    ),
    ...(request !== undefined && { preview: { request, effect: effectOf(request, state, actors) } }),
  };
};
