import type { ActorView } from '../../actors/views.ts';
import type { ClientMessage } from './message.ts';

type Wanted = Extract<ClientMessage, { op: 'subscribe' }>;

/** What a socket about one strategy hears without asking; `since=<id>:<number>` of its query resumes one of them, in `stream=<id>:<stream>`. */
export const startingTopics = (view: ActorView, query: URLSearchParams): readonly Wanted[] => {
  const { lane } = view.state;
  const since = pairs(query.getAll('since'));
  const streams = pairs(query.getAll('stream'));
  const wanted = (id: string, topic: string): Wanted => {
    const seq = /^\d{1,15}$/.test(since.get(id) ?? '') ? Number(since.get(id)) : undefined;
    const stream = streams.get(id);
    return {
      op: 'subscribe',
      id,
      topic,
      ...(seq !== undefined && { since: seq }),
      ...(stream !== undefined && { stream }),
    };
  };
  return [
    ...['actors', 'equity', 'orders', 'fills'].map((topic) => wanted(topic, topic)),
    ...(typeof lane === 'string' ? [wanted('bars', `bars:${lane}`)] : []),
  ];
};

const pairs = (texts: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    texts.map((text) => {
      const colon = text.indexOf(':');
      return [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)];
    }),
  );
