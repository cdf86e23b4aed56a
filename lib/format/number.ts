const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4, useGrouping: false });
const grouped = new Intl.NumberFormat("en");

/** A measured number in four significant digits; very large and very small ones in powers of ten. */
export function metric(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return value.toExponential(2).replace("e+", "e");
  return Number.isInteger(value) ? grouped.format(value) : plain.format(value);
}

const precise = new Intl.NumberFormat("en", { maximumSignificantDigits: 7 });

/** A number of somebody's data: whole numbers in full, others in seven significant digits. */
export function datum(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return grouped.format(value);
  return Number.isFinite(value) && size < 1e15 && size >= 1e-4 ? precise.format(value) : metric(value);
}

export const count = (value: number): string => grouped.format(value);

/** "1 cell", "1,797 rows". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

const byteUnits = ["B", "KB", "MB", "GB", "TB"];

export function bytes(value: number): string {
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < byteUnits.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${byteUnits[unit] ?? "B"}`;
}
