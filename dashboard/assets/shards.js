// The picture of the shards by keyboard and pointer: arrows move through it, a line says what each is.
(() => {
  const cellOf = (event) => event.target.closest?.('.shard-map .cell');
  const tell = (event) => {
    const cell = cellOf(event);
    const note = document.getElementById('shard-note');
    if (cell && note) note.textContent = cell.getAttribute('aria-label');
  };
  document.addEventListener('focusin', tell);
  document.addEventListener('pointerover', tell);

  document.addEventListener('keydown', (event) => {
    const cell = cellOf(event);
    if (!cell) return;
    const cells = [...document.querySelectorAll('.shard-map .cell')];
    const width = getComputedStyle(cell.closest('.shard-map')).gridTemplateColumns.split(' ').length;
    const at = cells.indexOf(cell);
    const steps = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: width,
      ArrowUp: -width,
      Home: -at,
      End: cells.length - 1 - at,
    };
    const next = cells[at + steps[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
