//! Sessions, answers and calls for the tests of what is sent to a Passwork and read from it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses its part, and may stop at what is not there"
)]

use nearkey::passwork::{
    Answer, Api, Do, Encryption, Generation, Id, PassworkFault, Request, Sent, Session, Tokens, read_address,
};
use nearkey::secret::SecretText;
use nearkey::server::{Call, Reply, Server};
use nearkey::time::Timestamp;
use serde_json::{Value, json};

/// Sixty letters and digits, as hosts of v4 give them. Invented.
pub const KEY: &str = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789aBcDeFgHiJkLmNoPqRsTuVwX";
pub const VAULT: &str = "5ee25269448e196cbe1afe13";
pub const OTHER_VAULT: &str = "5ee25269448e196cbe1afe14";
pub const ITEM: &str = "5ee2529f448e196cbd268b93";
/// Milliseconds since 1970.
pub const NOW: Timestamp = Timestamp(1_700_000_000_000);

pub fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

pub fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

/// The id that ends in this number.
pub fn numbered(number: usize) -> String {
    format!("{number:024x}")
}

pub fn server() -> Server {
    read_address("https://pass.example.org/team").unwrap()
}

pub fn v4() -> Api {
    Api::new(server(), Generation::V4)
}

pub fn v7() -> Api {
    Api::new(server(), Generation::V7)
}

pub fn says(status: u16, body: &str) -> Reply {
    Reply::Answer {
        status,
        content_type: Some("application/json".into()),
        retry_after: None,
        body: body.as_bytes().to_vec(),
    }
}

pub fn waits(status: u16, retry_after: Option<u32>) -> Reply {
    Reply::Answer { status, content_type: None, retry_after, body: b"{}".to_vec() }
}

/// The envelope of v4.
pub fn ok(data: &Value) -> Reply {
    says(200, &json!({ "status": "success", "data": data }).to_string())
}

pub fn failed(status: u16, code: &str) -> Reply {
    let body = json!({ "status": "failed", "code": code, "data": { "errorMessage": "Nein, s3cret" } });
    says(status, &body.to_string())
}

/// An error of 7.x.
pub fn error(status: u16, code: &str) -> Reply {
    let body = json!({ "errors": [{ "code": code, "field": null, "message": "no" }] });
    says(status, &body.to_string())
}

pub fn expired() -> Reply {
    failed(401, "apiSessionExpired")
}

/// What a sign-in of v4 gives; `ttl` in seconds.
pub fn signed_in(token: &str, refresh: Option<&str>, ttl: u64) -> Reply {
    let until = NOW.0 / 1000 + ttl;
    let mut data = json!({
        "token": token, "tokenTtl": ttl, "tokenExpiredAt": until, "user": { "name": "Mara", "email": "mara@example.org" },
    });
    if let Some(refresh) = refresh {
        data["refreshToken"] = json!(refresh);
        data["refreshTokenTtl"] = json!(3600);
        data["refreshTokenExpiredAt"] = json!(until + 3600);
    }
    ok(&data)
}

pub fn pair(access: &str, refresh: &str) -> Tokens {
    Tokens::pasted(secret(access), Some(secret(refresh))).unwrap()
}

/// A session of v4 that is signed in with `token-1`.
pub fn session() -> Session {
    let mut session = Session::by_key(server(), secret(KEY), None, Encryption::Unknown);
    assert_eq!(shown(&session.ask(0, v4().vaults(), NOW)), [format!("renew POST auth/login/{KEY}")]);
    session.answered(Sent::Renewal, signed_in("token-0001", Some("refresh-01"), 600), NOW);
    session.answered(Sent::Asked(0), ok(&json!([])), NOW);
    session
}

/// The refresh of [`session`], in words.
pub const REFRESH: &str = "renew POST auth/refreshToken/token-0001/refresh-01";

/// A session of v4 that is not signed in.
pub fn fresh(encryption: Encryption) -> Session {
    Session::by_key(server(), secret(KEY), None, encryption)
}

/// What is to be done, in words.
pub fn shown(all: &[Do]) -> Vec<String> {
    all.iter()
        .map(|what| match what {
            Do::Keep => "keep".to_owned(),
            Do::Send(Sent::Renewal, call) => format!("renew {}", line(call)),
            Do::Send(Sent::Asked(number), call) => format!("{number} {}", line(call)),
            Do::Done(number, Ok(answer)) => format!("{number} is {}", answer.json()),
            Do::Done(number, Err(fault)) => format!("{number} failed: {fault:?}"),
        })
        .collect()
}

/// Method and path below the API, with the token if there is one.
fn line(call: &Call) -> String {
    let (_, api) = call.url.expose().split_once("/api/v").unwrap();
    let (_, path) = api.split_once('/').unwrap();
    let token = header(call, "Passwork-Auth").or_else(|| header(call, "Authorization"));
    let token = token.map_or_else(String::new, |token| format!(" by {token}"));
    format!("{} {path}{token}", call.method.as_str())
}

pub fn header(call: &Call, name: &str) -> Option<String> {
    call.headers.iter().find(|(of, _)| *of == name).map(|(_, value)| value.expose().to_owned())
}

/// The answer to a call of v4, as a session hands it out.
pub fn answer(reply: Reply) -> Result<Answer, PassworkFault> {
    through(session(), v4().vaults(), reply)
}

/// The same for 7.x.
pub fn answer7(reply: Reply) -> Result<Answer, PassworkFault> {
    let mut session = Session::by_tokens(server(), pair("access-01", "refresh-01"), Encryption::Off);
    session.ask(1, v7().vaults(), NOW);
    session.answered(Sent::Asked(1), says(200, "[]"), NOW);
    through(session, v7().vaults(), reply)
}

fn through(mut session: Session, request: Request, reply: Reply) -> Result<Answer, PassworkFault> {
    session.ask(9, request, NOW);
    let done = session.answered(Sent::Asked(9), reply, NOW);
    done.into_iter()
        .find_map(|what| match what {
            Do::Done(9, result) => Some(result),
            _ => None,
        })
        .unwrap()
}

/// The answer with this data.
pub fn data(data: &Value) -> Answer {
    answer(ok(data)).ok().unwrap()
}

/// A row of a list of v4.
pub fn row(number: usize, folder: Option<&str>) -> Value {
    json!({
        "vaultId": VAULT, "folderId": folder, "id": numbered(number), "name": format!("Item {number}"),
        "login": "mara", "url": "https://example.org", "description": null, "color": null, "tags": null,
    })
}

/// A folder of v4, with its amounts of folders and items.
pub fn folder(number: usize, parent: Option<&str>, amounts: Option<(u64, u64)>) -> Value {
    let mut folder = json!({
        "vaultId": VAULT, "id": numbered(number), "name": format!("Folder {number}"), "parentId": parent, "path": [],
    });
    if let Some((folders, items)) = amounts {
        folder["foldersAmount"] = json!(folders);
        folder["passwordsAmount"] = json!(items);
    }
    folder
}

/// A whole item of v4.
pub fn full_item() -> Value {
    json!({
        "vaultId": VAULT, "folderId": null, "id": ITEM, "name": "Mail", "login": "alice@example.com",
        "cryptedPassword": "c2VjcmV0", "cryptedKey": "YQ==", "url": "https://mail.example.com/login",
        "description": "note", "color": 1, "tags": ["test"], "custom": null, "attachments": null,
        "path": [{ "order": 0, "name": "Company vault", "type": "vault", "id": VAULT }], "access": "admin",
        "accessCode": 100, "isFavorite": true, "lastPasswordUpdate": 1_640_995_200, "updatedAt": "1640995300",
    })
}
