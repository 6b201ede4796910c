import { assertAmount, split } from './money.js';

/**
 * Spreads a refund over the lines of a charge, in proportion to what each line cost.
 * The parts are what the ledger books, so they have to add up to the refund.
 */
export function refundLines(charge, amount) {
  assertAmount(amount);
  if (amount > charge.amount) throw new RangeError('a refund cannot exceed its charge');
  const shares = split(
    amount,
    charge.lines.map((line) => line.amount),
  );
  return charge.lines.map((line, i) => ({ sku: line.sku, amount: shares[i] }));
}
