/** What was typed into a form, by field name: `lane`, `params.fast`, `sizing.fraction` … */
export type Draft = Readonly<Record<string, string>>;

/** What is wrong with it, by field name; `''` for what no field is to blame for. */
export type Faults = ReadonlyMap<string, string>;
