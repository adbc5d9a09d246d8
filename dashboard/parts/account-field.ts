// Which account: a list to choose from while it is one that a person reads, and a name to type where there are thousands.
import type { AccountView } from '../../actors/start-views.ts';
import { money } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Field, MakeField } from './field.ts';

/** Choices in one list, at most. */
const MOST_CHOICES = 200;

/** Rows of one account alone; part of a form that filters. */
export const accountFilter = (accounts: readonly string[], query: URLSearchParams): Html => {
  const chosen = query.get('account') ?? '';
  return html`<label
    >Account${
      accounts.length > MOST_CHOICES
        ? html`<input type="search" name="account" value="${chosen}" placeholder="Its whole name" maxlength="200" />`
        : html`<select name="account">
            <option value="">All accounts</option>
            ${accounts.map((account) => html`<option${chosen === account ? html` selected` : NOTHING}>${account}</option>`)}
          </select>`
    }</label
  >`;
};

/** The account that something is to be on, with what it has left. */
export const accountField = (
  make: MakeField,
  accounts: readonly AccountView[],
  aboutOf: (account: AccountView) => string = ({ owner, currency }) => `${owner}, ${currency}`,
): Html =>
  make({
    ...{ name: 'account', label: 'Account' },
    ...oneOf(accounts, (one) => ({ value: one.account, label: `${one.account} (${aboutOf(one)})` })),
    hint:
      accounts.length > MOST_CHOICES
        ? 'Its whole name, as the page Overview has it.'
        : html`${accounts.map(({ account, unallocated, currency }, index) => html`${index > 0 ? '; ' : ''}${account}: ${money(unallocated)} ${currency} unallocated`)}`,
  });

/** A choice of these, or text where they are too many to read. */
export const oneOf = <One>(
  all: readonly One[],
  choiceOf: (one: One) => { readonly value: string; readonly label: string },
): Pick<Field, 'kind' | 'choices'> =>
  all.length > MOST_CHOICES ? { kind: 'text' } : { kind: 'choice', choices: all.map(choiceOf) };
