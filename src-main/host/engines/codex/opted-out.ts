/**
 * Notifications that Muster asks app-servers not to send: it has no use for them, and some turns produce them in great
 * numbers. Why it has none stands with all others that it ignores, in the host's mapper.
 */
export const OPTED_OUT = [
  'rawResponseItem/completed',
  'rawResponse/completed',
  'item/fileChange/outputDelta',
];
