/** SQL of a time as people and programs read it: ISO 8601 UTC. */
export const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL of a number as exact text without trailing zeros. */
export const exact = (column: string): string => `trim_scale(${column})::text`;
