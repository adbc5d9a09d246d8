// The library that writes the document takes a field of `exactOptional()` for one that must be there, for `undefined` is no value of it:
// in the document such a field is optional.
import { z } from 'zod';

/** The same shape with what may be left out said as the document's writer understands it; the very same one where nothing is to say. */
export const toldShape = <Shape extends z.ZodType>(shape: Shape): Shape => told(shape) as Shape;

/** A shape with a name is one component of the document, so it is told once. */
const known = new WeakMap<z.ZodType, z.ZodType>();

const told = (shape: z.ZodType): z.ZodType => {
  let now = known.get(shape);
  if (now === undefined) {
    now = toldAnew(shape);
    const meta = shape.meta();
    if (now !== shape && meta !== undefined) now = now.meta(meta);
    known.set(shape, now);
  }
  return now;
};

const toldAnew = (shape: z.ZodType): z.ZodType => {
  if (shape instanceof z.ZodExactOptional) return told(shape.unwrap() as z.ZodType).optional();
  if (shape instanceof z.ZodObject) return objectOf(shape);
  if (shape instanceof z.ZodArray) return swapped(shape, 'element', told);
  if (shape instanceof z.ZodUnion)
    return swapped(shape, 'options', (some: readonly z.ZodType[]) => sameOr(some, some.map(told)));
  if (shape instanceof z.ZodNullable || shape instanceof z.ZodOptional || shape instanceof z.ZodDefault)
    return swapped(shape, 'innerType', told);
  return shape;
};

const objectOf = (shape: z.ZodObject): z.ZodType => {
  const entries = Object.entries(shape.shape) as [string, z.ZodType][];
  const now = entries.map(([name, field]) => [name, told(field)] as const);
  if (now.every(([, field], index) => field === entries[index]![1])) return shape;
  return shape.clone({ ...shape.def, shape: Object.fromEntries(now) });
};

/** A shape with one part of its definition replaced, or itself when that stays as it is. */
const swapped = (shape: z.ZodType, part: string, by: (value: never) => unknown): z.ZodType => {
  const definition = shape.def as unknown as Record<string, unknown>;
  const now = by(definition[part] as never);
  return now === definition[part] ? shape : shape.clone({ ...definition, [part]: now } as never);
};

const sameOr = <Item>(before: readonly Item[], now: readonly Item[]): readonly Item[] =>
  now.every((item, index) => item === before[index]) ? before : now;
