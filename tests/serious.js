// What axe-core finds serious or critical on the page in sight, each element in one line. All rules but those of colours
// are asked of everything, where `all` says so; those of colours, which take most of the time, of one element of each
// sort: its own colours and size, what lies behind it, and, of a link, the words around it.
async (all) => {
  const COLOURS = ["color-contrast", "link-in-text-block"];
  const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

  const behind = new Map();
  const ground = (e) => {
    if (!e) return "";
    if (!behind.has(e)) {
      const style = getComputedStyle(e);
      const place = style.position === "static" || style.position === "relative" ? "" : `${e.tagName}.${e.className}`;
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode, place];
      behind.set(e, `${ground(e.parentElement)}\n${own.join(" ")}`);
    }
    return behind.get(e);
  };
  const sort = (e) => {
    const style = getComputedStyle(e), around = e.parentElement && getComputedStyle(e.parentElement);
    const words = [style.color, style.fill, style.fontSize, style.fontWeight, style.textShadow, ground(e)];
    if (e.tagName === "A") words.push(style.textDecorationLine, style.borderBottom, around?.color, around?.fontWeight);
    if (e.disabled || e.getAttribute("aria-disabled")) words.push("disabled");
    return words.join("|");
  };
  const samples = () => {
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
    while (walker.nextNode()) if (walker.currentNode.textContent.trim()) texts.push(walker.currentNode.parentElement);
    for (const e of new Set(texts)) {
      if (e.checkVisibility({ checkVisibilityCSS: true }) && !found.has(sort(e))) found.set(sort(e), e);
    }
    return [...found.values()];
  };

  const options = { resultTypes: ["violations"], preload: false, elementRef: false };
  const off = Object.fromEntries(COLOURS.map((rule) => [rule, { enabled: false }]));
  const rules = { ...options, runOnly: { type: "tag", values: TAGS }, rules: off };
  const colours = { ...options, runOnly: { type: "rule", values: COLOURS } };
  const found = [...(await axe.run({ include: samples() }, colours)).violations];
  if (all) found.push(...(await axe.run(rules)).violations);
  return found
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .flatMap((each) => each.nodes.slice(0, 5).map((node) =>
      `axe ${each.id}: ${node.html.slice(0, 120)} (${(node.failureSummary || "").split("\n").slice(1, 2).join("").trim()})`));
}
