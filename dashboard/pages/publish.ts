import { randomUUID } from 'node:crypto';
import { html } from '../html.ts';
import type { Page } from '../page.ts';
import { publishForm, type PublishForm } from '../parts/copy-publish-form.ts';
import { copyCrumbs } from '../parts/copy-tabs.ts';
import { paperMark } from '../parts/status.ts';
import { FIRST_PUBLISH, publishable } from '../publish-draft.ts';

/** The form that publishes something that trades: `?source=subscription.ada`. */
export const publishPage: Page<PublishForm> = {
  path: '/copy/publish',
  needs: 'copy:publish',
  topic: 'publish',
  title: () => 'Publish',
  load: async ({ troupe }, { query }) => {
    const sources = publishable(await troupe.list());
    const source = sources.find(({ address }) => address === query.get('source')) ?? sources[0];
    return {
      ...{ sources, faults: new Map(), key: randomUUID() },
      draft: { ...FIRST_PUBLISH, source: source?.address ?? '' },
    };
  },
  render: (form, visit) =>
    html`${copyCrumbs([['/copy/broadcasting', 'Broadcasting']], 'Publish')}
      <div class="page-head">
        <div>
          <h1>Publish ${paperMark}</h1>
          <p class="lead">Others may then copy what it trades. You see how many they are, never who.</p>
        </div>
      </div>
      ${
        form.sources.length > 0
          ? publishForm(form, visit)
          : html`<p class="muted">Nothing here trades that is not published already.</p>
              <p class="row">
                <a class="button solid" href="/strategies/new">New strategy</a
                ><a class="button" href="/copy/open-desk">Open a manual desk</a>
              </p>`
      }`,
};
