// Tables as files that spreadsheets read: nothing in them is a formula, whatever a shopper said.

export type Cell = string | number | null;

export interface Table {
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** Where a spreadsheet takes what follows for a formula (OWASP, CSV injection): at the beginning of a cell, and behind what
 * parts cells where the list separator is another than the comma. */
const FORMULA = /(^|[;\t\r\n|])(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r])/g;

export function csv({ head, rows }: Table): string {
  // The mark at the beginning has Excel read UTF-8.
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = value.replace(FORMULA, "$1'");
  return /["',;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
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
