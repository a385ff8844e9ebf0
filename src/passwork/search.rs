//! What a search sends. Servers find words and their first one to five letters, and nothing between (docs/passwork.md §1.9):
//! so the beginning of one word is asked for, and what comes back is sifted here.

/// The letters that every prefix has, unless an administrator says otherwise.
const PREFIX: usize = 5;
/// Fewer letters find everything.
const SHORTEST: usize = 2;

/// The first five letters of the longest word; nothing if that has only one, or none.
pub fn query_to_send(text: &str) -> Option<String> {
    let words = text.split(|sign: char| !sign.is_alphanumeric());
    let longest = words.rev().max_by_key(|word| word.chars().count())?;
    let query: String = longest.chars().take(PREFIX).flat_map(char::to_lowercase).collect();
    (query.chars().count() >= SHORTEST).then_some(query)
}
