// Tables as files that spreadsheets read: nothing in them is a formula, whatever a shopper said.

export type Cell = string | number | null;

export interface Table {
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** The characters with which a spreadsheet takes a cell for a formula (OWASP, CSV injection). */
const FORMULA = /^[\s]*[=+\-@\t\r＝＋－＠]/;

export function csv({ head, rows }: Table): string {
  // The mark at the beginning has Excel read UTF-8.
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /["',\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a table to the browser as a file. */
export function download(name: string, table: Table): void {
  const address = URL.createObjectURL(new Blob([csv(table)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
