// B1. Every command is a plain form: without script it is posted and comes back, with script its answer replaces nothing but rows.
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { icon, type IconName } from './icon.ts';

/** A command that may be given to one thing: an actor, a node. */
export interface CommandButton {
  /** What it is given to. */
  readonly to: string;
  /** Where it is posted. */
  readonly path: string;
  readonly command: string;
  readonly label: string;
  readonly icon: IconName;
  /** Tells this button from others for the same thing. */
  readonly slot: string;
  /** Asked before it is sent. */
  readonly confirm?: string;
  readonly isDangerous?: boolean;
  /** Shows the icon alone where there is little room. */
  readonly isCompact?: boolean;
}

/** A form of one button: works without JavaScript, and sends one command however often it is clicked. */
/** `isPlain`: it is posted without script in any case, for what its page shows is not kept live. */
export const commandButton = (one: CommandButton, visit: Visit, { isPlain = false } = {}): Html =>
  html`<form
    method="post"
    action="${one.path}"
    ${isPlain ? NOTHING : html`hx-post="${one.path}" hx-swap="none" hx-sync="this:drop"`}
    ${one.confirm === undefined ? NOTHING : html` hx-confirm="${one.confirm}"`}
    class="inline"
  >
    <input type="hidden" name="_csrf" value="${visit.visitor.csrf}" /><input
      type="hidden"
      name="return"
      value="${visit.url}"
    /><button
      id="${domId(`command-${one.slot}`, one.to)}"
      name="command"
      value="${one.command}"
      class="button small ${one.isDangerous ? 'danger' : ''} ${one.isCompact ? 'compact' : ''}"
      aria-label="${one.label} ${one.to}"
      ${one.isCompact ? html`title="${one.label}"` : NOTHING}
    >
      ${icon(one.icon)}<span class="word">${one.label}</span>
    </button>
  </form>`;
