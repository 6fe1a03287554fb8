// How the parts of the conversation look: wishes, cards, the question, the comparison, the menu, the end. The frame's looks
// are in styles.ts. What is narrow follows the chat's own width, not the page's.
export const LOOKS = `
.panel { container: chat / inline-size; }
header { position: relative; }
.names { flex: 1; min-width: 0; } .names h2 { flex: none; } .program-short { font-size: 12px; color: var(--quiet); }
.panel.with-person .program-short { display: none; }
.menu-box { position: relative; } .menu-button { font-size: 18px; line-height: 1; padding: 8px 12px; }
.menu { position: absolute; inset-block-start: calc(100% + 4px); inset-inline-end: 0; z-index: 5; min-width: 210px; background: var(--paper); border: 1px solid var(--line);
  border-radius: 12px; box-shadow: 0 10px 30px rgb(0 0 0 / .18); padding: 6px; display: flex; flex-direction: column; }
.menu[hidden] { display: none; } .menu button { text-align: start; padding: 10px 12px; border-radius: 8px; } .menu button:hover { background: var(--ground); }
.program { font-size: 13px; color: var(--quiet); } .program .link { display: inline; padding: 0; text-decoration: underline; }
.launcher .unread { background: var(--on-accent); color: var(--accent); border-radius: 999px; padding: 1px 8px; margin-inline-start: 8px; font-size: 13px; }
.wishes { display: flex; flex-direction: column; gap: 6px; }
.wishes .chips { gap: 6px; align-items: center; }
.chip-off { display: inline-flex; align-items: center; gap: 6px; max-width: 100%; min-height: 28px; padding: 3px 10px; border-radius: 999px; font-size: 13px; text-align: start;
  background: var(--accent-soft); color: var(--accent); border: 1px solid transparent; }
.chip-off.wish { background: var(--paper); border-color: var(--accent); font-weight: 550; }
.chip-off .cross { font-size: 11px; } .chip-off:hover:not(:disabled) { background: var(--accent); color: var(--on-accent); }
.chip-off:disabled { cursor: default; border-color: var(--line); color: var(--quiet); background: transparent; } .chip-off:disabled .cross { display: none; }
.carousel { position: relative; } .arrow { display: none; }
.answer { display: flex; flex-direction: column; align-items: flex-start; gap: 2px; } .thumbs { display: inline-flex; gap: 4px; }
.log { scroll-padding-block: 12px 8px; }
.question.open { position: sticky; inset-block-end: -8px; z-index: 2; background: var(--ground); padding-block: 8px 10px; margin-block-end: -8px;
  box-shadow: 0 -10px 14px -12px rgb(0 0 0 / .25); }
.log:has(.question.open) { scroll-padding-block-end: 150px; }
.option.more { border-style: dashed; } .option[aria-pressed="true"] { background: var(--accent); color: var(--on-accent); }
.option.apply { background: var(--accent); color: var(--on-accent); } .option.danger { background: var(--bad); border-color: var(--bad); color: var(--on-accent); }
form.own-range { padding: 0; border: 0; background: none; align-items: center; flex-wrap: wrap; gap: 8px; }
.own-range input { width: 104px; border: 1px solid var(--accent); border-radius: 10px; padding: 7px 10px; background: var(--paper); }
.own-range .problem { flex-basis: 100%; font-size: 13px; color: var(--bad); } .own-range .problem:empty { display: none; }
.comparison th, .comparison td { overflow-wrap: break-word; min-width: 0; }
.comparison thead th { vertical-align: top; font-weight: 500; } .comparison tbody th { position: sticky; inset-inline-start: 0; background: var(--paper); min-width: 110px; overflow-wrap: normal; }
.compared-open { display: flex; flex-direction: column; gap: 6px; padding: 0; width: 100%; text-align: start; } .compared-open .picture { width: 100%; border-radius: 8px; }
.compared-title { font-weight: 600; font-size: 13px; line-height: 1.3; display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; }
.comparison thead .price { display: block; margin: 6px 0; } .comparison .differs { font-weight: 650; }
.waits { color: var(--quiet); font-style: italic; } .offers[hidden] { display: none; }
.ending { display: flex; flex-direction: column; gap: 10px; padding: 14px; border: 1px solid var(--line); border-radius: 14px; background: var(--paper); }
.comment-label { display: flex; flex-direction: column; gap: 4px; font-size: 13px; color: var(--quiet); } .comment-label textarea { flex: none; color: var(--ink); }
.scores { display: grid; grid-template-columns: repeat(5, 1fr); gap: 6px; }
.score { display: flex; flex-direction: column; align-items: center; gap: 2px; padding: 8px 2px; border: 1px solid var(--accent); border-radius: 10px; color: var(--accent); font-size: 12px; }
.score b { font-size: 17px; } .score:hover { background: var(--accent); color: var(--on-accent); }
@container chat (max-width: 640px) {
  .order { flex-wrap: nowrap; overflow: hidden; white-space: nowrap; }
  .cards { display: flex; gap: 10px; overflow-x: auto; scroll-snap-type: x proximity; scrollbar-width: thin; padding-block-end: 6px; scroll-padding-inline: 2px; }
  .card { flex: 0 0 min(72%, 212px); scroll-snap-align: start; } .card .picture { aspect-ratio: auto; height: 112px; } .card .brand { display: none; }
  .card h4 { -webkit-line-clamp: 2; } .card-text { padding: 8px 10px 10px; gap: 4px; }
  .wishes .chips { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; padding-block: 2px; } .wishes .chips > li { flex: none; max-width: 82%; }
  .wishes .chips:not(:has(:enabled)) { flex-wrap: wrap; }
  .card .chips { max-height: 50px; overflow: hidden; } .card .facts { -webkit-line-clamp: 1; }
  .arrow { display: grid; place-items: center; position: absolute; inset-block-start: 40px; width: 34px; height: 34px; border-radius: 50%; background: var(--paper); border: 1px solid var(--line);
    box-shadow: 0 2px 8px rgb(0 0 0 / .18); font-size: 20px; line-height: 1; }
  .arrow.earlier { inset-inline-start: -8px; } .arrow.later { inset-inline-end: -8px; } .arrow:disabled { visibility: hidden; }
  .arrow:dir(rtl) { transform: scaleX(-1); }
  .question.open .options { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: thin; padding-block-end: 4px; } .question.open .option { flex: none; max-width: 260px; white-space: nowrap; }
  .question:not(.open) .options, .question:not(.open) .own-range { display: none; }
  .question.open { gap: 6px; } .question.open .bubble { padding-block: 6px; }
  .comparison table, .comparison thead, .comparison tbody { display: block; } .comparison .corner { display: none; }
  .comparison tr { display: grid; grid-template-columns: repeat(var(--products), minmax(104px, 1fr)); border-bottom: 1px solid var(--line); min-width: calc(var(--products) * 104px); }
  .comparison th, .comparison td { border-bottom: 0; padding: 4px 10px 8px; } .comparison thead th { padding-block: 10px; }
  .comparison tbody th { grid-column: 1 / -1; padding: 8px 10px 0; font-size: 12px; justify-self: start; }
  .scores { grid-template-columns: 1fr; } .score { flex-direction: row; padding: 8px 12px; gap: 10px; }
}
@media (prefers-reduced-motion: reduce) { .cards { scroll-behavior: auto; } }
`;
