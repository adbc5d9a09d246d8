import { encode } from 'uqr';
import { html, type Html } from '../html.ts';

const BORDER = 2;

/** A text as a QR code: one path, so it needs no inline style; dark on light in every theme, for cameras. */
export const qrCode = (text: string, label: string): Html => {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return html`<svg class="qr" width="220" height="220" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}">
    <rect width="${size}" height="${size}" fill="#fff" />
    <path d="${dark}" fill="#000" shape-rendering="crispEdges" />
  </svg>`;
};
