//! Drawing without a favourite.

use rand_core::CryptoRng;

/// A number below `end`, each as likely as the others: draws that would favour some are thrown away.
pub(super) fn below(end: u32, rng: &mut impl CryptoRng) -> u32 {
    let end = end.max(1);
    let fair = u32::MAX - u32::MAX % end;
    loop {
        let mut bytes = [0; 4];
        rng.fill_bytes(&mut bytes);
        let number = u32::from_le_bytes(bytes);
        if number < fair {
            return number % end;
        }
    }
}

/// A random order (Fisher and Yates).
pub(super) fn shuffle<T>(items: &mut [T], rng: &mut impl CryptoRng) {
    for last in (1..items.len()).rev() {
        let end = u32::try_from(last + 1).unwrap_or(u32::MAX);
        items.swap(last, below(end, rng) as usize);
    }
}
