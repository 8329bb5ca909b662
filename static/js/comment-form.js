// Opens the form for a comment in place, under the discussion or the comment it answers, and counts
// its characters. Without this script the links lead to the form on a page of its own.

function countCharacters(form) {
  const text = form.querySelector("textarea[name=text]");
  const help = document.getElementById(`${text.id}_helptext`);
  if (!help || help.querySelector("output")) return;
  const limit = Number(text.dataset.limit);
  const counter = document.createElement("output");
  counter.className = "field__count";
  const show = () => {
    // As the server counts: a line break is one character, a pictograph one as well.
    const used = [...text.value.replaceAll("\r\n", "\n").trim()].length;
    counter.textContent = ` ${used} / ${limit}`;
    counter.classList.toggle("field__count--over", used > limit);
  };
  text.addEventListener("input", show);
  help.append(counter);
  show();
}

class Discussion {
  constructor(section) {
    this.section = section;
    section.addEventListener("click", (event) => this.open(event));
  }

  async open(event) {
    const link = event.target.closest("a.add-comment, a.comment__reply");
    const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!link || opensElsewhere) return;
    event.preventDefault();
    const page = await this.load(link.href);
    if (page) this.place(page, link);
    else location.assign(link.href); // the page itself says what is the matter
  }

  async load(address) {
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) return null;
      return new DOMParser().parseFromString(await response.text(), "text/html");
    } catch {
      return null;
    }
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
    countCharacters(form);
    this.addCancel(form, link);
    form.querySelector("input:not([type=hidden]), textarea").focus();
  }

  // Whoever begins a comment and then answers another one keeps what they have typed.
  carryOver(from, to) {
    for (const name of ["name", "email", "text"]) {
      const [old, fresh] = [from.elements[name], to.elements[name]];
      if (old && fresh) fresh.value = old.value;
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
document.querySelectorAll("form.comment-form").forEach(countCharacters);
