// "Save for later": keeps an answer in this browser, for the page of saved answers.
import { keep, savedAnswers, without } from "./saved.js";

class SaveAnswer extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.addEventListener("click", () => this.toggle());
    this.show();
  }

  toggle() {
    const { path, title } = this.dataset;
    const others = without(path);
    keep(this.isSaved ? others : [{ path, title, saved: new Date().toISOString() }, ...others]);
    this.show();
  }

  show() {
    this.isSaved = savedAnswers().some(({ path }) => path === this.dataset.path);
    this.button.setAttribute("aria-pressed", this.isSaved);
  }
}

customElements.define("save-answer", SaveAnswer);
