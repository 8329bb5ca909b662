// Makes or asks for a passkey and sends what the device answers. Browsers without passkeys, and
// pages without this script, show other ways only.
class PasskeyForm extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    this.hidden = false;
    this.querySelector("form").addEventListener("submit", (event) => this.ask(event));
  }

  async ask(event) {
    event.preventDefault();
    const form = event.target;
    const told = this.querySelector("[role=alert]:last-of-type");
    told.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify(await this.credential());
    } catch {
      told.textContent = this.dataset.failed;
      return;
    }
    form.submit();
  }

  async credential() {
    const { publicKey } = await this.options();
    if ("creates" in this.dataset) {
      const creation = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
      return navigator.credentials.create({ publicKey: creation });
    }
    const request = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
    return navigator.credentials.get({ publicKey: request });
  }

  async options() {
    if (!this.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent);
    const response = await fetch(this.dataset.options, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.statusText);
    return (await response.json()).request_options;
  }
}

customElements.define("passkey-form", PasskeyForm);
