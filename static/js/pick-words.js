// Words selected in one place go into a field by a click, instead of by copying and pasting.
// The button says from where (data-pick-from) and into which field (data-pick-into), and whether a
// line is added there (data-pick-adds) or everything replaced.

function selectedIn(place) {
  const selection = document.getSelection();
  const isInside = selection.rangeCount && place.contains(selection.getRangeAt(0).commonAncestorContainer);
  return isInside ? selection.toString().trim() : "";
}

for (const button of document.querySelectorAll("[data-pick-into]")) {
  const place = document.getElementById(button.dataset.pickFrom);
  const field = document.getElementById(button.dataset.pickInto);
  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const words = selectedIn(place);
    if (!words) return;
    const before = "pickAdds" in button.dataset ? field.value.trim() : "";
    field.value = before ? `${before}\n${words}` : words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
