// Plays a video in place. Without this script the link leads to the video's own page.
class VideoEmbed extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.play(event));
  }

  play(event) {
    const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (opensElsewhere || !event.target.closest("a")) return;
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = this.dataset.player;
    player.title = this.dataset.title;
    player.allow = "autoplay; fullscreen; picture-in-picture";
    player.allowFullscreen = true;
    player.referrerPolicy = "strict-origin-when-cross-origin";
    this.replaceChildren(player);
    player.focus();
  }
}

customElements.define("video-embed", VideoEmbed);
