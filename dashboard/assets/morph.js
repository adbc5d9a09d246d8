// What a person opened stays open while rows change. Stands after htmx.
htmx.registerExtension('keep-open', {
  htmx_before_morph_attr: (element, { attrName }) => !(attrName === 'open' && element.matches('details, dialog')),
});
