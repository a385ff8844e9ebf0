//! The attribute `pattern` of a field, as far as such patterns are simple: what may be looked ahead for, then one class
//! of signs with a number of repetitions. `(?=.*\d)(?=.*[a-z]).{8,20}` is one; anything else is not understood, which
//! is said.
//!
//! Source: WHATWG HTML, "The pattern attribute" (the whole value must match); ECMA-262, "Patterns". No library for
//! regular expressions would help: small ones know no looking ahead, and none makes a text out of a pattern.

use super::Rules;
use super::chars::CharSet;

/// The rules of a pattern. One that is not understood gives none, and says so.
pub(super) fn read(text: &str) -> Rules {
    let text: Vec<char> = text.trim().chars().collect();
    parse(&text).unwrap_or(Rules { unread: true, ..Rules::default() })
}

fn parse(text: &[char]) -> Option<Rules> {
    let mut rest = text.strip_prefix(&['^']).unwrap_or(text);
    let mut rules = Rules::default();
    while let Ahead::Some(ahead, after, is_wanted) = lookahead(rest)? {
        rules = rules.and(if is_wanted { wanted(ahead)? } else { unwanted(ahead)? });
        rest = after;
    }
    let rest = without_end(rest);
    let rest = rest.strip_prefix(&['(']).and_then(|rest| rest.strip_suffix(&[')'])).unwrap_or(rest);
    let rest = rest.strip_prefix(&['?', ':']).unwrap_or(rest);
    Some(rules.and(repeated(rest)?))
}

/// What a pattern looks ahead for at its start, if it does: what is in it, what follows, and whether it is wanted.
enum Ahead<'a> {
    Some(&'a [char], &'a [char], bool),
    None,
}

/// `(?=…)` or `(?!…)` at the start.
fn lookahead(text: &[char]) -> Option<Ahead<'_>> {
    let is_wanted = match text {
        ['(', '?', '=', ..] => true,
        ['(', '?', '!', ..] => false,
        _ => return Some(Ahead::None),
    };
    let inside = text.get(3..)?;
    let end = closing(inside)?;
    Some(Ahead::Some(inside.get(..end)?, inside.get(end + 1..)?, is_wanted))
}

/// Where the group ends that is open at the start.
fn closing(text: &[char]) -> Option<usize> {
    let (mut depth, mut in_class, mut escaped) = (0_u32, false, false);
    for (at, sign) in text.iter().enumerate() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class && depth == 0 => return Some(at),
            ')' if !in_class => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `.*\d`, `[^0-9]*[0-9]`, `.{8,}$`: one sign of a class somewhere, or a form of the whole.
fn wanted(ahead: &[char]) -> Option<Rules> {
    let ahead = ahead.strip_prefix(&['^']).unwrap_or(ahead);
    let ahead = ahead.strip_prefix(&['(']).and_then(|rest| rest.strip_suffix(&[')'])).unwrap_or(ahead);
    if let Some(whole) = ahead.strip_suffix(&['$'])
        && let Some(rules) = repeated(whole)
    {
        return Some(rules);
    }
    let (before, rest) = class(ahead)?;
    // `.{8,}` without an end only says how long it must be.
    if before == CharSet::ALL
        && let Some(((min, None), [])) = quantity(rest)
        && !matches!(rest, ['*' | '+', ..])
    {
        return Some(Rules { min: Some(min), ..Rules::default() });
    }
    let rest = rest.strip_prefix(&['*'])?;
    let rest = rest.strip_prefix(&['?']).unwrap_or(rest);
    let (need, rest) = class(rest)?;
    let ends =
        |rest: &[char]| matches!(rest, [] | ['.', '*'] | ['.', '*', '$'] | ['+'] | ['{', '1', ',', '}']);
    // What comes before must not keep it away from where it is.
    (before.and(need) == CharSet::ALL && ends(rest) && !need.is_empty())
        .then(|| Rules { required: vec![need], ..Rules::default() })
}

/// `.*\s`: no sign of a class anywhere.
fn unwanted(ahead: &[char]) -> Option<Rules> {
    let rest = ahead.strip_prefix(&['.', '*'])?;
    let rest = rest.strip_prefix(&['?']).unwrap_or(rest);
    let (never, rest) = class(rest)?;
    rest.is_empty().then(|| Rules { allowed: never.rest(), ..Rules::default() })
}

/// One class, so and so often: the form of the whole.
fn repeated(text: &[char]) -> Option<Rules> {
    let (allowed, rest) = class(text)?;
    let ((min, max), rest) = quantity(rest)?;
    rest.is_empty().then(|| Rules { min: Some(min), max, allowed, ..Rules::default() })
}

/// The end of the value; it ends there anyway.
fn without_end(text: &[char]) -> &[char] {
    match text {
        [rest @ .., before, '$'] if *before != '\\' => text.get(..=rest.len()).unwrap_or(text),
        _ => text,
    }
}

type Quantity = (u32, Option<u32>);

/// `*`, `+`, `{8}`, `{8,}`, `{8,20}`; once, if there is none.
fn quantity(text: &[char]) -> Option<(Quantity, &[char])> {
    match text {
        ['*', rest @ ..] => Some(((0, None), rest)),
        ['+', rest @ ..] => Some(((1, None), rest)),
        ['{', rest @ ..] => {
            let end = rest.iter().position(|sign| *sign == '}')?;
            let inside: String = rest.get(..end)?.iter().collect();
            let (min, max) = match inside.split_once(',') {
                None => (inside.parse().ok()?, Some(inside.parse().ok()?)),
                Some((min, "")) => (min.parse().ok()?, None),
                Some((min, max)) => (min.parse().ok()?, Some(max.parse().ok()?)),
            };
            Some(((min, max), rest.get(end + 1..)?))
        }
        rest => Some(((1, Some(1)), rest)),
    }
}

/// A class of signs at the start: `.`, `\d`, `[a-z]`, or one sign that stands for itself.
fn class(text: &[char]) -> Option<(CharSet, &[char])> {
    match text {
        ['.', rest @ ..] => Some((CharSet::ALL, rest)),
        ['\\', sign, rest @ ..] => Some((escape(*sign)?, rest)),
        ['[', '^', rest @ ..] => in_brackets(rest).map(|(set, rest)| (set.rest(), rest)),
        ['[', rest @ ..] => in_brackets(rest),
        ['(' | ')' | '|' | '*' | '+' | '?' | '{' | '}' | '^' | '$', ..] | [] => None,
        [sign, rest @ ..] => Some((one(*sign), rest)),
    }
}

fn one(sign: char) -> CharSet {
    CharSet::from_text(sign.encode_utf8(&mut [0; 4]))
}

fn escape(sign: char) -> Option<CharSet> {
    let word = CharSet::LOWER.and(CharSet::UPPER).and(CharSet::DIGIT).and(one('_'));
    Some(match sign {
        'd' => CharSet::DIGIT,
        'D' => CharSet::DIGIT.rest(),
        'w' => word,
        'W' => word.rest(),
        's' => one(' '),
        'S' => one(' ').rest(),
        sign if sign.is_ascii_alphanumeric() => return None,
        sign => one(sign),
    })
}

/// What stands in brackets, behind the first one and behind a `^`.
fn in_brackets(text: &[char]) -> Option<(CharSet, &[char])> {
    let mut set = CharSet::default();
    let mut rest = text;
    loop {
        let (part, after) = match rest {
            [']', after @ ..] => return Some((set, after)),
            // Classes in classes, and what a later form of patterns makes of doubled signs.
            [] | ['[', ..] | ['&', '&', ..] | ['-', '-', ..] => return None,
            ['\\', sign, after @ ..] => (escape(*sign)?, after),
            [from, '-', to, after @ ..] if !matches!(to, ']' | '\\') => {
                if !from.is_ascii() || !to.is_ascii() {
                    // Nothing of it is made here.
                    (CharSet::default(), after)
                } else if from > to {
                    return None;
                } else {
                    (CharSet::range(u8::try_from(*from).ok()?, u8::try_from(*to).ok()?), after)
                }
            }
            [sign, after @ ..] => (one(*sign), after),
        };
        set = set.and(part);
        rest = after;
    }
}
