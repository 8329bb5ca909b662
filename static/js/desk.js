// The desk by keyboard: j and k move between the comments, other keys press the button that has
// them in data-desk-key. Everything they do can be done without them.

const PLACE = "desk-place";
const cards = () => [...document.querySelectorAll(".desk-card[id]")];

function present() {
  return document.activeElement?.closest(".desk-card");
}

function go(step) {
  const all = cards();
  const here = all.indexOf(present());
  const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
  next?.focus();
}

function press(key) {
  const inCard = present()?.querySelector(`[data-desk-key="${key}"]`);
  const button = inCard ?? document.querySelector(`.desk__undo [data-desk-key="${key}"]`);
  const reason = present()?.querySelector("input[name=reason]");
  if (button && key === "r" && reason && !reason.value) reason.focus();
  else button?.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
  else if (event.key.length !== 1 || !press(event.key)) return;
  event.preventDefault();
});

// A decided comment leaves the list: the one that takes its place comes next.
document.addEventListener("submit", (event) => {
  const here = cards().indexOf(event.target.closest(".desk-card"));
  if (here >= 0) sessionStorage.setItem(PLACE, here);
});

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) cards()[Math.min(Number(place), cards().length - 1)]?.focus();
