/** Days of a report's period, both of them in it; absent: from the beginning, until now. */
export interface ReportDays {
  readonly from?: string;
  readonly to?: string;
}

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const isDay = (text: string | null): text is string =>
  text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text));

/** What of the address are days (`from`, `to`: `YYYY-MM-DD`, UTC); the rest is as if it were not there. */
export const reportDays = (query: URLSearchParams): ReportDays => {
  const [from, to] = [query.get('from'), query.get('to')];
  return { ...(isDay(from) && { from }), ...(isDay(to) && { to }) };
};

/** The period as moments, ISO 8601 UTC: from the first midnight, to the midnight after the last day. */
export const reportDates = ({ from, to }: ReportDays): { readonly from?: string; readonly to?: string } => ({
  ...(from !== undefined && { from: new Date(Date.parse(from)).toISOString() }),
  ...(to !== undefined && { to: new Date(Date.parse(to) + DAY_MS).toISOString() }),
});
