// Opens the form for a comment in place, under the discussion or the comment it answers, counts its
// characters and keeps a draft. Without this script the links lead to the form on a page of its own.

const SLOW = 10_000; // milliseconds after which the link leads to the page instead

function countCharacters(form) {
  const text = form.querySelector("textarea[name=text]");
  const help = document.getElementById(`${text.id}_helptext`);
  if (!help || help.querySelector(".field__count")) return;
  const limit = Number(text.dataset.limit);
  const counter = document.createElement("span");
  counter.className = "field__count";
  const show = () => {
    const used = lengthOnServer(text.value);
    counter.textContent = ` ${used} / ${limit}`;
    counter.classList.toggle("field__count--over", used > limit);
    // Read out only where it begins to matter, not at every key.
    counter.setAttribute("aria-live", used > limit * 0.95 ? "polite" : "off");
  };
  text.addEventListener("input", show);
  help.append(counter);
  show();
}

// A pictograph is one character there, and blanks that nobody sees are none.
function lengthOnServer(typed) {
  const kept = typed.normalize("NFC").replace(/[^\S\n]+$/gm, "").replace(/\n{4,}/g, "\n\n\n");
  return [...kept.trim()].length;
}

// What was typed outlives a reload and a closed form, but only in the storage of this tab: computers
// are shared. It goes when the receipt shows that this very text has arrived, not when it is sent,
// which may fail. Only readers' forms have a sheet, and only they lead to a receipt.
const DRAFT = "comment-draft:"; // and the address that the form is sent to
const storage = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null; // forbidden by the browser's settings
  }
})();

function keepDraft(form) {
  if (!storage || !form.elements.sheet) return;
  const name = DRAFT + form.getAttribute("action").split("?")[0];
  const text = form.elements.text;
  text.value ||= storage.getItem(name) ?? "";
  const keep = () => storage.setItem(name, text.value);
  text.addEventListener("input", keep);
  form.addEventListener("submit", keep); // what browsers fill in by themselves, too
}

// A receipt opened later, of another comment, leaves the draft alone.
function dropArrivedDraft(receipt) {
  const name = DRAFT + receipt.dataset.form;
  const draft = storage?.getItem(name);
  if (draft && onlySigns(draft) === onlySigns(receipt.dataset.text)) storage.removeItem(name);
}

// The server takes away blanks and what cannot be seen.
function onlySigns(text) {
  return text.normalize("NFD").replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, "");
}

class Discussion {
  constructor(section) {
    this.section = section;
    section.addEventListener("click", (event) => this.open(event));
  }

  async open(event) {
    const link = event.target.closest("a.add-comment, a.comment__reply");
    const opensElsewhere =
      event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
    if (!link || opensElsewhere) return;
    event.preventDefault();
    const page = await this.load(link.href);
    if (page) {
      await this.dress(page);
      this.place(page, link);
    } else location.assign(link.href); // the page itself says what is the matter
  }

  async load(address) {
    try {
      const signal = AbortSignal.timeout(SLOW);
      const response = await fetch(address, { credentials: "same-origin", signal });
      if (!response.ok) return null;
      return new DOMParser().parseFromString(await response.text(), "text/html");
    } catch {
      return null;
    }
  }

  // The form brings the stylesheets of its own page along.
  dress(page) {
    const known = new Set([...document.styleSheets].map(({ href }) => href));
    const missing = [...page.querySelectorAll("link[rel=stylesheet]")]
      .map((link) => Object.assign(document.createElement("link"), {
        rel: "stylesheet",
        href: new URL(link.getAttribute("href"), location.href).href,
      }))
      .filter(({ href }) => !known.has(href));
    const loaded = missing.map((link) => new Promise((done) => {
      link.onload = link.onerror = done;
    }));
    document.head.append(...missing);
    return Promise.all(loaded);
  }

  place(page, link) {
    const form = page.querySelector("form.comment-form");
    if (!form) return location.assign(link.href);
    const typed = this.section.querySelector("form.comment-form");
    if (typed) this.carryOver(typed, form);
    this.host?.remove();
    this.host = document.createElement("div");
    this.host.className = "write write--in-place";
    this.host.append(document.adoptNode(form));
    const comment = link.closest(".comment");
    (comment ?? link.parentElement).after(this.host);
    keepDraft(form);
    countCharacters(form);
    this.addCancel(form, link);
    form.querySelector("input:not([type=hidden]), textarea").focus();
  }

  // Whoever begins a comment and then answers another one keeps what they have typed.
  carryOver(from, to) {
    for (const name of ["name", "email", "text", "follow"]) {
      const [old, fresh] = [from.elements[name], to.elements[name]];
      if (old?.type === "checkbox") fresh.checked = old.checked;
      else if (old && fresh) fresh.value = old.value;
    }
  }

  addCancel(form, link) {
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "button button--plain";
    cancel.textContent = form.dataset.cancel;
    cancel.addEventListener("click", () => {
      this.host.remove();
      link.focus();
    });
    form.querySelector(".form__buttons").append(cancel);
  }
}

document.querySelectorAll("section.discussion").forEach((section) => new Discussion(section));
document.querySelectorAll("form.comment-form").forEach((form) => {
  keepDraft(form);
  countCharacters(form);
});
document.querySelectorAll(".own-text").forEach(dropArrivedDraft);
