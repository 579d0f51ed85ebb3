// Checking by hand without leaving the page. Every form here works as a plain one too: this file sends the same forms.
"use strict";
(() => {
  const root = document.getElementById("checking");
  if (!root) return;
  const panel = document.getElementById("panel");
  const said = document.getElementById("said");
  const savedLine = document.getElementById("saved");
  const others = document.getElementById("others");
  const help = document.getElementById("help");
  const keys = document.getElementById("keys");
  const address = root.dataset.address, queue = root.dataset.queue;
  const word = (name) => root.dataset["word" + name[0].toUpperCase() + name.slice(1)] ?? "";

  function button(id, words, key = "") {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "quiet", id, textContent: words });
    if (key) made.append(" ", Object.assign(document.createElement("kbd"), { textContent: key }));
    document.getElementById("bar").append(made);
    return made;
  }
  const retry = button("retry", word("retry"));
  retry.hidden = true;
  button("help-button", document.getElementById("bar").dataset.wordHelp, "?").addEventListener("click", () => help.showModal());

  const figures = new Map(); // start → {id, start, end, quote, state, last}
  let order = []; // starts, as they stand in the text
  let last = 0; // number of the newest decision that this page knows
  const mine = []; // own decisions that hold, oldest first: {id, start, end, quote}
  const panels = new Map(); // start → promise of the panel's HTML
  const pending = []; // forms that are not saved yet, oldest first
  const narrow = matchMedia("(max-width: 62rem)"); // there the panel covers the lower half
  const show = (element) => element?.scrollIntoView({ block: narrow.matches ? "start" : "center" });
  function showAtFirst(element) { // scrollIntoView would have the Tab key begin there, past the way to skip
    const { top, height } = element.getBoundingClientRect();
    const kept = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)
      + parseFloat(getComputedStyle(element).scrollMarginTop);
    const above = narrow.matches ? kept : (innerHeight - height) / 2;
    scrollBy(0, top - above);
  }
  let at = Number(panel.querySelector("[data-start]")?.dataset.start ?? -1);

  // ── asking the desk ──
  class Refused extends Error {
    constructor(status, told) {
      super(told.error ?? String(status));
      this.status = status;
      this.told = told;
    }
  }
  async function ask(where, options = {}) {
    const answer = await fetch(where, { ...options, headers: { Accept: "application/json", ...options.headers } });
    if (answer.ok) return answer.json();
    let told = {};
    try { told = await answer.json(); } catch { /* a page that tells of an error */ }
    throw new Refused(answer.status, told);
  }
  function post(form) {
    form.set("after", String(last));
    return ask(address + "/decisions", {
      method: "POST", body: form, keepalive: true, headers: { "X-CSRF-Token": root.dataset.csrf },
    });
  }
  const inQueue = queue === undefined ? "" : "&queue=" + encodeURIComponent(queue);
  function panelOf(start) {
    if (!panels.has(start)) {
      const asked = fetch(`${address}/check/panel?at=${start}${inQueue}`).then((answer) => {
        if (!answer.ok) throw new Refused(answer.status, {});
        return answer.text();
      });
      asked.catch(() => panels.delete(start));
      panels.set(start, asked);
    }
    return panels.get(start);
  }

  // ── showing ──
  const mark = (start) => document.getElementById("f-" + start);
  function paint(figure, unsaved = false) {
    const found = mark(figure.start);
    if (!found) return;
    found.classList.remove("v-accepted", "v-corrected", "v-rejected", "v-added");
    if (figure.state) found.classList.add("v-" + figure.state);
    found.classList.toggle("unsaved", unsaved);
    found.title = word(figure.state || "undecided");
  }
  function progress() {
    const done = order.filter((start) => figures.get(start).state).length;
    const line = document.getElementById("progress");
    line.textContent = line.textContent.replace(/^[^\p{L}]+/u, `${done} / ${order.length} `);
  }
  function tellSaved(state, more = "") {
    const failed = state === "unsaved" || state === "forbidden" || state === "gone";
    savedLine.textContent = state ? word(state) + (more ? " " + more : "") : "";
    savedLine.className = failed ? "failed" : state;
    retry.hidden = state !== "unsaved";
  }
  function say(words) {
    said.textContent = words;
  }
  function sayFigure() {
    const figure = figures.get(at);
    const head = panel.querySelector(".lead")?.textContent.replace(/\s+/g, " ").trim() ?? "";
    say(`${head}. ${word(figure?.state || "undecided")}`);
  }

  async function go(start, { focus = false, error = "" } = {}) {
    if (start === null || start === undefined || start < 0) return;
    at = start;
    for (const each of root.querySelectorAll("a.fig.current")) each.classList.remove("current");
    const found = mark(start);
    found?.classList.add("current");
    found?.setAttribute("aria-current", "true");
    found?.closest("details")?.setAttribute("open", "");
    show(found);
    history.replaceState(null, "", `${address}/check?at=${start}${inQueue}`);
    try {
      const html = await panelOf(start);
      if (at !== start) return;
      panel.innerHTML = html;
      if (error) problem(panel, { error });
      panel.scrollTop = 0;
      if (focus) panel.focus({ preventScroll: true });
      sayFigure();
      const following = undecidedAfter(start);
      if (following !== null) panelOf(following).catch(() => {});
    } catch {
      tellSaved("unsaved");
    }
  }
  function undecidedAfter(start) {
    const left = order.filter((each) => each !== start && !figures.get(each).state);
    return left.find((each) => each > start) ?? left[0] ?? null;
  }
  function beside(step) {
    const place = order.indexOf(at);
    return place < 0 ? order[0] : order[place + step];
  }

  // ── deciding ──
  function problem(place, told) {
    for (const each of place.querySelectorAll(".field.wrong")) {
      each.classList.remove("wrong");
      each.querySelector(".error")?.remove();
      each.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    }
    let first = null;
    for (const [name, cause] of Object.entries(told.errors ?? {})) {
      const input = document.getElementById("i-" + name);
      if (!input) continue;
      const line = document.getElementById("e-" + name) ?? document.createElement("span");
      Object.assign(line, { id: "e-" + name, className: "error", textContent: cause });
      input.after(line);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", line.id);
      input.closest(".field").classList.add("wrong");
      input.closest("details.rest")?.setAttribute("open", "");
      first ??= input;
    }
    const general = place.querySelector(".general");
    if (general) general.textContent = first ? "" : told.error ?? "";
    if (first) {
      first.closest("details.correct")?.setAttribute("open", "");
      first.focus();
    }
    say(told.error ?? "");
  }
  function formOf(form, button) {
    const made = new URLSearchParams(new FormData(form, button));
    made.delete("csrf");
    return made;
  }
  const STATES = { accept: "accepted", reject: "rejected" };

  // Accepted and rejected at once, saved behind one's back.
  function decideNow(form) {
    const start = Number(form.get("start")), figure = figures.get(start);
    if (!figure) return;
    const before = figure.state;
    const accepted = form.get("decision") === "accept" && (before === "corrected" || before === "added");
    figure.state = accepted ? before : STATES[form.get("decision")];
    paint(figure, true);
    progress();
    panels.delete(start);
    pending.push({ form, start, before });
    drain();
    onward(start);
  }
  let draining = null;
  function drain() {
    draining ??= saveAll().finally(() => { draining = null; });
    return draining;
  }
  async function saveAll() {
    while (pending.length) {
      tellSaved("saving");
      const { form, start, before } = pending[0];
      try {
        merge(await post(form));
        pending.shift();
      } catch (error) {
        if (!(error instanceof Refused) || error.status >= 500) return void tellSaved("unsaved", String(pending.length));
        if (error.status === 401 || error.status === 403) return void tellSaved("forbidden", String(pending.length));
        pending.shift();
        const figure = figures.get(start);
        if (figure) {
          figure.state = before;
          paint(figure);
          progress();
        }
        panels.delete(start);
        tellSaved("gone", error.message);
        go(start, { error: error.message });
        return;
      }
    }
    tellSaved("saved");
  }
  retry.addEventListener("click", () => drain());
  addEventListener("online", () => drain());
  addEventListener("beforeunload", (event) => { if (pending.length) event.preventDefault(); });

  // What has fields is waited for: one of them may be wrong.
  async function decideThen(form, place) {
    await drain();
    tellSaved("saving");
    try {
      const told = await post(form);
      const start = Number(form.get("start")), decision = form.get("decision");
      panels.delete(start);
      merge(told);
      tellSaved("saved");
      if (decision === "add") await refreshText();
      if (decision === "withdraw") {
        if (!figures.has(start)) await refreshText();
        await go(figures.has(start) ? start : beside(1) ?? order[0]);
      } else onward(start);
    } catch (error) {
      if (error instanceof Refused && (error.status === 400 || error.status === 409)) {
        tellSaved(error.status === 409 ? "gone" : "", error.status === 409 ? error.message : "");
        problem(place, error.told);
      } else {
        const refused = error instanceof Refused && (error.status === 401 || error.status === 403);
        tellSaved(refused ? "forbidden" : "unsaved", "1");
        retry.hidden = true;
        problem(place, { error: savedLine.textContent });
      }
    }
  }
  async function onward(start) {
    if (queue !== undefined) {
      const figure = figures.get(start);
      return nextOfQueue(figure?.id ?? "");
    }
    const following = undecidedAfter(start);
    if (following !== null) return go(following);
    say(word("allDone"));
    await drain();
    panels.delete(start);
    await go(start);
    say(word("allDone"));
    others.textContent = word("allDone");
  }
  async function nextOfQueue(after) {
    await drain();
    if (pending.length) return;
    const told = await ask(`/check/next.json?queue=${encodeURIComponent(queue)}&after=${encodeURIComponent(after)}`);
    if (told.address && address.endsWith("/" + told.document) && figures.has(told.start)) return go(told.start);
    location.assign(told.address ?? "/check?" + queue);
  }
  async function undo() {
    await drain();
    const one = mine[mine.length - 1];
    if (!one) return say(word("noUndo")), void (others.textContent = word("noUndo"));
    const form = new URLSearchParams({
      decision: "withdraw", verdict: one.id, start: one.start, end: one.end, quote: one.quote, batch: root.dataset.batch ?? "",
    });
    if (!form.get("batch")) form.delete("batch");
    await decideThen(form, panel);
  }

  // ── what is known: own decisions, and those of others ──
  function merge(told) {
    for (const each of told.decisions) {
      if (each.id <= last) continue;
      if (each.decision === "withdraw") {
        const gone = mine.findIndex((own) => own.id === each.fields.verdict);
        if (gone >= 0) mine.splice(gone, 1);
      } else if (each.mine && each.holds) mine.push(each);
      if (!each.mine) tellOthers(each);
    }
    last = Math.max(last, told.last);
    let strange = false;
    const waiting = new Set(pending.slice(1).map((each) => each.start));
    for (const figure of told.figures) {
      if (waiting.has(figure.start)) continue;
      strange ||= !figures.has(figure.start);
      figures.set(figure.start, figure);
      panels.delete(figure.start);
      paint(figure);
    }
    const gone = told.decisions.filter((each) => !told.figures.some((figure) => figure.start === each.start));
    for (const each of gone) strange = figures.delete(each.start) || strange;
    order = [...figures.keys()].sort((a, b) => a - b);
    progress();
    if (told.conflict) others.textContent = told.conflict;
    return strange;
  }
  function tellOthers(each) {
    const own = mine.find((one) => one.start === each.start);
    const does = own ? word("conflictHere") : word("others");
    others.textContent = `${each.checker} ${does} “${each.quote}”`;
    clearTimeout(tellOthers.timer);
    tellOthers.timer = setTimeout(() => { others.textContent = ""; }, own ? 20000 : 6000);
  }
  async function poll() {
    if (document.hidden || pending.length || draining) return;
    try {
      const told = await ask(`${address}/decisions.json?after=${last}`);
      const open = told.decisions.some((each) => each.start === at && !each.mine);
      if (merge(told)) await refreshText();
      if (open && !panel.querySelector("details.correct[open], form.add")) go(at);
    } catch { /* the next one will do */ }
  }
  async function refreshText() {
    const answer = await fetch(`${address}/check?at=${at}${inQueue}`);
    if (!answer.ok) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("article").replaceChildren(...made.getElementById("article").childNodes);
    for (const figure of figures.values()) paint(figure);
    mark(at)?.classList.add("current");
  }

  // ── selecting ──
  const PLACED = "[data-at], a[data-figure]";
  const startOf = (element) => Number(element.dataset.at ?? element.id.slice(2));
  const letters = (words) => [...words].length; // code points, as the desk counts
  function selection() {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const touched = [...root.querySelectorAll(PLACED)].filter((each) => range.intersectsNode(each));
    if (!touched.length) return null;
    const inside = document.createRange();
    const first = touched[0], final = touched[touched.length - 1];
    let start = startOf(first), end = startOf(final) + letters(final.textContent);
    if (first.contains(range.startContainer)) {
      inside.setStart(first, 0);
      inside.setEnd(range.startContainer, range.startOffset);
      start += letters(inside.toString());
    }
    if (final.contains(range.endContainer)) {
      inside.setStart(final, 0);
      inside.setEnd(range.endContainer, range.endOffset);
      end = startOf(final) + letters(inside.toString());
    }
    return start < end ? [start, end] : null;
  }
  async function addSelected() {
    const span = selection();
    if (!span) {
      const missed = root.querySelector("details.missed");
      missed.open = true;
      missed.querySelector("input").focus();
      return say(word("nothingSelected"));
    }
    const answer = await fetch(`${address}/check/add?start=${span[0]}&end=${span[1]}${inQueue}`, {
      headers: { "X-Panel": "1" },
    });
    await showAdding(answer);
  }
  async function showAdding(answer) {
    if (answer.ok) {
      panel.innerHTML = await answer.text();
      panel.querySelector("input:not([type=hidden])").focus();
      return say(panel.querySelector(".lead").textContent);
    }
    const told = await answer.json().catch(() => ({}));
    if (told.start !== undefined) await go(told.start);
    others.textContent = told.error ?? word("nothingSelected");
    say(others.textContent);
  }

  // ── keys and clicks ──
  keys.checked = localStorage.getItem("check-keys") !== "no";
  keys.addEventListener("change", () => localStorage.setItem("check-keys", keys.checked ? "yes" : "no"));
  const press = (decision) => panel.querySelector(`form.decide button[value=${decision}]`)?.click();
  function correct() {
    const details = panel.querySelector("details.correct");
    if (!details) return;
    details.open = true;
    details.querySelector("input:not([type=hidden])").select();
  }
  function leave() {
    const details = panel.querySelector("details.correct[open]");
    if (panel.querySelector("form.add")) go(at, { focus: true });
    else if (details) {
      details.open = false;
      panel.focus({ preventScroll: true });
    }
  }
  const ACTIONS = {
    j: () => go(beside(1)), ArrowDown: () => go(beside(1)), ArrowRight: () => go(beside(1)),
    k: () => go(beside(-1)), ArrowUp: () => go(beside(-1)), ArrowLeft: () => go(beside(-1)),
    a: () => press("accept"), Enter: () => press("accept"), x: () => press("reject"),
    c: correct, n: addSelected, u: undo, "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !help.open) return leave();
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || event.isComposing) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const acting = event.target.closest("a, button, summary");
    if (typing || (acting && (event.key === "Enter" || event.key === " "))) return;
    if (event.key.length === 1 && !keys.checked) return;
    const act = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form.find-missed")) {
      event.preventDefault();
      const asked = new URLSearchParams(new FormData(form));
      return void fetch(`${address}/check/add?${asked}`, { headers: { "X-Panel": "1" } }).then(showAdding);
    }
    if (!form.matches("form.decide")) return;
    event.preventDefault();
    const made = formOf(form, event.submitter);
    if (STATES[made.get("decision")]) decideNow(made);
    else decideThen(made, form.closest("details") ?? panel);
  });
  root.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const figure = event.target.closest("a[data-figure]"), step = event.target.closest("a[data-step]");
    const skip = event.target.closest("a[data-skip]"), out = event.target.closest("a[data-leave]");
    if (!figure && !step && !skip && !out) return;
    if (figure && !getSelection().isCollapsed) return void event.preventDefault();
    event.preventDefault();
    if (figure) go(Number(figure.id.slice(2)));
    else if (step) go(beside(Number(step.dataset.step)), { focus: true });
    else if (skip) nextOfQueue(figures.get(at)?.id ?? "");
    else leave();
  });

  // ── beginning ──
  ask(`${address}/decisions.json?after=0`).then((told) => {
    for (const figure of told.figures) figures.set(figure.start, figure);
    order = [...figures.keys()].sort((a, b) => a - b);
    for (const each of told.decisions) if (each.mine && each.holds) mine.push(each);
    last = told.last;
    for (const figure of figures.values()) paint(figure);
    if (figures.has(at)) {
      const current = mark(at);
      current?.classList.add("current");
      if (current) showAtFirst(current);
      const following = undecidedAfter(at);
      if (following !== null) panelOf(following).catch(() => {});
    }
    root.dataset.ready = "yes";
    setInterval(poll, 2500);
  });
})();
