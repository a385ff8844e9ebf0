//! Connecting a server: from the address to the account, and what is wrong on the way.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::Rig;
use app_rig::account::PASSPHRASE;
use app_rig::cloud::{APP_PASSWORD, Trouble, USER, VAULT_PASSWORD};
use nearkey::{app::*, message::*};

#[test]
fn the_user_signs_in_at_the_server_and_the_app_password_comes_from_there() {
    let mut rig = Rig::cloudy();
    let view = rig.address("https://cloud.test/index.php/apps/passman/#/vault");
    rig.say(view, Intent::ConnectServer { plain: false });
    let ConnectStep::SignIn { login, .. } = rig.connecting(view).step else { panic!() };
    assert_eq!(login, "https://cloud.test/login/v2/flow/abc");
    rig.wait(10_000);
    assert!(matches!(rig.connecting(view).step, ConnectStep::SignIn { checking: false, .. }));
    rig.cloud.granted = true;
    rig.wait(3_000);
    let ConnectStep::Vaults { user, vaults, .. } = rig.connecting(view).step else { panic!() };
    assert_eq!((user.as_str(), vaults[0].name.as_str(), vaults[0].open), (USER, "Private", false));
}

#[test]
fn a_sign_in_that_nobody_grants_ends_after_twenty_minutes() {
    let mut rig = Rig::cloudy();
    let view = rig.address("cloud.test");
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(21 * 60_000);
    let ConnectStep::SignIn { login, fault, .. } = rig.connecting(view).step else { panic!() };
    assert_eq!((login.as_str(), fault.unwrap().key.as_str()), ("", "serverSignInExpired"));
    let calls = rig.cloud.seen.len();
    rig.wait(60_000);
    assert_eq!(rig.cloud.seen.len(), calls);
}

#[test]
fn where_addresses_are_not_rewritten_the_long_form_is_found() {
    let mut rig = Rig::cloudy();
    rig.cloud.pretty = false;
    rig.connected();
    let popup = rig.popup();
    assert_eq!(rig.seen(popup).total, 2);
}

#[test]
fn t100_an_address_without_encryption_is_refused_until_the_user_agrees() {
    let mut rig = Rig::cloudy();
    let view = rig.address("http://cloud.test");
    let ConnectStep::Address { server, .. } = rig.connecting(view).step else { panic!() };
    let server = server.unwrap();
    assert_eq!((server.address.as_str(), server.plain), ("cloud.test", true));
    let seq = rig.say(view, Intent::ConnectServer { plain: false });
    assert_eq!((rig.refusal(seq), rig.cloud.seen.len()), (Some("badMessage"), 0));
    rig.say(view, Intent::ConnectServer { plain: true });
    assert!(matches!(rig.connecting(view).step, ConnectStep::SignIn { .. }));
}

#[test]
fn t100_a_name_or_password_in_the_address_is_refused() {
    let mut rig = Rig::cloudy();
    let view = rig.address("https://ada:secret@cloud.test");
    assert_eq!(rig.fault_of_address(view).as_deref(), Some("serverHasLogin"));
    let seq = rig.say(view, Intent::ConnectServer { plain: false });
    assert_eq!((rig.refusal(seq), rig.cloud.seen.len()), (Some("serverHasLogin"), 0));
}

#[test]
fn what_is_wrong_with_a_server_is_said() {
    for (trouble, fault) in [
        (Trouble::Down, "serverUnreachable"),
        (Trouble::Redirect, "serverRedirects"),
        (Trouble::Html, "serverNotNextcloud"),
        (Trouble::CutOff, "serverNotNextcloud"),
        (Trouble::Status(404), "serverNotNextcloud"),
        (Trouble::Status(503), "serverMaintenance"),
        (Trouble::Status(429), "serverThrottled"),
        (Trouble::Status(500), "serverFailed"),
    ] {
        let mut rig = Rig::cloudy();
        rig.cloud.trouble = Some(trouble.clone());
        let view = rig.address("cloud.test");
        rig.say(view, Intent::ConnectServer { plain: false });
        assert_eq!(rig.fault_of_address(view).as_deref(), Some(fault), "{trouble:?}");
        rig.cloud.trouble = None;
        rig.say(view, Intent::ConnectServer { plain: false });
        assert!(matches!(rig.connecting(view).step, ConnectStep::SignIn { .. }), "{trouble:?}");
    }
}

#[test]
fn a_wrong_login_can_be_typed_again() {
    let mut rig = Rig::cloudy();
    let view = rig.address("cloud.test");
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.say(view, Intent::SignIn { user: USER.into(), password: "wrong".into() });
    let ConnectStep::SignIn { fault, checking, .. } = rig.connecting(view).step else { panic!() };
    assert_eq!((fault.unwrap().key.as_str(), checking), ("serverWrongLogin", false));
    rig.say(view, Intent::SignIn { user: USER.into(), password: APP_PASSWORD.into() });
    assert!(matches!(rig.connecting(view).step, ConnectStep::Vaults { .. }));
}

#[test]
fn t102_a_vault_opens_by_its_own_password_only() {
    let mut rig = Rig::cloudy();
    let view = rig.signed_in();
    rig.open_vault(view, "wrong");
    let ConnectStep::Vaults { vaults, .. } = rig.connecting(view).step else { panic!() };
    assert_eq!(
        (vaults[0].open, vaults[0].fault.as_ref().unwrap().key.as_str()),
        (false, "vaultPasswordWrong")
    );
    let seq = rig.say(view, Intent::FinishConnect { passphrase: Some(PASSPHRASE.into()) });
    assert_eq!(rig.refusal(seq), Some("noVaultChosen"));
    rig.open_vault(view, VAULT_PASSWORD);
    let ConnectStep::Vaults { vaults, .. } = rig.connecting(view).step else { panic!() };
    assert!(vaults[0].open && vaults[0].fault.is_none());
}

#[test]
fn a_short_passphrase_keeps_the_choice_and_keeps_nothing_else() {
    let mut rig = Rig::cloudy();
    let view = rig.signed_in();
    rig.open_vault(view, VAULT_PASSWORD);
    for passphrase in [None, Some("short".to_owned())] {
        let seq = rig.say(view, Intent::FinishConnect { passphrase });
        assert_eq!(rig.refusal(seq), Some("passphraseShort"));
        let ConnectStep::Vaults { vaults, .. } = rig.connecting(view).step else { panic!() };
        assert!(vaults[0].open);
    }
    assert!(!rig.store.contains_key(ACCOUNTS) && rig.caches().is_empty());
}

#[test]
fn a_full_disk_keeps_the_choice_and_nothing_else() {
    let mut rig = Rig::cloudy();
    let view = rig.signed_in();
    rig.open_vault(view, VAULT_PASSWORD);
    rig.say_only(view, Intent::FinishConnect { passphrase: Some(PASSPHRASE.into()) });
    rig.run_to(|job| matches!(job, app_rig::Job::Do(Effect::Save(Ticket::Save(_), _))));
    rig.full_disk = 1;
    rig.settle();
    assert!(matches!(rig.connecting(view).step, ConnectStep::Vaults { .. }));
    assert!(!rig.store.contains_key(ACCOUNTS) && rig.caches().is_empty());
    rig.say(view, Intent::FinishConnect { passphrase: Some(PASSPHRASE.into()) });
    rig.wait(1_000);
    assert!(matches!(rig.connecting(view).step, ConnectStep::Done { .. }));
}

#[test]
fn the_account_waits_until_a_locked_cache_is_open() {
    let mut rig = Rig::linked();
    let popup = rig.popup();
    rig.open_cache(popup);
    rig.say(popup, Intent::Lock);
    let view = rig.signed_in();
    rig.open_vault(view, VAULT_PASSWORD);
    assert!(rig.connecting(view).locked && !rig.connecting(view).needs_passphrase);
    let seq = rig.say(view, Intent::FinishConnect { passphrase: None });
    assert_eq!(rig.refusal(seq), Some("vaultLocked"));
    rig.unlock_by_phone(popup);
    rig.say(view, Intent::FinishConnect { passphrase: None });
    assert!(matches!(rig.connecting(view).step, ConnectStep::Done { .. }));
}

#[test]
fn a_policy_that_forbids_to_keep_anything_forbids_accounts() {
    let mut rig = Rig::cloudy();
    rig.policy = Some(br#"{"noCache": true}"#.to_vec());
    let view = rig.address("cloud.test");
    assert!(rig.connecting(view).forbidden);
    let seq = rig.say(view, Intent::ConnectServer { plain: false });
    assert_eq!((rig.refusal(seq), rig.cloud.seen.len()), (Some("policyNoCache"), 0));
}

#[test]
fn a_connection_that_is_given_up_gives_its_app_password_back() {
    for granted in [true, false] {
        let mut rig = Rig::cloudy();
        rig.cloud.granted = granted;
        let view = rig.signed_in();
        rig.tell(Event::ViewClosed { view });
        rig.settle();
        // One that was typed may be in use elsewhere.
        assert_eq!(rig.cloud.seen.last().unwrap().0 == "DELETE", granted);
        assert!(!rig.store.contains_key(ACCOUNTS));
    }
}

#[test]
fn an_account_that_signs_in_again_stays_what_it_is() {
    let mut rig = Rig::cloudy();
    let id = rig.connected();
    let again = rig.connected();
    assert_eq!(again, id);
    let popup = rig.popup();
    assert_eq!((rig.seen(popup).accounts.len(), rig.seen(popup).total), (1, 2));
    let item = rig.item(popup, 1).id;
    let seq = rig.say(popup, Intent::Copy { item, field: CopyField::Password });
    assert_eq!(rig.value(seq), Some("cloud password 1"));
}

#[test]
fn a_sign_in_that_cannot_be_used_is_given_back_and_begins_anew() {
    let mut rig = Rig::cloudy();
    let view = rig.address("cloud.test");
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.cloud.granted = true;
    rig.cloud.no_passman = true;
    rig.wait(4_000);
    let ConnectStep::SignIn { login, fault, .. } = rig.connecting(view).step else { panic!() };
    assert_eq!((login.as_str(), fault.unwrap().key.as_str()), ("", "serverNoPassman"));
    assert_eq!(rig.cloud.seen.last().unwrap().0, "DELETE");
    rig.cloud.no_passman = false;
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(4_000);
    assert!(matches!(rig.connecting(view).step, ConnectStep::Vaults { .. }));
}
