'use strict';
(() => {
  const table = document.querySelector('table');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const form = document.querySelector('form');
  const [words, outcome] = form.elements;
  let texts;

  const filter = () => {
    texts ||= rows.map(row => row.textContent.toLowerCase());
    const wanted = words.value.toLowerCase().split(' ').filter(word => word);
    let shown = 0;
    rows.forEach((row, i) => {
      const fits = (!outcome.value || row.className === outcome.value) && wanted.every(word => texts[i].includes(word));
      row.hidden = !fits;
      shown += fits;
    });
    form.querySelector('output').value = shown + ' of ' + rows.length;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.us ? Number(cell.dataset.us) : cell.textContent;
  };

  const sort = (head, column) => {
    const descending = head.ariaSort === 'ascending';
    const keyed = rows.map(row => [key(row, column), row]);
    keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1));
    [...table.tHead.rows[0].cells].forEach(cell => cell.removeAttribute('aria-sort'));
    head.ariaSort = descending ? 'descending' : 'ascending';
    body.append(...keyed.map(([, row]) => row));
  };

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(head, column));
    head.append(button);
  });
  form.addEventListener('input', filter);
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = false;
})();
