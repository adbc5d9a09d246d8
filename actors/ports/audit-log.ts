export interface AuditEntry {
  readonly commandId: string;
  readonly by: string;
  readonly address: string;
  readonly command: string;
  readonly outcome: string;
  /** What was asked beyond the command, as JSON. */
  readonly asked?: unknown;
}

/** The append-only list of what people asked for. */
export interface AuditLog {
  /** One row a command and outcome; a repeated one is not written twice. Rejects with STORE_UNAVAILABLE. */
  append(entry: AuditEntry): Promise<void>;
}
