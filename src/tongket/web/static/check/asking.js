// Asking the desk: decisions are sent as the forms of the page would send them.
import { address, queue, root } from "./page.js";

const panels = new Map(); // start → promise of the panel's HTML
export class Refused extends Error {
  constructor(status, told) {
    super(told.error ?? String(status));
    this.status = status;
    this.told = told;
  }
}
export async function ask(where, options = {}) {
  const answer = await fetch(where, { ...options, headers: { Accept: "application/json", ...options.headers } });
  if (answer.ok) return answer.json();
  let told = {};
  try { told = await answer.json(); } catch { /* a page that tells of an error */ }
  throw new Refused(answer.status, told);
}
export function post(form, last) {
  form.set("after", String(last));
  return ask(address + "/decisions", {
    method: "POST", body: form, keepalive: true, headers: { "X-CSRF-Token": root.dataset.csrf },
  });
}
export const inQueue = queue === undefined ? "" : "&queue=" + encodeURIComponent(queue);
export function panelOf(start) {
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
export const forgetPanel = (start) => panels.delete(start);
