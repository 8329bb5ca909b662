// Marks in the contents the section that is being read.
class ContentsList extends HTMLElement {
  connectedCallback() {
    this.links = new Map(
      [...this.querySelectorAll("a")].map((link) => [
        document.getElementById(decodeURIComponent(link.hash.slice(1))), link,
      ]),
    );
    this.links.delete(null);
    // A heading counts as read once it has come into the uppermost quarter of the screen.
    this.observer = new IntersectionObserver(() => this.mark(), { rootMargin: "99999px 0px -75%" });
    for (const part of this.links.keys()) this.observer.observe(part);
    this.mark();
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  mark() {
    const line = innerHeight / 4;
    const passed = [...this.links.keys()].filter((part) => part.getBoundingClientRect().top < line);
    const current = this.links.get(passed.at(-1));
    for (const link of this.links.values()) {
      if (link === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }
}

customElements.define("contents-list", ContentsList);
