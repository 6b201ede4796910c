// Amounts are integers in the minor unit of their currency (cents).

/** Throws unless the amount is a non-negative integer. */
export function assertAmount(amount) {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new TypeError(`not an amount in minor units: ${amount}`);
  }
}

/** Divides an amount in proportion to the weights, one share for each. */
export function split(amount, weights) {
  assertAmount(amount);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) throw new RangeError('the weights must add up to more than zero');
  return weights.map((weight) => Math.round((amount * weight) / total));
}

/** For people: `10.00 EUR`. */
export function format(amount, currency) {
  const digits = currency === 'JPY' ? 0 : 2;
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}
