/** What the user grants so that we may stay in pages: every web page. Browsers know nothing between this and one site. */
export const PAGES = { origins: ['https://*/*', 'http://*/*'] };
