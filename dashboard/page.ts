import type { Html } from './html.ts';
import type { Needs } from './http/guard.ts';
import type { Visitor } from './http/visitor.ts';
import { banner } from './parts/banner.ts';
import type { IconName } from './parts/icon.ts';
import type { Sources } from './sources.ts';

/** One look at a page: what was asked, by whom, when. */
export interface Visit {
  /** Path and query, to come back to after a command without script. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly visitor: Visitor;
  /** Epoch milliseconds UTC. */
  readonly now: number;
}

/** An element that the live stream keeps up to date: morphed by id when its markup changes. */
export interface LiveBlock {
  readonly id: string;
  readonly html: Html;
  /** Id of the element that this is one of many in; new ones come, and old ones go, by morphing it whole. */
  readonly within?: string;
}

/** A page is one declarative object: where it is, what it reads, how it looks, which parts of it live. */
export interface Page<Data> {
  readonly path: string;
  /** Who may see it. */
  readonly needs: Needs;
  /** Its name in the stream's `topics`. */
  readonly topic: string;
  /** It shows nothing that changes by itself, so it has no stream. */
  readonly isStill?: true;
  readonly menu?: { readonly label: string; readonly icon: IconName };
  readonly title: (data: Data, visit: Visit) => string;
  readonly load: (sources: Sources, visit: Visit) => Promise<Data>;
  readonly render: (data: Data, visit: Visit) => Html;
  readonly live?: (data: Data, visit: Visit) => readonly LiveBlock[];
}

/** A page whose data only itself knows. */
export type AnyPage = Page<never>;

/** A page with its parts already put together, so others need not know its data. */
export interface OpenPage {
  readonly title: string;
  readonly banner: Html;
  readonly body: Html;
}

/** Reads and renders a page. */
export const openPage = async <Data>(page: Page<Data>, sources: Sources, visit: Visit): Promise<OpenPage> => {
  const [data, above] = await Promise.all([page.load(sources, visit), bannerOf(sources)]);
  return { title: page.title(data, visit), banner: above, body: page.render(data, visit) };
};

/** Reads what a page's live parts show now, the banner of every page among them; the answer draws them. */
export const liveBlocks = async <Data>(
  page: Page<Data>,
  sources: Sources,
  visit: Visit,
): Promise<() => readonly LiveBlock[]> => {
  const { live } = page;
  const [draw, above] = await Promise.all([
    live === undefined
      ? (): readonly LiveBlock[] => []
      : page.load(sources, visit).then((data) => (): readonly LiveBlock[] => live(data, visit)),
    bannerOf(sources),
  ]);
  return () => [{ id: 'banner', html: above }, ...draw()];
};

/** What does not work just now, above every page. */
export const bannerOf = async ({ troupe }: { readonly troupe: Pick<Sources['troupe'], 'status'> }): Promise<Html> =>
  banner(await troupe.status().catch(() => undefined));
