/** The widget's looks, inside its own shadow root: nothing of the page leaks in, nothing leaks out. */
const DARK = '--ink: #e8eaed; --dim: #a7afb9; --ground: #191c20; --sunken: #262b31; --line: #343b43; --bad: #ffa49d;';

export const styles = `
:host { all: initial; }
* { box-sizing: border-box; }
.root {
  --accent: var(--baton-accent, #2f55d4); --on-accent: #fff; --ink: #1b1f24; --dim: #59616b; --ground: #fff; --sunken: #f1f3f6; --line: #dfe3e8;
  --mine: var(--accent); --mine-ink: var(--on-accent); --bad: #a61b12;
  font: 15px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; color: var(--ink);
}
@media (prefers-color-scheme: dark) {
  .root:not(.light) { color-scheme: dark; ${DARK} }
}
.root.dark { color-scheme: dark; ${DARK} }
button, textarea, input { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.launcher {
  position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000; inline-size: 60px; block-size: 60px;
  border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: 0 6px 24px rgb(0 0 0 / 25%); display: grid; place-items: center;
}
.launcher svg { inline-size: 28px; block-size: 28px; }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 24px; block-size: 24px; padding: 0 6px; border-radius: 12px;
  background: #c2261b; color: #fff; font-size: 13px; font-weight: 700; display: grid; place-items: center;
}
.panel { display: flex; flex-direction: column; background: var(--ground); overflow: hidden; }
.floating {
  position: fixed; inset-block-end: 92px; inset-inline-end: 20px; z-index: 2147483000; inline-size: 380px; block-size: min(600px, calc(100dvh - 112px));
  border-radius: 16px; box-shadow: 0 12px 48px rgb(0 0 0 / 28%); border: 1px solid var(--line);
}
.at-start .launcher, .at-start .floating { inset-inline: 20px auto; }
.inline { block-size: 100%; border-radius: 0; }
@media (max-width: 480px) {
  .floating ~ .launcher { display: none; }
  .floating, .at-start .floating { inset: 0; inline-size: auto; block-size: 100dvh; border-radius: 0; border: 0; }
}
.chat { position: relative; display: flex; flex-direction: column; flex: 1; min-block-size: 0; }
.drop { position: absolute; inset: 8px; z-index: 1; display: grid; place-items: center; border: 2px dashed var(--accent); border-radius: 12px; background: var(--ground); opacity: .95; }
.said { display: contents; }
header { display: flex; align-items: center; gap: 8px; padding: 12px 16px; background: var(--accent); color: var(--on-accent); }
header h2 { margin: 0; font-size: 16px; font-weight: 650; flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
header button { border: 0; background: none; color: inherit; padding: 4px; border-radius: 8px; display: grid; }
header button:focus-visible { outline-color: currentColor; }
header svg { inline-size: 22px; block-size: 22px; }
.status { padding: 6px 16px; font-size: 13px; background: var(--sunken); color: var(--dim); border-block-end: 1px solid var(--line); }
.log { flex: 1; overflow-y: auto; padding: 16px; display: flex; flex-direction: column; gap: 4px; overscroll-behavior: contain; }
.empty { margin: auto; text-align: center; color: var(--dim); max-inline-size: 28ch; }
.who { font-size: 12.5px; color: var(--dim); margin-block: 10px 2px; }
.mine-who { align-self: flex-end; }
.bubble { max-inline-size: 86%; padding: 8px 12px; border-radius: 14px; background: var(--sunken); white-space: pre-wrap; overflow-wrap: anywhere; align-self: flex-start; }
.bubble.system { background: none; border: 1px solid var(--line); color: var(--dim); }
.mine { align-self: flex-end; background: var(--mine); color: var(--mine-ink); }
.mine.waiting { opacity: .65; }
.meta { font-size: 12.5px; color: var(--dim); align-self: flex-end; }
.meta.bad { color: var(--bad); }
.meta button { border: 0; background: none; text-decoration: underline; padding: 2px 4px; color: inherit; }
.source { font-size: 13px; align-self: flex-start; color: var(--dim); padding-inline-start: 12px; }
.source a { color: inherit; }
.typing { color: var(--dim); font-size: 13.5px; font-style: italic; min-block-size: 20px; padding: 0 16px 4px; }
form { padding: 10px 12px; border-block-start: 1px solid var(--line); }
.line { display: flex; align-items: flex-end; gap: 8px; }
textarea, input {
  border: 1px solid var(--line); border-radius: 12px; background: var(--ground); padding: 9px 12px; min-block-size: 42px; font-size: 16px; min-inline-size: 0;
}
textarea { flex: 1; resize: none; max-block-size: 120px; }
form button { border: 0; border-radius: 12px; background: var(--accent); color: var(--on-accent); min-inline-size: 44px; min-block-size: 42px; display: grid; place-items: center; padding: 0; }
form button:disabled { opacity: .45; cursor: default; }
form .plain { background: none; color: var(--dim); }
form svg { inline-size: 20px; block-size: 20px; }
.uploads { list-style: none; margin: 0 0 8px; padding: 0; font-size: 13.5px; }
.uploads li { display: flex; align-items: center; gap: 8px; }
.uploads li > :first-child { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
progress { inline-size: 90px; accent-color: var(--accent); }
.bad { color: var(--bad); }
.files { display: contents; }
.file { align-self: flex-start; max-inline-size: 86%; border: 1px solid var(--line); border-radius: 14px; background: none; padding: 8px 12px; text-decoration: underline; overflow-wrap: anywhere; }
.own .file { align-self: flex-end; }
.file:has(img) { padding: 0; overflow: hidden; }
.file img { display: block; max-inline-size: 100%; max-block-size: 240px; }
.ask { display: grid; gap: 6px; margin-block: 10px; padding: 12px; border: 1px solid var(--line); border-radius: 14px; }
.ask small { color: var(--dim); font-size: 12.5px; }
.ask small.bad { color: var(--bad); }
.ask div { display: flex; gap: 8px; }
.ask button { padding: 0 14px; }
.choices { display: flex; flex-wrap: wrap; gap: 6px; margin-block: 6px; }
.choices button { min-block-size: 44px; padding-inline: 14px; border: 1px solid var(--accent); border-radius: 22px; background: var(--ground); color: inherit; font: inherit; text-align: start; overflow-wrap: anywhere; }
.choices button:hover { background: var(--sunken); }
.scores { flex-wrap: nowrap; }
.scores button { flex: 1; padding: 0; border-radius: 12px; font-weight: 650; text-align: center; }
form.leave { display: grid; gap: 6px; }
.leave small { color: var(--dim); font-size: 12.5px; }
.sr { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) { .bubble { animation: rise .12s ease-out; } @keyframes rise { from { opacity: 0; transform: translateY(4px); } } }
`;
