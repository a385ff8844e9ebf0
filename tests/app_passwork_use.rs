//! Accounts at a Passwork: what is taken for the account, what is used for what, and what a lock keeps.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::office::*;
use app_rig::{Job, Rig, account::PASSPHRASE};
use nearkey::{app::*, message::*};
use nearkey_servers::passwork::{Era, Fault as ServerFault, FaultOrder, Passwork, SAMPLE_DEEP, SAMPLE_SITE};
use serde_json::json;

fn key_fault(rig: &Rig, view: ViewId) -> Option<String> {
    match step(rig, view) {
        ConnectStep::Key { fault, .. } => fault.map(|fault| fault.key),
        other => panic!("{other:?}"),
    }
}

fn status(status: u16, body: &serde_json::Value) -> ServerFault {
    ServerFault::Status { status, content_type: "application/json".into(), body: body.to_string() }
}

#[test]
fn t103_a_server_is_not_believed_that_it_has_no_encryption_where_keys_are_sealed() {
    // A page that is missing is no word about encryption.
    let (mut rig, passwork) = with_server(Era::V7On);
    passwork.fault(
        FaultOrder::always(status(
            404,
            &json!({ "errors": [{ "code": "notFound", "message": "No such thing" }] }),
        ))
        .at("master-key/options"),
    );
    let view = go(&mut rig, &passwork);
    assert_eq!(key_fault(&rig, view).as_deref(), Some("passworkEncryptionDenied"));

    // Nor are empty options, with keys that are away too.
    let (mut rig, passwork) = with_server(Era::V7On);
    passwork
        .fault(FaultOrder::always(status(200, &json!({ "masterKeyOptions": "" }))).at("master-key/options"));
    passwork.fault(
        FaultOrder::always(status(
            404,
            &json!({ "errors": [{ "code": "notFound", "message": "No such thing" }] }),
        ))
        .at("users/keys"),
    );
    let sealed = json!({ "id": "685cfa5a3d0ba75d2f041972", "name": "Team", "masterKeyEncrypted": "QUJD" });
    passwork.fault(FaultOrder::always(status(200, &json!({ "items": [sealed] }))).at("v1/vaults"));
    let view = go(&mut rig, &passwork);
    assert_eq!(key_fault(&rig, view).as_deref(), Some("passworkEncryptionDenied"));

    // Who got a master key with the code has encryption.
    let (mut rig, passwork) = with_server(Era::V7Off);
    let view = rig.attach(ViewKind::Connect);
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    let pair = passwork.tokens().unwrap();
    let code = json!({
        "host": passwork.url(), "accessToken": pair.access, "refreshToken": pair.refresh, "masterKey": "A".repeat(86) + "==",
    });
    rig.say(view, Intent::ReadInvitation { text: code.to_string() });
    assert!(matches!(step(&rig, view), ConnectStep::Key { has_master: true, .. }), "{:?}", step(&rig, view));
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(1_000);
    assert_eq!(key_fault(&rig, view).as_deref(), Some("passworkEncryptionDenied"));
}

/// Connects once more, with the newest tokens; the account that it went to.
fn connect_again(rig: &mut Rig, passwork: &Passwork) -> String {
    let view = go(rig, passwork);
    if let Some(password) = passwork.master_password() {
        rig.say(view, Intent::TypeMaster { password });
        rig.wait(1_000);
    }
    rig.say(view, Intent::FinishConnect { passphrase: None });
    rig.wait(3_000);
    let ConnectStep::Done { source } = step(rig, view) else { panic!("{:?}", step(rig, view)) };
    rig.tell(Event::ViewClosed { view });
    source.id
}

#[test]
fn another_person_at_the_same_server_is_another_account() {
    let (mut rig, passwork, _, first) = connected(Era::V7Off);
    passwork.put_user("second", "second@example.com");
    passwork.new_tokens("second").unwrap();
    assert_ne!(connect_again(&mut rig, &passwork), first);

    let (mut rig, passwork, _, first) = connected(Era::V7On);
    passwork.new_tokens(passwork.user()).unwrap();
    assert_eq!(connect_again(&mut rig, &passwork), first, "the same private key");

    let (mut rig, passwork, _, first) = connected(Era::ItemKeys);
    assert_eq!(connect_again(&mut rig, &passwork), first, "the same mail address");
}

/// 7.x without encryption tells nobody's name: the user does.
#[test]
fn new_tokens_for_an_account_whose_session_is_over_go_to_that_account_unless_the_user_says_no() {
    for says in [None, Some(false), Some(true)] {
        let (mut rig, passwork, popup, first) = connected(Era::V7Off);
        passwork.end_sessions();
        rig.say(popup, Intent::Sync { source: first.clone() });
        rig.wait(2_000);
        assert_eq!(rig.sync_fault(popup).as_deref(), Some("passworkTokenExpired"));
        passwork.new_tokens(passwork.user()).unwrap();
        let view = go(&mut rig, &passwork);
        let again = |rig: &Rig| match step(rig, view) {
            ConnectStep::Found { again, .. } => again.map(|again| again.yes),
            other => panic!("{other:?}"),
        };
        assert_eq!(again(&rig), Some(true));
        if let Some(yes) = says {
            rig.say(view, Intent::ConnectAgain { yes });
            assert_eq!(again(&rig), Some(yes));
        }
        rig.say(view, Intent::FinishConnect { passphrase: None });
        rig.wait(3_000);
        let ConnectStep::Done { source } = step(&rig, view) else { panic!("{:?}", step(&rig, view)) };
        assert_eq!(source.id == first, says != Some(false), "{says:?}");
        rig.say(popup, Intent::Sync { source: source.id.clone() });
        rig.wait(2_000);
        let synced = rig.seen(popup).accounts.into_iter().find(|one| one.source.id == source.id).unwrap();
        assert!(matches!(synced.sync, SyncView::Idle), "{:?}", synced.sync);
    }
}

/// Whose session goes on is asked about too, and is another account until the user says so.
#[test]
fn an_account_whose_session_is_good_is_another_one_unless_the_user_says_it_is_the_same() {
    for says in [None, Some(true)] {
        let (mut rig, passwork, _, first) = connected(Era::V7Off);
        passwork.new_tokens(passwork.user()).unwrap();
        let view = go(&mut rig, &passwork);
        let ConnectStep::Found { again: Some(again), .. } = step(&rig, view) else {
            panic!("{:?}", step(&rig, view))
        };
        assert!(!again.yes);
        if let Some(yes) = says {
            rig.say(view, Intent::ConnectAgain { yes });
        }
        rig.say(view, Intent::FinishConnect { passphrase: None });
        rig.wait(3_000);
        let ConnectStep::Done { source } = step(&rig, view) else { panic!("{:?}", step(&rig, view)) };
        assert_eq!(source.id == first, says == Some(true));
    }
}

#[test]
fn t104_a_login_that_was_given_to_another_site_meanwhile_is_asked_about_before_it_is_filled() {
    let (mut rig, passwork, popup, _) = connected(Era::ItemKeys);
    let site = item(&rig, popup, SAMPLE_SITE).id;
    let change = json!({ "url": "https://other.test", "login": "other@example.com", "password": "other 9" });
    passwork.change_item(SAMPLE_SITE, &change).unwrap();
    rig.say(popup, Intent::Fill { item: site.clone() });
    rig.wait(1_000);
    assert_eq!(rig.tabs.filled.len(), 0);
    assert!(
        matches!(rig.seen(popup).question, Some(Question::OtherSite { .. })),
        "{:?}",
        rig.seen(popup).question
    );
    rig.say(popup, Intent::AnswerQuestion { yes: true });
    rig.wait(1_000);
    assert_eq!(rig.tabs.filled[0].values, ["other@example.com", "other 9"]);
}

#[test]
fn user_and_password_that_are_filled_are_of_one_state_while_something_else_is_stored() {
    let (mut rig, passwork, popup, id) = connected(Era::ItemKeys);
    let site = item(&rig, popup, SAMPLE_SITE).id;
    rig.say_only(popup, Intent::Sync { source: id });
    // The write of what was fetched takes its time.
    while rig.jobs.iter().all(|job| !matches!(job, Job::Do(Effect::Save(..)))) {
        assert!(rig.step());
    }
    let at = rig.jobs.iter().position(|job| matches!(job, Job::Do(Effect::Save(..)))).unwrap();
    let slow = rig.jobs.remove(at).unwrap();
    passwork.change_item(SAMPLE_SITE, &json!({ "login": "new@example.com", "password": "new 9" })).unwrap();
    rig.say(popup, Intent::Fill { item: site });
    rig.wait(1_000);
    assert_eq!(rig.tabs.filled[0].values, ["new@example.com", "new 9"]);
    rig.jobs.push_back(slow);
    rig.wait(1_000);
    assert_eq!(item(&rig, popup, SAMPLE_SITE).user, "new@example.com");
}

#[test]
fn what_was_fetched_for_one_use_serves_no_other() {
    // What was changed and stored since is not offered to be stored once more.
    let (mut rig, _, _, _) = connected(Era::ItemKeys);
    rig.pages_permitted = true;
    rig.kill();
    let popup = rig.popup();
    rig.wait(1_000);
    assert!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).is_ok());
    let site = item(&rig, popup, SAMPLE_SITE).id;
    let change = ItemChange { password: Some("changed 9".into()), ..ItemChange::default() };
    rig.say(popup, Intent::ChangeItem { item: site, change });
    rig.wait(2_000);
    for (password, offered) in [("changed 9", false), ("not stored 9", true)] {
        rig.tabs.go(7, "https://bank.example/login");
        rig.submit(7, "mira@example.com", password);
        rig.tabs.go(7, "https://bank.example/inside");
        rig.tabs.change_fields(7, &[]);
        rig.wait(5_000);
        assert_eq!(rig.offer().is_some(), offered, "{password}");
    }

    // Two at once, each gets its own.
    let (mut rig, _, popup, _) = connected(Era::ItemKeys);
    let ids = [SAMPLE_SITE, SAMPLE_DEEP].map(|id| item(&rig, popup, id).id);
    let seqs = ids.map(|item| rig.say_only(popup, Intent::Copy { item, field: CopyField::Password }));
    rig.wait(1_000);
    assert_eq!(
        seqs.map(|seq| rig.value(seq).map(ToOwned::to_owned)),
        [PASSWORD, "пароль-😀-\"tide\""].map(|text| Some(text.to_owned()))
    );
}

#[test]
fn a_damaged_answer_does_not_replace_the_last_good_copy() {
    let (mut rig, passwork, popup, _) = connected(Era::ItemKeys);
    assert!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).is_ok());
    passwork.fault(FaultOrder::always(ServerFault::Damaged).at(SAMPLE_SITE));
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password), Err("itemUnreadable".into()));
    rig.forbidden.push("localhost".into());
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
}

#[test]
fn t100_a_key_or_master_key_that_was_meant_for_one_server_goes_to_no_other() {
    let (mut rig, passwork) = with_server(Era::ItemKeys);
    let view = rig.attach(ViewKind::Connect);
    let has = |rig: &Rig| match step(rig, view) {
        ConnectStep::Key { has_key, has_master, .. } => (has_key, has_master),
        other => panic!("{other:?}"),
    };
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    rig.say(view, Intent::TypeHost { host: passwork.url() });
    rig.say(view, Intent::TypeKey { key: passwork.api_key(), refresh: None });
    rig.say(view, Intent::ReadInvitation { text: json!({ "host": passwork.url() }).to_string() });
    assert!(has(&rig).0, "the same server");
    rig.say(view, Intent::ReadInvitation { text: json!({ "host": "https://evil.example" }).to_string() });
    assert_eq!(has(&rig), (false, false));

    let master = "A".repeat(86) + "==";
    let code = json!({ "host": passwork.url(), "apiKey": passwork.api_key(), "masterKey": master });
    rig.say(view, Intent::ReadInvitation { text: code.to_string() });
    assert_eq!(has(&rig), (true, true));
    rig.say(view, Intent::TypeHost { host: passwork.url() + "/" });
    assert_eq!(has(&rig), (true, true), "the same server in other words");
    rig.say(view, Intent::TypeHost { host: "https://evil.example".into() });
    assert!(!has(&rig).1);
}

#[test]
fn t102_a_master_key_that_was_made_for_one_server_is_not_shown_to_another() {
    let (mut rig, passwork) = with_server(Era::Pbkdf2);
    let typed = |rig: &mut Rig| {
        let view = go(rig, &passwork);
        rig.say_only(view, Intent::TypeMaster { password: passwork.master_password().unwrap() });
        let at = rig.jobs.iter().position(|job| matches!(job, Job::Do(Effect::Key(..)))).unwrap();
        (view, rig.jobs.remove(at).unwrap())
    };
    let (view, slow) = typed(&mut rig);
    rig.tell(Event::ViewClosed { view });
    rig.settle();
    let (view, _) = typed(&mut rig);
    let before = passwork.log().len();
    rig.jobs.push_back(slow);
    rig.settle();
    assert_eq!(passwork.log().len(), before);
    assert!(matches!(step(&rig, view), ConnectStep::Master { checking: true, .. }));
}

#[test]
fn a_pair_that_was_renewed_while_connecting_is_the_one_that_is_tried_next() {
    let (mut rig, passwork) = with_server(Era::V7Off);
    passwork.jump_clock(700);
    passwork.fault(FaultOrder::once(status(500, &json!(""))).at("v1/vaults"));
    let view = go(&mut rig, &passwork);
    assert_eq!(key_fault(&rig, view).as_deref(), Some("serverFailed"));
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(1_000);
    assert!(matches!(step(&rig, view), ConnectStep::Found { .. }), "{:?}", step(&rig, view));
}

/// The first job of a kind that is waiting, taken out of its turn.
fn take_job(rig: &mut Rig, is_it: impl Fn(&Job) -> bool) -> Job {
    while !rig.jobs.iter().any(&is_it) {
        assert!(rig.step(), "there is none");
    }
    let at = rig.jobs.iter().position(is_it).unwrap();
    rig.jobs.remove(at).unwrap()
}

#[test]
fn a_lock_while_an_account_is_stored_fetches_nothing_over_the_locked_cache() {
    let (mut rig, passwork, popup, _) = connected(Era::OffNew);
    let view = go(&mut rig, &passwork);
    rig.say_only(view, Intent::FinishConnect { passphrase: None });
    let slow = take_job(&mut rig, |job| matches!(job, Job::Do(Effect::Save(..))));
    rig.say(popup, Intent::Lock);
    rig.wait(1_000);
    let before = passwork.log().len();
    rig.jobs.push_back(slow);
    rig.wait(5_000);
    assert!(matches!(step(&rig, view), ConnectStep::Done { .. }), "{:?}", step(&rig, view));
    assert_eq!(passwork.log().len(), before);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    rig.wait(1_000);
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
}

#[test]
fn t100_after_a_lock_the_answer_of_one_server_is_not_taken_for_that_of_the_next() {
    let (mut rig, passwork, popup, _) = connected(Era::OffNew);
    let view = rig.attach(ViewKind::Connect);
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    let begin = |rig: &mut Rig, host: String| {
        rig.say(view, Intent::TypeHost { host });
        rig.say(view, Intent::TypeKey { key: passwork.api_key(), refresh: None });
        rig.say_only(view, Intent::ConnectServer { plain: false });
        take_job(rig, |job| matches!(job, Job::Do(Effect::Call(..))))
    };
    let first = begin(&mut rig, passwork.url());
    rig.say(popup, Intent::Lock);
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    rig.wait(1_000);
    let _second = begin(&mut rig, "https://other.example".into());
    rig.jobs.push_back(first);
    while let Some(job) = rig.jobs.front() {
        assert!(
            !matches!(job, Job::Do(Effect::Call(_, call)) if call.url.expose().contains("other.example"))
        );
        assert!(rig.step());
    }
    assert!(matches!(step(&rig, view), ConnectStep::Reaching { .. }), "{:?}", step(&rig, view));
}

#[test]
fn with_eight_accounts_one_of_them_signs_in_anew_and_a_ninth_is_refused() {
    let (mut rig, passwork, _, first) = connected(Era::OffNew);
    let mut accounts = vec![first.clone()];
    let finish = |rig: &mut Rig, key: String| {
        let view = rig.attach(ViewKind::Connect);
        rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
        rig.say(view, Intent::TypeHost { host: passwork.url() });
        rig.say(view, Intent::TypeKey { key, refresh: None });
        rig.say(view, Intent::ConnectServer { plain: false });
        rig.wait(1_000);
        assert!(matches!(step(rig, view), ConnectStep::Found { .. }), "{:?}", step(rig, view));
        let seq = rig.say(view, Intent::FinishConnect { passphrase: None });
        rig.wait(2_000);
        let refusal = rig.refusal(seq).map(ToOwned::to_owned);
        let done = match step(rig, view) {
            ConnectStep::Done { source } => Ok(source.id),
            _ => Err(refusal),
        };
        rig.tell(Event::ViewClosed { view });
        rig.settle();
        done
    };
    for number in 1..9 {
        let name = format!("user{number}");
        passwork.put_user(&name, &format!("{name}@example.com"));
        let key = passwork.new_api_key(&name).unwrap();
        match finish(&mut rig, key) {
            Ok(id) if number < 8 => accounts.push(id),
            other => assert_eq!((number, other), (8, Err(Some("tooManyAccounts".into())))),
        }
    }
    assert_eq!(accounts.len(), 8);
    let key = passwork.new_api_key(passwork.user()).unwrap();
    assert_eq!(finish(&mut rig, key), Ok(first));
}

#[test]
fn connecting_that_is_given_up_signs_out() {
    let (mut rig, passwork) = with_server(Era::OffNew);
    let view = go(&mut rig, &passwork);
    assert!(matches!(step(&rig, view), ConnectStep::Found { .. }));
    rig.say(view, Intent::AbandonConnect);
    rig.wait(1_000);
    assert!(passwork.log().last().unwrap().target.contains("logout"), "{:?}", passwork.log().last());
    assert!(matches!(step(&rig, view), ConnectStep::Key { fault: None, .. }));
}

#[test]
fn a_link_that_comes_when_nobody_is_there_any_more_is_told_and_not_taken_for_what_was_copied() {
    let (mut rig, _, popup, _) = connected(Era::ItemKeys);
    assert!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).is_ok());
    let item = item(&rig, popup, SAMPLE_SITE).id;
    rig.say_only(popup, Intent::ShareItem { item, life: ShareLife::Week, once: true });
    let slow =
        take_job(&mut rig, |job| matches!(job, Job::Do(Effect::Call(_, call)) if call.method == "POST"));
    rig.tell(Event::ViewClosed { view: popup });
    rig.settle();
    rig.jobs.push_back(slow);
    rig.settle();
    let popup = rig.popup();
    let Some(Notice::NotFetched { fault }) = rig.notice(popup) else { panic!("{:?}", rig.notice(popup)) };
    assert_eq!(fault.key, "passworkLinkUnseen");
    rig.say(popup, Intent::Lock);
    rig.settle();
    assert_eq!(rig.clipboard.text, "", "the password that was copied before is taken out");
}

#[test]
fn a_field_that_is_another_one_than_was_shown_is_not_copied() {
    let (mut rig, passwork, popup, _) = connected(Era::ItemKeys);
    let deep = detail(&mut rig, popup, SAMPLE_DEEP);
    assert_eq!(deep.fields[1].label, "Second password");
    assert_eq!(copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Custom(1)).as_deref(), Ok("low tide"));
    passwork.turn_fields(SAMPLE_DEEP).unwrap();
    for number in [0, 1, 2] {
        assert_eq!(
            copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Custom(number)),
            Err("passworkFieldChanged".into())
        );
    }
    detail(&mut rig, popup, SAMPLE_DEEP);
    assert_eq!(copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Custom(0)).as_deref(), Ok("low tide"));
}

/// Locked with a new pair that waits for a write, which is given back.
fn locked_behind_a_write() -> (Rig, ViewId, String, Job) {
    let (mut rig, passwork, popup, id) = connected(Era::V7On);
    rig.say_only(popup, Intent::Sync { source: id.clone() });
    let slow = take_job(&mut rig, |job| matches!(job, Job::Do(Effect::Save(..))));
    passwork.jump_clock(700);
    let before = passwork.tokens().unwrap();
    let item = item(&rig, popup, SAMPLE_SITE).id;
    rig.say(popup, Intent::ShareItem { item, life: ShareLife::Week, once: true });
    assert_ne!(passwork.tokens().unwrap(), before, "it was renewed");
    rig.say(popup, Intent::Lock);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    (rig, popup, id, slow)
}

/// What lies on disk is what counts.
fn unlock_anew_and_fetch(rig: &mut Rig, popup: ViewId, source: &str) {
    rig.kill();
    rig.tell(Event::ViewClosed { view: popup });
    let popup = rig.popup();
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    rig.wait(2_000);
    rig.say(popup, Intent::Sync { source: source.into() });
    rig.wait(2_000);
    assert_eq!(rig.sync_fault(popup), None);
}

#[test]
fn a_new_pair_that_comes_just_before_or_after_a_lock_is_not_lost() {
    // Behind a write that still runs.
    let (mut rig, popup, id, slow) = locked_behind_a_write();
    rig.jobs.push_back(slow);
    rig.settle();
    unlock_anew_and_fetch(&mut rig, popup, &id);

    // Behind a write that fails.
    let (mut rig, popup, id, slow) = locked_behind_a_write();
    rig.full_disk = 1;
    rig.jobs.push_back(slow);
    rig.settle();
    unlock_anew_and_fetch(&mut rig, popup, &id);

    // Unlocked before it is written, the session goes on with the new one.
    let (mut rig, popup, id, slow) = locked_behind_a_write();
    rig.say(popup, Intent::UnlockPassphrase { passphrase: PASSPHRASE.into() });
    rig.say(popup, Intent::Sync { source: id.clone() });
    rig.wait(2_000);
    assert_eq!(rig.sync_fault(popup), None);
    rig.jobs.push_back(slow);
    rig.wait(2_000);
    unlock_anew_and_fetch(&mut rig, popup, &id);

    // While it is being renewed.
    let (mut rig, passwork, popup, id) = connected(Era::V7On);
    passwork.jump_clock(700);
    let before = passwork.tokens().unwrap();
    rig.say_only(popup, Intent::Sync { source: id.clone() });
    let is_renewal = |job: &Job| matches!(job, Job::Do(Effect::Call(_, call)) if call.url.expose().contains("sessions/refresh"));
    let slow = take_job(&mut rig, is_renewal);
    rig.say(popup, Intent::Lock);
    assert_eq!(rig.seen(popup).state, PopupState::Locked);
    rig.jobs.push_back(slow);
    rig.settle();
    assert_ne!(passwork.tokens().unwrap(), before, "it was renewed");
    unlock_anew_and_fetch(&mut rig, popup, &id);
}

#[test]
fn t105_a_site_of_phone_and_passwork_shows_both_and_a_change_goes_where_its_item_is() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    let passwork = beside(&mut rig, Era::OffNew);
    let view = go(&mut rig, &passwork);
    rig.say(view, Intent::FinishConnect { passphrase: None });
    rig.wait(3_000);
    let ConnectStep::Done { source } = step(&rig, view) else { panic!("{:?}", step(&rig, view)) };
    let mut sources: Vec<_> = rig.seen(popup).matches.iter().map(|item| item.source.clone()).collect();
    sources.sort();
    assert_eq!(sources, ["ABC-DEF".to_owned(), source.id]);
    let kinds: Vec<_> = rig.seen(popup).sources.iter().map(|source| source.kind).collect();
    assert_eq!(kinds, [SourceKind::Phone, SourceKind::Passwork]);

    let item = item(&rig, popup, SAMPLE_SITE).id;
    let change = ItemChange { password: Some("Anchor-Larch-20".into()), ..ItemChange::default() };
    rig.say(popup, Intent::ChangeItem { item, change });
    rig.wait(3_000);
    assert_eq!(rig.seen(popup).change, None);
    assert_eq!(passwork.read_item(SAMPLE_SITE).unwrap().password, "Anchor-Larch-20");
    assert!(rig.seen(popup).request.is_none());
}
