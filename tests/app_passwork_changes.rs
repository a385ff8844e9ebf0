//! Changing items of a Passwork while something else happens: fetching, another change, another client, a lost answer, a
//! server that lies.
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
use app_rig::{Job, Rig};
use nearkey::{app::*, message::*};
use nearkey_servers::passwork::{
    Era, Fault as ServerFault, FaultOrder, NewItem, PRIVATE_VAULT, Passwork, SAMPLE_DEEP, SAMPLE_LOCKED,
    SAMPLE_SITE,
};
use serde_json::json;

/// Runs until the server answered such a call, and holds the answer back.
fn hold(rig: &mut Rig, method: &str, part: &str) -> Job {
    rig.run_to(|job| {
        matches!(job, Job::Do(Effect::Call(_, call)) if call.method == method && call.url.expose().contains(part))
    });
    rig.step();
    let at = rig.jobs.iter().rposition(|job| matches!(job, Job::Tell(Event::Got { .. }))).unwrap();
    rig.jobs.remove(at).unwrap()
}

fn let_go(rig: &mut Rig, held: Job) {
    rig.jobs.push_front(held);
    rig.wait(2_000);
}

fn change(rig: &mut Rig, popup: ViewId, id: &str, change: ItemChange) {
    let item = item(rig, popup, id).id;
    rig.say(popup, Intent::ChangeItem { item, change });
    rig.wait(2_000);
}

fn bin(rig: &mut Rig, popup: ViewId, id: &str) {
    let item = item(rig, popup, id).id;
    rig.say(popup, Intent::BinItem { item });
    rig.wait(2_000);
}

fn password(text: &str) -> ItemChange {
    ItemChange { password: Some(text.into()), ..ItemChange::default() }
}

fn new_login(text: &str) -> ItemChange {
    ItemChange { name: Some("Made here".into()), user: Some("me".into()), ..password(text) }
}

fn change_fault(rig: &Rig, popup: ViewId) -> Option<String> {
    rig.seen(popup).change.and_then(|change| change.fault).map(|fault| fault.key)
}

fn repeat(rig: &mut Rig, popup: ViewId) {
    rig.say(popup, Intent::RepeatChange);
    rig.wait(2_000);
}

/// The place of the sample with this name.
fn place(rig: &Rig, popup: ViewId, name: &str) -> String {
    let places = rig.seen(popup).places;
    places.into_iter().find(|place| place.name.ends_with(name)).expect("the place").vault
}

fn stored(passwork: &Passwork, id: &str) -> String {
    passwork.read_item(id).unwrap().password
}

fn writes(passwork: &Passwork) -> usize {
    let log = passwork.log();
    let items =
        log.iter().filter(|entry| entry.target.contains("/items") || entry.target.contains("/passwords"));
    items.filter(|entry| entry.method != "GET").count()
}

/// The same item once more, as if it were another: the same words under another key.
fn put_again(passwork: &Passwork, id: &str) {
    let vault = passwork.vaults()[0].0.clone();
    let again = NewItem {
        id: Some(id.to_owned()),
        name: "Sample sites".into(),
        login: "mira@example.com".into(),
        url: SITE.into(),
        password: PASSWORD.into(),
        description: "Login of the sample sites".into(),
        tags: vec!["sample".into()],
        custom: vec![("Code".into(), "JBSWY3DPEHPK3PXP".into(), "totp".into())],
        ..NewItem::default()
    };
    passwork.put_item(&vault, &again).unwrap();
}

#[test]
fn a_shortcut_of_7_changes_its_item_and_is_neither_moved_nor_deleted() {
    for era in [Era::V7Off, Era::V7On] {
        let (mut rig, passwork, popup, id) = connected(era);
        let vault = passwork.vaults()[0].0.clone();
        let shortcut = format!("shortcut-{}", passwork.put_shortcut(SAMPLE_DEEP, &vault, None).unwrap());
        rig.say(popup, Intent::Sync { source: id });
        rig.wait(2_000);
        let shown = detail(&mut rig, popup, &shortcut);
        assert!(!shown.movable && shown.shared, "{era:?}");
        let seq = rig.say(popup, Intent::GetFile { item: shown.item.id.clone(), file: 0 });
        rig.wait(1_000);
        let has_file =
            rig.posts.iter().any(|(_, post)| matches!(post, ToView::File { seq: of, .. } if *of == seq));
        assert!(has_file, "{era:?}: {:?}", rig.refusal(seq));

        let by_shortcut = ItemChange { user: Some("orders3".into()), ..password("by shortcut 1") };
        change(&mut rig, popup, &shortcut, by_shortcut);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        assert_eq!(stored(&passwork, SAMPLE_DEEP), "by shortcut 1", "{era:?}");
        assert_eq!(item(&rig, popup, &shortcut).user, "orders3", "{era:?}");

        let before = writes(&passwork);
        bin(&mut rig, popup, &shortcut);
        assert_eq!(change_fault(&rig, popup).as_deref(), Some("passworkShortcut"), "{era:?}");
        rig.say(popup, Intent::DropChange);
        let office = place(&rig, popup, "Office");
        rig.say(popup, Intent::MoveItem { item: shown.item.id, place: office });
        rig.wait(2_000);
        assert_eq!(change_fault(&rig, popup).as_deref(), Some("passworkShortcut"), "{era:?}");
        assert_eq!(writes(&passwork), before, "{era:?}");
    }
}

#[test]
fn a_shortcut_of_4_moves_and_stays_one() {
    for era in [Era::OffNew, Era::ItemKeys] {
        let (mut rig, passwork, popup, id) = connected(era);
        // Lists of 4.x to 6.x name shortcuts where a folder is asked by itself.
        let empty = place(&rig, popup, "Empty for now");
        let (vault, folder) = empty.split_once('/').unwrap();
        let shortcut = passwork.put_shortcut(SAMPLE_SITE, vault, Some(folder)).unwrap();
        rig.say(popup, Intent::Sync { source: id });
        rig.wait(2_000);
        let shortcut = format!("shortcut-{shortcut}");
        let before = item(&rig, popup, &shortcut);
        rig.say(popup, Intent::MoveItem { item: before.id.clone(), place: PRIVATE_VAULT.into() });
        rig.wait(2_000);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        assert_ne!(item(&rig, popup, &shortcut).place, before.place, "{era:?}");
        assert_eq!(all(&rig, popup).iter().filter(|item| item.name == "Sample sites").count(), 2, "{era:?}");
        assert_eq!(
            copied(&mut rig, popup, &shortcut, CopyField::Password).as_deref(),
            Ok(PASSWORD),
            "{era:?}"
        );
    }
}

#[test]
fn the_answer_to_a_change_that_was_given_up_says_nothing_of_the_next() {
    let (mut rig, passwork, popup, _) = connected(Era::V7Off);
    let (first, second) = (item(&rig, popup, SAMPLE_SITE).id, item(&rig, popup, SAMPLE_DEEP).id);
    rig.say_only(popup, Intent::ChangeItem { item: first, change: password("first 1") });
    let late = hold(&mut rig, "PATCH", SAMPLE_SITE);
    rig.say_only(popup, Intent::DropChange);
    rig.say_only(popup, Intent::BinItem { item: second });
    let_go(&mut rig, late);
    assert!(passwork.bin().contains(&SAMPLE_DEEP.to_owned()), "the server was told, not only the user");
    assert!(all(&rig, popup).iter().all(|item| !item.id.ends_with(SAMPLE_DEEP)));
    assert_eq!(stored(&passwork, SAMPLE_SITE), "first 1");
    assert_eq!(copied(&mut rig, popup, SAMPLE_SITE, CopyField::Password).as_deref(), Ok("first 1"));
}

#[test]
fn the_record_of_a_change_that_was_given_up_is_no_base_of_the_next() {
    let (mut rig, passwork, popup, _) = connected(Era::V7On);
    passwork.change_item(SAMPLE_SITE, &json!({ "password": "theirs 5" })).unwrap();
    let (first, second) = (item(&rig, popup, SAMPLE_DEEP).id, item(&rig, popup, SAMPLE_SITE).id);
    rig.say_only(popup, Intent::ChangeItem { item: first, change: password("first 1") });
    rig.say_only(popup, Intent::DropChange);
    rig.say_only(popup, Intent::ChangeItem { item: second, change: password("ours 5") });
    let at = rig.jobs.iter().rposition(|job| matches!(job, Job::Do(Effect::Load(..)))).unwrap();
    let own = rig.jobs.remove(at).unwrap();
    rig.wait(1_000);
    rig.jobs.push_back(own);
    rig.wait(1_000);
    assert!(rig.seen(popup).change.is_some_and(|change| change.conflict.is_some()));
    assert_eq!(stored(&passwork, SAMPLE_SITE), "theirs 5");
}

#[test]
fn a_list_that_is_older_than_a_change_does_not_undo_it() {
    for (era, list) in [(Era::V7Off, "items?vaultId="), (Era::OffNew, "/fullInfo")] {
        for what in ["change", "make", "delete", "move"] {
            let (mut rig, passwork, popup, id) = connected(era);
            let vault = passwork.vaults()[0].0.clone();
            let site = item(&rig, popup, SAMPLE_SITE).id;
            rig.say_only(popup, Intent::Sync { source: id.clone() });
            let list = hold(&mut rig, "GET", list);
            let intent = match what {
                "change" => Intent::ChangeItem {
                    item: site,
                    change: ItemChange { user: Some("mira2".into()), ..ItemChange::default() },
                },
                "make" => Intent::MakeItem { source: id, vault, change: new_login("made here 1") },
                "delete" => Intent::BinItem { item: site },
                _ => Intent::MoveItem { item: site, place: place(&rig, popup, "Databases") },
            };
            rig.say(popup, intent);
            rig.wait(2_000);
            let_go(&mut rig, list);
            assert_eq!(rig.seen(popup).change, None, "{era:?} {what}");
            let all = all(&rig, popup);
            let site = all.iter().find(|item| item.id.ends_with(SAMPLE_SITE));
            match what {
                "change" => assert_eq!(site.unwrap().user, "mira2", "{era:?}"),
                "make" => {
                    let made = all.iter().find(|item| item.name == "Made here");
                    assert!(made.is_some_and(|item| !item.gone), "{era:?}");
                }
                "delete" => assert!(site.is_none(), "{era:?}"),
                _ => assert!(site.unwrap().place.ends_with("Databases"), "{era:?}: {}", site.unwrap().place),
            }
            assert_eq!(rig.sync_fault(popup), None, "{era:?} {what}");
        }
    }
}

#[test]
fn t103_nothing_is_sealed_for_a_vault_that_the_item_did_not_lie_in() {
    let (mut rig, passwork, popup, id) = connected(Era::V7On);
    let other = passwork.put_vault("Zebra", true).unwrap();
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(2_000);
    passwork.move_item(SAMPLE_SITE, &other, None).unwrap();
    let before = writes(&passwork);
    change(&mut rig, popup, SAMPLE_SITE, password("typed for bank 1"));
    assert_eq!(change_fault(&rig, popup).as_deref(), Some("passworkMoved"));
    assert_eq!(writes(&passwork), before);
    assert!(item(&rig, popup, SAMPLE_SITE).place.ends_with("Zebra"), "the list was fetched");
    repeat(&mut rig, popup);
    assert_eq!(rig.seen(popup).change, None);
    assert_eq!(stored(&passwork, SAMPLE_SITE), "typed for bank 1");
}

#[test]
fn t103_nothing_is_sealed_with_another_key_of_an_item_than_it_was_seen_with() {
    for era in [Era::ItemKeys, Era::V7On] {
        let (mut rig, passwork, popup, _) = connected(era);
        detail(&mut rig, popup, SAMPLE_SITE);
        put_again(&passwork, SAMPLE_SITE);
        let before = writes(&passwork);
        change(&mut rig, popup, SAMPLE_SITE, password("typed for bank 1"));
        assert_eq!(change_fault(&rig, popup).as_deref(), Some("passworkItemKey"), "{era:?}");
        assert_eq!(writes(&passwork), before, "{era:?}");
        rig.say(popup, Intent::DropChange);
        detail(&mut rig, popup, SAMPLE_SITE);
        change(&mut rig, popup, SAMPLE_SITE, password("typed for bank 1"));
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        assert_eq!(stored(&passwork, SAMPLE_SITE), "typed for bank 1", "{era:?}");
    }
}

#[test]
fn an_item_whose_making_was_not_confirmed_is_not_made_twice() {
    for (era, call) in [(Era::ItemKeys, "/passwords"), (Era::V7Off, "/items"), (Era::V7On, "/items")] {
        for lost in [ServerFault::TruncatedJson, ServerFault::DropInBody] {
            let (mut rig, passwork, popup, source) = connected(era);
            let vault = passwork.vaults()[0].0.clone();
            let before = passwork.items(&vault).len();
            passwork.fault(FaultOrder::once(lost.clone()).by("POST").at(call));
            let intent = Intent::MakeItem { source, vault: vault.clone(), change: new_login("made here 1") };
            rig.say(popup, intent);
            rig.wait(2_000);
            assert!(change_fault(&rig, popup).is_some(), "{era:?} {lost:?}");
            assert!(all(&rig, popup).iter().any(|item| item.name == "Made here"), "the list was fetched");
            repeat(&mut rig, popup);
            assert_eq!(rig.seen(popup).change, None, "{era:?} {lost:?}");
            assert_eq!(passwork.items(&vault).len(), before + 1, "{era:?} {lost:?}");
            let made = all(&rig, popup).into_iter().filter(|item| item.name == "Made here");
            assert_eq!(made.count(), 1, "{era:?} {lost:?}");
        }
    }
}

#[test]
fn what_only_looks_like_the_item_that_was_not_made_does_not_count_as_it() {
    for (era, call) in [(Era::OffNew, "/passwords"), (Era::V7On, "/items")] {
        let (mut rig, passwork, popup, source) = connected(era);
        let vault = passwork.vaults()[0].0.clone();
        let before = passwork.items(&vault).len();
        passwork.fault(FaultOrder::once(ServerFault::DropBefore).by("POST").at(call));
        rig.say(popup, Intent::MakeItem { source, vault: vault.clone(), change: new_login("made here 1") });
        rig.wait(2_000);
        let other = NewItem {
            name: "Made here".into(),
            login: "me".into(),
            password: "of somebody else".into(),
            ..NewItem::default()
        };
        passwork.put_item(&vault, &other).unwrap();
        repeat(&mut rig, popup);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        assert_eq!(passwork.items(&vault).len(), before + 2, "{era:?}");
        let is_there = passwork
            .items(&vault)
            .iter()
            .any(|id| passwork.read_item(id).is_ok_and(|item| item.password == "made here 1"));
        assert!(is_there, "{era:?}");
    }
}

#[test]
fn what_was_deleted_or_moved_already_counts_as_done() {
    for era in [Era::ItemKeys, Era::V7Off] {
        let (mut rig, passwork, popup, _) = connected(era);
        passwork.fault(FaultOrder::once(ServerFault::TruncatedJson).by("DELETE"));
        bin(&mut rig, popup, SAMPLE_DEEP);
        assert!(change_fault(&rig, popup).is_some(), "{era:?}");
        repeat(&mut rig, popup);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        assert!(all(&rig, popup).iter().all(|item| !item.id.ends_with(SAMPLE_DEEP)), "{era:?}");

        let databases = place(&rig, popup, "Databases");
        let site = item(&rig, popup, SAMPLE_SITE).id;
        passwork.fault(FaultOrder::once(ServerFault::TruncatedJson).by("POST").at("/move"));
        rig.say(popup, Intent::MoveItem { item: site, place: databases });
        rig.wait(2_000);
        assert!(change_fault(&rig, popup).is_some(), "{era:?}");
        let before = writes(&passwork);
        repeat(&mut rig, popup);
        assert_eq!((rig.seen(popup).change, writes(&passwork)), (None, before), "{era:?}");
        assert!(item(&rig, popup, SAMPLE_SITE).place.ends_with("Databases"), "{era:?}");
    }
}

#[test]
fn t106_a_change_says_that_the_browser_does_not_let_us() {
    let (mut rig, _, popup, _) = connected(Era::V7Off);
    rig.forbidden.push("localhost".into());
    change(&mut rig, popup, SAMPLE_SITE, password("ours 5"));
    assert_eq!(change_fault(&rig, popup).as_deref(), Some("serverNoPermission"));
    rig.forbidden.clear();
    repeat(&mut rig, popup);
    assert_eq!(rig.seen(popup).change, None);
}

#[test]
fn who_keeps_the_state_of_the_other_is_done_with_the_offer() {
    let (mut rig, passwork, popup, _) = connected(Era::V7Off);
    rig.tell(Event::PagesPermitted(true));
    rig.see(7, 0);
    rig.submit(7, "mira@example.com", "typed here 5");
    rig.tabs.go(7, "https://bank.example/inside");
    rig.tabs.change_fields(7, &[]);
    rig.wait(2_000);
    let offer = rig.offer().expect("an offer");
    assert_eq!(offer.kind, OfferKind::Changed);
    passwork.change_item(SAMPLE_SITE, &json!({ "password": "theirs 5" })).unwrap();
    let source = rig.seen(popup).accounts[0].source.id.clone();
    let vault = passwork.vaults()[0].0.clone();
    rig.say(popup, Intent::SaveOffer { offer: offer.number, source, vault });
    rig.wait(2_000);
    assert!(rig.seen(popup).change.is_some_and(|change| change.conflict.is_some()));
    rig.say(popup, Intent::AnswerConflict { answer: ConflictAnswer::Theirs });
    rig.wait(2_000);
    assert_eq!((rig.seen(popup).change, rig.seen(popup).offer), (None, None));
    assert_eq!(stored(&passwork, SAMPLE_SITE), "theirs 5");
}

#[test]
fn what_is_kept_beside_the_state_of_the_other_lies_where_the_user_saw_it() {
    let (mut rig, passwork, popup, _) = connected(Era::V7On);
    let databases = place(&rig, popup, "Databases");
    let (vault, folder) = databases.split_once('/').unwrap();
    passwork.move_item(SAMPLE_SITE, vault, Some(folder)).unwrap();
    passwork.change_item(SAMPLE_SITE, &json!({ "password": "theirs 5" })).unwrap();
    change(&mut rig, popup, SAMPLE_SITE, password("ours 5"));
    rig.say(popup, Intent::AnswerConflict { answer: ConflictAnswer::Both });
    rig.wait(2_000);
    assert_eq!(rig.seen(popup).change, None);
    for item in all(&rig, popup).into_iter().filter(|item| item.name == "Sample sites") {
        let is_theirs = item.id.ends_with(SAMPLE_SITE);
        let (_, number) = item.id.split_once('/').unwrap();
        let (place, sealed) = if is_theirs { ("Databases", "theirs 5") } else { ("Office", "ours 5") };
        assert!(item.place.ends_with(place), "{}", item.place);
        assert_eq!(stored(&passwork, number), sealed);
    }
}

#[test]
fn an_item_still_makes_codes_after_something_else_of_it_changed() {
    for era in [Era::ItemKeys, Era::V7On] {
        let (mut rig, _, popup, id) = connected(era);
        detail(&mut rig, popup, SAMPLE_SITE);
        change(&mut rig, popup, SAMPLE_SITE, password("ours 5"));
        assert!(item(&rig, popup, SAMPLE_SITE).has_code, "{era:?}");
        rig.say(popup, Intent::Sync { source: id });
        rig.wait(2_000);
        assert!(item(&rig, popup, SAMPLE_SITE).has_code, "{era:?}");
    }
}

#[test]
fn an_item_that_nobody_can_open_can_be_deleted() {
    for era in [Era::OffNew, Era::RawMaster, Era::ItemKeys, Era::V7On] {
        let (mut rig, passwork, popup, _) = connected(era);
        bin(&mut rig, popup, SAMPLE_LOCKED);
        assert_eq!(change_fault(&rig, popup), None, "{era:?}");
        assert!(passwork.bin().contains(&SAMPLE_LOCKED.to_owned()), "{era:?}");
        assert!(all(&rig, popup).iter().all(|item| !item.id.ends_with(SAMPLE_LOCKED)), "{era:?}");
    }
}

#[test]
fn a_code_that_the_server_wrote_in_its_own_way_is_the_same_code() {
    for era in [Era::OffNew, Era::ItemKeys] {
        let (mut rig, passwork, popup, _) = connected(era);
        detail(&mut rig, popup, SAMPLE_SITE);
        passwork.fault(FaultOrder::once(ServerFault::TruncatedJson).by("PUT"));
        let otp = Some("gezd gnbv gy3t qojq gezd gnbv".into());
        change(&mut rig, popup, SAMPLE_SITE, ItemChange { otp, ..ItemChange::default() });
        assert!(change_fault(&rig, popup).is_some(), "{era:?}");
        repeat(&mut rig, popup);
        assert_eq!(rig.seen(popup).change, None, "{era:?}: there is nothing to ask about");
    }
}

#[test]
fn places_are_offered_where_an_item_can_go() {
    for (era, more, movable) in [
        (Era::V7On, false, true),
        (Era::V7On, true, false),
        (Era::V7Off, true, true),
        (Era::ItemKeys, true, true),
    ] {
        let (mut rig, passwork, popup, id) = connected(era);
        if more {
            passwork.put_vault("Zebra", true).unwrap();
            rig.say(popup, Intent::Sync { source: id });
            rig.wait(2_000);
        }
        assert_eq!(detail(&mut rig, popup, SAMPLE_SITE).movable, movable, "{era:?} {more}");
    }
}
