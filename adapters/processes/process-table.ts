export interface ProcessRow {
  readonly name: string;
  readonly role: string;
  /** Undefined while it is down. */
  readonly pid: number | undefined;
  readonly address: string | undefined;
}

const HEAD = ['NAME', 'ROLE', 'PID', 'ADDRESS'];

/** What runs where, a line a process under a head line. */
export function processTable(rows: readonly ProcessRow[]): string {
  const cells = [
    HEAD,
    ...rows.map(({ name, role, pid, address }) => [name, role, String(pid ?? 'down'), address ?? '']),
  ];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
