//! Whether a host may be shown in its own letters.
//!
//! A small, careful rule in the spirit of UTS-39 ("highly restrictive") and of Chromium's IDN policy: one script per
//! label, and a label that could be read as Latin stays in punycode. When unsure, punycode.

/// Cyrillic letters that no Latin letter looks like.
const CLEAR_CYRILLIC: &str = "бджзйлфцчшщъыэюяђєљњћџґ";
/// Greek letters that no Latin letter looks like.
const CLEAR_GREEK: &str = "δζθλξπσςφψ";
/// Latin letters that are taken for others: dotless i, kra, long s, n with apostrophe, l with middle dot, stroke d.
const DECEPTIVE_LATIN: &str = "ıĸſŉŀđħŧðþøœæ";
/// Ideographs and kana that are taken for slashes, dashes, dots or other signs.
const DECEPTIVE_EAST_ASIAN: &str = "ノンソゾ丿丶丨一二三工口卜へヘニハーᅵᅳ";

/// The scripts that are told apart; all others stay in punycode.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    EastAsian,
    Hangul,
}

/// The host in Unicode if every label is harmless, else as it is. `host` is ASCII.
pub(super) fn unicode_or_punycode(host: &str) -> String {
    if !host.split('.').any(|label| label.starts_with("xn--")) {
        return host.to_owned();
    }
    let unicode = url::quirks::domain_to_unicode(host);
    let top_is_ascii = unicode.rsplit('.').next().is_none_or(str::is_ascii);
    // Some letters exist in Unicode and map to others on the way back; such a host is not the one it reads as.
    let same = url::quirks::domain_to_ascii(&unicode) == host;
    let harmless = same && unicode.split('.').all(|label| is_harmless(label, top_is_ascii));
    if harmless { unicode } else { host.to_owned() }
}

fn is_harmless(label: &str, top_is_ascii: bool) -> bool {
    if label.is_ascii() {
        return !label.starts_with("xn--");
    }
    let mut script = None;
    for letter in label.chars().filter(|letter| !(letter.is_ascii_digit() || *letter == '-')) {
        let Some(of_letter) = script_of(letter) else { return false };
        if *script.get_or_insert(of_letter) != of_letter {
            return false;
        }
    }
    let has_letter_of = |clear: &str| label.chars().any(|letter| clear.contains(letter));
    match script {
        Some(Script::Latin) => !has_letter_of(DECEPTIVE_LATIN),
        Some(Script::Cyrillic) => !top_is_ascii || has_letter_of(CLEAR_CYRILLIC),
        Some(Script::Greek) => !top_is_ascii || has_letter_of(CLEAR_GREEK),
        Some(Script::EastAsian | Script::Hangul) => {
            label.chars().any(|letter| !letter.is_ascii() && !DECEPTIVE_EAST_ASIAN.contains(letter))
        }
        None => false,
    }
}

fn script_of(letter: char) -> Option<Script> {
    Some(match letter {
        'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ' | '\u{0100}'..='\u{017f}' => Script::Latin,
        '\u{0370}'..='\u{03ff}' => Script::Greek,
        '\u{0430}'..='\u{045f}' | '\u{0491}' => Script::Cyrillic,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' => {
            Script::EastAsian
        }
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => Script::EastAsian,
        '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
        _ => return None,
    })
}
