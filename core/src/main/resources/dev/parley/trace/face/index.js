'use strict';
(() => {
  const rowsOfBody = 100;
  const table = document.querySelector('table');
  const heads = [...table.tHead.rows[0].cells];
  const form = document.querySelector('form');
  const [words, outcome] = form.elements;
  let rows = [...table.querySelectorAll('tbody > tr')];
  const texts = new Map();

  const textOf = row => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };

  const show = () => {
    const wanted = words.value.toLowerCase().split(' ').filter(word => word);
    const shown = rows.filter(row =>
      (!outcome.value || row.className === outcome.value) && wanted.every(word => textOf(row).includes(word)));
    const bodies = [];
    for (let i = 0; i < shown.length; i += rowsOfBody) {
      const body = document.createElement('tbody');
      body.append(...shown.slice(i, i + rowsOfBody));
      bodies.push(body);
    }
    table.replaceChildren(table.tHead, ...bodies);
    form.querySelector('output').value = shown.length + ' of ' + rows.length;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.us ? Number(cell.dataset.us) : cell.textContent;
  };

  const sort = (head, column) => {
    const descending = head.ariaSort === 'ascending';
    const keyed = rows.map(row => [key(row, column), row]);
    keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1));
    rows = keyed.map(([, row]) => row);
    heads.forEach(cell => cell.removeAttribute('aria-sort'));
    head.ariaSort = descending ? 'descending' : 'ascending';
    show();
  };

  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(head, column));
    head.append(button);
  });
  form.addEventListener('input', show);
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = false;
})();
