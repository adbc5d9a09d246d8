import { html, type Html } from '../html.ts';

/** Asks whether a command is meant, where no script can: the whole body of a page. */
export const question = (asked: {
  readonly title: string;
  readonly text: string;
  /** Path that the command is posted to, and that of the page to go back to. */
  readonly action: string;
  readonly back: string;
  readonly command: string;
  readonly label: string;
  readonly csrf: string;
}): Html => {
  const { title, text, action, back, command, label, csrf } = asked;
  return html`<h1>${title}</h1>
    <p>${text}</p>
    <form method="post" action="${action}" class="row">
      <input type="hidden" name="_csrf" value="${csrf}" /><input type="hidden" name="return" value="${back}" /><input
        type="hidden"
        name="confirmed"
        value="yes"
      /><a class="button" href="${back}">Cancel</a
      ><button class="button danger solid" name="command" value="${command}">${label}</button>
    </form>`;
};
