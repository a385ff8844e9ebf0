//! Answers that claim to be of a Passwork of either generation: at the sign-in, to every call, and while a vault is listed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nearkey::passwork::{
    Answer, Api, Do, Encryption, Generation, Id, Listing, PassworkFault, Probe, Probed, Sent, Session,
    Tokens, Tree, Vault, VaultSeal, read_address,
};
use nearkey::secret::SecretText;
use nearkey::server::{Reply, Server};
use nearkey::time::Timestamp;

const ID: &str = "5ee25269448e196cbe1afe13";
const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn session(server: &Server, generation: Generation) -> Session {
    let tokens = Tokens::pasted(secret("access-01"), Some(secret("refresh-01"))).expect("tokens");
    match generation {
        Generation::V4 => {
            Session::by_key(server.clone(), secret("AbCdEfGhIjKlMnOp"), Some(tokens), Encryption::On)
        }
        Generation::V7 => Session::by_tokens(server.clone(), tokens, Encryption::On),
    }
}

/// What becomes of a call if everything that is sent is answered so; few calls whatever it is.
fn answered(api: &Api, reply: &dyn Fn() -> Reply) -> Result<Answer, PassworkFault> {
    let mut session = session(api.server(), api.generation());
    let (mut due, mut now) = (session.ask(1, api.vaults(), NOW), NOW);
    for _ in 0..20 {
        if due.is_empty() {
            now = now.max(session.wake().expect("somebody waits"));
            due = session.pump(now);
        }
        let mut next = Vec::new();
        for what in due {
            match what {
                Do::Done(1, result) => return result,
                Do::Send(sent, _) => next.extend(session.answered(sent, reply(), now)),
                Do::Done(..) | Do::Keep => {}
            }
        }
        due = next;
    }
    panic!("too many calls");
}

fuzz_target!(|text: &str| {
    let status = [200, 401, 404, 429, 500][text.len() % 5];
    if let Ok(server) = read_address(text) {
        assert!(server.base().starts_with("https://") && server.covers(server.base()));
    }
    let server = read_address("pass.example.org").expect("an address");
    let id = Id::parse(ID).expect("an id");
    let reply =
        || Reply::Answer { status, content_type: None, retry_after: Some(1), body: text.as_bytes().to_vec() };
    let mut probe = Probe::new(server.clone());
    if probe.answered(reply()) == Probed::Next {
        assert_ne!(probe.answered(reply()), Probed::Next);
    }
    for generation in [Generation::V4, Generation::V7] {
        let api = Api::new(server.clone(), generation);
        let _ = answered(&api, &reply);
        // Bare JSON is what an envelope holds.
        let wrapped = format!(r#"{{"status":"success","data":{text}}}"#);
        let body = if generation == Generation::V4 { wrapped.as_str() } else { text };
        let good = || Reply::Answer {
            status: 200,
            content_type: None,
            retry_after: None,
            body: body.as_bytes().to_vec(),
        };
        let Ok(answer) = answered(&api, &good) else { continue };
        let _ = api.read_master_key_options(&answer);
        let _ = api.read_user_keys(&answer);
        let _ = Api::read_domain(&answer);
        let _ = Api::read_vaults(&answer);
        let _ = Api::read_vault(&answer, &id);
        let _ = Api::read_new_id(&answer);
        let _ = Api::read_attachment(&answer, &id);
        let _ = Api::read_snapshots(&answer, &id);
        if let Ok(entry) = api.read_item(&answer, Some(&id)) {
            assert!(entry.key() == &id && entry.body.is_some());
        }
        if let Ok(read) = api.read_entries(&answer) {
            for entry in &read.entries {
                assert!(Id::parse(entry.key().as_str()).is_some());
            }
        }
        if let Ok(link) = api.read_share(&answer) {
            assert!(server.covers(link.expose()));
        }
        let seal = VaultSeal::default();
        let vault = Vault {
            id: id.clone(),
            name: String::new(),
            company: None,
            hidden: false,
            folders: None,
            items: None,
            seal,
        };
        let mut listing = Listing::new(api.clone(), vault);
        while let Some((part, _)) = listing.next() {
            if listing.took(&part, answered(&api, &good)).is_err() {
                return;
            }
        }
        let content = listing.finish();
        let tree = Tree::of(&content.folders);
        for folder in &content.folders {
            assert_eq!(tree.path(Some(&folder.id)).last().copied(), Some(folder.name.as_str()));
        }
    }
    let mut session = session(&server, Generation::V4);
    session.ask(1, Api::new(server, Generation::V4).vaults(), NOW);
    let _ = session.answered(Sent::Renewal, reply(), NOW);
});
