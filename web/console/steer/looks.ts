import { css } from "lit";

export const LOOKS = css`
  :host { display: block; max-width: 1180px; }
  h2 { font-size: 18px; margin-bottom: 4px; }
  h3 { font-size: 14.5px; margin: 22px 0 8px; }
  .lead { max-width: 90ch; margin-bottom: 12px; }
  .state { display: grid; gap: 4px; margin: 8px 0 14px; }
  .notice { margin-top: 8px; padding: 7px 11px; border-radius: 7px; background: var(--warn-soft); color: var(--warn); }
  .notice.bad { background: var(--bad-soft); color: var(--bad); }
  .notice.good { background: var(--good-soft); color: var(--good); }
  .write { display: grid; grid-template-columns: minmax(0, 1fr) 270px; gap: 16px; align-items: start; }
  .editor { display: grid; grid-template-columns: auto minmax(0, 1fr); border: 1px solid var(--edge); border-radius: 9px; background: var(--paper); overflow: hidden; height: 380px; }
  .editor:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }
  .editor pre, .editor textarea { font: 13px/20px ui-monospace, SFMono-Regular, Menlo, monospace; padding: 10px 8px; margin: 0; }
  .editor pre { overflow: hidden; text-align: right; min-width: 44px; color: var(--quiet); background: var(--sunk); user-select: none; }
  .editor pre b { color: var(--bad); }
  .editor textarea { border: 0; outline: 0; resize: none; background: transparent; white-space: pre; overflow: auto; tab-size: 2; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; margin-top: 10px; }
  .row label { flex: 1; min-width: 200px; }
  label { display: block; }
  form { display: grid; gap: 9px; padding: 12px 14px 14px; border: 1px solid var(--line); border-radius: 9px; background: var(--paper); }
  form h3 { margin: 0; }
  select.field { padding: 4px 8px; }
  .problems { display: grid; gap: 4px; }
  .problems .link { white-space: nowrap; }
  .problems li { display: flex; gap: 8px; align-items: baseline; }
  .problems .error { background: var(--bad-soft); color: var(--bad); }
  .problems .warning { background: var(--warn-soft); color: var(--warn); }
  textarea.field { display: block; margin-top: 4px; resize: vertical; }
  .request { border: 1px solid var(--line); border-radius: 9px; background: var(--paper); padding: 8px 12px; margin-top: 8px; }
  summary { cursor: pointer; min-height: 24px; }
  .tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 16px; overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  caption { text-align: left; font-weight: 600; padding: 6px 0; }
  td, th { text-align: left; padding: 3px 8px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
  thead th { color: var(--quiet); font-size: 12.5px; }
  tr.moved th, tr.moved td { background: var(--accent-soft); }
  .revision { border: 1px solid var(--line); border-radius: 9px; background: var(--paper); padding: 9px 12px; margin-top: 8px; }
  .revision .row { margin-top: 4px; }
  .note { overflow-wrap: anywhere; }
  .badge.current { background: var(--good-soft); color: var(--good); }
  .badge.proposed { background: var(--warn-soft); color: var(--warn); }
  .diff { font: 12.5px/19px ui-monospace, SFMono-Regular, Menlo, monospace; margin-top: 8px; border: 1px solid var(--line); border-radius: 7px; overflow-x: auto; }
  .diff li { display: flex; gap: 8px; white-space: pre; }
  .diff .number { flex: none; width: 58px; text-align: right; color: var(--quiet); }
  .diff code { font: inherit; }
  .diff .gone { background: var(--bad-soft); color: var(--bad); }
  .diff .new { background: var(--good-soft); color: var(--good); }
  .diff .gone .number, .diff .new .number { color: inherit; }
  .diff .gap { color: var(--quiet); padding-left: 66px; background: var(--sunk); }
  @media (max-width: 1000px) { .write { grid-template-columns: minmax(0, 1fr); } }
`;
