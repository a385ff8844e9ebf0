//! Keys of our own: random texts of the signs that the vendor's clients take.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::secret::SecretText;

/// For keys of items, 4.x to 6.x.
pub(super) const ITEM_SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#$%^";
/// For all keys of 7.x.
pub(super) const KEY_SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@!";
/// For codes of links, files and vaults of 4.x to 6.x.
pub(super) const PLAIN_SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Signs of a key of an item, 4.x to 6.x.
pub(super) const SHORT_KEY_LEN: usize = 32;
/// Signs of all others.
pub(super) const LONG_KEY_LEN: usize = 100;

/// So many of these signs, each as likely as the others: bytes that would favour some are thrown away.
pub(super) fn random_text(signs: &[u8], len: usize, rng: &mut impl CryptoRng) -> SecretText {
    let end = u8::try_from(signs.len()).unwrap_or(u8::MAX).max(1);
    let fair = u8::MAX - u8::MAX % end;
    let mut text = Zeroizing::new(String::with_capacity(len));
    let mut bytes = Zeroizing::new([0; 64]);
    while text.len() < len {
        rng.fill_bytes(&mut *bytes);
        let missing = len - text.len();
        let fitting = bytes.iter().filter(|byte| **byte < fair);
        let drawn = fitting.filter_map(|byte| signs.get(usize::from(byte % end)));
        text.extend(drawn.take(missing).map(|sign| char::from(*sign)));
    }
    SecretText::new(std::mem::take(&mut *text))
}
