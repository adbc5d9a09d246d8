// M1. Only what was made of the latest is remembered. A WeakMap would not do: what is made of a list leads back to the list, and a
//     table in the old generation then keeps each second's list, and all that is in it, until the next full collection.

/** What is made of something that never changes, made once as long as it is the latest that is asked about. */
export const ofLatest = <Of extends object, Made>(make: (of: Of) => Made): ((of: Of) => Made) => {
  let latest: { readonly of: Of; readonly made: Made } | undefined;
  return (of) => {
    if (latest?.of !== of) latest = { of, made: make(of) };
    return latest.made;
  };
};
