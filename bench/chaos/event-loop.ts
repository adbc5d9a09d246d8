// Blocks the event loop of another process for real, through its inspector: nothing in the product helps.
const SAID = /Debugger listening on (ws:\S+)/;

/** Where a process's inspector listens, if this line of its output says so. */
export const inspectorIn = (line: string): string | undefined => SAID.exec(line)?.[1];

/** Lets the process at this inspector do nothing else for a while; resolves when it has been told to. */
export async function blockLoop(inspector: string, ms: number): Promise<void> {
  const socket = new WebSocket(inspector);
  const failed = new Promise<never>((_resolve, reject) =>
    socket.addEventListener('error', () => reject(new Error(`the inspector at ${inspector} does not answer`))),
  );
  failed.catch(() => undefined);
  const opened = new Promise((resolve) => socket.addEventListener('open', resolve));
  await Promise.race([opened, failed]);
  const expression = `{ const until = performance.now() + ${ms}; while (performance.now() < until); }`;
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  const done = new Promise((resolve) => socket.addEventListener('message', resolve));
  void Promise.race([done, failed])
    .catch(() => undefined)
    .finally(() => socket.close());
}
