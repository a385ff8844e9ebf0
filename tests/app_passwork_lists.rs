//! What a Passwork lists, and does not list for a while: nothing of an account is lost, and no key is forgotten.
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
use app_rig::office::*;
use nearkey::{app::*, message::*};
use nearkey_servers::passwork::{
    Era, Fault as ServerFault, FaultOrder, NewItem, Passwork, SAMPLE_DEEP, SAMPLE_SITE,
};

fn fetch(rig: &mut Rig, popup: ViewId, source: &str) {
    rig.say(popup, Intent::Sync { source: source.to_owned() });
    rig.wait(90_000);
    rig.wait(3_000);
}

fn names(rig: &Rig, popup: ViewId) -> Vec<String> {
    let mut names: Vec<_> =
        all(rig, popup).into_iter().filter(|item| !item.gone).map(|item| item.name).collect();
    names.sort();
    names
}

/// The company's vault, and the user's own.
fn vaults(passwork: &Passwork) -> (String, String) {
    let all = passwork.vaults();
    let own = all.get(1).map(|own| own.0.clone());
    (all[0].0.clone(), own.unwrap_or_else(|| passwork.put_vault("Own", false).unwrap()))
}

fn page_of(status: u16) -> ServerFault {
    ServerFault::Status { status, content_type: "text/html".into(), body: "<html>no</html>".into() }
}

#[test]
fn a_refused_list_of_vaults_deletes_nothing() {
    for era in [Era::OffNew, Era::V7On] {
        let (mut rig, passwork, popup, id) = connected(era);
        let before = names(&rig, popup);
        assert!(before.len() > 3, "{before:?}");
        for status in [401, 403, 404, 500] {
            passwork.fault(FaultOrder::always(page_of(status)));
            fetch(&mut rig, popup, &id);
            assert!(rig.sync_fault(popup).is_some(), "{era:?} {status}");
            assert_eq!(names(&rig, popup), before, "{era:?} {status}");
            passwork.clear_faults();
        }
        passwork.forbid_api(true);
        fetch(&mut rig, popup, &id);
        assert!(rig.sync_fault(popup).is_some(), "{era:?}");
        assert_eq!(names(&rig, popup), before, "{era:?}");
        passwork.forbid_api(false);
        fetch(&mut rig, popup, &id);
        assert_eq!(rig.sync_fault(popup), None, "{era:?}");
        assert_eq!(
            copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(),
            Ok(PASSWORD),
            "{era:?}"
        );
    }
}

/// Off the company's network something else answers: what was used once is used from here.
#[test]
fn a_proxys_page_is_no_word_of_the_server_about_an_item() {
    let (mut rig, passwork, popup, _) = connected(Era::OffNew);
    assert!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).is_ok());
    for status in [403, 404] {
        passwork.fault(FaultOrder::always(page_of(status)));
        let got = copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password);
        assert_eq!(got.as_deref(), Ok(PASSWORD), "{status}");
        passwork.clear_faults();
    }
}

#[test]
fn a_vault_that_cannot_be_told_stays_and_the_others_go_on() {
    for (era, fault) in [
        (Era::OffNew, ServerFault::Failure),
        (Era::OffNew, page_of(403)),
        (Era::OffOld, page_of(404)),
        (Era::V7On, page_of(404)),
        (Era::V7On, ServerFault::Failure),
    ] {
        let (mut rig, passwork, popup, id) = connected(era);
        let before = names(&rig, popup);
        let (company, own) = vaults(&passwork);
        let new = NewItem { name: "New there".into(), password: "x".into(), ..NewItem::default() };
        passwork.put_item(&own, &new).unwrap();
        // 7.x names the vault behind the path: the first list of items is the company's.
        let order = FaultOrder::always(fault.clone());
        passwork.fault(if era.is_v7() { order.at("/items").times(1) } else { order.at(&company) });
        fetch(&mut rig, popup, &id);
        let now = names(&rig, popup);
        assert!(rig.sync_fault(popup).is_some(), "{era:?} {fault:?}");
        for name in &before {
            assert!(now.contains(name), "{era:?} {fault:?}: {name} is gone");
        }
        assert!(now.contains(&"New there".to_owned()), "{era:?} {fault:?}");
        assert!(item(&rig, popup, SAMPLE_DEEP).place.contains("Production"), "{era:?} {fault:?}");
    }
}

/// What becomes of a change of a password.
fn changed(rig: &mut Rig, popup: ViewId, password: &str) -> Option<String> {
    let item = item(rig, popup, SAMPLE_SITE).id;
    let change = ItemChange { password: Some(password.to_owned()), ..ItemChange::default() };
    rig.say(popup, Intent::ChangeItem { item, change });
    rig.wait(3_000);
    let fault = rig.seen(popup).change.and_then(|change| change.fault).map(|fault| fault.key);
    rig.say(popup, Intent::DropChange);
    fault
}

fn without_vaults(passwork: &Passwork, era: Era) {
    let body = if era.is_v7() { "[]" } else { r#"{"status":"success","data":[]}"# };
    let nothing =
        ServerFault::Status { status: 200, content_type: "application/json".into(), body: body.into() };
    let list = if era.is_v7() { "/vaults" } else { "/vaults/list" };
    passwork.fault(FaultOrder::always(nothing).at(list));
}

#[test]
fn t103_a_vault_that_was_away_for_a_moment_cannot_come_back_with_another_key() {
    for era in [Era::V7On, Era::ItemKeys] {
        let (mut rig, passwork, popup, id) = connected(era);
        let (company, _) = vaults(&passwork);
        without_vaults(&passwork, era);
        fetch(&mut rig, popup, &id);
        assert_eq!(all(&rig, popup), [], "{era:?}");
        passwork.clear_faults();
        passwork.exchange_key(&company).unwrap();
        fetch(&mut rig, popup, &id);
        let vaults = rig.seen(popup).accounts[0].vaults.len();
        assert!(vaults > 0, "{era:?}");
        let change = ItemChange {
            name: Some("Sealed for somebody".into()),
            password: Some("tide".into()),
            ..ItemChange::default()
        };
        rig.say(popup, Intent::MakeItem { source: id, vault: company.clone(), change });
        rig.wait(3_000);
        let fault = rig.seen(popup).change.and_then(|change| change.fault).map(|fault| fault.key);
        assert_eq!(fault.as_deref(), Some("passworkKeyChanged"), "{era:?}");
        let made = passwork.items(&company);
        assert!(made.iter().all(|id| passwork.item(id).unwrap()["name"] != "Sealed for somebody"), "{era:?}");
    }
}

#[test]
fn an_account_that_is_connected_anew_after_its_master_password_changed_writes_at_once() {
    let (mut rig, passwork, popup, id) = connected(Era::ItemKeys);
    passwork.change_master_password("a new one by the sea").unwrap();
    rig.watch.plant_typed("a new one by the sea");
    let view = go(&mut rig, &passwork);
    rig.say(view, Intent::TypeMaster { password: "a new one by the sea".into() });
    rig.wait(1_000);
    rig.say(view, Intent::FinishConnect { passphrase: None });
    rig.wait(5_000);
    assert!(matches!(step(&rig, view), ConnectStep::Done { .. }), "{:?}", step(&rig, view));
    assert_eq!(rig.seen(popup).accounts.len(), 1);
    fetch(&mut rig, popup, &id);
    assert_eq!(changed(&mut rig, popup, "Anchor-Larch-20"), None);
    assert_eq!(passwork.read_item(SAMPLE_SITE).unwrap().password, "Anchor-Larch-20");
}

#[test]
fn a_company_with_thousands_of_folders_is_kept_and_used() {
    let (mut rig, passwork, popup, id) = connected(Era::V7Off);
    let (company, _) = vaults(&passwork);
    let mut above = passwork.put_folder(&company, None, "Archive").unwrap();
    for number in 0..4_000 {
        let parent = if number % 50 == 0 { None } else { Some(above.as_str()) };
        above = passwork
            .put_folder(&company, parent, &format!("Folder number {number:04} of the archive"))
            .unwrap();
    }
    passwork.move_item(SAMPLE_DEEP, &company, Some(&above)).unwrap();
    fetch(&mut rig, popup, &id);
    assert_eq!(rig.sync_fault(popup), None);
    assert!(item(&rig, popup, SAMPLE_DEEP).place.ends_with("Folder number 3999 of the archive"));
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok(PASSWORD));
}

#[test]
fn favourites_and_what_was_used_last_are_lists_of_their_own() {
    for era in [Era::OffNew, Era::V7Off] {
        let (mut rig, passwork, popup, id) = connected(era);
        passwork.mark_item(SAMPLE_DEEP, true).unwrap();
        if !era.is_v7() {
            assert!(copied(&mut rig, popup, SAMPLE_DEEP, CopyField::Password).is_ok());
            assert!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).is_ok());
        }
        fetch(&mut rig, popup, &id);
        let lists = rig.seen(popup).lists;
        let of = |kind: ListKind| lists.iter().find(|list| list.kind == kind).cloned();
        let favourites = of(ListKind::Favourites).unwrap_or_else(|| panic!("{era:?}: {lists:?}"));
        assert_eq!(favourites.items, 1);
        rig.say(popup, Intent::Browse { source: id.clone(), place: favourites.place });
        assert_eq!(names(&rig, popup), ["Orders database"], "{era:?}");
        if era.is_v7() {
            assert_eq!(of(ListKind::Recent), None);
            continue;
        }
        let recent = of(ListKind::Recent).unwrap();
        rig.say(popup, Intent::Browse { source: id, place: recent.place });
        let shown: Vec<_> = all(&rig, popup).into_iter().map(|item| item.name).collect();
        assert_eq!(shown[..2], ["Sample sites", "Orders database"]);
    }
}

#[test]
fn a_mark_is_told_to_the_server_and_seen_at_once() {
    let (mut rig, passwork, popup, _) = connected(Era::ItemKeys);
    assert_eq!(detail(&mut rig, popup, SAMPLE_DEEP).favourite, Some(false));
    for is in [true, false] {
        let deep = item(&rig, popup, SAMPLE_DEEP).id;
        rig.say(popup, Intent::MarkFavourite { item: deep, is });
        rig.wait(1_000);
        assert_eq!(passwork.item(SAMPLE_DEEP).unwrap()["isFavorite"], is);
        assert_eq!(rig.seen(popup).lists.iter().any(|list| list.kind == ListKind::Favourites), is);
        assert_eq!(detail(&mut rig, popup, SAMPLE_DEEP).favourite, Some(is));
    }
}
