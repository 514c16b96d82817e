// Puts YASGUI in the place of the plain form, with our endpoint, and completes our terms and prefixes.
"use strict";

const { prefixes, terms } = JSON.parse(document.getElementById("known").textContent);
const form = document.getElementById("plain");
const place = document.getElementById("editor");

const names = [...terms.map((term) => `tkg:${term}`), ...Object.keys(prefixes).map((prefix) => `${prefix}:`)].sort();

Yasgui.Yasqe.registerAutocompleter({
  name: "trialkg",
  bulk: false,
  isValidCompletionPosition: (yasqe) => /^[a-z][\w-]*:?\w*$/i.test(yasqe.getCompleteToken().string),
  get: (yasqe, token) => {
    const typed = (token?.string ?? "").toLowerCase();
    return names.filter((name) => name.toLowerCase().startsWith(typed) || name.toLowerCase().startsWith(`tkg:${typed}`));
  },
});

Yasgui.Yasqe.defaults.autocompleters = ["variables", "trialkg"];
Yasgui.Yasqe.defaults.value = form.elements.query.value;
place.hidden = false;
const yasgui = new Yasgui(place, {
  persistenceId: null,
  requestConfig: { endpoint: "/sparql", method: "POST" },
  endpointCatalogueOptions: { getData: () => [{ endpoint: "/sparql" }] },
});
yasgui.getTab()?.setQuery(form.elements.query.value);
form.hidden = true;
if (!location.hash) {  // it takes the focus, and a phone to the middle of the page
  document.activeElement?.blur();
  scrollTo(0, 0);
}

// what the widget leaves without a name for who cannot see it; answers come and go
const NAMES = { ".CodeMirror textarea": "Query", "select.tableSizer": "Rows on a page" };
const nameAll = () => {
  for (const [which, name] of Object.entries(NAMES)) {
    for (const unnamed of place.querySelectorAll(`${which}:not([aria-label])`)) unnamed.setAttribute("aria-label", name);
  }
  for (const head of place.querySelectorAll(".dt-column-title:empty")) head.textContent = "#";
  for (const frame of place.querySelectorAll(".CodeMirror-scroll")) frame.tabIndex = 0;  // scrolled by keys
};
nameAll();
new MutationObserver(nameAll).observe(place, { childList: true, subtree: true });
