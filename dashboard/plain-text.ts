/** Any value as text for people: text as it is, the rest as JSON; '' for none. */
export const plainText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
