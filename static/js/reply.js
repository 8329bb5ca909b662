// The reply of an expert: the preview follows the typing, a click quotes what is selected, and
// nobody leaves by mistake with words that are not saved.

const PAUSE = 700; // milliseconds without a key before the preview is asked for
const form = document.getElementById("reply-form");
const preview = document.getElementById("preview-button");
const quote = document.getElementById("id_quoted_text");
const comment = document.getElementById("comment-text");
const quoteSelection = document.getElementById("quote-selection");

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

function selectedWords() {
  const selection = document.getSelection();
  const isInside = selection.rangeCount && comment.contains(selection.getRangeAt(0).commonAncestorContainer);
  return isInside ? selection.toString().trim() : "";
}

quoteSelection.hidden = false;
quoteSelection.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
quoteSelection.addEventListener("click", () => {
  const words = selectedWords();
  if (!words) return;
  quote.value = words;
  changed();
});
