import { html, type Html } from '../html.ts';
import type { Visit } from '../page.ts';
import { hidden } from './control-form.ts';
import { icon } from './icon.ts';
import { permitted } from './permitted.ts';

/** A button that opens the paper account that somebody begins with; it leads back to where it stood. */
export const openAccountForm = (visit: Visit, back: string): Html =>
  permitted(
    visit,
    'trade:command',
    html`<form method="post" action="/accounts" class="open-account">
      ${hidden({ _csrf: visit.visitor.csrf, return: back })}
      <p class="sub">100,000 USD that are not money: orders are filled on paper, and nothing can be lost.</p>
      <button class="button solid">${icon('add')}Open a paper account</button>
    </form>`,
  );
