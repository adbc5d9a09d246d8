// L1. A new stream first sends every block of its page, so nothing that happened in between is missed.
// L2. At most four messages a second, fewer while the server is busy (`live-pace.ts`); changes in between are sent together, as they are then.
// L7. It is looked at when something that its reader may see has changed, and now and then anyway.
// L8. To begin a look and to draw what was read are turns (`turns.ts`): when all pages have to be looked at at once, requests go between.
// L3. A block is sent only when its markup changed; ages, which the browser ticks itself, are not a change.
// L4. A slow reader holds back its own messages and nobody's memory.
// L5. A heartbeat every five seconds lets the page tell a quiet troupe from a dead line.
// L6. Each look is made as who asks is then: one who is signed in no more is told so, and hears nothing more.
// L9. Of what was sent only its hash is kept: the markup of thousands of pages, replaced every second, would outlive the young
//     generation, and what outlives that costs everybody a pause.
import { hash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { Log, WallClock } from '../face.ts';
import { type AnyPage, liveBlocks, type LiveBlock, type Page, type Visit } from '../page.ts';
import type { LivePace } from '../live-pace.ts';
import { seesAll } from '../reach.ts';
import type { Sources } from '../sources.ts';
import { problemOf } from '../problem.ts';
import type { Turns } from '../turns.ts';

const HEARTBEAT_MS = 5_000;

export interface LiveStream {
  readonly body: PassThrough;
  /** Something may have changed: of somebody's, or of anybody's when nobody is named. */
  stir(owners?: ReadonlySet<string | null>): void;
  close(): void;
}

/** Server-sent events that keep one open page as if it were loaded again and again. */
export const liveStream = (deps: {
  readonly page: AnyPage;
  /** What the page is made from for who asks now; undefined when they may not see it any more. */
  readonly sources: () => Promise<Sources | undefined>;
  readonly visit: Omit<Visit, 'now'>;
  readonly clock: WallClock;
  readonly pace: LivePace;
  readonly turns: Turns;
  readonly log: Log;
  readonly lastEventId: number;
  readonly onClose: () => void;
}): LiveStream => {
  const { clock, log, pace, turns } = deps;
  const page = deps.page as unknown as Page<unknown>;
  const body = new PassThrough();
  /** Of each block, the hash of what was sent. */
  const sent = new Map<string, string>();
  let order = '';
  let id = deps.lastEventId;
  let closed = false;
  let failing = false;
  let looking = false;
  /** Not empty when something may have changed since the last look began. */
  const stirred = new Set<'yes'>();
  let sentAt = -Infinity;
  /** Who it was last found to be open for. */
  let { caller } = deps.visit.visitor;
  let cancelNext = (): void => {};

  const write = (lines: string): void => {
    if (!closed) body.write(`${lines}\n\n`);
  };

  const send = (markup: string): void => write(`id: ${++id}\n${markup.replaceAll(/^/gm, 'data: ')}`);

  const changesOf = (blocks: readonly LiveBlock[]): string => {
    const first = sent.size === 0 && order === '';
    const nowOrder = blocks.map((block) => `${block.within ?? ''}>${block.id}`).join(' ');
    const moved = nowOrder !== order;
    order = nowOrder;
    const parts: string[] = [];
    const whole = new Set<string>();
    for (const block of blocks) {
      const markup = String(block.html);
      const mark = hash('sha256', withoutAges(markup), 'base64'); // L9
      const changed = sent.get(block.id) !== mark;
      sent.set(block.id, mark);
      if (block.within !== undefined && (first || moved)) whole.add(block.within);
      else if (first || changed)
        parts.push(`<hx-partial hx-target="#${block.id}" hx-swap="outerMorph">${markup}</hx-partial>`);
    }
    for (const container of whole) {
      const rows = blocks.filter((block) => block.within === container).map((block) => String(block.html));
      parts.push(`<hx-partial hx-target="#${container}" hx-swap="innerMorph">${rows.join('')}</hx-partial>`);
    }
    return parts.join('\n');
  };

  const leave = (): void => {
    write('event: troupe:signed-out\ndata: {}');
    close();
  };

  const look = async (): Promise<void> => {
    if (body.writableNeedDrain) return; // L4: `drain` stirs again
    await turns.next(); // L8
    sentAt = clock.now();
    try {
      const sources = await deps.sources();
      if (sources === undefined) return leave(); // L6
      ({ caller } = sources);
      const visitor = { ...deps.visit.visitor, caller };
      const blocks = await liveBlocks(page, sources, { ...deps.visit, visitor, now: clock.now() });
      await turns.next(); // L8
      const markup = changesOf(blocks());
      if (failing) write('event: troupe:readable\ndata: {}');
      failing = false;
      if (markup !== '') send(markup);
    } catch (error) {
      const { code, detail } = problemOf(error);
      if (!failing) {
        log.warn({ err: error, page: page.path }, 'live stream cannot read');
        write(`event: troupe:unreadable\ndata: ${JSON.stringify({ code, detail })}`);
      }
      failing = true;
    }
  };

  // One look at a time: at once when stirred, but for the gap, and every second in any case.
  const schedule = (waitMs: number): void => {
    cancelNext();
    cancelNext = clock.setTimer(waitMs, () => {
      looking = true;
      stirred.delete('yes');
      void look().finally(() => {
        looking = false;
        if (!closed) schedule(stirred.size > 0 ? gapLeft() : pace.tickMs());
      });
    });
  };
  const concerns = (owners: ReadonlySet<string | null>): boolean =>
    owners.has(null) || owners.has(caller.user) || seesAll(caller);
  const gapLeft = (): number => Math.max(0, sentAt + pace.gapMs() - clock.now());

  const stir: LiveStream['stir'] = (owners) => {
    if (closed || stirred.size > 0 || (owners !== undefined && !concerns(owners))) return; // L7
    stirred.add('yes');
    if (!looking) schedule(gapLeft());
  };

  let cancelHeartbeat = (): void => {};
  const heartbeat = (): void => {
    write('event: troupe:heartbeat\ndata: {}');
    cancelHeartbeat = clock.setTimer(HEARTBEAT_MS, heartbeat);
  };

  const close = (): void => {
    if (closed) return;
    closed = true;
    cancelNext();
    cancelHeartbeat();
    body.end();
    deps.onClose();
  };

  body.on('drain', () => stir());
  body.on('close', close);
  body.on('error', close);
  heartbeat();
  schedule(0);
  return { body, stir, close };
};

/** Text of elements that say how long ago something was. */
const withoutAges = (markup: string): string => markup.replaceAll(/(<time [^>]*data-age[^>]*>)[^<]*/g, '$1');
