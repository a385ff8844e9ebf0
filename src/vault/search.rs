//! Finding items by what a person remembers of them.

use super::Entry;

/// Longest search text in characters that is looked at.
const MAX_QUERY_LEN: usize = 200;

/// Letters and what they are without diacritics; lower case.
const PLAIN: [(&str, &str); 33] = [
    ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęěẹẻẽếềểễệ"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıǐỉị"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņň"),
    ("o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšșſ"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưǔụủứừửữự"),
    ("w", "ŵ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżž"),
    ("α", "ά"),
    ("ε", "έ"),
    ("η", "ή"),
    ("ι", "ίϊΐ"),
    ("ο", "ό"),
    ("υ", "ύϋΰ"),
    ("ω", "ώ"),
    ("σ", "ς"),
    ("е", "ё"),
    ("и", "й"),
];

/// How well an item fits, best first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    NameStarts,
    WordOfNameStarts,
    InName,
    Elsewhere,
}

/// See [`super::Vault::search`].
pub(super) fn search<'a>(entries: impl Iterator<Item = &'a Entry>, text: &str) -> Vec<&'a Entry> {
    let mut query = String::new();
    fold_into(&mut query, text.chars().take(MAX_QUERY_LEN));
    let words: Vec<&str> = query.split_whitespace().collect();

    let (mut name, mut others) = (String::new(), String::new());
    let mut found: Vec<(Rank, String, &Entry)> = Vec::new();
    for entry in entries {
        name.clear();
        fold_into(&mut name, entry.name.chars());
        others.clear();
        fold_into(&mut others, entry.user.chars().chain(['\n']).chain(entry.website.chars()));
        if words.iter().all(|word| name.contains(word) || others.contains(word)) {
            found.push((rank(&name, &words), name.clone(), entry));
        }
    }
    found.sort_by(|one, other| (&one.0, &one.1, &one.2.uid).cmp(&(&other.0, &other.1, &other.2.uid)));
    found.into_iter().map(|(_, _, entry)| entry).collect()
}

fn rank(name: &str, words: &[&str]) -> Rank {
    let starts_word = |word: &&str| {
        name.split(|letter: char| !letter.is_alphanumeric()).any(|part| part.starts_with(*word))
    };
    match words.first() {
        None => Rank::NameStarts,
        Some(first) if name.starts_with(first) && words.iter().all(|word| name.contains(word)) => {
            Rank::NameStarts
        }
        Some(_) if words.iter().all(starts_word) => Rank::WordOfNameStarts,
        Some(_) if words.iter().all(|word| name.contains(word)) => Rank::InName,
        Some(_) => Rank::Elsewhere,
    }
}

/// Adds letters in lower case and without diacritics.
fn fold_into(folded: &mut String, letters: impl Iterator<Item = char>) {
    for letter in letters {
        if letter.is_ascii() {
            folded.push(letter.to_ascii_lowercase());
            continue;
        }
        for lower in letter.to_lowercase().filter(|lower| !matches!(lower, '\u{0300}'..='\u{036f}')) {
            match PLAIN.iter().find(|(_, marked)| marked.contains(lower)) {
                Some((plain, _)) => folded.push_str(plain),
                None => folded.push(lower),
            }
        }
    }
}
