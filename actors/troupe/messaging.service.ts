// Streams and who reads them, what waits for an answer, and dead letters: what is to be seen of messages, and what may be done about them.
// G1. What changes something says for whom it is (behalf.ts) and needs `topology:command`; the audit of it is written with it.
// G2. An actor that stands at an entry is never taken past it by hand: that entry may be an order's or a fill's. It is given the entry
//     again, when whatever it crashed by is mended.
// G3. An actor that goes on without an entry is not given it back: what it has decided since, it has decided without it.
import type { Context, ServiceSchema } from 'moleculer';
import type { Company } from '../../runtime/cluster/company.ts';
import { ActorError, errorType } from '../../runtime/errors.ts';
import type { DeadLetterRow } from '../domain/messaging-rows.ts';
import type { LetterRequest } from '../messaging-views.ts';
import type { CallerSeal } from '../ports/caller-seal.ts';
import type { LetterDeed, MessagingDesk } from '../ports/messaging-desk.ts';
import { type Behalf, behalfOf, requireMay } from './behalf.ts';
import type { Ensemble } from './ensemble.ts';

export interface MessagingOptions {
  readonly desk: MessagingDesk;
  readonly ensemble: Pick<Ensemble, 'actors' | 'readers'>;
  readonly company: Pick<Company, 'act'>;
  readonly seal: Pick<CallerSeal, 'open'>;
}

type Query<Name extends keyof MessagingDesk> = Context<Parameters<MessagingDesk[Name]>[0]>;

/** Answers `messaging.*`. */
export function messagingService({ desk, ensemble, company, seal }: MessagingOptions): ServiceSchema {
  const asked =
    (answer: (letter: DeadLetterRow, request: LetterRequest, behalf: Behalf) => Promise<void>) =>
    async (ctx: Context<LetterRequest>): Promise<DeadLetterRow> => {
      const behalf = await behalfOf(ctx, seal); // G1
      requireMay(behalf, 'topology:command');
      const letter = await desk.letter(ctx.params.id);
      if (letter === undefined) throw notFound(ctx.params.id);
      if (letter.state !== 'open') throw closedAlready(letter);
      await answer(letter, ctx.params, behalf);
      return (await desk.letter(letter.id))!;
    };

  const close = async (to: LetterDeed['to'], letter: DeadLetterRow, { reason }: LetterRequest, { caller }: Behalf) => {
    const deed = { id: letter.id, by: caller?.user ?? 'system', reason, to };
    if (!(await desk.close(deed))) throw closedAlready((await desk.letter(letter.id))!);
  };

  return {
    name: 'messaging',
    actions: {
      streams: (ctx: Query<'streams'>) => desk.streams(ctx.params),
      'streams-named': (ctx: Context<{ readonly names: readonly string[] }>) => desk.streamsNamed(ctx.params.names),
      readers: (ctx: Context<{ readonly streams: readonly string[] }>) => ensemble.readers(ctx.params.streams),
      'waiting-orders': (ctx: Query<'waitingOrders'>) => desk.waitingOrders(ctx.params),
      letters: (ctx: Query<'letters'>) => desk.letters(ctx.params),
      snapshot: async (ctx: Context<{ readonly actor: string }>) => (await desk.snapshot(ctx.params.actor)) ?? null,
      requeue: asked(async (letter, request, behalf) => {
        if (letter.isAside) throw overtaken(letter); // G3
        await close('requeued', letter, request, behalf);
        const by = behalf.caller?.user ?? 'system';
        await company.act(letter.actor, 'restart', { reason: request.reason }, by, behalf.claim).catch(unlessStopped);
      }),
      discard: asked(async (letter, request, behalf) => {
        if (!letter.isAside && isDown(letter.actor)) throw held(letter); // G2
        await close('discarded', letter, request, behalf);
      }),
    },
  };

  function isDown(address: string): boolean {
    return ensemble.actors().find((view) => view.address === address)?.lifecycle !== 'running';
  }
}

/** One that was stopped takes the entry when it is started. */
const unlessStopped = (error: unknown): void => {
  if (errorType(error) !== 'ACTOR_NOT_RUNNING') throw error;
};

const about = ({ stream, entry, actor }: DeadLetterRow): string => `entry ${entry} of ${stream} for ${actor}`;

const notFound = (id: string): ActorError =>
  new ActorError('LETTER_NOT_FOUND', `There is no dead letter ${id}.`, { field: 'id' });

const closedAlready = (letter: DeadLetterRow): ActorError =>
  new ActorError('LETTER_CLOSED', `${about(letter)} was ${letter.state} by ${letter.closedBy ?? 'somebody'} already`);

const overtaken = (letter: DeadLetterRow): ActorError =>
  new ActorError(
    'LETTER_OVERTAKEN',
    `${about(letter)} cannot be given back: what it has decided since, it has decided without it; discard it`,
  );

const held = (letter: DeadLetterRow): ActorError =>
  new ActorError(
    'LETTER_HELD',
    `${about(letter)} cannot be discarded: its actor stands there, for it may be an order's or a fill's; requeue it when its cause is mended`,
  );
