// Completes names of concepts as they are typed; without this script the most frequent ones are offered.
"use strict";

const WAIT = 150;

const offer = async (input) => {
  const asked = new URLSearchParams({ q: input.value, kind: input.dataset.kind });
  const answer = await fetch(`/suggest?${asked}`);
  if (!answer.ok) return;
  const { suggestions } = await answer.json();
  const options = suggestions.map(({ label, matched, trials }) => {
    const option = document.createElement("option");
    option.value = matched;
    option.textContent = matched === label ? `${trials} trials` : `${label}, ${trials} trials`;
    return option;
  });
  input.list.replaceChildren(...options);
};

for (const input of document.querySelectorAll("input.completed")) {
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length > 1) timer = setTimeout(() => offer(input), WAIT);
  });
}
