// What the troupe found wrong with a form of copying, at the field that it is about.
import type { Draft, Faults } from './draft.ts';
import { isRecord } from './troupe-facts.ts';

/** Faults by the form's own field; `''` for one that names none of its fields. */
export const copyFaultsOf = (error: unknown, draft: Draft, fieldNamed: (name: string) => string): Faults => {
  const { message, data } = (isRecord(error) || error instanceof Error ? error : {}) as {
    message?: unknown;
    data?: unknown;
  };
  const facts = isRecord(data) ? data : {};
  const words = typeof message === 'string' ? message : String(error);
  const found = new Map<string, string>();
  const add = (field: string, text: string): void => {
    const name = fieldNamed(field);
    found.set(name in draft ? name : '', sentence(text));
  };
  for (const fault of Array.isArray(facts['faults']) ? facts['faults'] : []) {
    if (!isRecord(fault) || typeof fault['field'] !== 'string') continue;
    const reason = fault['reason'] ?? fault['expected'];
    add(fault['field'], typeof reason === 'string' ? reason : words);
  }
  if (found.size > 0) return found;
  if (typeof facts['field'] === 'string') add(facts['field'], words);
  else {
    // An actor's refusal is words alone: `limitPrice: is missing`.
    const [, field, reason] = /^(?:[a-z-]+: )?([A-Za-z.]+): (.+)$/s.exec(words) ?? [];
    if (field !== undefined && reason !== undefined && fieldNamed(field) in draft) add(field, reason);
    else found.set('', sentence(words));
  }
  return found;
};

const sentence = (text: string): string => {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
};
