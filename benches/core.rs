//! What the brain costs, natively: medians side by side, each with its ratio to the first of its group.
//!
//! `cargo xtask bench` runs it with the browser's figures; nothing here is asserted, machines differ.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use nearkey::form;
use nearkey::message::{FieldSnapshot, FormSnapshot, Snapshot};
use nearkey::passman::{Field, read_vault, seal};
use nearkey::passwork::{
    FullItem, Generation, Key, MasterOptions, master_key, open_attachment, read_picture, seal_file,
};
use nearkey::secret::{SecretBytes, SecretText};
use nearkey::server::Reply;
use nearkey::site::{ItemSites, Origin, matches};
use nearkey::vault::{Cost, LocalKey, NewItem, PassphraseFactor, Secrets, Vault};
use rand_core::UnwrapErr;

const ROUNDS: usize = 15;

fn main() {
    let mut rng = UnwrapErr(getrandom::SysRng);
    let small = vault(100, &mut rng);
    let large = vault(5_000, &mut rng);

    group(
        "search while typing (\"mu bank\")",
        &mut [
            ("100 items", &mut || drop(black_box(small.search("mu bank")))),
            ("5 000 items", &mut || drop(black_box(large.search("mu bank")))),
            ("5 000 items, no text", &mut || drop(black_box(large.search("")))),
        ],
    );

    let page = Origin::parse("https://login.example.com").unwrap();
    let sites: Vec<_> = large.entries().map(|entry| ItemSites::parse(&entry.website)).collect();
    group(
        "matching the page with every item",
        &mut [
            ("5 000 items, sites at hand", &mut || {
                black_box(
                    sites.iter().filter(|sites| matches(&page, sites) > nearkey::site::Match::None).count(),
                );
            }),
            ("5 000 items, sites read again", &mut || {
                let all = large.entries().map(|entry| ItemSites::parse(&entry.website));
                black_box(all.filter(|sites| matches(&page, sites) > nearkey::site::Match::None).count());
            }),
        ],
    );

    let local_key = LocalKey::make(&mut rng);
    let passphrase = SecretText::new("correct horse battery staple".to_owned());
    let mut factor = |cost| PassphraseFactor::set(&local_key, &passphrase, cost, &mut rng).unwrap();
    let (usual, floor) = (factor(Cost::DEFAULT), factor(Cost::FLOOR));
    group(
        "opening with the passphrase (Argon2id)",
        &mut [
            ("64 MiB, 3 passes (default)", &mut || drop(black_box(usual.open(&passphrase)))),
            ("19 MiB, 2 passes (floor)", &mut || drop(black_box(floor.open(&passphrase)))),
        ],
    );

    passman(&mut rng);
    passwork(&mut rng);

    let (plain, crowded) = (snapshot(4), snapshot(500));
    group(
        "understanding a page",
        &mut [
            ("4 fields", &mut || _ = black_box(form::understand(&plain))),
            ("500 fields", &mut || _ = black_box(form::understand(&crowded))),
        ],
    );
}

/// Items of Passman: each field is sealed under a key of its own, so opening costs by the field.
fn passman(rng: &mut UnwrapErr<getrandom::SysRng>) {
    let key = SecretText::new("vault password".to_owned());
    let answer = passman_vault(5_000, &key, rng);
    let body = || answer.clone().into_bytes();
    let reply = || Reply::Answer { status: 200, content_type: None, retry_after: None, body: body() };
    let vault = read_vault(reply(), PASSMAN_VAULT).ok().unwrap();
    let item = &vault.credentials[0];
    let size = answer.len() / 1_000_000;
    println!("\na vault of Passman: {} items, {size} MB", vault.credentials.len());
    group(
        "reading the vault, opening its items",
        &mut [
            ("5 000 labels of the answer", &mut || drop(black_box(read_vault(reply(), PASSMAN_VAULT)))),
            ("one field", &mut || drop(black_box(item.user(&key)))),
            ("user and address", &mut || drop(black_box((item.user(&key), item.url(&key))))),
            ("a whole item", &mut || {
                let login = (item.user(&key), item.url(&key), item.password(&key), item.otp(&key));
                drop(black_box((login, item.details(&key))));
            }),
            ("what 5 000 items hold, no key", &mut || {
                let fields = [Field::Username, Field::Password, Field::Otp, Field::Url];
                black_box(vault.credentials.iter().filter(|item| item.has_each(fields)[2]).count());
            }),
        ],
    );
}

/// Items of Passwork: MD5 and AES for each field, PBKDF2 once for the account.
fn passwork(rng: &mut UnwrapErr<getrandom::SysRng>) {
    let secret = |text: &str| SecretText::new(text.to_owned());
    let options = MasterOptions::parse(Some("pbkdf:sha256:300000:64:abcDEF0123456789@!xy"), Generation::V4);
    let options = options.and_then(MasterOptions::strong).unwrap();
    let key = Key::On(secret("itemKey-5ee2529f448e196cbd268b93"));
    let field = key.seal(&secret("correct horse battery staple"), rng).unwrap();
    let quoted = format!("\"{field}\"");
    let custom = format!("{{\"name\":{quoted},\"value\":{quoted},\"type\":{quoted}}}");
    let json = format!("{{\"cryptedPassword\":{quoted},\"custom\":[{custom},{custom},{custom}]}}");
    let file = seal_file(&SecretBytes::new(vec![7; 5 << 20]), &key, rng).unwrap();
    let (file_key, hash) = (&file.key, file.hash.expose());
    let file = format!(
        "{{\"encryptedKey\":\"{file_key}\",\"encryptedData\":\"{}\",\"hash\":\"{hash}\"}}",
        file.data
    );
    let picture = vec![200; 1_920 * 1_080];
    group(
        "Passwork: opening",
        &mut [
            ("one field", &mut || drop(black_box(key.open(&field)))),
            ("an item with 3 own fields", &mut || {
                let item = FullItem::parse(&json, Generation::V4).unwrap();
                drop(black_box((item.password(&key), item.custom(&key))));
            }),
            ("a file of 5 MiB", &mut || drop(black_box(open_attachment(&file, &key)))),
            ("master key, 300 000 rounds", &mut || {
                drop(black_box(master_key(&secret("DemoDemo"), &options)));
            }),
            ("a picture of 2 million points", &mut || drop(black_box(read_picture(&picture, 1_920, 1_080)))),
        ],
    );
}

const PASSMAN_VAULT: &str = "00000000-0000-4000-8000-000000000001";

fn passman_vault(items: usize, key: &SecretText, rng: &mut UnwrapErr<getrandom::SysRng>) -> String {
    let sealed = |plain: &str, rng: &mut _| seal(key, &SecretText::new(plain.to_owned()), rng).unwrap();
    // The same fields in each: to seal all would take longer than everything that is measured.
    let fields = [
        ("description", "\"Third floor, ask for the card at the desk\""),
        ("username", "\"mueller@example.org\""),
        ("password", "\"correct horse battery staple\""),
        ("files", "[]"),
        ("custom_fields", "[]"),
        ("otp", "{\"secret\":\"JBSWY3DPEHPK3PXP\",\"digits\":6,\"period\":30}"),
        ("email", "\"mueller@example.org\""),
        ("tags", "[{\"text\":\"work\"}]"),
        ("url", "\"https://login.example.com/account\""),
        ("compromised", "false"),
    ];
    let fields = fields
        .iter()
        .map(|(name, plain)| format!(",\"{name}\":\"{}\"", sealed(plain, rng)))
        .collect::<Vec<_>>()
        .concat();
    let items = (0..items).map(|at| {
        format!(
            "{{\"credential_id\":{at},\"guid\":\"00000000-0000-4000-8000-{at:012}\",\"vault_id\":1,\"label\":\"Login {at}\",\
             \"created\":1700000000,\"changed\":1700000000,\"delete_time\":0,\"hidden\":0{fields}}}"
        )
    });
    format!(
        "{{\"vault_id\":1,\"guid\":\"{PASSMAN_VAULT}\",\"name\":\"Home\",\"credentials\":[{}]}}",
        items.collect::<Vec<_>>().join(",")
    )
}

fn group(name: &str, cases: &mut [(&str, &mut dyn FnMut())]) {
    println!("\n{name}");
    let mut times = vec![Vec::new(); cases.len()];
    // In turn, so that whatever else the machine does hits all alike.
    for _ in 0..ROUNDS {
        for ((_, case), times) in cases.iter_mut().zip(&mut times) {
            let start = Instant::now();
            case();
            times.push(start.elapsed());
        }
    }
    let medians: Vec<Duration> = times
        .into_iter()
        .map(|mut times| {
            times.sort_unstable();
            times[times.len() / 2]
        })
        .collect();
    for ((name, _), median) in cases.iter().zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        println!("  {name:<32} {:>10.3} ms   × {ratio:.2}", median.as_secs_f64() * 1_000.0);
    }
}

fn vault(items: usize, rng: &mut UnwrapErr<getrandom::SysRng>) -> Vault {
    let mut vault = Vault::create("ABC-DEF", rng);
    let words = ["Bank", "Mail", "Forum", "Müller", "Garden", "Library"];
    let items = (0..items).map(|at| NewItem {
        uid: None,
        name: format!("{} {at}", words[at % words.len()]),
        user: format!("mueller{at}@example.org"),
        website: format!("https://s{}.example{}.com/login", at % 7, at % 500),
        secrets: Secrets { password: SecretText::new(format!("correct horse {at}")), ..Secrets::default() },
        from: None,
    });
    let changes = vault.put(items.collect(), 0, rng).unwrap();
    vault.commit(changes).unwrap();
    vault
}

fn snapshot(fields: u32) -> Snapshot {
    let field = |key: u32| FieldSnapshot {
        key,
        form: Some(0),
        kind: if key == 1 { "password".into() } else { "text".into() },
        name: format!("field-{key}"),
        id: format!("customer_{key}"),
        label: "E-mail address or customer number".into(),
        visible: true,
        editable: true,
        ..FieldSnapshot::default()
    };
    Snapshot {
        origin: "https://login.example.com".into(),
        document: "bench".into(),
        top: true,
        forms: vec![FormSnapshot { buttons: "Log in".into(), ..FormSnapshot::default() }],
        fields: (0..fields).map(field).collect(),
        ..Snapshot::default()
    }
}
