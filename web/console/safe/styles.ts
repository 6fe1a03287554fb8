// The look of forms in room "steer".
import { css } from "lit";

export const FORMS = css`
  :host { display: grid; gap: 18px; max-width: 760px; }
  h2 { font-size: 17px; }
  h3 { font-size: 14px; margin-bottom: 6px; }
  form { display: grid; gap: 16px; }
  fieldset { border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; display: grid; gap: 10px; background: var(--paper); }
  legend { font-weight: 600; padding: 0 6px; }
  label { display: grid; gap: 3px; font-weight: 500; }
  label.check { display: flex; gap: 8px; align-items: center; min-height: 24px; }
  .check input { width: 18px; height: 18px; accent-color: var(--accent); }
  label small { font-weight: 400; color: var(--quiet); }
  textarea.field { resize: vertical; min-height: 64px; }
  .days { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 8px 12px; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
  .list { display: grid; gap: 8px; }
  .list li { border: 1px solid var(--line); border-radius: 9px; padding: 9px 12px; background: var(--paper); display: grid; gap: 4px; }
  .list p { white-space: pre-wrap; overflow-wrap: anywhere; }
  .problem { color: var(--bad); background: var(--bad-soft); border-radius: 7px; padding: 8px 10px; }
  .good { color: var(--good); }
`;
