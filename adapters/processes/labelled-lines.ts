import { styleText } from 'node:util';

/** Where the lines go: process.stdout, or anything that writes. */
export interface LineOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

const COLOURS = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'cyanBright', 'yellowBright', 'greenBright'] as const;

/** Gives each name its colour, in the order of asking, and puts `name | ` before each of its lines; without colour off a terminal. */
export function labelledLines(output: LineOutput): (name: string) => (line: string) => void {
  let names = 0;
  return (name) => {
    const colour = COLOURS[names % COLOURS.length]!;
    names += 1;
    const label = output.isTTY === true ? styleText(colour, `${name} |`) : `${name} |`;
    return (line) => void output.write(`${label} ${line}\n`);
  };
}
