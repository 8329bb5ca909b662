// Offers titles while a reader types into the search box around which it stands: an editable
// combobox with a list (ARIA 1.2). Without it the form searches as any other form.

const WAIT = 150; // milliseconds without a key before the site is asked

class SearchSuggest extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `${this.input.id}-list`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.dataset.label);
    this.append(this.list);
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(says)) this.input.setAttribute(name, value);
    this.input.autocomplete = "off";
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    if (document.activeElement === this.input && this.input.value) this.later(); // typed before
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const address = `${this.dataset.source}?q=${encodeURIComponent(this.input.value)}`;
    try {
      const response = await fetch(address, { signal: this.asking.signal });
      this.show(response.ok ? (await response.json()).suggestions : []);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(suggestions) {
    const options = suggestions.map(({ title, url, kind }, number) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${number}`;
      option.dataset.url = url;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const small = document.createElement("small");
      small.textContent = kind;
      option.append(title, small);
      return option;
    });
    this.list.replaceChildren(...options);
    this.open(options.length > 0 && this.contains(document.activeElement));
    this.choose(-1);
  }

  key(event) {
    const options = this.list.children;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // the first Escape closes the list, the next empties the box
      this.close();
    } else if (event.key === "Enter" && options[this.chosen]) {
      event.preventDefault();
      this.go(options[this.chosen]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      this.open(true);
      // One place more than options: there none is chosen, and Enter searches.
      const places = options.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(((this.chosen + 1 + step + places) % places) - 1);
    }
  }

  choose(number) {
    this.chosen = number;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = this.list.children[number];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.choose(-1);
    this.open(false);
  }

  go(option) {
    if (option) location.assign(option.dataset.url);
  }
}

customElements.define("search-suggest", SearchSuggest);
