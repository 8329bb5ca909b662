// A button that prints the page.
class PrintPage extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => window.print());
  }
}

customElements.define("print-page", PrintPage);
