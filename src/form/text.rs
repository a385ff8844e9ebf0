//! Looking for the words of `words` in the texts of a form.

/// Longest text in characters that is searched; snapshots promise less.
const MAX_TEXT_LEN: usize = 400;

/// A text in the form in which words are looked for.
#[derive(Default)]
pub(super) struct Words {
    /// Lower case, one space before and after each word.
    text: String,
    /// Without letters of other scripts most entries need not be looked for.
    ascii: bool,
}

impl Words {
    /// Joins texts; lower case, `camelCase` and signs become word borders.
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::without(texts, &[])
    }

    /// The same, without some words.
    pub(super) fn without<'a>(texts: impl IntoIterator<Item = &'a str>, left_out: &[String]) -> Self {
        let mut text = String::from(" ");
        for part in texts {
            for word in words(part).filter(|word| !left_out.contains(word)) {
                text.push_str(&word);
                text.push(' ');
            }
        }
        let ascii = text.is_ascii();
        Self { text, ascii }
    }

    /// Whether one of the entries occurs.
    pub(super) fn say(&self, entries: &[&str]) -> bool {
        self.text.len() > 1
            && entries.iter().any(|entry| (!self.ascii || entry.is_ascii()) && self.has(entry))
    }

    fn has(&self, entry: &str) -> bool {
        let without_spaces = entry.chars().next().is_some_and(|letter| letter >= '\u{0e00}');
        let anywhere = without_spaces || entry.chars().count() > 4;
        let from_word_start = entry.contains(' ');
        self.text.match_indices(entry).any(|(at, found)| {
            let starts_word = self.text.get(..at).is_some_and(|before| before.ends_with(' '));
            let ends_word = self.text.get(at + found.len()..).is_some_and(|after| after.starts_with(' '));
            if anywhere { !from_word_start || starts_word } else { starts_word && ends_word }
        })
    }
}

/// The words of a text, lower case.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let mut all = vec![String::new()];
    let mut after_lower = false;
    for letter in text.chars().take(MAX_TEXT_LEN) {
        let is_part = letter.is_alphanumeric() || is_mark(letter);
        let border = !is_part || (after_lower && letter.is_uppercase());
        after_lower = letter.is_lowercase();
        if border {
            all.push(String::new());
        }
        if is_part && let Some(word) = all.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    all.into_iter().filter(|word| !word.is_empty())
}

/// Vowel signs and joiners, which belong to their letters.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{064b}'..='\u{065f}'
        | '\u{0900}'..='\u{0dff}' | '\u{0e31}'..='\u{0e4e}')
}
