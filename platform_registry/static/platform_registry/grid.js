// Comfort for edit pages: moving between rows, pasting from a spreadsheet, rows that appear when
// they are needed, what is not saved yet, and the draft. Everything works without it, row by row.

const form = document.getElementById("editing");
const CELLS = "input:not([type=hidden]):not([type=checkbox]), select, textarea";
const KEEP_AFTER = 3000; // milliseconds after the last change
const plain = (text) => text.normalize("NFKC").replace(/\s+/g, " ").trim();

// ------------------------------------------------------------------ rows

// A row is a <tbody>: its line, and below it the line that is folded away.
const rowsOf = (table) => [...table.tBodies];
const cellsOf = (row) => [...row.querySelectorAll(`:scope > tr:first-child > td > :is(${CELLS})`)];
const isCell = (node) => node.matches?.(CELLS) && node.parentElement.matches("[data-row] > tr:first-child > td");
const isBlank = (row) => cellsOf(row).every((cell) => cell.tagName === "SELECT" || !cell.value.trim());
const totalOf = (table) => form.elements[`${table.dataset.grid}-TOTAL_FORMS`];
// One line of text, though a long one is seen in several.
const isLine = (cell) => cell.tagName !== "TEXTAREA" || cell.dataset.line !== undefined;
const said = (table, text) => { table.closest("[data-part]").querySelector("[data-said]").replaceChildren(...[text].flat()); };

function addRow(table) {
  const total = totalOf(table);
  const number = Number(total.value);
  if (number >= Number(table.dataset.limit)) return null;
  const template = form.querySelector(`template[data-empty="${table.dataset.grid}"]`);
  const row = template.content.firstElementChild.cloneNode(true);
  for (const node of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of node.attributes) {
      if (attribute.value.includes("__prefix__")) attribute.value = attribute.value.replaceAll("__prefix__", number);
    }
    if (node.dataset.up !== undefined) node.value = `${table.dataset.grid}:up-${number}`;
  }
  table.append(row);
  total.value = number + 1;
  renumber(table);
  return row;
}

// Each field is called by the row it stands in: 「2行目の金額」.
function renumber(table) {
  rowsOf(table).forEach((row, at) => {
    for (const node of row.querySelectorAll("[aria-label]")) {
      node.setAttribute("aria-label", node.getAttribute("aria-label").replace(/^(\d+|__n__)行目/, `${at + 1}行目`));
    }
    const number = row.querySelector("[data-number]");
    if (number) number.textContent = at + 1;
    const order = row.querySelector("input[name$='-order']");
    if (order) order.value = at;
  });
}

function keepOneBlank(table) {
  const last = rowsOf(table).at(-1);
  if (!last || !isBlank(last)) addRow(table);
}

function moveUp(row) {
  const before = row.previousElementSibling;
  if (!before?.matches("[data-row]")) return;
  before.before(row);
  const table = row.closest("table");
  row.dataset.moved = "";
  renumber(table);
  changed(row);
}

// What was typed into another grid of the page can be named before it is saved.
function offerNames(list) {
  list.querySelectorAll("[data-typed]").forEach((option) => option.remove());
  const known = new Set([...list.options].map((option) => option.value));
  for (const cell of form.querySelectorAll(`[data-grid="${list.dataset.namesOf}"] :is([name$="-name"], [name$="-label"])`)) {
    const name = cell.value.trim();
    if (!name || name === cell.defaultValue.trim() || known.has(name)) continue; // as stored: told apart already
    const option = document.createElement("option");
    option.value = name;
    option.dataset.typed = "";
    list.append(option);
    known.add(name);
  }
}

// ------------------------------------------------------------------ keys

function toRow(cell, step) {
  const row = cell.closest("[data-row]");
  const rows = rowsOf(row.closest("table"));
  const target = rows[rows.indexOf(row) + step];
  const next = target && cellsOf(target)[cellsOf(row).indexOf(cell)];
  if (!next) return false;
  next.focus();
  if (next.select) next.select();
  return true;
}

function atEdge(cell, down) {
  if (isLine(cell)) return cell.tagName !== "SELECT" && !cell.list;
  const { selectionStart, selectionEnd, value } = cell;
  if (selectionStart !== selectionEnd) return false;
  return down ? !value.slice(selectionEnd).includes("\n") : !value.slice(0, selectionStart).includes("\n");
}

function pressed(event) {
  const cell = event.target;
  if (event.isComposing || !cell.matches(CELLS)) return; // Enter also ends a Japanese conversion
  const inGrid = isCell(cell);
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    const another = event.shiftKey || event.altKey;
    if (!isLine(cell) && (another || !inGrid)) return; // a line break
    event.preventDefault(); // nothing is sent by the way
    if (inGrid) toRow(cell, another ? -1 : 1);
    else keepSoon(0);
  } else if (inGrid && event.altKey && event.key === "ArrowUp") {
    event.preventDefault();
    const row = cell.closest("[data-row]");
    if (row.querySelector("[data-up]")) { moveUp(row); cell.focus(); }
  } else if (inGrid && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const down = event.key === "ArrowDown";
    if (!event.altKey && atEdge(cell, down) && toRow(cell, down ? 1 : -1)) event.preventDefault();
  }
}

// ------------------------------------------------------------------ paste

// Rows of cells as a spreadsheet copies them: tabs, and quotes round what holds a line break.
export function tableOf(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    const row = rows.at(-1);
    if (quoted) {
      if (char !== '"') row[row.length - 1] += char;
      else if (text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
      else quoted = false;
    } else if (char === '"' && row.at(-1) === "") quoted = true;
    else if (char === "\t") row.push("");
    else if (char === "\n") rows.push([""]);
    else if (char !== "\r") row[row.length - 1] += char;
  }
  if (rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}

function put(cell, text) {
  if (cell.tagName !== "SELECT") { cell.value = isLine(cell) ? text.replace(/\n/g, " ") : text; return true; }
  const wanted = plain(text);
  const labels = [...cell.options];
  const begins = labels.filter((option) => wanted && plain(option.text).startsWith(wanted));
  const found = labels.find((option) => plain(option.text) === wanted) ?? (begins.length === 1 ? begins[0] : null);
  if (found) cell.value = found.value;
  return Boolean(found) || !wanted;
}

function pasted(event) {
  const cell = event.target;
  if (!isCell(cell)) return;
  const text = event.clipboardData.getData("text/plain");
  const isTable = text.includes("\t") || /<table/i.test(event.clipboardData.getData("text/html"));
  const lines = isLine(cell) && text.trimEnd().includes("\n");
  if (!isTable && !lines) return;
  event.preventDefault();
  fill(cell, tableOf(text));
}

function fill(cell, pastedRows) {
  const first = cell.closest("[data-row]");
  const table = first.closest("table");
  const column = cellsOf(first).indexOf(cell);
  const before = [];
  const unknown = new Set();
  const beyond = new Set();
  let row = first;
  let filled = 0;
  let added = [];
  for (const values of pastedRows) {
    if (!row) { row = addRow(table); if (!row) break; added.push(row); }
    const cells = cellsOf(row).slice(column);
    values.slice(0, cells.length).forEach((value, at) => {
      before.push([cells[at], cells[at].value]);
      if (!put(cells[at], value)) unknown.add(value);
    });
    values.slice(cells.length).filter((value) => value.trim()).forEach((value) => beyond.add(value));
    cells.filter((one) => one.tagName === "TEXTAREA").forEach(grow);
    changed(row);
    filled += 1;
    row = row.nextElementSibling;
  }
  keepOneBlank(table);
  tellOfPaste(table, pastedRows.length, filled, { unknown, beyond }, () => {
    for (const [one, value] of before) one.value = value;
    for (const extra of added) extra.querySelectorAll(CELLS).forEach((one) => { if (one.tagName !== "SELECT") one.value = ""; });
    rowsOf(table).forEach(changed);
    said(table, "貼り付けを元に戻しました。");
    cell.focus();
  });
}

const some = (values) => [...values].slice(0, 3).join("、") + (values.size > 3 ? " など" : "");

function tellOfPaste(table, wanted, filled, { unknown, beyond }, undo) {
  const words = [`${filled}行を貼り付けました。`];
  if (filled < wanted) words.push(`一度に加えられる行を超えるため、残りの${wanted - filled}行は入れていません。多いときは、一覧の取込を使ってください。`);
  if (unknown.size) words.push(`選択肢にないもの：${some(unknown)}。欄で選んでください。`);
  if (beyond.size) words.push(`右の端の列からはみ出すため、入れていないもの：${some(beyond)}。`);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = "元に戻す";
  button.addEventListener("click", undo, { once: true });
  said(table, [words.join(""), " ", button]);
}

// ------------------------------------------------------------------ what is not saved

const asOpened = (field) => field.type === "checkbox" || field.type === "radio"
  ? field.checked === field.defaultChecked
  : field.tagName === "SELECT"
    ? [...field.options].every((o) => o.selected === o.defaultSelected) || (![...field.options].some((o) => o.defaultSelected) && field.selectedIndex <= 0)
    : field.value === field.defaultValue;

function fieldsIn(node) {
  return [...node.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((field) => field.name);
}

function changesIn(part) {
  const rows = [...part.querySelectorAll("[data-row]")];
  const inRows = rows.filter((row) => {
    const open = !fieldsIn(row).every(asOpened);
    for (const cell of cellsOf(row)) cell.parentElement.classList.toggle("changed", !asOpened(cell));
    return open || row.dataset.moved !== undefined || row.dataset.touched !== undefined;
  }).length;
  const outside = fieldsIn(part).filter((field) => !field.closest("[data-row]") && !field.closest("[data-aside]"));
  return inRows + (outside.some((field) => !asOpened(field)) ? 1 : 0) || Number(part.dataset.changes && part.dataset.changes !== "0" ? 1 : 0);
}

function count() {
  let total = 0;
  for (const part of form.querySelectorAll("[data-part]")) {
    const number = changesIn(part);
    total += number;
    const state = part.querySelector("[data-state]");
    state.textContent = number ? `未保存 ${number}件` : "";
    state.classList.toggle("open", number > 0);
    const jump = form.querySelector(`[data-count-of="${part.id}"]`);
    if (jump) jump.textContent = number ? `未保存 ${number}` : "";
  }
  form.querySelector("[data-total]").textContent = total;
  form.querySelector("[data-unsaved]").hidden = total === 0;
  tally();
  return total;
}

let dirty = false; // typed and not in the draft either
let leaving = false;
function changed(node) {
  const row = node.closest("[data-row]");
  if (row) {
    row.classList.toggle("blank", isBlank(row) && !row.querySelector("input[name$='-row']")?.value);
    keepOneBlank(row.closest("table"));
  }
  dirty = true;
  count();
  keepSoon(KEEP_AFTER);
}

// ------------------------------------------------------------------ groups of ticks

function tickAll(group) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const tick = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = tick;
  changed(group);
}

// 「22名（団体 11・庁内 9）」: a body without a number counts for one.
function tally() {
  const words = [];
  let heads = 0;
  for (const group of form.querySelectorAll("[data-group]")) {
    const there = [...group.querySelectorAll("[data-place]")].filter((place) => place.querySelector(":checked"));
    const number = there.reduce((sum, place) => sum + headsIn(place), 0);
    group.querySelector("[data-came]").textContent = there.length;
    words.push(`${group.dataset.group} ${number}`);
    heads += number;
  }
  const place = form.querySelector("[data-tally]");
  if (place) place.textContent = heads ? `${heads}名（${words.join("・")}）` : "";
}

const headsIn = (place) => Number(place.querySelector("input[type=text]").value.normalize("NFKC").replace(/[^0-9]/g, "")) || 1;

// As high as what is written in it, where the browser doesn't see to that itself.
function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

// ------------------------------------------------------------------ the draft

let timer = 0;
let asking = null;
let answered = null; // when what was asked last has been told
let waiting = null; // a save, for that answer
let atOnce = false; // asked for while the last answer was still awaited
let refused = false;
function keepSoon(after) {
  clearTimeout(timer);
  if (!refused) timer = setTimeout(keepNow, after);
}

function keepNow() {
  atOnce = asking !== null;
  if (!asking && !leaving) answered = keep();
}

async function keep() {
  const sent = new FormData(form);
  sent.append("draft", "keep");
  dirty = false;
  try {
    asking = fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    const answer = await asking;
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("signed out");
    told(await answer.json());
  } catch {
    dirty = true;
    note("下書きを保存できません。ネットワークかログインの状態を確かめてください。", false);
  } finally {
    asking = null;
    if (dirty || atOnce) keepSoon(atOnce ? 0 : KEEP_AFTER);
  }
}

function told(answer) {
  refused = !answer.kept;
  if (answer.kept) form.elements.seen.value = answer.seen;
  if (answer.kept && answer.token) form.elements.token.value = answer.token;
  note(answer.said && answer.kept ? `✓ ${answer.said}` : answer.said, answer.kept);
  for (const place of form.querySelectorAll("[data-reads]")) {
    const [kind, words] = answer.reads[place.dataset.reads] ?? ["", ""];
    const isTold = kind === "no" && place.parentElement.querySelector(".errorlist"); // by the last save
    if (isTold) { place.textContent = ""; continue; }
    place.textContent = kind === "ok" ? `✓ ${words}` : words;
    place.classList.toggle("no", kind === "no");
  }
}

function note(text, ok) {
  const place = form.querySelector("[data-draft]");
  place.textContent = text;
  place.classList.toggle("no", !ok);
}

// ------------------------------------------------------------------ beginning

if (form) {
  form.addEventListener("keydown", pressed);
  form.addEventListener("paste", pasted);
  form.addEventListener("focusin", (event) => { if (event.target.list?.dataset.namesOf) offerNames(event.target.list); });
  form.addEventListener("input", (event) => {
    if (event.target.matches(".grid-edit textarea")) grow(event.target);
    changed(event.target);
  });
  form.addEventListener("change", (event) => {
    changed(event.target);
    const reads = form.querySelector(`[data-reads="${CSS.escape(event.target.name)}"]`);
    if (reads && event.target.tagName !== "SELECT") keepSoon(0); // says at once how it is understood
    if (event.target.dataset.redo === undefined) return;
    const again = form.querySelector("[data-again]");
    again.value = event.target.dataset.redo;
    form.requestSubmit(again);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const part = button.closest("[data-part]");
    if (button.dataset.up !== undefined) {
      event.preventDefault();
      moveUp(button.closest("[data-row]"));
      button.focus();
    } else if (button.value.endsWith(":more") && addRow(part.querySelector("table"))) {
      event.preventDefault();
      cellsOf(rowsOf(part.querySelector("table")).at(-1))[0].focus();
    } else if (button.dataset.all !== undefined) {
      event.preventDefault();
      tickAll(button.closest("[data-group]"));
    }
  });
  form.addEventListener("submit", (event) => {
    leaving = true;
    clearTimeout(timer);
    if (!asking) return;
    event.preventDefault(); // the page must know the draft now being kept: it is not another window's
    waiting ??= answered.then(() => { waiting = null; form.requestSubmit(event.submitter); });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && dirty) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (leaving || !dirty || refused) return;
    const sent = new FormData(form);
    sent.append("draft", "keep");
    navigator.sendBeacon(form.action, sent);
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  for (const table of form.querySelectorAll("table[data-grid]")) renumber(table);
  for (const area of form.querySelectorAll(".grid-edit textarea")) if (area.value) grow(area);
  count();
}
