/** What a merchant is paid out for a day: one row per currency. */
export function settle(charges, day) {
  const rows = [];
  for (const charge of charges) {
    if (charge.day !== day || charge.status !== 'succeeded') continue;
    const row = rows.find((candidate) => candidate.currency === charge.currency);
    if (row === undefined) rows.push({ currency: charge.currency, gross: charge.amount, count: 1 });
    else {
      row.gross += charge.amount;
      row.count += 1;
    }
  }
  return rows.sort((a, b) => a.currency.localeCompare(b.currency));
}

/** All days of a period, each settled on its own. */
export function settlePeriod(charges, days) {
  return days.map((day) => ({ day, rows: settle(charges, day) }));
}
