//! The attribute `passwordrules` as Apple describes it ("Customizing Password `AutoFill` Rules"): parts apart by
//! semicolons, each a name and what it wants.
//!
//! `required: upper, [-_]` wants one sign of either; two parts want one of each. Without `allowed`, only what is required
//! somewhere may occur; without both, all of ASCII. A part that makes no sense is left out, the others hold.

use super::Rules;
use super::chars::CharSet;

pub(super) fn read(text: &str) -> Rules {
    let mut rules = Rules::default();
    let mut allowed = CharSet::default();
    for part in parts(text) {
        let Some((name, value)) = part.split_once(':') else {
            rules.unread = true;
            continue;
        };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let number = value.parse::<u32>().ok();
        match name.as_str() {
            "required" | "allowed" => match classes(value) {
                Some(set) if name == "required" => rules.required.push(set),
                Some(set) => allowed = allowed.and(set),
                None => rules.unread = true,
            },
            "minlength" => rules.min = rules.min.max(number),
            "maxlength" => rules.max = [rules.max, number].into_iter().flatten().min(),
            "max-consecutive" => {
                rules.max_consecutive = [rules.max_consecutive, number].into_iter().flatten().min();
            }
            _ => rules.unread = true,
        }
        rules.unread |=
            number.is_none() && matches!(name.as_str(), "minlength" | "maxlength" | "max-consecutive");
    }
    let required = rules.required.iter().fold(CharSet::default(), |all, set| all.and(*set));
    let named = allowed.and(required);
    if !named.is_empty() {
        rules.allowed = named;
    }
    rules
}

/// Apart by semicolons, but for those in brackets.
fn parts(text: &str) -> Vec<&str> {
    split(text, ';').into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `upper, digit, [-_.]`: all signs of them together; nothing if none makes sense.
fn classes(value: &str) -> Option<CharSet> {
    let sets = split(value, ',').into_iter().filter_map(|class| class_of(class.trim()));
    sets.reduce(CharSet::and).filter(|set| !set.is_empty())
}

fn class_of(class: &str) -> Option<CharSet> {
    match class.to_ascii_lowercase().as_str() {
        "upper" => return Some(CharSet::UPPER),
        "lower" => return Some(CharSet::LOWER),
        "digit" => return Some(CharSet::DIGIT),
        "special" => return Some(CharSet::SPECIAL),
        // Of all of Unicode we make only what can be typed everywhere.
        "ascii-printable" | "unicode" => return Some(CharSet::ALL),
        _ => {}
    }
    let inside = class.strip_prefix('[')?.strip_suffix(']')?;
    // A hyphen counts at the start only, a bracket at the end only.
    let (first, rest) = inside.strip_prefix('-').map_or(("", inside), |rest| ("-", rest));
    let signs: String = rest.chars().filter(|sign| *sign != '-').chain(first.chars()).collect();
    Some(CharSet::from_text(&signs))
}

/// Splits at a sign outside of brackets. A closing bracket right after another belongs to the class.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut inside) = (0, false);
    let mut signs = text.char_indices().peekable();
    while let Some((position, sign)) = signs.next() {
        match sign {
            '[' => inside = true,
            ']' if signs.peek().is_none_or(|(_, next)| *next != ']') => inside = false,
            sign if sign == at && !inside => {
                parts.extend(text.get(start..position));
                start = position + sign.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}
