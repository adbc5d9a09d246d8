/** The append-only list of what people asked for. */
export interface AuditLog {
  /** One row a command and outcome; a repeated one is not written twice. Rejects with STORE_UNAVAILABLE. */
  append(entry: { commandId: string; by: string; address: string; command: string; outcome: string }): Promise<void>;
}
