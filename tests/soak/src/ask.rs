//! What is asked, and what a true answer to it looks like.

use nearkey::phone::{Answer, Command, Credential, Website};
use nearkey_servers::phone::chaos::Dice;
use nearkey_servers::{Credential as Entry, Handed};

/// Sites in the vault of each phone.
const SITES: u64 = 16;

/// Entries of one phone; no other phone has the same passwords.
pub fn vault(phone: usize) -> Vec<Entry> {
    let entry = |number: u64| Entry {
        uid: Some(uid(phone, number)),
        name: format!("Entry {number} of phone {phone}"),
        user: format!("user-{number}@phone-{phone}.example"),
        password: format!("pa55-{phone}-{number}-Küste\"\\"),
        website: site(number),
        otp: if number.is_multiple_of(3) { "otpauth://totp/x?secret=JBSWY3DP".into() } else { String::new() },
        veiled: number == SITES - 1,
        ..Entry::default()
    };
    (0..SITES).map(entry).collect()
}

fn uid(phone: usize, number: u64) -> String {
    format!("5a3e1c00-77d2-4c1b-{phone:04x}-{number:012x}")
}

fn site(number: u64) -> String {
    format!("https://login.site-{number}.example")
}

/// Something to ask a phone, at random.
pub fn random(phone: usize, dice: &mut Dice) -> Option<Command> {
    let number = dice.below(SITES);
    Some(match dice.below(10) {
        0..3 => Command::FetchForUrl { website: Website::parse(&site(number)).ok()?, user: None },
        3 => Command::FetchForUid { uid: uid(phone, number) },
        4 => Command::FetchForUids { uids: (number..SITES).map(|number| uid(phone, number)).collect() },
        5 => Command::FetchSingle,
        6 => Command::FetchMultiple,
        7 => Command::FetchAll,
        8 => {
            let new = format!("https://new-{:x}.example", dice.roll());
            let user = Some(format!("user-{:x}", dice.roll()));
            Command::CreateForUrl { website: Website::parse(&new).ok()?, user }
        }
        _ => Command::GetClientKey,
    })
}

/// The protocol's word for a command.
fn word(command: &Command) -> &'static str {
    match command {
        Command::FetchForUrl { .. } => "fetch_credential_for_url",
        Command::FetchForUid { .. } => "fetch_credential_for_uid",
        Command::FetchForUids { .. } => "fetch_credentials_for_uids",
        Command::FetchSingle => "fetch_single_credential",
        Command::FetchMultiple => "fetch_multiple_credentials",
        Command::FetchAll => "fetch_all_credentials",
        Command::CreateForUrl { .. } => "create_credential_for_url",
        Command::GetClientKey => "get_client_key",
        Command::DownloadBackup => "download_vault_backup",
    }
}

/// Whether an answer is the one that the phone handed out for exactly this request: command, site or uids, entries,
/// passwords and client key. The text says what is wrong.
pub fn check(
    command: &Command,
    request: &str,
    answer: &Answer,
    handed: Option<&Handed>,
    vault: &[Entry],
    client_key: &[u8; 32],
) -> Result<(), &'static str> {
    let handed = handed.ok_or("the phone gave nothing to this poll")?;
    if handed.request != request {
        return Err("the answer to another request");
    }
    if handed.command != word(command) {
        return Err("the answer to another command");
    }
    if answer.client_key.as_ref().is_none_or(|key| key.expose() != client_key) {
        return Err("not this link's client key");
    }
    let entry = |key: &str| vault.iter().find(|entry| entry.key() == key);
    let same = |login: &Credential, key: &String| {
        entry(key).is_some_and(|entry| {
            login.uid == entry.uid
                && login.name == entry.name
                && login.user == entry.user
                && login.website == entry.website
                && login.password.expose() == entry.password
                && login.otp.expose() == entry.otp
        })
    };
    let logins = &answer.credentials;
    if logins.len() != handed.keys.len() || !logins.iter().zip(&handed.keys).all(|(a, b)| same(a, b)) {
        return Err("other logins than the phone handed out");
    }
    let fits = match command {
        Command::FetchForUrl { website, .. } => logins.iter().all(|login| login.website == website.as_str()),
        Command::CreateForUrl { website, user } => {
            logins.iter().all(|login| login.website == website.as_str() && Some(&login.user) == user.as_ref())
        }
        Command::FetchForUid { uid } => logins.iter().all(|login| login.uid.as_ref() == Some(uid)),
        Command::FetchForUids { uids } => {
            let visible = |uid: &&String| entry(uid).is_some_and(|entry| !entry.veiled);
            uids.iter().filter(visible).eq(handed.keys.iter())
        }
        // What was made meanwhile by a request that ended before its answer may be missing or not.
        Command::FetchAll => logins.len() + 1 >= usize::try_from(SITES).unwrap_or_default(),
        Command::FetchSingle | Command::FetchMultiple => true,
        Command::GetClientKey | Command::DownloadBackup => logins.is_empty(),
    };
    let expected_number = match command {
        Command::FetchForUrl { .. }
        | Command::FetchForUid { .. }
        | Command::FetchSingle
        | Command::CreateForUrl { .. } => logins.len() == 1,
        _ => true,
    };
    if fits && expected_number { Ok(()) } else { Err("logins that were not asked for") }
}

#[cfg(test)]
mod tests {
    use nearkey::secret::SecretBytes;
    use serde_json::{Value, json};

    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn answer(command: &Command, entries: &[&Entry], key: &[u8; 32]) -> Answer {
        let logins: Vec<Value> = entries.iter().map(|entry| entry.payload()).collect();
        let key = nearkey_servers::phone::wire::android_text(key);
        let plain = json!({ "credential": logins.first(), "credentials": logins, "clientKey": key });
        let plain = SecretBytes::new(plain.to_string().into_bytes());
        Answer::parse(&plain, command.expected()).unwrap()
    }

    fn handed(command: &Command, entries: &[&Entry]) -> Handed {
        Handed {
            client: "ABC-DEF".into(),
            request: "mine".into(),
            command: word(command).into(),
            poll: [0; 32],
            answer: [0; 32],
            keys: entries.iter().map(|entry| entry.key().to_owned()).collect(),
            fault: None,
            swallowed: false,
        }
    }

    #[test]
    fn a_true_answer_passes_and_each_lie_in_it_is_found() {
        let (vault, other) = (vault(1), vault(2));
        let command = Command::FetchForUrl { website: Website::parse(&site(3)).unwrap(), user: None };
        let (right, wrong) = (&vault[3], &vault[4]);
        let ledger = handed(&command, &[right]);
        let run = |command: &Command, entries: &[&Entry], ledger: Option<&Handed>, key: &[u8; 32]| {
            check(command, "mine", &answer(command, entries, key), ledger, &vault, &KEY)
        };
        assert_eq!(run(&command, &[right], Some(&ledger), &KEY), Ok(()));
        assert!(run(&command, &[right], None, &KEY).is_err());
        assert!(run(&command, &[right], Some(&ledger), &[8; 32]).is_err());
        assert!(run(&command, &[wrong], Some(&ledger), &KEY).is_err());
        assert!(run(&command, &[&other[3]], Some(&ledger), &KEY).is_err(), "another phone's login");
        assert!(run(&command, &[wrong], Some(&handed(&command, &[wrong])), &KEY).is_err(), "another site");
        let elsewhere = Handed { request: "another".into(), ..ledger.clone() };
        assert!(run(&command, &[right], Some(&elsewhere), &KEY).is_err());
        let another = Handed { command: "fetch_single_credential".into(), ..ledger };
        assert!(run(&command, &[right], Some(&another), &KEY).is_err());

        let by_uid = Command::FetchForUid { uid: uid(1, 3) };
        assert_eq!(run(&by_uid, &[right], Some(&handed(&by_uid, &[right])), &KEY), Ok(()));
        assert!(run(&by_uid, &[wrong], Some(&handed(&by_uid, &[wrong])), &KEY).is_err());
        let by_uids = Command::FetchForUids { uids: vec![uid(1, 3), uid(1, 4), uid(1, SITES - 1)] };
        assert_eq!(run(&by_uids, &[right, wrong], Some(&handed(&by_uids, &[right, wrong])), &KEY), Ok(()));
        assert!(run(&by_uids, &[right], Some(&handed(&by_uids, &[right])), &KEY).is_err(), "one is missing");
    }
}
