import type { Turn } from '../../../runtime/turn.ts';

/** A turn that writes down, in order, what was asked of it. */
export function recordingTurn(self = 'strategy.one'): Turn & { readonly asked: unknown[][]; taken(): unknown[][] } {
  const asked: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void asked.push([name, ...args]);
  return {
    self,
    asked,
    /** What was asked since the last time. */
    taken: () => asked.splice(0),
    append: note('append'),
    record: note('record'),
    checkpoint: note('checkpoint'),
    advance: note('advance'),
    perform: note('perform'),
    tell: note('tell'),
    reply: note('reply'),
    refuse: note('refuse'),
    follow: note('follow'),
    unfollow: note('unfollow'),
    pull: note('pull'),
    isCaughtUp: () => true,
    watch: note('watch'),
    timer: note('timer'),
    cancelTimer: note('cancelTimer'),
    finish: note('finish'),
  };
}
