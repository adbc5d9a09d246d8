// Questions before what cannot be undone, in a dialog whose safe answer has the focus; and the help.
(() => {
  // A button in the place of one that a live update took away while its question was open; its answer holds for this one.
  let agreed;

  document.addEventListener('htmx:confirm', (event) => {
    const { ctx, issueRequest, dropRequest } = event.detail;
    // Every request passes here; only some ask.
    if (!ctx.confirm) return;
    event.preventDefault();
    if (agreed && ctx.request.submitter === agreed) {
      agreed = undefined;
      issueRequest();
      return;
    }
    const dialog = document.getElementById('confirm');
    const asker = document.activeElement;
    dialog.querySelector('#confirm-text').textContent = ctx.confirm;
    const button = ctx.request.submitter;
    const word = button?.querySelector('.word')?.textContent;
    dialog.querySelector('#confirm-yes').textContent = word ?? 'Confirm';
    dialog.returnValue = 'no';
    const asked = new AbortController();
    const { signal } = asked;
    let isAnswered = false;
    const answer = (given) => {
      if (isAnswered) return;
      isAnswered = true;
      const replaced = button && !button.isConnected ? document.getElementById(button.id) : undefined;
      if (given === 'yes' && replaced === undefined) issueRequest();
      else dropRequest();
      if (given === 'yes' && replaced) {
        agreed = replaced;
        replaced.form.requestSubmit(replaced);
      }
    };
    // An answer holds when it is given: a browser with much to do says a good while later that the dialog has closed,
    // and until the question is dropped the same button would ask none.
    dialog.addEventListener('cancel', () => answer('no'), { signal });
    dialog.addEventListener('submit', (event) => answer(event.submitter?.value), { signal });
    dialog.addEventListener(
      'close',
      () => {
        answer(dialog.returnValue);
        asked.abort();
        if (asker?.isConnected) asker.focus();
      },
      { signal },
    );
    dialog.showModal();
    dialog.querySelector('#confirm-no').focus();
  });

  document.addEventListener('click', (event) => {
    const opener = event.target.closest?.('[data-open]');
    if (opener) document.getElementById(opener.dataset.open)?.showModal();
    // A click beside an open dialog closes it, with its safe answer.
    if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close('no');
  });

  const tally = () => {
    const count = document.getElementById('bulk-count');
    if (!count) return;
    const number = document.querySelectorAll('input[form=bulk]:checked').length;
    count.textContent = number === 0 ? 'Select rows to command' : `${number} selected:`;
    count.dataset.count = String(number);
  };
  document.addEventListener('change', tally);
  document.addEventListener('htmx:after:swap', tally);
  addEventListener('DOMContentLoaded', tally);
})();
