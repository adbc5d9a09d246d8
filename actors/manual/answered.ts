// A1. What a command was answered is kept until this many later ones were taken: so long it is carried out once.
// A2. A refused command changed nothing and is not kept: sent again, it is judged again.
import { hash } from 'node:crypto';

const KEPT = 500;
const PRINT_CHARACTERS = 16;

/** What was asked, in short, and what was answered. */
export interface Answer {
  readonly print: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Tells what was asked under an id from anything else. */
export const printOf = (command: string, content: unknown): string =>
  hash('sha256', JSON.stringify([command, content ?? null]), 'hex').slice(0, PRINT_CHARACTERS);

/** Keeps an answer under its command's id, and forgets the oldest beyond A1. */
export function keepAnswer(answered: Map<string, Answer>, commandId: string, answer: Answer): void {
  answered.set(commandId, answer);
  for (const oldest of answered.keys()) {
    if (answered.size <= KEPT) break;
    answered.delete(oldest);
  }
}
