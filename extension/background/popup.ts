const PAGE = 'popup/popup.html';
const SIZE = { width: 400, height: 640 };

/** Opens the popup at its button. Browsers allow that not always: then the same page comes in a window of its own. */
export async function openPopup(): Promise<void> {
  try {
    await chrome.action.openPopup();
  } catch {
    await chrome.windows.create({ url: chrome.runtime.getURL(PAGE), type: 'popup', ...SIZE });
  }
}
