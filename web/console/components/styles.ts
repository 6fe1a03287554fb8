// What all parts of the page look like; colours are custom properties of the page (console.css).
import { css } from "lit";

export const SHARED = css`
  * { box-sizing: border-box; margin: 0; }
  ul, ol { list-style: none; padding: 0; }
  h1, h2, h3, h4 { font-size: inherit; font-weight: 600; }
  button, input, textarea, select { font: inherit; color: inherit; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
  .button { display: inline-flex; align-items: center; gap: 6px; min-height: 30px; padding: 4px 11px; border: 1px solid var(--line);
    border-radius: 7px; background: var(--paper); cursor: pointer; font-weight: 500; white-space: nowrap; }
  .button:hover { border-color: var(--edge); }
  .button.first { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
  .button.first:hover { filter: brightness(1.08); }
  .button.first kbd { opacity: 1; } /* paler, it has too little contrast */
  .button:disabled { opacity: 0.5; cursor: default; }
  .link { background: none; border: 0; padding: 4px 2px; min-height: 24px; color: var(--accent-ink); cursor: pointer; text-decoration: underline; text-underline-offset: 2px; }
  kbd { font: 11px/1 ui-monospace, SFMono-Regular, Menlo, monospace; padding: 2px 5px; border: 1px solid currentcolor; border-radius: 4px; opacity: 0.75; }
  .field { width: 100%; min-height: 34px; padding: 6px 10px; border: 1px solid var(--edge); border-radius: 7px; background: var(--paper); }
  .field::placeholder { color: var(--quiet); opacity: 1; }
  .badge { display: inline-block; padding: 0 6px; border-radius: 5px; font-size: 12px; line-height: 18px; background: var(--sunk); color: var(--quiet); white-space: nowrap; }
  .badge.outage { background: var(--bad-soft); color: var(--bad); }
  .badge.anger { background: var(--bad-soft); color: var(--bad); }
  .badge.misses { background: var(--warn-soft); color: var(--warn); }
  .badge.asked { background: var(--accent-soft); color: var(--accent-ink); }
  .quiet { color: var(--quiet); }
  .small { font-size: 12.5px; }
  .numbers { font-variant-numeric: tabular-nums; }
  .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .masked { letter-spacing: 1px; color: var(--quiet); background: var(--sunk); border-radius: 4px; padding: 0 4px; }
  @media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
`;
