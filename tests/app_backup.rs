//! A backup of the phone: with consent, once, and nothing of it trusted (T-79).
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{Job, Rig, light::Stage, user::ID};
use nearkey::{app::*, message::*, phone::*};
use sha2::{Digest, Sha256};

const ASK: fn() -> Intent = || Intent::AskBackup { phone: ID.into() };

/// The backups that were handed out: to whom, file name, text.
fn handed_out(rig: &Rig) -> Vec<(ViewId, &str, &str)> {
    let posts = rig.posts.iter().filter_map(|(view, post)| match post {
        ToView::Backup { file_name, text } => Some((*view, file_name.as_str(), text.as_str())),
        _ => None,
    });
    posts.collect()
}

fn agreed(rig: &mut Rig, options: ViewId) {
    rig.say(options, ASK());
    rig.wait(200);
    assert_eq!(rig.phone.state().prompt().unwrap().command, "download_vault_backup");
    assert!(rig.phone.got.is_empty(), "the phone's user was not asked yet");
    rig.accept();
}

fn why_not(rig: &Rig, options: ViewId) -> Option<String> {
    match rig.options_seen(options).notice {
        Some(Notice::NoBackup { fault }) => Some(fault.key),
        _ => None,
    }
}

#[test]
fn a_backup_comes_once_to_the_options_with_its_digest() {
    let mut rig = Rig::linked();
    let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
    agreed(&mut rig, options);
    rig.wait(3_000);
    let handed = handed_out(&rig);
    assert_eq!(handed.len(), 1);
    let (view, file_name, text) = handed[0];
    assert_eq!(view, options);
    assert!(file_name.starts_with("anotherpassvault_") && file_name.strip_suffix(".json").is_some());
    assert!(text.contains("encMasterKey"));
    let shown = rig.options_seen(options).backup.unwrap();
    assert_eq!(shown.file_name, file_name);
    assert_eq!(shown.digest, hex(&Sha256::digest(text.as_bytes())));
    assert_eq!(shown.size.to_string(), text.len().to_string());
    assert_eq!(rig.phone.got.len(), 1, "fetched once");
    assert!(rig.phone.got[0].starts_with(&format!("http://192.168.0.20:8787/{ID}_")));
    assert!(rig.caches().is_empty(), "t89: the key that came along opened nothing");
    assert_ne!(rig.seen(popup).state, PopupState::Open);
    rig.tell(Event::ViewClosed { view: options });
    let options = rig.attach(ViewKind::Options);
    assert!(rig.options_seen(options).backup.is_none());
}

#[test]
fn t79_each_backup_needs_its_own_consent_in_the_options() {
    let mut rig = Rig::linked();
    let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
    for view in [popup, rig.attach(ViewKind::Link), rig.attach(ViewKind::Doctor)] {
        let seq = rig.say(view, ASK());
        assert_eq!(rig.refusal(seq), Some("badMessage"));
    }
    rig.say(options, ASK());
    rig.wait(200);
    rig.phone.state().deny().unwrap();
    rig.wait(2_000);
    for view in [popup, options] {
        let seq = rig.say(view, Intent::RepeatRequest);
        assert_eq!(rig.refusal(seq), Some("badMessage"));
    }
    rig.wait(2_000);
    assert!(rig.phone.state().prompt().is_none() && rig.phone.got.is_empty());
}

#[test]
fn t79_what_is_no_backup_is_not_handed_out() {
    let large = [b"{\"a\":\"".as_slice(), &vec![b'x'; BACKUP_CAP], b"\"}"].concat();
    for (body, fault) in [
        (b"<html>Router</html>".to_vec(), "backupUnusable"),
        (b"[1,2]".to_vec(), "backupUnusable"),
        (b"{\"vaultId\":".to_vec(), "backupUnusable"),
        (b"{\"a\":\"\xff\"}".to_vec(), "backupUnusable"),
        (Vec::new(), "backupUnusable"),
        (large, "phoneAnswerTooLarge"),
    ] {
        let mut rig = Rig::linked();
        let options = rig.attach(ViewKind::Options);
        rig.phone.backup = Some(body);
        agreed(&mut rig, options);
        rig.wait(3_000);
        assert_eq!(why_not(&rig, options).as_deref(), Some(fault));
        assert!(handed_out(&rig).is_empty());
        assert!(rig.options_seen(options).backup.is_none());
    }
}

#[test]
fn t79_a_file_name_of_the_phone_is_made_safe_and_a_path_is_refused() {
    let good = format!("{ID}_abc123");
    for (name, key, file_name) in [
        ("anotherpassvault_77.json", good.as_str(), Some("anotherpassvault_77.json")),
        ("../../evil.exe", &good, Some("anotherpassvault.json")),
        ("anotherpassvault_1.json.exe", &good, Some("anotherpassvault.json")),
        ("anotherpassvault/../x.json", &good, Some("anotherpassvault.json")),
        ("CON", &good, Some("anotherpassvault.json")),
        ("anotherpassvault_1.json", "../etc/passwd", None),
        ("anotherpassvault_1.json", "ABC-DEF_a?b=c", None),
        ("anotherpassvault_1.json", "", None),
    ] {
        let mut rig = Rig::light(3);
        rig.phone.light().backup = (name.into(), key.into());
        rig.phone.backup = Some(b"{}".to_vec());
        let options = rig.attach(ViewKind::Options);
        rig.say(options, ASK());
        rig.wait(200);
        rig.phone.light().decide(Stage::Accepted(0));
        rig.run_to(|job| matches!(job, Job::Tell(Event::Custody { ticket: Ticket::Poll(..), .. })));
        // The rig takes every answer of the phone for one that must not be lost.
        rig.answered.clear();
        rig.wait(3_000);
        let handed = handed_out(&rig);
        assert_eq!(handed.first().map(|(_, name, _)| *name), file_name, "{name} {key}");
        if file_name.is_none() {
            assert!(rig.phone.got.is_empty(), "{key}");
            let fault = rig.options_seen(options).request.unwrap().fault.unwrap();
            assert_eq!(fault.key, "phoneAnswerUnusable");
        }
    }
}

#[test]
fn without_the_options_it_is_handed_to_nobody() {
    let mut rig = Rig::linked();
    let (popup, options) = (rig.popup(), rig.attach(ViewKind::Options));
    agreed(&mut rig, options);
    rig.tell(Event::ViewClosed { view: options });
    rig.wait(3_000);
    assert!(handed_out(&rig).is_empty());
    assert!(matches!(rig.notice(popup), Some(Notice::NoBackup { fault }) if fault.key == "backupLost"));
}

#[test]
fn one_that_goes_with_the_worker_is_told_and_not_fetched_again() {
    let mut rig = Rig::linked();
    let options = rig.attach(ViewKind::Options);
    agreed(&mut rig, options);
    rig.run_to(|job| matches!(job, Job::Tell(Event::Got { ticket: Ticket::Backup, .. })));
    rig.kill();
    let options = rig.attach(ViewKind::Options);
    assert_eq!(why_not(&rig, options).as_deref(), Some("backupLost"));
    rig.wait(3_000);
    assert!(handed_out(&rig).is_empty());
    assert_eq!(rig.phone.got.len(), 1);
}

#[test]
fn unlinking_the_phone_drops_a_backup_on_its_way() {
    let mut rig = Rig::linked();
    let options = rig.attach(ViewKind::Options);
    agreed(&mut rig, options);
    rig.run_to(|job| matches!(job, Job::Tell(Event::Got { ticket: Ticket::Backup, .. })));
    rig.say(options, Intent::Unlink { phone: ID.into() });
    rig.wait(3_000);
    assert!(handed_out(&rig).is_empty());
}
