// Keys only: "/" goes to the search, the arrows go from row to row. All works without.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const at = document.activeElement;
  const search = document.querySelector('main input[type="search"]');
  const isTyping = at.matches("input:not([type=checkbox]), select, textarea");
  if (event.key === "/" && search && !isTyping) {
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...document.querySelectorAll("[data-row]")];
  const row = rows.indexOf(at.closest("[data-row]"));
  if (!step || !(row >= 0 ? !isTyping : at === search && step > 0)) return;
  const to = row + step;
  const target = to < 0 ? search : rows[to]?.querySelector("a, summary, button");
  if (!target) return;
  event.preventDefault();
  target.focus();
});
