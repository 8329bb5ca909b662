// The desk by keyboard: j and k move between the comments, other keys press what has them in
// data-desk-key. Everything they do can be done without them.

const NEXT = "desk-next";
const cards = () => [...document.querySelectorAll(".desk-card[id]")];
const keys = document.querySelector(".desk__keys");
let isLeaving = false;
let before; // what had the focus when the list of keys was opened

function present() {
  return document.activeElement?.closest(".desk-card");
}

function go(step) {
  const all = cards();
  const here = all.indexOf(present());
  const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
  next?.focus();
}

function wanted(key) {
  const inCard = present()?.querySelector(`[data-desk-key="${key}"]`);
  return inCard ?? document.querySelector(`[data-desk-key="${key}"]:not(.desk-card *)`);
}

function press(button) {
  const reason = button.form?.elements.reason;
  if (button.dataset.deskKey === "r" && reason && !reason.value && reason !== document.activeElement) {
    reason.focus();
  } else if (button.matches("summary")) {
    button.parentElement.open = true;
    button.focus();
  } else {
    before = document.activeElement;
    button.click();
  }
}

// In the field for the reason, Enter rejects: nothing else is told with a reason so often.
function rejectsOnEnter(event) {
  const reject = event.target.closest(".desk-card")?.querySelector('[value="rejected"]');
  if (event.key !== "Enter" || event.isComposing || event.target.name !== "reason" || !reject) return;
  event.preventDefault();
  if (!isLeaving) reject.click();
}

function isForUs(event) {
  const typing = "input:not([type=checkbox]), textarea, select, [contenteditable], .w-dialog";
  return !event.target.closest(typing) && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function onKey(event) {
  rejectsOnEnter(event);
  if (event.defaultPrevented || !isForUs(event) || keys?.dataset.deskKeys !== "on") return;
  if (event.key === "j" || event.key === "k") {
    go(event.key === "j" ? 1 : -1);
  } else {
    const button = /^[a-z?]$/.test(event.key) && wanted(event.key);
    if (!button) return;
    // A key that is held down, or pressed again before the next page is there, decides once.
    if (!event.repeat && !isLeaving) press(button);
  }
  event.preventDefault(); // so that "?" is not pressed in the sidebar, too, where it takes the focus
}

function tellNumber() {
  const bar = document.querySelector("#desk-bulk");
  const number = bar ? document.querySelectorAll('[form="desk-bulk"]:checked').length : 0;
  const told = bar?.querySelector("output");
  if (told) told.value = number ? told.dataset.some.replace("%(number)s", number) : "";
}

// Selecting cards means those; "on this page" selects them, so that one sees which.
function onChange({ target }) {
  if (target.form?.id !== "desk-bulk") return;
  const boxes = [...document.querySelectorAll('[form="desk-bulk"]')];
  if (target.name === "scope") boxes.forEach((box) => (box.checked = target.value !== "ticked"));
  if (target.name === "chosen") target.form.elements.scope.value = "ticked";
  tellNumber();
}

// A decided comment leaves the list: the one that takes its place comes next. One that comes back
// is where it was.
function onSubmit(event) {
  if (event.target.method !== "post") return;
  isLeaving = true;
  const here = cards().indexOf(event.target.closest(".desk-card") ?? present());
  const next = { card: event.target.dataset.deskComment, place: Math.max(0, here) };
  if (event.target.closest(".desk")) sessionStorage.setItem(NEXT, JSON.stringify(next));
}

function comeBack() {
  const next = JSON.parse(sessionStorage.getItem(NEXT));
  sessionStorage.removeItem(NEXT);
  if (!next) return;
  const all = cards();
  const card = document.getElementById(next.card) ?? all[Math.min(next.place, all.length - 1)];
  if (!card) return;
  tellAt(card);
  card.focus();
}

// What was said and what can be undone stands at the top of the page, which may be far away.
function tellAt(card) {
  const told = document.createElement("div");
  told.id = "desk-told";
  for (const message of document.querySelectorAll(".messages li")) {
    message.querySelector("button")?.remove();
    const line = document.createElement("p");
    line.className = "desk__told";
    line.textContent = message.textContent.trim();
    told.append(line);
    message.remove();
  }
  told.append(...document.querySelectorAll(".desk__undo"));
  card.before(told);
  card.setAttribute("aria-describedby", told.id);
}

// Where the sidebar is folded away, it takes the focus on Escape.
document.addEventListener("w-dialog:hidden", () => setTimeout(() => before?.focus()));
document.addEventListener("keydown", onKey);
document.addEventListener("change", onChange);
document.addEventListener("submit", onSubmit);
window.addEventListener("pageshow", () => (isLeaving = false));
const button = document.querySelector(".desk__keys-button");
if (button) [button.hidden, keys.hidden] = [false, true];
comeBack();
document.querySelector("[data-desk-goes-on]")?.requestSubmit();
