// What can be asked of a follower, a provider and a desk as they are now; a button keeps its id while its meaning changes.
import { mayTo } from '../../actors/domain/people/caller.ts';
import type { Permission } from '../../actors/domain/people/role.ts';
import { type Desk, deskPath, type Follower, nameOf, type Provider } from '../copy-facts.ts';
import { exact, numberOf } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { ActorView } from '../../actors/views.ts';
import type { Visit } from '../page.ts';
import { commandButton, type CommandButton } from './command-button.ts';
import type { IconName } from './icon.ts';

type Offer = Omit<CommandButton, 'to' | 'path'>;

/** What is asked before a command that cannot be undone; the same words with script and without. */
export const followerQuestion = (command: string, { view, state }: Follower): string | undefined => {
  const held = `${exact(state.quantity)} ${state.instrument ?? ''}`.trim();
  switch (command) {
    case 'close':
      return `Close ${held} of ${view.address} at the next price? It is not opened again until their position is over.`;
    case 'unfollow-close':
      return `Unfollow, and close ${held} at the next price? The last fees are charged when it is closed.`;
    case 'unfollow-keep':
      return `Unfollow, and keep ${held}? It stays in the account as it is, and nobody trades it until you do.`;
    case 'reset':
      return `Copy again with ${view.address}? Its stops are measured from today’s equity on.`;
    default:
      return undefined;
  }
};

/** The buttons of one follow. */
export const followerCommands = (follower: Follower, visit: Visit, isCompact = true): Html => {
  const { view, state } = follower;
  const isHeld = (numberOf(state.quantity) ?? 0) !== 0;
  const isLatched = state.mode === 'stopped' || view.tradingState === 'HALTED';
  const ask = (command: string): string | undefined => followerQuestion(command, follower);
  const offers: readonly Offer[] = [
    isLatched
      ? offer('reset', 'Copy again', 'reset', 'copy', ask('reset'))
      : state.mode === 'copying' || state.mode === undefined
        ? offer('pause', 'Pause', 'pause', 'copy')
        : offer('resume', 'Resume', 'play', 'copy'),
    ...(isLatched || state.mode === 'close_only' ? [] : [offer('close-only', 'Close only', 'flatten', 'close-only')]),
    ...(isHeld
      ? [
          offer('close', 'Close position', 'cross', 'close', ask('close')),
          offer('unfollow-keep', 'Unfollow, keep', 'stop', 'keep', ask('unfollow-keep')),
        ]
      : []),
    {
      ...offer('unfollow-close', isHeld ? 'Unfollow, close' : 'Unfollow', 'halted', 'unfollow', ask('unfollow-close')),
      isDangerous: true,
    },
  ];
  const path = `/copy/following/${encodeURIComponent(view.address)}/commands`;
  return buttons(offers, { view, needs: 'copy:follow', path }, visit, isCompact);
};

export const WITHDRAW_TEXT =
  'Withdraw for good? Followers are told to open nothing more; what is open is copied until it is closed. It cannot be undone.';

/** The buttons of a provider's console. */
export const providerCommands = (provider: Provider, visit: Visit): Html => {
  const { view, state } = provider;
  if (state.broadcasting === 'WITHDRAWN') return html`<p class="sub closed">It is withdrawn; that is for good.</p>`;
  const offers: readonly Offer[] = [
    state.broadcasting === 'PAUSED'
      ? offer('resume', 'Resume', 'play', 'broadcast')
      : offer('pause', 'Pause', 'pause', 'broadcast'),
    {
      ...offer('withdraw', 'Withdraw', 'stop', 'withdraw', `${nameOf(provider)}: ${WITHDRAW_TEXT}`),
      isDangerous: true,
    },
  ];
  const path = `/copy/broadcasting/${encodeURIComponent(view.address)}/commands`;
  return buttons(offers, { view, needs: 'copy:publish', path }, visit, false);
};

export const deskQuestion = (command: string, { state }: Desk): string | undefined =>
  command === 'close'
    ? `Cancel what rests and close ${exact(state.quantity)} ${state.instrument ?? ''} at the next price?`
    : command === 'reset'
      ? 'Reset the desk? It may trade again.'
      : undefined;

/** The buttons of a manual desk. */
export const deskCommands = (desk: Desk, visit: Visit): Html => {
  const { view, state } = desk;
  const isOpen = (numberOf(state.quantity) ?? 0) !== 0 || (state.workingOrders ?? []).length > 0;
  const offers: readonly Offer[] = [
    view.tradingState === 'HALTED'
      ? offer('reset', 'Reset', 'reset', 'trade', deskQuestion('reset', desk))
      : view.tradingState === 'REDUCING'
        ? offer('resume', 'Resume', 'play', 'trade')
        : offer('pause', 'Pause', 'pause', 'trade'),
    ...(isOpen && view.tradingState !== 'HALTED'
      ? [{ ...offer('close', 'Close all', 'flatten', 'close', deskQuestion('close', desk)), isDangerous: true }]
      : []),
  ];
  const path = `${deskPath(view.address)}/commands`;
  return buttons(offers, { view, needs: 'trade:command', path }, visit, false);
};

const offer = (command: string, label: string, shape: IconName, slot: string, confirm?: string): Offer => ({
  ...{ command, label, icon: shape, slot },
  ...(confirm !== undefined && { confirm }),
});

/** Nothing for those who may not. */
const buttons = (
  offers: readonly Offer[],
  { view, needs, path }: { readonly view: ActorView; readonly needs: Permission; readonly path: string },
  visit: Visit,
  isCompact: boolean,
): Html =>
  mayTo(visit.visitor.caller, needs, view.owner)
    ? html`<div class="commands">
        ${offers.map((offer) => commandButton({ ...offer, to: view.address, path, isCompact }, visit))}
      </div>`
    : NOTHING;
