const MONEY = new Map();

/** `1299` and `EUR` become `€12.99`. */
export function price(amount, currency, locale = 'en-GB') {
  const key = `${locale}/${currency}`;
  let format = MONEY.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    MONEY.set(key, format);
  }
  return format.format(amount / 100);
}

/** How long ago, in the largest unit that fits: `3 h`, `2 d`. */
export function ago(then, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
