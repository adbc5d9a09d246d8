/** Text that can be shown as it is: sound Unicode without control characters; with `isLong` it may have lines. */
export const isPlainText = (text: string, isLong = false): boolean =>
  text.isWellFormed() && !/\p{Cc}/u.test(isLong ? text.replaceAll('\n', '') : text);
