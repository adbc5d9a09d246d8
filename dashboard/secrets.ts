const SECRET = /password|secret|api[-_]?key|credential|(^|access|auth|refresh|bearer)[-_]?token$/i;

/** Whether a field of such a name looks like a secret. */
export const isSecretName = (name: string): boolean => SECRET.test(name);

/** A value as JSON without what looks like a secret, however deep. */
export const withoutSecrets = (value: unknown): unknown =>
  value === undefined
    ? null
    : (JSON.parse(JSON.stringify(value, (name, one: unknown) => (isSecretName(name) ? '[hidden]' : one))) as unknown);
