// Notes on sources close with Escape and with a click elsewhere; without this script they close by their own mark.
"use strict";

const openNotes = () => document.querySelectorAll("details.note[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const note of openNotes()) {
    const inside = note.contains(document.activeElement);
    note.open = false;
    if (inside) note.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const note of openNotes()) if (!note.contains(event.target)) note.open = false;
});
