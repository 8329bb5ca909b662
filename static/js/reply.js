// The reply of an expert: the preview follows the typing, and nobody leaves by mistake with words
// that are not saved.

const PAUSE = 700; // milliseconds without a key before the preview is asked for
const form = document.getElementById("reply-form");
const preview = document.getElementById("preview-button");

let waiting;
let isChanged = false;

function changed() {
  isChanged = true;
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(preview), PAUSE);
}

form.addEventListener("input", changed);
form.addEventListener("submit", (event) => {
  if (event.submitter === preview) return;
  clearTimeout(waiting);
  isChanged = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});
