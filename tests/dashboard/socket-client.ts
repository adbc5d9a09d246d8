import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { until } from './dashboard-fixture.ts';

type Message = { readonly op: string; readonly id?: string; readonly seq: number; readonly n: number } & Record<
  string,
  unknown
>;

export interface SocketClient {
  readonly socket: WebSocket;
  readonly messages: readonly Message[];
  /** Code and reason, once it is closed. */
  closed(): readonly [code: number, reason: string] | undefined;
  say(message: object | string): void;
  /** Subscribes and waits until that is answered with `subscribed` or an error. */
  subscribe(topic: string, more?: object): Promise<Message>;
  /** Entries of a subscription. */
  entries(id: string): readonly Message[];
  close(): Promise<void>;
}

/** Opens a socket; rejects with the status of a refusal. */
export const openSocket = async (
  url: string,
  path = '/ws',
  { protocols = [], ...options }: ClientOptions & { readonly protocols?: string[] } = {},
): Promise<SocketClient> => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocols, options);
  const messages: Message[] = [];
  let closed: readonly [number, string] | undefined;
  socket.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString()) as Message));
  socket.on('close', (code, reason) => (closed = [code, reason.toString()]));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_, response) =>
      reject(Object.assign(new Error(`refused ${response.statusCode}`), { status: response.statusCode })),
    );
    socket.once('error', reject);
  });
  const client: SocketClient = {
    socket,
    messages,
    closed: () => closed,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    subscribe: async (topic, more = {}) => {
      client.say({ op: 'subscribe', id: topic, topic, ...more });
      let answer: Message | undefined;
      await until(`subscribed to ${topic}`, () => {
        answer = messages.find(({ op, id }) => id === topic && (op === 'subscribed' || op === 'error'));
        return answer !== undefined;
      });
      return answer!;
    },
    entries: (id) => messages.filter((message) => message.op === 'entry' && message.id === id),
    close: async () => {
      if (closed !== undefined) return;
      const gone = once(socket, 'close');
      socket.close();
      await gone;
    },
  };
  return client;
};
