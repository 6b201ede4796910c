/** Whether the focus is in a field of the page; one of a dialog that closes gives it back. */
export function isTyping(): boolean {
  const { activeElement } = document;
  return (
    activeElement !== null &&
    activeElement.matches('textarea, input, [contenteditable="true"]') &&
    activeElement.closest('[role="dialog"], [role="alertdialog"]') === null
  );
}
