import { z } from 'zod';
import { drawdownScaledSchema } from './drawdown-scaled.ts';
import { plainSizingSchema, type PlainSizing } from './plain-sizing.ts';

/** How much a subscription buys or sells when it enters; data, so it is a form, a row and a line of an audit. */
export const sizingSchema = z.discriminatedUnion('kind', [...plainSizingSchema.options, drawdownScaledSchema]);

export type Sizing = z.output<typeof sizingSchema>;

/** The sizing itself, or the one that it scales. */
export const plainSizing = (sizing: Sizing): PlainSizing => (sizing.kind === 'drawdown-scaled' ? sizing.of : sizing);
