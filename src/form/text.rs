//! Looking for the words of `words` in the texts of a form.

/// Longest text in characters that is searched; snapshots promise less.
const MAX_TEXT_LEN: usize = 400;

/// A text in the form in which words are looked for.
pub(super) struct Words(String);

impl Words {
    /// Joins texts; lower case, `camelCase` and signs become word borders.
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words = String::from(" ");
        for text in texts {
            let mut after_lower = false;
            for letter in text.chars().take(MAX_TEXT_LEN) {
                if after_lower && letter.is_uppercase() {
                    words.push(' ');
                }
                after_lower = letter.is_lowercase();
                if letter.is_alphanumeric() || is_mark(letter) {
                    words.extend(letter.to_lowercase());
                } else if !words.ends_with(' ') {
                    words.push(' ');
                }
            }
            if !words.ends_with(' ') {
                words.push(' ');
            }
        }
        Self(words)
    }

    /// Whether one of the entries occurs.
    pub(super) fn say(&self, entries: &[&str]) -> bool {
        entries.iter().any(|entry| self.has(entry))
    }

    fn has(&self, entry: &str) -> bool {
        let without_spaces = entry.chars().next().is_some_and(|letter| letter >= '\u{0e00}');
        let anywhere = without_spaces || entry.chars().count() > 4;
        let from_word_start = entry.contains(' ');
        self.0.match_indices(entry).any(|(at, found)| {
            let starts_word = self.0.get(..at).is_some_and(|before| before.ends_with(' '));
            let ends_word = self.0.get(at + found.len()..).is_some_and(|after| after.starts_with(' '));
            if anywhere { !from_word_start || starts_word } else { starts_word && ends_word }
        })
    }
}

/// Vowel signs and joiners, which belong to their letters.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{064b}'..='\u{065f}'
        | '\u{0900}'..='\u{0dff}' | '\u{0e31}'..='\u{0e4e}')
}
