//! Several people at the same Passwork: what one of them sees, agrees to and chooses is what is sent, whatever the others do
//! meanwhile.
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
use nearkey_servers::passwork::{Era, Fault as ServerFault, FaultOrder, Passwork, SAMPLE_DEEP, SAMPLE_SITE};
use serde_json::json;

fn change(rig: &mut Rig, popup: ViewId, change: ItemChange) {
    let item = item(rig, popup, SAMPLE_SITE).id;
    rig.say(popup, Intent::ChangeItem { item, change });
    rig.wait(2_000);
}

fn password(text: &str) -> ItemChange {
    ItemChange { password: Some(text.into()), ..ItemChange::default() }
}

fn note(text: &str) -> ItemChange {
    ItemChange { note: Some(text.into()), ..ItemChange::default() }
}

fn conflict(rig: &Rig, popup: ViewId) -> Vec<ChangedField> {
    let conflict = rig.seen(popup).change.and_then(|change| change.conflict);
    conflict.map(|conflict| conflict.fields.iter().map(|field| field.field).collect()).unwrap_or_default()
}

fn fetch(rig: &mut Rig, popup: ViewId, source: &str) {
    rig.say(popup, Intent::Sync { source: source.to_owned() });
    rig.wait(2_000);
}

fn answer(rig: &mut Rig, popup: ViewId, answer: ConflictAnswer) {
    rig.say(popup, Intent::AnswerConflict { answer });
    rig.wait(2_000);
}

fn stored(passwork: &Passwork) -> String {
    passwork.read_item(SAMPLE_SITE).unwrap().password
}

#[test]
fn ours_goes_before_the_state_that_the_user_agreed_to_and_before_no_newer_one() {
    for era in [Era::ItemKeys, Era::V7On] {
        let (mut rig, passwork, popup, _) = connected(era);
        detail(&mut rig, popup, SAMPLE_SITE);
        passwork.change_item(SAMPLE_SITE, &json!({ "password": "theirs 5" })).unwrap();
        change(&mut rig, popup, password("ours 5"));
        assert_eq!(conflict(&rig, popup), [ChangedField::Password], "{era:?}");

        // While the user thinks about it, they change it once more.
        passwork.change_item(SAMPLE_SITE, &json!({ "password": "theirs 6", "tags": ["newer"] })).unwrap();
        answer(&mut rig, popup, ConflictAnswer::Ours);
        assert_eq!(conflict(&rig, popup), [ChangedField::Password], "{era:?}: agreed to something unseen");
        assert_eq!(stored(&passwork), "theirs 6", "{era:?}");

        answer(&mut rig, popup, ConflictAnswer::Ours);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        assert_eq!(stored(&passwork), "ours 5", "{era:?}");
        assert_eq!(passwork.item(SAMPLE_SITE).unwrap()["tags"], json!(["newer"]), "{era:?}");
    }
}

#[test]
fn what_is_changed_is_what_the_user_sees_whatever_was_fetched_meanwhile() {
    for era in [Era::V7Off, Era::V7On, Era::OffNew] {
        let (mut rig, passwork, popup, id) = connected(era);
        detail(&mut rig, popup, SAMPLE_SITE);
        passwork
            .change_item(SAMPLE_SITE, &json!({ "description": "by them", "name": "Their name" }))
            .unwrap();
        fetch(&mut rig, popup, &id);
        let mine = ItemChange { name: Some("My name".into()), ..note("by me") };
        change(&mut rig, popup, mine);
        assert_eq!(conflict(&rig, popup), [ChangedField::Name, ChangedField::Note], "{era:?}");
        answer(&mut rig, popup, ConflictAnswer::Ours);
        assert_eq!(rig.seen(popup).change, None, "{era:?}");

        // What the view shows is older than the user's own change: that is no conflict.
        change(&mut rig, popup, note("by me again"));
        assert_eq!(rig.seen(popup).change, None, "{era:?}");
        assert_eq!(passwork.item(SAMPLE_SITE).unwrap()["description"], "by me again", "{era:?}");
    }
}

#[test]
fn an_item_that_somebody_put_into_the_bin_takes_no_new_password() {
    let (mut rig, passwork, popup, _) = connected(Era::V7Off);
    let mut binned = passwork.item(SAMPLE_SITE).unwrap();
    binned["isDeleted"] = json!(true);
    let said = ServerFault::Status {
        status: 200,
        content_type: "application/json".into(),
        body: binned.to_string(),
    };
    passwork.fault(FaultOrder::always(said).at(&format!("items/{SAMPLE_SITE}")));
    change(&mut rig, popup, password("lost in the bin"));
    let fault = rig.seen(popup).change.and_then(|change| change.fault).expect("a fault");
    assert_eq!(fault.key, "passworkBinned");
    assert!(passwork.log().iter().all(|call| call.method != "PATCH"));
}

#[test]
fn t103_no_name_of_a_place_looks_like_another_place() {
    let (mut rig, passwork, popup, id) = connected(Era::OffNew);
    let mine = passwork.put_vault("Mine", false).unwrap();
    let bank = passwork.put_folder(&mine, None, "Bank").unwrap();
    let second = passwork.put_folder(&mine, None, "bank ").unwrap();
    for name in ["Mine / Bank", "Mine \u{2215} Bank", "Mine\u{a0}/\u{a0}Bank", "mine"] {
        passwork.put_vault(name, true).unwrap();
    }
    fetch(&mut rig, popup, &id);
    let name_of = |place: &str| {
        let places = rig.seen(popup).places;
        places.into_iter().find(|one| one.vault.ends_with(place)).expect("the place").name
    };
    let (first, second) = (name_of(&bank), name_of(&second));
    assert!(first.contains(" / Bank #") && second.contains(" / bank #"), "{first} {second}");
    let plain: Vec<String> = rig.seen(popup).places.into_iter().map(|place| place.name).collect();
    let seen = |name: &str| {
        let signs = name.chars().map(|sign| if sign == '\u{2215}' { '/' } else { sign });
        signs.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    };
    for (at, name) in plain.iter().enumerate() {
        let alike = plain.iter().enumerate().filter(|(other, one)| *other != at && seen(one) == seen(name));
        assert_eq!(alike.count(), 0, "{name} is there twice: {plain:?}");
    }
    assert_eq!(plain.iter().filter(|name| name.contains("Mine/Bank")).count(), 3, "{plain:?}");
}

#[test]
fn a_mark_that_was_made_while_all_is_fetched_stays() {
    let (mut rig, passwork, popup, id) = connected(Era::OffNew);
    rig.say_only(popup, Intent::Sync { source: id });
    // The list as it was before the mark is on its way.
    let is_list = |job: &Job| matches!(job, Job::Do(Effect::Call(_, call)) if call.method == "GET" && call.url.expose().contains("favorite"));
    rig.run_to(is_list);
    rig.step();
    let at = rig.jobs.iter().rposition(|job| matches!(job, Job::Tell(Event::Got { .. }))).unwrap();
    let list = rig.jobs.remove(at).unwrap();
    let deep = item(&rig, popup, SAMPLE_DEEP).id;
    rig.say(popup, Intent::MarkFavourite { item: deep, is: true });
    rig.wait(1_000);
    rig.jobs.push_front(list);
    rig.wait(3_000);
    assert_eq!(passwork.item(SAMPLE_DEEP).unwrap()["isFavorite"], true);
    let lists = rig.seen(popup).lists;
    assert!(lists.iter().any(|list| list.kind == ListKind::Favourites), "{lists:?}");
}

#[test]
fn nothing_is_connected_anew_while_a_change_is_on_its_way() {
    let (mut rig, passwork, popup, _) = connected(Era::OffNew);
    let view = go(&mut rig, &passwork);
    let site = item(&rig, popup, SAMPLE_SITE).id;
    rig.say_only(popup, Intent::ChangeItem { item: site, change: password("new 1") });
    rig.run_to(|job| matches!(job, Job::Do(Effect::Call(_, call)) if call.method == "PUT"));
    let seq = rig.say_only(view, Intent::FinishConnect { passphrase: None });
    rig.wait(2_000);
    assert_eq!(rig.refusal(seq), Some("requestRunning"));
    assert_eq!(rig.seen(popup).change, None);
    assert_eq!(stored(&passwork), "new 1");
    rig.say(view, Intent::FinishConnect { passphrase: None });
    rig.wait(3_000);
    assert!(matches!(step(&rig, view), ConnectStep::Done { .. }), "{:?}", step(&rig, view));
}

#[test]
fn t100_a_key_that_cannot_be_one_does_not_leave_the_one_of_a_code_in_force() {
    let (mut rig, passwork) = with_server(Era::OffNew);
    let view = rig.attach(ViewKind::Connect);
    rig.say(view, Intent::ChooseServerKind { kind: SourceKind::Passwork });
    rig.say(view, Intent::ReadInvitation { text: passwork.qr_payload() });
    assert!(matches!(step(&rig, view), ConnectStep::Key { has_key: true, .. }), "{:?}", step(&rig, view));
    rig.say(view, Intent::TypeKey { key: "with a gap".into(), refresh: None });
    rig.say(view, Intent::ConnectServer { plain: false });
    rig.wait(1_000);
    let ConnectStep::Key { has_key: false, fault: Some(fault), .. } = step(&rig, view) else {
        panic!("{:?}", step(&rig, view))
    };
    assert_eq!((fault.key.as_str(), passwork.log().len()), ("passworkKeyForm", 0));
}
