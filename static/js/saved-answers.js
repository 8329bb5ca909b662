// The page of saved answers: fills in what this browser keeps.
import { keep, savedAnswers, without } from "./saved.js";

class SavedAnswers extends HTMLElement {
  connectedCallback() {
    this.row = this.querySelector("template").content;
    this.list = this.querySelector("ul");
    this.addEventListener("click", (event) => this.remove(event));
    this.show();
  }

  show() {
    const answers = savedAnswers();
    this.list.replaceChildren(...answers.map((answer) => this.rowOf(answer)));
    this.querySelector(".saved__none").hidden = answers.length > 0;
  }

  rowOf({ path, title, saved }) {
    const row = this.row.cloneNode(true);
    const link = row.querySelector("a");
    link.href = path;
    link.textContent = title;
    const day = new Date(saved);
    const language = document.documentElement.lang;
    if (!Number.isNaN(day.valueOf())) {
      row.querySelector(".saved__day").textContent = day.toLocaleDateString(language, { dateStyle: "long" });
    }
    const button = row.querySelector("button");
    button.value = path;
    button.setAttribute("aria-label", `${button.textContent}: ${title}`);
    return row;
  }

  remove(event) {
    const button = event.target.closest("button");
    if (!button) return;
    keep(without(button.value));
    this.show();
    (this.querySelector("ul button") ?? document.getElementById("main")).focus();
  }
}

customElements.define("saved-answers", SavedAnswers);
