// What people ask of copying on its pages: publish, follow, and the buttons of follows and providers.
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { FollowPreviewView, FollowRequest } from '../../actors/copy-views.ts';
import { broadcastPath, followersOf, nameOf, type Provider, providersOf } from '../copy-facts.ts';
import { copyFaultsOf } from '../copy-faults.ts';
import type { Draft, Faults } from '../draft.ts';
import { followFieldNamed, followRequest } from '../follow-draft.ts';
import { broadcastPage } from '../pages/broadcast.ts';
import { followChoices, followPage } from '../pages/follow.ts';
import { publishPage } from '../pages/publish.ts';
import { followerQuestion, WITHDRAW_TEXT } from '../parts/copy-commands.ts';
import { followForm, type FollowForm } from '../parts/copy-follow-form.ts';
import { publishForm } from '../parts/copy-publish-form.ts';
import { ActorNotFound, InvalidInput, problemOf } from '../problem.ts';
import { publishable, publishFieldNamed, publishRequest } from '../publish-draft.ts';
import {
  asksFirst,
  type CopyRouteDeps,
  done,
  leadTo,
  type Posted,
  readForm,
  rethrowUnlessRefused,
  showForm,
} from './copy-forms.ts';
import { deskRoutes } from './desk-routes.ts';
import { showPage } from './page-routes.ts';
import { paramOf, type Routes } from './routes.ts';

/** The forms and buttons of the pages of copying. */
export const copyPageRoutes = (routes: Routes, deps: CopyRouteDeps): void => {
  routes.post('/copy/publish', 'copy:publish', (ctx, sources) => publish(ctx, readForm(ctx, sources, deps), deps));
  routes.post('/copy/providers/:provider/follow', 'copy:follow', (ctx, sources) =>
    follow(ctx, readForm(ctx, sources, deps), deps),
  );
  routes.post('/copy/following/:follower/commands', 'copy:follow', (ctx, sources) =>
    commandFollower(ctx, readForm(ctx, sources, deps), deps),
  );
  routes.post('/copy/broadcasting/:provider/commands', 'copy:publish', (ctx, sources) =>
    commandProvider(ctx, readForm(ctx, sources, deps), deps),
  );
  routes.post('/copy/broadcasting/:provider/note', 'copy:publish', (ctx, sources) =>
    sendNote(ctx, readForm(ctx, sources, deps), deps),
  );
  deskRoutes(routes, deps);
};

// ---- Publish ----

const publish = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const { draft, key, visit } = posted;
  const sources = publishable(await posted.sources.troupe.list());
  const refuse = (faults: Faults): Promise<void> =>
    showForm(ctx, deps, {
      ...{ status: 422, page: publishPage, form: { sources, draft, faults, key }, posted },
      alone: (form) => publishForm(form, visit),
    });
  const { request, faults } = publishRequest(draft, sources);
  if (faults.size > 0) return refuse(faults);
  const { by: _by, ...params } = request;
  try {
    const command = { address: request.source, action: 'troupe.publish', params };
    const { provider } = (await posted.sources.copying.give(key, command)) as { provider: string };
    leadTo(ctx, posted, broadcastPath(provider));
  } catch (error) {
    rethrowUnlessRefused(error);
    await refuse(copyFaultsOf(error, draft, publishFieldNamed));
  }
};

// ---- Follow ----

const follow = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const { draft, key, visit, visitor } = posted;
  const provider = paramOf(ctx, 'provider');
  const choices = await followChoices(posted.sources.troupe, provider);
  const show = (status: number, faults: Faults, preview?: FollowForm['preview']): Promise<void> =>
    showForm(ctx, deps, {
      ...{ status, page: followPage, posted },
      form: { ...choices, draft, faults, key, ...(preview && { preview }) },
      alone: (form) => followForm(form, visit),
    });
  const { request, faults } = followRequest(draft, { provider, accounts: choices.accounts, by: visitor.name });
  if (faults.size > 0) return show(422, faults);
  const mark = markOf(draft);
  try {
    if (draft['step'] !== 'follow' || draft['previewed'] !== mark) {
      const view = (await posted.sources.copying.preview(request)) as FollowPreviewView;
      return await show(200, new Map(), { view, mark });
    }
    await posted.sources.copying.give(key, followCommand(request));
    leadTo(ctx, posted, '/copy/following');
  } catch (error) {
    rethrowUnlessRefused(error);
    await show(422, copyFaultsOf(error, draft, followFieldNamed(draft)));
  }
};

const followCommand = ({ by: _by, ...params }: FollowRequest) => ({
  ...{ address: params.provider, action: 'troupe.follow', params },
});

/** Tells whether a form is still as it was when its worst case was shown. */
const markOf = ({ step: _step, previewed: _previewed, ...typed }: Draft): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(typed).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url')
    .slice(0, 22);

// ---- Buttons ----

const FOLLOWER_COMMANDS: Readonly<Record<string, string>> = {
  pause: 'Paused',
  resume: 'Copying again',
  'close-only': 'Only closing is copied now',
  close: 'Closing the position',
  reset: 'Copying again',
  'unfollow-keep': 'Unfollowed; what is held is kept',
  'unfollow-close': 'Unfollowing; what is held is closed',
};

const commandFollower = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const command = posted.draft['command'] ?? '';
  const address = paramOf(ctx, 'follower');
  const words = Object.hasOwn(FOLLOWER_COMMANDS, command) ? FOLLOWER_COMMANDS[command] : undefined;
  if (words === undefined) throw unknownCommand(command);
  const follower = followersOf(await posted.sources.troupe.list()).find(({ view }) => view.address === address);
  if (follower === undefined) throw new ActorNotFound(address);
  if (asksFirst(ctx, deps, posted, { command, label: labelOf(command), text: followerQuestion(command, follower) }))
    return;
  const asked = command.startsWith('unfollow')
    ? { action: 'troupe.unfollow', params: { follower: address, keep: command === 'unfollow-keep' } }
    : { action: `${address}.${command}`, params: { reason: `${command} by ${posted.visitor.name}` } };
  await posted.sources.copying.give(posted.key, { address, ...asked });
  done(ctx, posted, words);
};

const PROVIDER_COMMANDS: Readonly<Record<string, string>> = {
  pause: 'Broadcasting is paused',
  resume: 'Broadcasting again',
  withdraw: 'Withdrawn',
};

const commandProvider = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const command = posted.draft['command'] ?? '';
  const words = Object.hasOwn(PROVIDER_COMMANDS, command) ? PROVIDER_COMMANDS[command] : undefined;
  if (words === undefined) throw unknownCommand(command);
  const { view } = await providerIn(ctx, posted);
  const text = command === 'withdraw' ? WITHDRAW_TEXT : undefined;
  if (asksFirst(ctx, deps, posted, { command, label: labelOf(command), text })) return;
  const { address } = view;
  await posted.sources.copying.give(posted.key, {
    ...{ address, action: `${address}.${command}`, params: { reason: `${command} by ${posted.visitor.name}` } },
  });
  done(ctx, posted, words);
};

const sendNote = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const { draft, key, visit } = posted;
  const provider = await providerIn(ctx, posted);
  const text = (draft['text'] ?? '').trim();
  const refuse = async (fault: string): Promise<void> => {
    const note = { text: draft['text'] ?? '', faults: new Map([['text', fault]]), key };
    const load: typeof broadcastPage.load = async (sources, at) => ({
      ...(await broadcastPage.load(sources, at)),
      note,
    });
    await showPage(ctx, { ...broadcastPage, load }, visit, posted.sources, deps);
    ctx.status = 422;
  };
  if (text === '') return refuse('Write something to tell them.');
  const { address } = provider.view;
  try {
    await posted.sources.copying.give(key, { address, action: `${address}.note`, params: { text } });
    leadTo(ctx, posted, `${broadcastPath(address)}#broadcast-notes`);
  } catch (error) {
    rethrowUnlessRefused(error);
    await refuse(`${nameOf(provider)}: ${problemOf(error).detail}`);
  }
};

/** Throws ACTOR_NOT_FOUND. */
const providerIn = async (ctx: Context, { sources }: Posted): Promise<Provider> => {
  const address = paramOf(ctx, 'provider');
  const provider = providersOf(await sources.troupe.list()).find(({ view }) => view.address === address);
  if (provider === undefined) throw new ActorNotFound(address);
  return provider;
};

const labelOf = (command: string): string => {
  const words = command.replace('-', ', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const unknownCommand = (command: string): InvalidInput =>
  new InvalidInput('command', `There is no command ${command === '' ? '(none given)' : command}.`);
