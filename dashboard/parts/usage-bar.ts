import { MISSING } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { limitText, usedText } from '../limit-text.ts';
import type { LimitUse } from '../risk-view.ts';
import { icon } from './icon.ts';

const WARN_FROM = 0.8;

/** How much of a limit is used: a bar, the share, and the numbers; a word where little is left. */
export const usageBar = ({ limit, used, value, share }: LimitUse): Html => {
  if (used === null && share === null) return html`<span class="muted">${MISSING}</span>`;
  const mood = share === null ? 'calm' : share >= 1 ? 'bad' : share >= WARN_FROM ? 'warn' : 'good';
  const level = share === null ? 0 : Math.min(100, Math.max(0, Math.round(share * 100)));
  return html`<span class="usage ${mood}"
    ><span class="usage-line"
      ><strong>${shareText(share)}</strong
      >${mood === 'warn' ? html`<span class="chip warn">${icon('faulted')}Near</span>` : NOTHING}${mood === 'bad' ? html`<span class="chip bad">${icon('halted')}Used up</span>` : NOTHING}</span
    >${
      share === null
        ? NOTHING
        : html`<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="100" height="6" />
            <rect class="level" width="${level}" height="6" />
          </svg>`
    }<span class="sub">${used === null ? MISSING : usedText(limit, used)} of ${limitText(limit, value)}</span></span
  >`;
};

const shareText = (share: number | null): string => {
  if (share === null) return MISSING;
  return Number.isFinite(share) ? `${Math.floor(share * 100)} %` : 'above it';
};
