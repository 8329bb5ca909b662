// Loads each behaviour when a reader first needs it, so that a page nobody touches stays light.
// A behaviour is a custom element: until it is there, its links and forms work as they do without.

const BEHAVIOURS = {
  "contents-list": () => import("./contents-list.js"),
  "print-page": () => import("./print-page.js"),
  "save-answer": () => import("./save-answer.js"),
  "saved-answers": () => import("./saved-answers.js"),
  "search-suggest": () => import("./search-suggest.js"),
  "share-answer": () => import("./share-answer.js"),
  "video-embed": () => import("./video-embed.js"),
  "was-helpful": () => import("./was-helpful.js"),
};
const AT_ONCE = ["saved-answers"];
const SIGNS_OF_LIFE = ["pointermove", "touchstart", "keydown", "focusin", "scroll"];

const given_up = new Set();
const load = (name) => BEHAVIOURS[name]().catch(() => given_up.add(name));
const present = (name) => document.querySelector(name);

document.documentElement.classList.add("has-script");
AT_ONCE.filter(present).forEach(load);

function wake() {
  SIGNS_OF_LIFE.forEach((sign) => removeEventListener(sign, wake, true));
  Object.keys(BEHAVIOURS).filter(present).forEach(load);
}
SIGNS_OF_LIFE.forEach((sign) => addEventListener(sign, wake, { capture: true, passive: true }));

// Whoever is faster than the network presses once all the same.
addEventListener("click", async (event) => {
  const host = event.target.closest(Object.keys(BEHAVIOURS).join());
  if (!host || customElements.get(host.localName) || given_up.has(host.localName)) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await load(host.localName);
  event.target.click();
}, true);
