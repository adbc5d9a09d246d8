import type { Visit } from './page.ts';

/** A parameter of the page's path. */
export const paramOfVisit = (visit: Visit, name: string): string => visit.params[name] ?? '';
