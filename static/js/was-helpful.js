// Says whether the answer helped without leaving it. The links lead to a page that does the same.
class WasHelpful extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.answer(event));
  }

  async answer(event) {
    const link = event.target.closest("a[data-answer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const form = (await this.pageAt(link.href)).querySelector("main form");
      const words = new FormData(form);
      words.set("helpful", link.dataset.answer);
      const thanks = (await this.pageAt(form.action, { method: "POST", body: words })).querySelector("[role=status]");
      this.setAttribute("role", "status");
      this.replaceChildren(document.adoptNode(thanks));
    } catch {
      location.assign(link.href);
    }
  }

  async pageAt(address, request = {}) {
    const response = await fetch(address, { credentials: "same-origin", ...request });
    if (!response.ok) throw new Error(response.statusText);
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }
}

customElements.define("was-helpful", WasHelpful);
