// B1. A client that has answered neither of two pings is gone, whatever its connection says.
import type { WebSocket } from 'ws';
import type { WallClock } from '../face.ts';

export const HEARTBEAT_MS = 15_000;
const MISSED = 2;

/** Pings a socket now and then; the returned function ends it. */
export const heartbeat = (socket: WebSocket, clock: WallClock, everyMs = HEARTBEAT_MS): (() => void) => {
  let unanswered = 0;
  let cancel = (): void => {};
  const alive = (): void => {
    unanswered = 0;
  };
  socket.on('pong', alive);
  socket.on('message', alive);
  const beat = (): void => {
    if (unanswered >= MISSED) return socket.terminate(); // B1
    unanswered += 1;
    socket.ping();
    cancel = clock.setTimer(everyMs, beat);
  };
  cancel = clock.setTimer(everyMs, beat);
  return () => cancel();
};
