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
