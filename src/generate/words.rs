//! The lists of words. Origin and licence stand in the files, which are in the module as they are.
//!
//! Each list is in alphabetical order, and each word is stored as what differs from the word before it: 64 kB for both
//! instead of 117 kB. In neither list is one word the beginning of another, so that a passphrase without separators is
//! made of its words in one way only.

use crate::message::WordLanguage;

/// How many words a list has: five dice.
pub const WORDS: usize = 7_776;

/// All words of a list, in alphabetical order.
pub fn words(language: WordLanguage) -> Vec<String> {
    let list = match language {
        WordLanguage::English => include_str!("words/en.txt"),
        WordLanguage::German => include_str!("words/de.txt"),
    };
    let mut words: Vec<String> = Vec::with_capacity(WORDS);
    for letter in list.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars) {
        if let Some(same) = letter.to_digit(10) {
            let begin = words.last().map(|last| last.chars().take(same as usize).collect());
            words.push(begin.unwrap_or_default());
        } else if let Some(last) = words.last_mut() {
            last.push(letter);
        }
    }
    words
}
