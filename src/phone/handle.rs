//! Handles: private IPv4 addresses in a form that is quick to type, such as `@iu`.

use std::net::Ipv4Addr;

/// The three classes: letter, first address, bits of the rest.
///
/// Source: docs/phone-protocol.md §8.
const CLASSES: [(char, Ipv4Addr, u32); 3] = [
    ('a', Ipv4Addr::new(10, 0, 0, 0), 24),
    ('e', Ipv4Addr::new(172, 16, 0, 0), 20),
    ('i', Ipv4Addr::new(192, 168, 0, 0), 16),
];

/// Longest rest: 26^6 is above 2^24. Leading `a`s are zeros, and more of them are not made by a phone.
const MAX_DIGITS: usize = 6;

/// Reads a handle: `@`, the class letter, a number in base 26 with the digits `a` to `z`. Nothing if it is none or if
/// its number leaves the class.
pub fn address_of_handle(handle: &str) -> Option<Ipv4Addr> {
    let mut letters = handle.strip_prefix('@')?.chars();
    let class = letters.next()?;
    let (_, first, bits) = CLASSES.into_iter().find(|(letter, ..)| *letter == class)?;
    let digits = letters.as_str();
    if digits.is_empty() || digits.len() > MAX_DIGITS {
        return None;
    }
    let mut number = 0_u32;
    for digit in digits.bytes() {
        let value = digit.is_ascii_lowercase().then(|| u32::from(digit - b'a'))?;
        number = number.checked_mul(26)?.checked_add(value)?;
    }
    (number < 1 << bits).then(|| Ipv4Addr::from(u32::from(first) + number))
}

/// The handle of an address, or nothing outside the three private ranges.
pub fn handle_of_address(address: Ipv4Addr) -> Option<String> {
    let address = u32::from(address);
    let (class, first, _) =
        CLASSES.into_iter().find(|(_, first, bits)| address >> bits == u32::from(*first) >> bits)?;
    let mut rest = address - u32::from(first);
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(u8::try_from(rest % 26).unwrap_or_default() + b'a'));
        rest /= 26;
        if rest == 0 {
            break;
        }
    }
    Some(['@', class].into_iter().chain(digits.into_iter().rev()).collect())
}
