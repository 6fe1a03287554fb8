// The widget's look, inside its shadow root: nothing of the page changes it but the custom properties named --fw-….
export const STYLES = `
:host { --accent: var(--fw-accent, light-dark(#0f766e, #2dd4bf)); --on-accent: var(--fw-on-accent, light-dark(#ffffff, #06231f));
  --accent-soft: color-mix(in srgb, var(--accent) 12%, var(--paper)); --paper: var(--fw-paper, light-dark(#ffffff, #17211f));
  --ground: var(--fw-ground, light-dark(#f6f7f6, #0f1716)); --ink: var(--fw-ink, light-dark(#17211f, #e6eeeb));
  --quiet: var(--fw-quiet, light-dark(#56645f, #a8b8b3)); --line: var(--fw-line, light-dark(#dfe5e2, #33433f)); --radius: var(--fw-radius, 18px);
  --good: light-dark(#166534, #86efac); --good-ground: light-dark(#dcfce7, #0d3320); --bad: light-dark(#9f1239, #fda4af); --bad-ground: light-dark(#ffe4e6, #45151f);
  --warn: light-dark(#713f12, #fcd98a); --warn-ground: light-dark(#fef3c7, #3a2e0b);
  font: 15px/1.5 var(--fw-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif); color: var(--ink); }
:host([theme="light"]) { color-scheme: light; } :host([theme="dark"]) { color-scheme: dark; }
:host([side="start"]) .launcher, :host([side="start"]) .panel.floating { inset-inline: 20px auto; }
* { box-sizing: border-box; margin: 0; }
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.launcher { position: fixed; inset-inline-end: 20px; inset-block-end: 20px; z-index: 2147483000; background: var(--accent); color: var(--on-accent); border-radius: 999px;
  padding: 13px 20px; font-weight: 600; box-shadow: 0 8px 24px rgb(0 0 0 / .18); }
.panel { display: flex; flex-direction: column; background: var(--ground); overflow: hidden; }
.panel.floating { position: fixed; inset-inline-end: 20px; inset-block-end: 20px; z-index: 2147483000; width: min(460px, calc(100vw - 40px));
  height: min(720px, calc(100vh - 40px)); border-radius: var(--radius); box-shadow: 0 18px 60px rgb(0 0 0 / .25); border: 1px solid var(--line); }
.panel.inline { height: 100%; border-radius: var(--radius); border: 1px solid var(--line); }
.panel[hidden], .launcher[hidden] { display: none; }
header { display: flex; align-items: center; gap: 10px; padding: 12px 16px; background: var(--paper); border-bottom: 1px solid var(--line); }
header .dot { width: 30px; height: 30px; border-radius: 10px; background: var(--accent); color: var(--on-accent); display: grid; place-items: center; font-weight: 700; }
header h2 { font-size: 15px; font-weight: 650; flex: 1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
header .quiet { color: var(--quiet); font-size: 13px; padding: 6px 10px; border-radius: 8px; white-space: nowrap; }
header .quiet:hover { background: var(--ground); color: var(--ink); }
.log { flex: 1; overflow-y: auto; padding: 18px 16px 8px; display: flex; flex-direction: column; gap: 12px; overscroll-behavior: contain; }
.bubble { max-width: 85%; width: fit-content; padding: 9px 14px; border-radius: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble.bot, .bubble.agent { background: var(--paper); border: 1px solid var(--line); border-end-start-radius: 5px; }
.bubble.shopper { background: var(--accent); color: var(--on-accent); align-self: flex-end; border-end-end-radius: 5px; }
.bubble.agent { border-inline-start: 3px solid var(--accent); }
.who { display: block; font-size: 12px; font-weight: 650; color: var(--accent); }
.bubble.agent.types { color: var(--quiet); font-size: 14px; font-style: italic; }
.state { align-self: flex-end; font-size: 12.5px; color: var(--quiet); margin-top: -8px; } .state.failed { color: var(--bad); }
.state button { text-decoration: underline; font-weight: 600; padding: 4px; } .bubble.shopper.unsent { background: var(--accent-soft); color: var(--accent); outline: 1px dashed var(--accent); outline-offset: -1px; }
.network { padding: 6px 16px; font-size: 13px; background: var(--warn-ground); color: var(--warn); border-bottom: 1px solid var(--line); } .network:empty { padding: 0; border: 0; }
.person { padding: 6px 16px; font-size: 13px; font-weight: 550; color: var(--accent); background: var(--accent-soft); border-bottom: 1px solid var(--line); }
.person:empty { padding: 0; border: 0; }
.notice { font-size: 14px; padding: 10px 14px; border-radius: 12px; background: var(--warn-ground); color: var(--warn); }
form.contact { flex-direction: column; align-items: stretch; border: 1px solid var(--line); border-radius: 12px; padding: 12px 14px; }
.contact label { display: flex; flex-direction: column; gap: 3px; font-size: 13px; }
.contact input { border: 1px solid var(--line); border-radius: 10px; padding: 8px 12px; background: var(--ground); width: 100%; }
.contact textarea { flex: none; } .contact .send { align-self: flex-start; } .contact .count { font-size: 12px; color: var(--quiet); }
.contact .problem { font-size: 13px; color: var(--bad); } .contact .problem:empty { display: none; }
.agreement { padding: 6px 16px; font-size: 13px; border-bottom: 1px solid var(--line); background: var(--paper); }
.agreement summary { cursor: pointer; color: var(--quiet); } .agreement p { margin: 4px 0 8px; white-space: pre-wrap; }
.agreement [aria-pressed="true"] { background: var(--accent); color: var(--on-accent); }
.source { display: block; margin-top: 6px; font-size: 12px; color: var(--quiet); }
.product-detail .detail { border: 1px solid var(--line); border-radius: 12px; padding: 12px; }
.notice.info { background: var(--accent-soft); color: var(--accent); }
.notice.error { background: var(--bad-ground); color: var(--bad); }
.notice button { text-decoration: underline; font-weight: 600; margin-inline-start: 8px; }
.products, .question, .comparison { display: flex; flex-direction: column; gap: 10px; }
.order { display: flex; flex-wrap: wrap; gap: 4px 12px; font-size: 12.5px; color: var(--quiet); align-items: center; }
.weight { display: inline-flex; align-items: center; gap: 5px; }
.bar { height: 6px; border-radius: 3px; background: var(--accent); display: inline-block; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 12px; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; display: flex; flex-direction: column;
  transition: box-shadow .15s, transform .15s; }
.card:hover { box-shadow: 0 6px 20px rgb(0 0 0 / .08); transform: translateY(-1px); }
.card-open { padding: 0; display: block; width: 100%; }
.picture { aspect-ratio: 4 / 3; background: #fff; position: relative; overflow: hidden; }
.picture img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
.no-picture { font-size: 42px; font-weight: 700; color: var(--accent); background: var(--accent-soft); width: 100%; height: 100%; display: grid; place-items: center; }
.no-picture::before { content: attr(data-initial); }
.card-text { padding: 10px 12px 12px; display: flex; flex-direction: column; gap: 5px; flex: 1; }
.brand { font-size: 12px; color: var(--quiet); letter-spacing: .02em; }
.card h4 { font-size: 14px; font-weight: 600; line-height: 1.35; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
.facts { font-size: 12px; color: var(--quiet); display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; list-style: none; padding: 0; }
.chip { font-size: 12px; border-radius: 999px; padding: 1px 8px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip.fits { background: var(--good-ground); color: var(--good); } .chip.misses { background: var(--bad-ground); color: var(--bad); }
.leanings { gap: 6px; align-items: center; } .chips-title { font-size: 12.5px; color: var(--quiet); }
.chip.leaning { background: var(--accent-soft); color: var(--accent); display: inline-flex; align-items: center; gap: 4px; padding-inline-end: 3px; }
.drop.option { border: 0; background: none; padding: 1px 6px; font-size: 11px; color: inherit; }
.reasons { font-size: 12.5px; color: var(--accent); font-weight: 550; overflow-wrap: anywhere; }
.card-foot { margin-top: auto; padding-top: 6px; display: flex; align-items: center; justify-content: space-between; gap: 8px; flex-wrap: wrap; }
.price { font-size: 15px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.add { background: var(--accent-soft); color: var(--accent); border-radius: 9px; padding: 6px 11px; font-size: 13px; font-weight: 600; white-space: nowrap; }
.add:hover { background: var(--accent); color: var(--on-accent); }
.gone { font-size: 12px; color: var(--bad); }
.prices { display: inline-flex; flex-wrap: wrap; align-items: baseline; gap: 2px 6px; } .before { font-size: 12.5px; color: var(--quiet); font-variant-numeric: tabular-nums; }
.form { font-size: 13px; font-weight: 600; }
.under { display: flex; align-items: center; gap: 12px; font-size: 13px; color: var(--quiet); }
.under .gap { flex: 1; }
.link { color: var(--accent); font-weight: 600; font-size: 13px; padding: 4px 0; }
.thumb { padding: 4px 6px; border-radius: 8px; line-height: 0; } .thumb svg { width: 18px; height: 18px; fill: none; stroke: var(--quiet); stroke-width: 1.6; }
.thumb.bad svg { transform: rotate(180deg); } .thumb:hover:not(:disabled), .thumb.given { background: var(--accent-soft); } .thumb.given svg { stroke: var(--accent); }
.thumb:disabled { cursor: default; }
.options { display: flex; flex-wrap: wrap; gap: 8px; }
.option { background: var(--paper); border: 1px solid var(--accent); color: var(--accent); border-radius: 999px; padding: 7px 14px; font-weight: 550; font-size: 14px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.option:hover:not(:disabled) { background: var(--accent); color: var(--on-accent); }
.option-count { font-size: 12px; margin-inline-start: 7px; font-variant-numeric: tabular-nums; }
.option.skip { border-color: var(--line); color: var(--quiet); }
.option:disabled { opacity: .5; cursor: default; }
.option.picked { background: var(--accent); color: var(--on-accent); opacity: 1; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: start; vertical-align: top; padding: 8px 12px; border-bottom: 1px solid var(--line); min-width: 90px; overflow-wrap: anywhere; }
tr:last-child > * { border-bottom: 0; } tbody th { font-weight: 550; color: var(--quiet); }
.typing { display: inline-flex; gap: 5px; padding: 13px 16px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--quiet); animation: blink 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .2s; } .typing i:nth-child(3) { animation-delay: .4s; }
@keyframes blink { 0%, 60%, 100% { opacity: .25; } 30% { opacity: 1; } }
form { display: flex; gap: 8px; padding: 12px 16px 14px; background: var(--paper); border-top: 1px solid var(--line); align-items: flex-end; }
textarea { flex: 1; resize: none; border: 1px solid var(--line); border-radius: 14px; padding: 10px 14px; background: var(--ground); max-height: 120px; line-height: 1.4; }
textarea:focus { border-color: var(--accent); outline: 2px solid transparent; box-shadow: 0 0 0 3px var(--accent-soft); }
.send { background: var(--accent); color: var(--on-accent); border-radius: 12px; padding: 10px 16px; font-weight: 600; }
.send:disabled { opacity: .45; cursor: default; }
dialog { border: 0; border-radius: 18px; padding: 0; width: min(560px, calc(100vw - 32px)); max-height: 86vh; color: var(--ink); background: var(--paper); margin: auto; }
dialog::backdrop { background: rgb(10 20 18 / .45); }
.detail { padding: 20px 24px 26px; display: flex; flex-direction: column; gap: 10px; align-items: flex-start; }
.detail .picture { width: 100%; border-radius: 12px; max-height: 320px; }
.detail .description { white-space: pre-wrap; color: var(--quiet); font-size: 14px; }
.detail a { color: var(--accent); }
.detail .frame { width: 100%; } .detail .note:empty { display: none; } .detail .note { color: var(--bad); font-size: 13px; }
.chooser { display: flex; flex-direction: column; gap: 10px; } .chooser fieldset { border: 0; padding: 0; margin: 0; min-width: 0; }
.chooser legend { padding: 0; margin-bottom: 4px; font-size: 13px; color: var(--quiet); } .chooser .choices { display: flex; flex-wrap: wrap; gap: 6px; }
.choice { position: relative; display: inline-flex; cursor: pointer; } .choice input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.choice > span { border: 1px solid var(--line); border-radius: 999px; padding: 5px 12px; min-height: 24px; font-size: 13.5px; }
.choice input:checked + span { border-color: var(--accent); background: var(--accent-soft); color: var(--accent); font-weight: 600; }
.choice input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }
.choice.gone > span { text-decoration: line-through; color: var(--quiet); }
.close { position: sticky; top: 10px; float: inline-end; margin-block-start: 10px; margin-inline-end: 12px; width: 34px; height: 34px; border-radius: 50%; background: var(--ground); font-size: 18px; z-index: 1; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 520px) { :host .panel.floating.floating { inset: auto 0 0 auto; width: 100%; height: 100dvh; border-radius: 0; border: 0; }
  .cards { grid-template-columns: 1fr 1fr; gap: 8px; } header .quiet { padding: 6px 6px; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`;
