/** Sorts the rows of a table by one column; `direction` is `asc` or `desc`. */
export function sortRows(rows, column, direction = 'asc') {
  const sign = direction === 'desc' ? -1 : 1;
  return rows.sort((a, b) => {
    const left = String(a[column]);
    const right = String(b[column]);
    return left < right ? -sign : sign;
  });
}

/** One page of rows, counted from 1. */
export function page(rows, number, size = 25) {
  return rows.slice((number - 1) * size, number * size);
}
