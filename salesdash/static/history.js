// One entry in the browser's history per thing the visitor did: Streamlit adds one when a page opens and one more when the frame
// writes the filters into its address; the second replaces the first, so that Back leads to what was on screen before.
{
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let touched = false;
  for (const act of ["pointerdown", "keydown", "click"]) addEventListener(act, () => (touched = true), true);
  history.pushState = (...entry) => {
    (touched ? push : replace)(...entry);
    touched = false;
  };
}
