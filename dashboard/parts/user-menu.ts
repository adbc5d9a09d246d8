import { html, type Html } from '../html.ts';
import type { Visitor } from '../http/visitor.ts';
import { icon } from './icon.ts';

/** Who has signed in, as whom, and the ways to their security and out; or the way in. Opens without script. */
export const userMenu = ({ visitor, path }: { readonly visitor: Visitor; readonly path: string }): Html => {
  const { caller, csrf } = visitor;
  if (caller.user === '')
    return path === '/sign-in'
      ? html``
      : html`<a class="tool" href="/sign-in">${icon('person')}<span>Sign in</span></a>`;
  const roles = caller.roles.join(', ');
  return html`<details class="user-menu" id="user-menu">
    <summary class="tool" aria-label="You are ${caller.user}: ${roles}">
      ${icon('person')}<span class="word">${caller.user}</span>
    </summary>
    <div class="panel">
      <p><strong>${caller.user}</strong><span class="sub">${roles}</span></p>
      <a href="/security">Security</a>
      <form method="post" action="/sign-out">
        <input type="hidden" name="_csrf" value="${csrf}" /><button class="button small">Sign out</button>
      </form>
    </div>
  </details>`;
};
