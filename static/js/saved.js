// Which answers this browser keeps for later. Nothing of it leaves the browser.
const NAME = "saved-answers";
const MOST = 200;

/** @returns {{path: string, title: string, saved: string}[]} the newest first */
export function savedAnswers() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME)) ?? [];
    return kept.filter(({ path, title }) => /^\/(?!\/)/.test(path) && typeof title === "string");
  } catch {
    return []; // forbidden by the browser's settings, or written by somebody else
  }
}

/** @returns {boolean} whether the browser keeps it */
export function keep(answers) {
  try {
    localStorage.setItem(NAME, JSON.stringify(answers.slice(0, MOST)));
    return true;
  } catch {
    return false;
  }
}

export const without = (path) => savedAnswers().filter((answer) => answer.path !== path);
