// Every visible piece of text whose contrast with what lies behind it is under `least`: [[text, ratio], …].
(least) => {
  const parse = (c) => { const m = c.match(/[\d.]+/g).map(Number); return [...m.slice(0, 3), m[3] ?? 1]; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const light = (c) => {
    const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) {
      const fill = parse(getComputedStyle(e).backgroundColor);
      if (fill[3] > 0) layers.push(fill);
      if (fill[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || !e.checkVisibility?.() || ["SCRIPT", "STYLE"].includes(e.tagName)) continue;
    const back = ground(e), front = over(parse(getComputedStyle(e).color), back);
    const [hi, lo] = [light(front), light(back)].sort((a, b) => b - a);
    const ratio = (hi + .05) / (lo + .05);
    if (ratio < least) poor.push([text.slice(0, 40), Math.round(ratio * 100) / 100]);
  }
  return poor;
}
