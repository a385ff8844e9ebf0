//! The calls that make and renew a session. Those of v4 have secrets in their addresses, which are therefore never shown.

use super::{
    Generation,
    request::{SHORT_MS, SMALL},
    tokens::{Tokens, segment},
};
use crate::secret::SecretText;
use crate::server::{Body, Call, Method, Server, members::quote};

/// v4: signs in by the API key. Whether there is a master password is said with it, and refused if there is none.
pub(super) fn by_key(server: &Server, key: &SecretText, master: bool) -> Call {
    let mut url = String::with_capacity(server.base().len() + 40 + key.expose().len());
    url.push_str(server.base());
    url.push_str("/api/v4/auth/login/");
    url.push_str(segment(key.expose()).expose());
    Call { body: Some(json(format!("{{\"useMasterPassword\":{master}}}"))), ..post(url) }
}

/// The next pair of tokens for this one; nothing without a second token.
pub(super) fn refresh(server: &Server, generation: Generation, tokens: &Tokens) -> Option<Call> {
    let refresh = tokens.refresh.as_ref()?;
    Some(match generation {
        Generation::V4 => {
            let mut url = String::with_capacity(server.base().len() + 10_000);
            url.push_str(server.base());
            url.push_str("/api/v4/auth/refreshToken/");
            url.push_str(segment(tokens.access.expose()).expose());
            url.push('/');
            url.push_str(segment(refresh.expose()).expose());
            post(url)
        }
        Generation::V7 => {
            let quoted = zeroize::Zeroizing::new(quote(refresh.expose()));
            let body = json(format!("{{\"refreshToken\":{}}}", *quoted));
            let headers = vec![raw(), ("Authorization", bearer(tokens))];
            let url = format!("{}/api/v1/sessions/refresh", server.base());
            Call { headers, body: Some(body), ..post(url) }
        }
    })
}

/// Adds to a call what it is signed with.
pub(super) fn sign(call: &mut Call, generation: Generation, tokens: &Tokens, hash: Option<&SecretText>) {
    let (login, proof) = match generation {
        Generation::V4 => (("Passwork-Auth", tokens.access.duplicate()), "Passwork-MasterHash"),
        Generation::V7 => (("Authorization", bearer(tokens)), "X-Master-Key-Hash"),
    };
    call.headers.push(login);
    if generation == Generation::V7 {
        call.headers.push(raw());
    }
    call.headers.extend(hash.map(|hash| (proof, hash.duplicate())));
}

fn bearer(tokens: &Tokens) -> SecretText {
    let mut header = String::with_capacity(7 + tokens.access.expose().len());
    header.push_str("Bearer ");
    header.push_str(tokens.access.expose());
    SecretText::new(header)
}

fn raw() -> (&'static str, SecretText) {
    ("X-Response-Format", SecretText::new("raw".to_owned()))
}

fn json(text: String) -> Body {
    Body::Json(SecretText::new(text))
}

fn post(url: String) -> Call {
    Call {
        method: Method::Post,
        url: SecretText::new(url),
        headers: Vec::new(),
        with_login: false,
        body: None,
        timeout_ms: SHORT_MS,
        cap: SMALL,
    }
}
