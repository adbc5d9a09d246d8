// I3 on the ledger, per sub-ledger (an actor on an account). `books` are the sums of its postings, `signed` the fills with
// sells negative; amounts of one sub-ledger are in one currency.

const text = (expression: string): string => `trim_scale(${expression})::text`;

/** Spent and earned by the fills of each sub-ledger, beside its books. */
const FILLED = `
  (SELECT account, actor, sum(value) AS value, sum(commission) AS commission FROM signed GROUP BY account, actor)`;

const SPENT = 'coalesce(f.value, 0) - coalesce(f.commission, 0) - coalesce(b.fees, 0)';

const LATEST_MARKS = '(SELECT DISTINCT ON (actor) * FROM equity ORDER BY actor, time DESC)';

export const BALANCE_CHECKS: readonly string[] = [
  // Every transaction sums to zero per currency.
  `SELECT 'I3', format('transaction %s in %s', transaction_id, currency), '0', ${text('sum(amount)')}
     FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount) <> 0`,

  // Cash = what was paid in − Σ price × signed quantity − Σ commission − Σ fees.
  `SELECT 'I3', format('cash of %s on %s', coalesce(b.actor, f.actor), coalesce(b.account, f.account)),
          ${text(`-coalesce(b.equity, 0) - ${SPENT}`)}, ${text('coalesce(b.cash, 0)')}
     FROM books b FULL JOIN ${FILLED} f ON f.account = b.account AND f.actor = b.actor
    WHERE coalesce(b.cash, 0) <> -coalesce(b.equity, 0) - ${SPENT}`,

  // Commission of the ledger = that of the fills.
  `SELECT 'I3', format('commission of %s on %s', coalesce(b.actor, f.actor), coalesce(b.account, f.account)),
          ${text('coalesce(f.commission, 0)')}, ${text('coalesce(b.commission, 0)')}
     FROM books b FULL JOIN ${FILLED} f ON f.account = b.account AND f.actor = b.actor
    WHERE coalesce(b.commission, 0) <> coalesce(f.commission, 0)`,

  // What was spent is held at cost or realized.
  `SELECT 'I3', format('inventory and profit of %s on %s', coalesce(b.actor, f.actor), coalesce(b.account, f.account)),
          ${text('coalesce(f.value, 0)')}, ${text('coalesce(b.inventory, 0) + coalesce(b.realized, 0)')}
     FROM books b FULL JOIN ${FILLED} f ON f.account = b.account AND f.actor = b.actor
    WHERE coalesce(b.inventory, 0) + coalesce(b.realized, 0) <> coalesce(f.value, 0)`,

  // Who holds nothing has no inventory.
  `SELECT 'I3', format('inventory of %s on %s, which is flat', b.actor, b.account), '0', ${text('b.inventory')}
     FROM books b
     LEFT JOIN (SELECT DISTINCT account, actor FROM (
                  SELECT account, actor FROM signed GROUP BY account, actor, instrument HAVING sum(quantity) <> 0) open) holding
       ON holding.account = b.account AND holding.actor = b.actor
    WHERE b.inventory <> 0 AND holding.actor IS NULL`,

  // Sub-ledgers sum to the account: all cash of it = its deposits − the cost of all its fills − its fees.
  `SELECT 'I3', format('cash of account %s', o.account), ${text('o.deposit - coalesce(f.spent, 0) - coalesce(b.fees, 0)')}, ${text('coalesce(b.cash, 0)')}
     FROM (SELECT substr(actor, 14) AS account, sum((payload ->> 'deposit')::numeric) AS deposit FROM journal
            WHERE type = 'account.opened' AND actor LIKE 'risk-monitor.%' GROUP BY actor) o
     LEFT JOIN (SELECT account, sum(cash) AS cash, sum(fees) AS fees FROM books GROUP BY account) b USING (account)
     LEFT JOIN (SELECT account, sum(value + commission) AS spent FROM signed GROUP BY account) f USING (account)
    WHERE coalesce(b.cash, 0) <> o.deposit - coalesce(f.spent, 0) - coalesce(b.fees, 0)`,

  // The position at an actor's latest mark = Σ its fills before it, and so its cash.
  `SELECT 'I3', format('position of %s at its mark of %s', m.actor, m.time), ${text('coalesce(sum(s.quantity), 0)')}, ${text('m.quantity')}
     FROM ${LATEST_MARKS} m LEFT JOIN signed s ON s.actor = m.actor AND s.journal_seq < m.journal_seq
    GROUP BY m.actor, m.time, m.quantity HAVING m.quantity <> coalesce(sum(s.quantity), 0)`,
  `SELECT 'I3', format('cash of %s at its mark of %s', m.actor, m.time), ${text('coalesce(sum(l.amount), 0)')}, ${text('m.cash')}
     FROM ${LATEST_MARKS} m LEFT JOIN ledger_entries l ON l.actor = m.actor AND l.book = 'CASH' AND l.journal_seq < m.journal_seq
    GROUP BY m.actor, m.time, m.cash HAVING m.cash <> coalesce(sum(l.amount), 0)`,
];
