# SPDX-License-Identifier: MIT
"""One HTML file that looks well in light and dark, narrow and wide, and fetches nothing."""

from html import escape

STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf8; --sheet: #ffffff; --ink: #1d1d22; --soft: #5c5b66;
  --line: #dedbd5; --accent: #9c2f6b; }
@media (prefers-color-scheme: dark) { :root { --paper: #101116; --sheet: #191b22; --ink: #e9e7ee;
  --soft: #a6a4b2; --line: #30323d; --accent: #f08ac0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 5rem; max-width: 58rem; background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0; }
p { max-width: 42rem; margin: 0 0 .9rem; }
.soft, figcaption p, dd p { color: var(--soft); }
a, summary { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
figure { margin: 0 0 1.5rem; padding: 1rem; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 12px; }
figcaption p { margin: .15rem 0 .75rem; }
.picture figcaption p { margin: .75rem 0 0; }
figure picture img { display: block; width: 100%; height: auto; border-radius: 6px; }
.spectrum { display: grid; grid-template-columns: 3rem 1fr; gap: .15rem .4rem; font-size: .75rem;
  color: var(--soft); font-variant-numeric: tabular-nums; }
.hertz, .seconds { position: relative; }
.hertz span { position: absolute; right: 0; transform: translateY(50%); line-height: 1; }
.seconds { grid-column: 2; height: 1.2rem; }
.seconds span { position: absolute; white-space: nowrap; transform: translateX(-50%); }
.seconds span:first-child { transform: none; }
.seconds span:last-child { transform: translateX(-100%); }
.field { position: relative; height: clamp(9rem, 22vw, 14rem); cursor: pointer; overflow: hidden;
  border-radius: 6px; background: #000; }
.field img { width: 100%; height: 100%; display: block; object-fit: fill; }
.cursor { position: absolute; inset: 0 auto 0 0; width: 2px; background: #fff; box-shadow: 0 0 0 1px #0008;
  pointer-events: none; }
audio { width: 100%; margin-top: .5rem; display: block; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: minmax(11rem, 17rem) 1fr; gap: .25rem 1.5rem; padding: .8rem 0;
  border-bottom: 1px solid var(--line); }
dt { font-weight: 600; overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; }
dd p { margin: .15rem 0 0; }
.knobs { list-style: none; margin: 0; padding: 0; max-width: 42rem; }
.knobs li { display: grid; grid-template-columns: 5rem 1fr 5rem; gap: .75rem; align-items: center;
  padding: .2rem 0; font-variant-numeric: tabular-nums; }
.knobs span:last-child { text-align: right; }
.bar { height: .7rem; background: var(--accent); border-radius: 4px; min-width: 2px; }
ol.next { padding-left: 1.25rem; }
ol.next li { margin-bottom: 1.1rem; }
li > code { white-space: nowrap; }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: .35rem 0 0; padding: .7rem .9rem; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere;
  font: .9rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre code { user-select: all; font: inherit; }
@media (max-width: 34rem) { dl div { grid-template-columns: 1fr; } figure { padding: .75rem; }
  .spectrum { grid-template-columns: 2.2rem 1fr; } }
@media print { audio { display: none; } }
"""

# One sound at a time, and each goes on where the other was: so two are compared by ear.
SCRIPT = """
const sounds = [...document.querySelectorAll('audio')];
for (const sound of sounds) {
  const field = sound.closest('figure').querySelector('.field');
  const cursor = field.querySelector('.cursor');
  const show = () => { cursor.style.left = 100 * sound.currentTime / (sound.duration || 1) + '%'; };
  const follow = () => { show(); if (!sound.paused) requestAnimationFrame(follow); };
  sound.addEventListener('play', () => {
    for (const other of sounds) {
      if (other === sound || other.paused) continue;
      other.pause();
      sound.currentTime = other.currentTime;
    }
    follow();
  });
  sound.addEventListener('seeked', show);
  field.addEventListener('click', (event) => {
    const box = field.getBoundingClientRect();
    for (const other of sounds) other.pause();
    sound.currentTime = sound.duration * (event.clientX - box.left) / box.width;
    sound.play();
  });
}
"""


def document(title: str, body: str, language: str = "en") -> str:
    """Return a whole page; body: HTML, whose texts are escaped already."""
    return (f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n"
            f"<script>{SCRIPT}</script>\n</body>\n</html>\n")
