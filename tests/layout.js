// What is wrong with the layout of the page in sight, each thing in one line: it scrolls sideways, text is cut off, texts
// or things to click lie over each other. Empty where nothing is.
() => {
  const problems = [];
  const SLACK = 1.5;
  const width = document.documentElement.clientWidth;
  const say = (what, element, more = "") => {
    const at = element.closest("[id]")?.id;
    const words = (element.value || element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const name = element.tagName.toLowerCase() + (element.className?.baseVal === undefined && element.className ? "." + element.className : "");
    problems.push(`${what}: <${name}>${at ? ` in #${at}` : ""} "${words}" ${more}`.trim());
  };
  const shown = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const unseen = (e) => e.closest(".unseen, .skip, [aria-hidden=true], script, style, template, option, noscript, title, desc");

  const wide = document.documentElement.scrollWidth;
  if (wide > width) problems.push(`the page is ${wide} px wide in a window of ${width}`);

  // The part of a rectangle that its scrolling and clipping ancestors leave to be seen.
  const scrolling = (value) => value === "auto" || value === "scroll";
  const ancestors = new Map();
  const clippers = (e) => {
    if (!e || e === document.body || e === document.documentElement) return [];
    if (!ancestors.has(e)) {
      const style = getComputedStyle(e);
      const own = style.overflowX !== "visible" || style.overflowY !== "visible" ? [[e, style]] : [];
      ancestors.set(e, [...own, ...clippers(e.parentElement)]);
    }
    return ancestors.get(e);
  };
  const seen = (rect, e) => {
    let { left, right, top, bottom } = rect;
    for (const [clip] of clippers(e)) {
      const box = clip.getBoundingClientRect();
      left = Math.max(left, box.left); right = Math.min(right, box.right);
      top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom);
    }
    return { left, right, top, bottom };
  };

  // Texts: one box a line.
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.textContent.trim() || unseen(e) || !shown(e)) continue;
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 2 || rect.height < 2) continue;
      if (rect.left < -SLACK && !clippers(e).some(([, s]) => scrolling(s.overflowX))) say("text sticks out on the left", e);
      for (const [clip, style] of clippers(e)) {
        const box = clip.getBoundingClientRect();
        const off = rect.right > box.right + SLACK || rect.left < box.left - SLACK;
        const under = rect.bottom > box.bottom + rect.height / 3 || rect.top < box.top - rect.height / 3;
        if ((off && !scrolling(style.overflowX)) || (under && !scrolling(style.overflowY))) say("text is cut off", e);
      }
      const outside = e.closest("svg")?.getBoundingClientRect();
      if (outside && (rect.right > outside.right + SLACK || rect.left < outside.left - SLACK ||
                      rect.bottom > outside.bottom + SLACK || rect.top < outside.top - SLACK)) say("text leaves its drawing", e);
      const left = seen(rect, e);
      if (left.right - left.left > 2 && left.bottom - left.top > 2) boxes.push({ ...left, e });
    }
  }
  const loose = (e) => { for (; e; e = e.parentElement) if (["fixed", "sticky"].includes(getComputedStyle(e).position)) return true; return false; };
  const kept = new Map();
  const floats = (e) => { if (!kept.has(e)) kept.set(e, loose(e)); return kept.get(e); };
  const overlapping = (list, least, told) => {
    list.sort((a, b) => a.top - b.top);
    let found = 0;
    for (let i = 0; i < list.length && found < 20; i++) {
      for (let j = i + 1; j < list.length && list[j].top < list[i].bottom; j++) {
        const [a, b] = [list[i], list[j]];
        if (a.e === b.e || a.e.contains(b.e) || b.e.contains(a.e) || floats(a.e) !== floats(b.e)) continue;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2.5 && down > least(a, b)) { say(told, a.e, `and "${b.e.textContent.trim().slice(0, 30)}"`); found++; }
      }
    }
  };
  overlapping(boxes, (a, b) => 0.4 * Math.min(a.bottom - a.top, b.bottom - b.top), "texts lie over each other");
  const targets = [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, .button")]
    .filter((e) => shown(e) && !unseen(e)).map((e) => ({ ...seen(e.getBoundingClientRect(), e), e }))
    .filter((box) => box.right - box.left > 2 && box.bottom - box.top > 2);
  overlapping(targets, () => 2.5, "things to click lie over each other");

  // Things that hold text in a box of a fixed size.
  for (const e of document.querySelectorAll("button, select, .button, .chip, input:not([type=hidden])")) {
    if (shown(e) && !unseen(e) && e.type !== "file" && e.scrollWidth > e.clientWidth + 2) say("its words don't fit", e);
  }
  for (const input of document.querySelectorAll("input[placeholder]")) {
    if (!shown(input) || input.value || unseen(input)) continue;
    const style = getComputedStyle(input);
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.font = style.font;
    const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (canvas.measureText(input.placeholder).width > room + 1) say("its placeholder doesn't fit", input, input.placeholder);
  }
  for (const image of document.images) {
    if (shown(image) && image.complete && !image.naturalWidth) say("a picture that doesn't load", image, image.src);
  }
  return [...new Set(problems)].slice(0, 40);
}
