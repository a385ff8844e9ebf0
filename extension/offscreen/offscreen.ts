import { type Mark, clear } from './clear';

/** What the background asks of this document, and nobody else may. */
export interface ClearRequest {
  type: 'clearClipboard';
  mark: Mark;
  mayRead: boolean;
}

chrome.runtime.onMessage.addListener((message: ClearRequest, sender, answer) => {
  if (!isBackground(sender) || message.type !== 'clearClipboard') return false;
  clear(message.mark, message.mayRead).then(answer, () => answer('failed'));
  return true;
});

/** A view of ours has another address, and a content script has that of its page. */
function isBackground(sender: chrome.runtime.MessageSender): boolean {
  return sender.id === chrome.runtime.id && sender.url === chrome.runtime.getURL('background.js') && !sender.tab;
}
