/** The first and last address of an IPv4 block, as unsigned numbers. */
export function range(cidr) {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (match === null) throw new SyntaxError(`not a CIDR block: ${cidr}`);
  const [a, b, c, d, bits] = match.slice(1).map(Number);
  const size = 2 ** (32 - bits);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  if (first % size !== 0) throw new SyntaxError(`${cidr} does not start on its own boundary`);
  return { first, last: first + size - 1 };
}

export function overlap(left, right) {
  const a = range(left);
  const b = range(right);
  return a.first <= b.last && b.first <= a.last;
}

export function contains(outer, inner) {
  const a = range(outer);
  const b = range(inner);
  return a.first <= b.first && b.last <= a.last;
}
