import type { FollowPreviewView } from '../../actors/copy-views.ts';
import { nameOf, type Provider } from '../copy-facts.ts';
import { exact, MISSING, money, percent } from '../format.ts';
import { html, type Html } from '../html.ts';
import { reasonWords } from './copy-status.ts';
import { fact, factList, tile } from './tile.ts';

/** The worst that following may come to, before anybody follows. */
export const followPreview = (view: FollowPreviewView, provider: Provider): Html => {
  const { currency, loss, fees, round, now } = view;
  return html`<section id="follow-preview" class="worst-case" aria-labelledby="worst-title" role="status">
    <h2 id="worst-title">The worst case of following ${nameOf(provider)}</h2>
    <div class="tiles">
      ${[
        tile('Most that can be lost', html`${money(loss.amount)} <span class="of">${currency}</span>`, lossWords(view)),
        tile(
          'Ordered at once',
          html`${exact(now.quantity)} <span class="of">${view.instrument}</span>`,
          now.reason === null
            ? html`worth ${money(now.notional)} ${currency}`
            : html`${reasonWords(now.reason)}${now.facts === null ? '' : html` <code>${now.facts}</code>`}`,
        ),
        tile(
          'A position like theirs now',
          round === null ? MISSING : html`${exact(round.quantity)} <span class="of">${view.instrument}</span>`,
          round === null
            ? 'its size is not known yet'
            : html`worth ${money(round.notional)}
              ${currency}${round.reason === null ? '' : html` · ${reasonWords(round.reason)}`}`,
        ),
        tile(
          'Fees of a year',
          html`${money(fees.total)} <span class="of">${currency}</span>`,
          html`if it gains ${percent(fees.gain)} with ${exact(fees.roundTrips)} such positions`,
        ),
      ]}
    </div>
    ${factList([
      fact('Price now', exact(view.price)),
      fact('Your units for each of theirs', round === null ? MISSING : exact(Number(round.scale).toPrecision(6))),
      fact('Management fee', `${money(fees.management)} ${currency}`),
      fact('Performance fee', `${money(fees.performance)} ${currency}`),
      fact('Volume fee', `${money(fees.volume)} ${currency}`),
    ])}
    <p class="hint">
      A stop is an order at the market: a gap in the price may take you below its level, and your account’s own limits
      hold beside these.
    </p>
  </section>`;
};

const STOPS = { 'copy-stop-loss': 'the copy stop-loss', 'max-drawdown': 'the drawdown stop' } as const;

const lossWords = ({ loss, currency }: FollowPreviewView): Html =>
  loss.stop === null
    ? html`no stop is set: all of the amount`
    : html`${STOPS[loss.stop]} closes all at ${money(loss.level)} ${currency}, but for a gap`;
