import { describe, expect, test } from 'vitest';
import { type Follower, StreamHub } from '../../../runtime/streams/hub.ts';
import type { Hint } from '../../../runtime/streams/input.ts';

const hint = (stream: string, head: number, watermark = head): Hint => ({
  stream,
  head,
  watermark,
  time: 0,
  entries: [],
});
const ear = (taken = 0): Follower & { heard: Hint[] } => {
  const heard: Hint[] = [];
  return { heard, hear: (said) => void heard.push(said), behind: (head) => head - taken };
};

describe('hub', () => {
  test('a follower that comes late is told how far the stream is, and then each hint once', () => {
    const hub = new StreamHub();
    const late = ear();
    expect(hub.follow('s', late)).toBeUndefined();
    hub.publish(hint('s', 3));
    const later = ear();
    expect(hub.follow('s', later)).toMatchObject({ head: 3, watermark: 3 });
    hub.publish(hint('s', 4));
    expect([late.heard.length, later.heard.length]).toEqual([2, 1]);
  });

  test('an incarnation that begins again from its snapshot does not take back what its stream had reached', () => {
    const hub = new StreamHub();
    hub.publish(hint('s', 5, 9));
    hub.publish(hint('s', 5, 2));
    hub.publish(hint('s', 4, 0));
    expect(hub.known('s')).toMatchObject({ head: 5, watermark: 9 });
  });

  test('topics do not pile up: one without owner and follower is forgotten, whoever leaves first', () => {
    const hub = new StreamHub();
    const follower = ear();
    hub.follow('a', follower);
    hub.publish(hint('a', 1));
    hub.disown('a');
    expect(hub.known('a')).toMatchObject({ head: 1, watermark: 1 });
    hub.unfollow('a', follower);
    hub.publish(hint('b', 1));
    hub.follow('b', follower);
    hub.unfollow('b', follower);
    expect(hub.known('b')).toBeDefined();
    hub.disown('b');
    hub.follow('c', follower);
    hub.unfollow('c', follower);
    expect(hub.size).toBe(0);
  });

  test('a feed does not run ahead of the slowest: the backlog is that of the follower furthest behind', () => {
    const hub = new StreamHub();
    expect(hub.backlog('s')).toBe(0);
    hub.publish(hint('s', 10));
    expect(hub.backlog('s')).toBe(0);
    hub.follow('s', ear(9));
    hub.follow('s', ear(2));
    expect(hub.backlog('s')).toBe(8);
  });
});
