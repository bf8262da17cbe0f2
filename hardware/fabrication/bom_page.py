# SPDX-License-Identifier: MIT
"""The parts' list as one page that sorts, filters and remembers what is ticked off, with nothing to load."""

from collections.abc import Sequence
from html import escape

from fabrication.bom import Row, total_eur
from fabrication.kicad import DATED

COLUMNS = ("", "quantity", "references", "value", "description", "manufacturer", "number", "substitute",
           "assembly", "EUR", "sum EUR")
COUNTED = ("quantity", "EUR", "sum EUR")

STYLE = """
:root{color-scheme:light dark;--line:#8884;--hand:#d9b36a33}
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:88rem;padding:0 1rem}
h1{font-weight:500;margin-bottom:.2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
th{position:sticky;top:0;background:Canvas;white-space:nowrap}
th button{all:unset;cursor:pointer;font-weight:600}
th button:focus-visible{outline:2px solid}th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
.counted{text-align:right;font-variant-numeric:tabular-nums}
td.references{max-width:18rem}.tht,.hand{background:var(--hand)}tr.done{opacity:.45}
input[type=search]{font:inherit;padding:.3rem .5rem;min-width:16rem}code{white-space:nowrap}
@media print{input[type=search],th button::after{display:none}th{position:static}}
"""

SCRIPT = """
const body=document.querySelector("tbody"),rows=[...body.rows];
const key=row=>"autocoder-bom-"+row.dataset.key;
const stored=(name,value)=>{try{if(value===undefined)return localStorage.getItem(name);
localStorage.setItem(name,value)}catch{return null}};
function count(){document.querySelector("#done").textContent=
rows.filter(r=>r.classList.contains("done")).length}
rows.forEach(row=>{const box=row.querySelector("input");
box.checked=stored(key(row))==="1";row.classList.toggle("done",box.checked);
box.addEventListener("change",()=>{stored(key(row),box.checked?"1":"0");
row.classList.toggle("done",box.checked);count()})});
document.querySelectorAll("th button").forEach(button=>button.addEventListener("click",()=>{
const head=button.parentElement,column=head.cellIndex,up=head.getAttribute("aria-sort")!=="ascending";
document.querySelectorAll("th").forEach(each=>each.removeAttribute("aria-sort"));
head.setAttribute("aria-sort",up?"ascending":"descending");
const text=row=>row.cells[column].textContent;
rows.sort((a,b)=>(up?1:-1)*text(a).localeCompare(text(b),"en",{numeric:true}));
body.append(...rows)}));
document.querySelector("input[type=search]").addEventListener("input",event=>{
const wanted=event.target.value.toLowerCase();
rows.forEach(row=>row.hidden=!row.textContent.toLowerCase().includes(wanted))});
count();
"""


def page(name: str, lines: Sequence[Row], current: Sequence[str]) -> str:
    """Return the page. current: sentences on what a module draws."""
    soldered = sum(row.quantity for row in lines if row.mount == "tht")
    placed = sum(row.quantity for row in lines if row.mount == "smd")
    return "\n".join((
        "<!doctype html>", "<!-- SPDX-License-Identifier: CERN-OHL-P-2.0 -->",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(name)}: parts</title>',
        '<meta name="viewport" content="width=device-width">', f"<style>{STYLE}</style></head><body>",
        f"<h1>{escape(name)}: parts of one module</h1>",
        f"<p>Revision A, unbuilt. {placed} parts on the back by the fabricator; {soldered} by hand, through "
        f"holes, marked. About {total_eur(lines):.2f} EUR a module, as estimated on {DATED} for tens of "
        "modules, from memory and without freight or tax: to plan with, not to order by.</p>",
        *(f"<p>{escape(sentence)}</p>" for sentence in current),
        f'<p><input type="search" placeholder="filter" aria-label="filter"> <span id="done">0</span> of '
        f"{len(lines)} ticked off; the browser remembers.</p>",
        "<table><thead><tr>", *map(_head, COLUMNS), "</tr></thead><tbody>", *map(_line, lines),
        f"</tbody></table><script>{SCRIPT}</script></body></html>", "",
    ))


def _head(column: str) -> str:
    counted = ' class="counted"' if column in COUNTED else ""
    return f"<th{counted}><button>{column}</button></th>" if column else "<th></th>"


def _line(row: Row) -> str:
    key = escape(row.number or row.description)
    texts = {"value": row.value, "description": row.description, "manufacturer": row.manufacturer}
    cells = [f'<td><input type="checkbox" aria-label="{key} is here"></td>',
             f'<td class="counted">{row.quantity}</td>',
             f'<td class="references">{escape(" ".join(row.references))}</td>',
             *(f"<td>{escape(text)}</td>" for text in texts.values()),
             f"<td><code>{escape(row.number)}</code></td>", f"<td>{escape(row.substitute)}</td>",
             f'<td class="{row.mount}">{row.assembly}</td>',
             f'<td class="counted">{row.eur:.2f}</td>', f'<td class="counted">{row.sum_eur:.2f}</td>']
    return f'<tr data-key="{key}">{"".join(cells)}</tr>'
