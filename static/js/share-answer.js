// Shares with what the device has for it, and copies the link; the plain links work without.
class ShareAnswer extends HTMLElement {
  connectedCallback() {
    this.links = this.querySelector("details");
    this.copy = this.querySelector("button");
    this.querySelector("summary").addEventListener("click", (event) => this.share(event));
    this.copy.addEventListener("click", () => this.copyLink());
    document.addEventListener("click", ({ target }) => this.contains(target) || this.close());
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.close(true));
  }

  share(event) {
    const what = { title: this.dataset.title, url: this.copy.value };
    if (this.links.open || !navigator.canShare?.(what)) return;
    event.preventDefault();
    navigator.share(what).catch(({ name }) => {
      if (name !== "AbortError") this.links.open = true; // the device cannot, after all
    });
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(this.copy.value);
      this.copy.textContent = this.dataset.copied;
    } catch {
      this.copy.textContent = this.copy.value; // to be copied by hand
    }
  }

  close(byKey = false) {
    this.links.open = false;
    if (byKey) this.querySelector("summary").focus();
  }
}

customElements.define("share-answer", ShareAnswer);
