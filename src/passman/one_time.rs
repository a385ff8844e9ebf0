//! One-time codes: Passman's object and the `otpauth://` URI that everybody else writes, both ways.

use url::form_urlencoded;
use zeroize::Zeroizing;

use super::{
    credential::Credential,
    field::{Field, FieldFault, MAX_FIELD_LEN},
};
use crate::secret::SecretText;
use crate::server::members::{self, Members, object, quote};

/// Longest secret, URI or name, in bytes.
const MAX_LEN: usize = 8 * 1024;

impl Credential {
    /// What makes the item's one-time codes: an `otpauth://` URI, or the bare secret of an old item. Empty if there is none.
    pub fn otp(&self, key: &SecretText) -> Result<SecretText, FieldFault> {
        uri(&self.open(Field::Otp, key)?, self.label())
    }
}

/// From the object to a URI. `name` stands in for a missing label.
pub(super) fn uri(plain: &SecretText, name: &str) -> Result<SecretText, FieldFault> {
    let json = plain.expose().trim();
    if matches!(json, "" | "{}" | "[]") {
        return Ok(SecretText::default());
    }
    let Some(members) = Members::parse(json) else {
        // A text, quoted or bare: whoever makes codes of it says whether it is a secret.
        let text = members::text(json, MAX_FIELD_LEN).unwrap_or_else(|| json.to_owned());
        return fitting(SecretText::new(text));
    };
    let scanned = members.json("qr_uri").and_then(|json| match Members::parse(json) {
        Some(inner) => inner.secret("qrData", MAX_LEN),
        None => members::text(json, MAX_LEN).map(SecretText::new),
    });
    let scanned = scanned.filter(|uri| is_uri(uri.expose()));
    let secret = members.secret("secret", MAX_LEN).unwrap_or_default();
    let kind = members.text("type", MAX_LEN).unwrap_or_default().to_ascii_lowercase();
    // Only the URI that was scanned may know how far the codes have counted.
    let counts = kind == "hotp" && members.json("counter").is_none();
    match scanned {
        Some(scanned) if counts || secret.expose().trim().is_empty() => return Ok(scanned),
        _ if is_uri(secret.expose()) => return Ok(secret),
        _ if secret.expose().trim().is_empty() => return Ok(SecretText::default()),
        _ => {}
    }
    let kind = if matches!(kind.as_str(), "hotp" | "steam") { kind.as_str() } else { "totp" };
    let label =
        members.text("label", MAX_LEN).filter(|label| !label.is_empty()).unwrap_or_else(|| name.to_owned());
    let mut text = Zeroizing::new(format!("otpauth://{kind}/{}", escaped(&label)));
    let mut mark = '?';
    let mut add = |name: &str, value: &str| {
        text.push(mark);
        text.push_str(name);
        text.push('=');
        text.push_str(&escaped(value));
        mark = '&';
    };
    let digits: Zeroizing<String> =
        Zeroizing::new(secret.expose().chars().filter(|sign| !sign.is_whitespace()).collect());
    add("secret", &digits);
    for name in ["issuer", "algorithm", "digits", "period", "counter"] {
        let value =
            members.text(name, MAX_LEN).or_else(|| members.number(name).map(|number| number.to_string()));
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            add(name, &value);
        }
    }
    Ok(SecretText::new(std::mem::take(&mut *text)))
}

/// From a URI or a bare secret to the object's JSON text; empty makes an empty object. What a URI does not say is left to
/// the defaults, which are the same everywhere.
pub(super) fn to_json(text: &SecretText) -> SecretText {
    let text = text.expose().trim();
    if text.is_empty() {
        return SecretText::new("{}".to_owned());
    }
    let mut all = vec![("type", quote("totp"))];
    match text.split_once("://").filter(|_| is_uri(text)) {
        None => all.push(("secret", quote(text))),
        Some((_, rest)) => {
            let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
            let (kind, label) = path.split_once('/').unwrap_or((path, ""));
            all = vec![("type", quote(&kind.to_ascii_lowercase())), ("label", quote(&unescaped(label)))];
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                let known = ["secret", "issuer", "algorithm", "digits", "period", "counter"];
                let Some(name) = known.into_iter().find(|known| name.eq_ignore_ascii_case(known)) else {
                    continue;
                };
                let number =
                    matches!(name, "digits" | "period" | "counter").then(|| value.parse::<u64>().ok());
                let json = number.flatten().map_or_else(|| quote(&value), |number| number.to_string());
                if all.iter().all(|(known, _)| *known != name) {
                    all.push((name, json));
                }
            }
        }
    }
    let all = Zeroizing::new(all.into_iter().map(|(name, json)| (name.to_owned(), json)).collect::<Vec<_>>());
    SecretText::new(object(all.iter().map(|(name, json)| (name.as_str(), json.as_str()))))
}

fn is_uri(text: &str) -> bool {
    text.trim_start().get(..10).is_some_and(|start| start.eq_ignore_ascii_case("otpauth://"))
}

fn fitting(text: SecretText) -> Result<SecretText, FieldFault> {
    if text.expose().len() > MAX_LEN { Err(FieldFault::Damaged) } else { Ok(text) }
}

/// For a path or a query: spaces as `%20`, which both take.
fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A path's text; a plus in it is one.
fn unescaped(text: &str) -> String {
    let query = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(query.as_bytes()).next().map(|(_, text)| text.into_owned()).unwrap_or_default()
}
