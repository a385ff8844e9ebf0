//! What no public source tells: in one place, so that a look at a real server can replace it (docs/passwork.md).

/// v4: a wrong API key at the sign-in.
pub(super) const WRONG_KEY: (u16, &str) = (401, "authFailed");
/// v4: a token that never was, was refreshed, or whose key is gone.
pub(super) const UNKNOWN_TOKEN: (u16, &str) = (401, "apiSessionNotFound");
/// v4: a refresh pair that is not, or not any more.
pub(super) const REFRESH_REFUSED: (u16, &str) = (401, "refreshTokenInvalid");
/// v4: a hash of another master key.
pub(super) const WRONG_MASTER_HASH: (u16, &str) = (401, "wrongMasterHash");
/// v4: no right, and the API forbidden for the user. The code is known, the status not.
pub(super) const ACCESS_DENIED: (u16, &str) = (403, "accessDenied");
/// v4: no such item. The code is known, the status not.
pub(super) const NO_ITEM: (u16, &str) = (404, "passwordNull");
/// v4: no such vault.
pub(super) const NO_VAULT: (u16, &str) = (404, "vaultNull");
/// v4: no such folder.
pub(super) const NO_FOLDER: (u16, &str) = (404, "folderNull");
/// v4: no such shortcut, entry of the inbox or attachment.
pub(super) const NO_OTHER: (u16, &str) = (404, "notFound");
/// v4: a body that is none, or lacks what it needs.
pub(super) const BAD_BODY: (u16, &str) = (400, "validationError");
/// v4: too many calls; with `Retry-After`.
pub(super) const TOO_MANY: (u16, &str) = (429, "tooManyRequests");

/// 7.x: a token that is not known.
pub(super) const V7_UNKNOWN_TOKEN: &str = "accessTokenInvalid";
/// 7.x: a refresh token that is not, or not any more (the status is known to be 401 or 403).
pub(super) const V7_REFRESH_REFUSED: (u16, &str) = (401, "refreshTokenInvalid");
/// 7.x: a hash of another master key.
pub(super) const V7_WRONG_MASTER_HASH: (u16, &str) = (401, "masterKeyHashInvalid");
/// 7.x: codes of 403, 404 and 400.
pub(super) const V7_DENIED: &str = "accessDenied";
pub(super) const V7_NOT_FOUND: &str = "notFound";
pub(super) const V7_BAD_BODY: &str = "invalidValue";

/// `access` and `accessCode` of who may everything, and of who may only read.
pub(super) const ADMIN: (&str, i64) = ("admin", 100);
pub(super) const READ_ONLY: (&str, i64) = ("read", 10);
/// `scope` of a vault that is not the company's.
pub(super) const PRIVATE_SCOPE: &str = "private";
/// Seconds that a refresh token of v4 lives.
pub(super) const REFRESH_TTL: u64 = 7 * 24 * 3600;
/// Where links lead, below the address; of 7.x it is known.
pub(super) const LINK_PATH: &str = "/g/p/";
/// Where the page with the code for phones is, below the address.
pub(super) const QR_PATH: &str = "/mobile";
/// So many of the items that were looked at last are remembered.
pub(super) const RECENT: usize = 30;
