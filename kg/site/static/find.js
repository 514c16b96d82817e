// Searches a copy of the site that is files alone: reads the files that have the rarest word, and keeps what has all.
"use strict";

const MOST = 100;
const handed = [];
globalThis.handOver = (content) => handed.push(content);

const load = (name) => new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = `static/search/${name}.js`;
  script.onload = () => { script.remove(); resolve(handed.pop()); };
  script.onerror = () => reject(new Error(script.src));
  document.head.append(script);
});

// as kg.folding does for most words: what differs is found by its other words
const spelt = (word) => {
  if (word.length < 5) return word.replaceAll("alfa", "alpha");
  if (word.endsWith("ies")) word = `${word.slice(0, -3)}y`;
  else if (/[^siu]s$/.test(word)) word = word.slice(0, -1);
  return word.replace(/our$/, "or").replaceAll("ae", "e").replaceAll("oe", "e").replaceAll("isation", "ization");
};

const fold = (text) => {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/\p{L}+|\p{N}+/gu) ?? []).map(spelt);
};

const begins = (word, keys) => keys.flatMap(([key, size], number) =>
  `${word} `.startsWith(key) || key.startsWith(word) ? [{ number, size }] : []);

const total = (shards) => shards.reduce((sum, { size }) => sum + size, 0);

// the words that are read with fewest bytes; a word that nothing has is left to the comparison
const rarest = (asked, keys) => asked.map((word) => begins(word, keys)).filter((found) => found.length)
  .sort((one, other) => total(one) - total(other))[0] ?? [];

const rank = (asked, [, , kind, label, name, detail]) => {
  const words = fold(kind === "trial" ? `${name} ${label}` : kind === "site" ? `${name} ${detail}` : name);
  const last = asked.at(-1);
  const has = asked.every((word) => words.includes(word)) ||
    (asked.slice(0, -1).every((word) => words.includes(word)) && words.some((word) => word.startsWith(last)));
  if (!has) return -1;
  if (words.join(" ") === asked.join(" ")) return 0;
  return words.join(" ").startsWith(asked.join(" ")) ? 1 : 2;
};

const found = (asked, rows) => {
  const ranked = rows.map((row) => [rank(asked, row), row]).filter(([place]) => place >= 0);
  ranked.sort(([one, a], [other, b]) => one - other || a[0] - b[0]);
  const once = new Map();
  for (const [, row] of ranked) if (!once.has(row[1])) once.set(row[1], row);
  return [...once.values()];
};

const part = (kind, text) => Object.assign(document.createElement("span"), { className: kind, textContent: text });

const shown = ([, file, kind, label, name, detail]) => {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: file, textContent: label });
  const isOther = kind !== "trial" && name !== label;
  item.append(link, " ", part("kind", kind === "trial" ? decodeURIComponent(file.slice(6, -5)) : kind));
  item.append(" ", part("why", [detail, isOther ? `also called ${name}` : ""].filter(Boolean).join(" · ")));
  return item;
};

const search = async (text) => {
  const asked = fold(text);
  if (!asked.length) return;
  const keys = await load("keys");
  const rows = [];
  for (const { number } of rarest(asked, keys)) rows.push(...await load(number));
  const hits = found(asked, rows);
  const first = hits.length > MOST ? `; the first ${MOST}` : "";
  const said = hits.length ? `${hits.length.toLocaleString("en-GB")} found for “${text}”${first}.` : `Nothing here has “${text}”.`;
  document.getElementById("said").textContent = said;
  document.getElementById("hits").replaceChildren(...hits.slice(0, MOST).map(shown));
};

const text = new URLSearchParams(location.search).get("q") ?? "";
document.getElementById("q").value = text;
search(text).catch(() => { document.getElementById("said").textContent = "The files that are searched cannot be read."; });
