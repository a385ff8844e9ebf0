//! Items of servers: everything about them, changed, moved to the bin, and changed by two at once.
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
use app_rig::cloud::{GUID, Trouble, guid};
use nearkey::{app::*, message::*};
use serde_json::json;

impl Rig {
    fn change(&mut self, view: ViewId, number: u32, change: ItemChange) -> u32 {
        let item = self.item(view, number).id;
        let seq = self.say(view, Intent::ChangeItem { item, change });
        self.wait(500);
        seq
    }

    fn copied(&mut self, view: ViewId, number: u32, field: CopyField) -> String {
        let item = self.item(view, number).id;
        let seq = self.say(view, Intent::Copy { item, field });
        self.value(seq).unwrap().to_owned()
    }

    fn conflict(&self, view: ViewId) -> Vec<ChangedField> {
        let change = self.seen(view).change.unwrap();
        change.conflict.unwrap().fields.into_iter().map(|field| field.field).collect()
    }

    /// A field, changed by another client.
    fn elsewhere(&mut self, number: u32, field: &str, value: &str) {
        let sealed = self.cloud.sealed(&json!(value));
        let item = self.cloud.item(number);
        item[field] = sealed;
        item["changed"] = (item["changed"].as_u64().unwrap() + 50).into();
    }
}

fn password(text: &str) -> ItemChange {
    ItemChange { password: Some(text.into()), ..ItemChange::default() }
}

#[test]
fn a_changed_password_reaches_the_server_and_nothing_else_of_the_item_changes() {
    let (mut rig, popup, _) = Rig::with_account();
    let before = rig.cloud.item(1).clone();
    rig.change(popup, 1, password("cloud password 6"));
    assert_eq!(rig.cloud.opened(1, "password"), "cloud password 6");
    let after = rig.cloud.item(1).clone();
    for (name, value) in before.as_object().unwrap() {
        if !["password", "changed"].contains(&name.as_str()) {
            assert_eq!(after[name], *value, "{name}");
        }
    }
    assert_eq!(rig.notice(popup), Some(Notice::Stored { name: "Bank".into() }));
    assert_eq!(rig.copied(popup, 1, CopyField::Password), "cloud password 6");
    assert!(rig.seen(popup).change.is_none());
}

#[test]
fn what_somebody_else_changed_meanwhile_stays() {
    let (mut rig, popup, _) = Rig::with_account();
    rig.elsewhere(1, "email", "new@mail.test");
    rig.change(popup, 1, password("cloud password 6"));
    assert_eq!(rig.cloud.opened(1, "email"), "new@mail.test");
    assert_eq!(rig.cloud.opened(1, "password"), "cloud password 6");
}

#[test]
fn where_both_changed_the_same_the_user_is_asked_and_neither_is_lost() {
    for answer in [ConflictAnswer::Ours, ConflictAnswer::Theirs, ConflictAnswer::Both] {
        let (mut rig, popup, _) = Rig::with_account();
        rig.elsewhere(1, "password", "cloud password 7");
        rig.elsewhere(1, "username", "eve@bank");
        let patches = |rig: &Rig| rig.cloud.seen.iter().filter(|(method, _)| method == "PATCH").count();
        let change = ItemChange { user: Some("ada@bank".into()), ..password("cloud password 6") };
        rig.change(popup, 1, change);
        assert_eq!(
            (rig.conflict(popup), patches(&rig)),
            (vec![ChangedField::User, ChangedField::Password], 0)
        );
        rig.say(popup, Intent::AnswerConflict { answer });
        rig.wait(500);
        let (here, there) = (rig.copied(popup, 1, CopyField::Password), rig.cloud.opened(1, "password"));
        assert_eq!(here, there.as_str().unwrap());
        match answer {
            ConflictAnswer::Ours => assert_eq!(here, "cloud password 6"),
            ConflictAnswer::Theirs => assert_eq!(here, "cloud password 7"),
            ConflictAnswer::Both => {
                assert_eq!(here, "cloud password 7");
                let made = rig.cloud.last();
                assert_eq!(rig.cloud.opened(made, "password"), "cloud password 6");
                assert_eq!(rig.cloud.opened(made, "url"), "https://bank.example/login");
                assert_eq!(rig.cloud.item(made)["label"], "Bank");
            }
        }
        assert!(rig.seen(popup).change.is_none());
    }
}

#[test]
fn the_same_change_by_both_is_no_conflict() {
    let (mut rig, popup, _) = Rig::with_account();
    rig.elsewhere(1, "password", "cloud password 6");
    rig.change(popup, 1, password("cloud password 6"));
    assert_eq!(rig.notice(popup), Some(Notice::Stored { name: "Bank".into() }));
}

#[test]
fn a_change_that_failed_is_there_to_be_tried_again() {
    for trouble in
        [Trouble::Down, Trouble::Status(500), Trouble::Status(503), Trouble::Html, Trouble::Redirect]
    {
        let (mut rig, popup, _) = Rig::with_account();
        rig.cloud.trouble = Some(trouble.clone());
        rig.change(popup, 1, password("cloud password 6"));
        assert!(rig.seen(popup).change.unwrap().fault.is_some(), "{trouble:?}");
        assert_eq!(rig.copied(popup, 1, CopyField::Password), "cloud password 1", "{trouble:?}");
        rig.cloud.trouble = None;
        rig.say(popup, Intent::RepeatChange);
        rig.wait(500);
        assert_eq!(rig.cloud.opened(1, "password"), "cloud password 6", "{trouble:?}");
        assert_eq!(rig.copied(popup, 1, CopyField::Password), "cloud password 6", "{trouble:?}");
    }
}

#[test]
fn a_change_that_failed_keeps_its_place_until_it_is_given_up() {
    let (mut rig, popup, _) = Rig::with_account();
    rig.cloud.trouble = Some(Trouble::Down);
    rig.change(popup, 1, password("cloud password 6"));
    let seq = rig.change(popup, 2, password("cloud password 7"));
    assert_eq!(rig.refusal(seq), Some("requestRunning"));
    rig.say(popup, Intent::DropChange);
    rig.cloud.trouble = None;
    rig.change(popup, 2, password("cloud password 7"));
    assert_eq!(rig.cloud.opened(2, "password"), "cloud password 7");
    assert_eq!(rig.cloud.opened(1, "password"), "cloud password 1");
}

#[test]
fn an_item_goes_to_the_bin_and_comes_back() {
    let (mut rig, popup, _) = Rig::with_account();
    let item = rig.item(popup, 1).id;
    rig.say(popup, Intent::BinItem { item });
    rig.wait(500);
    assert!(rig.cloud.item(1)["delete_time"].as_u64().unwrap() > 0);
    assert_eq!((rig.seen(popup).total, rig.seen(popup).matches.len()), (1, 0));
    assert_eq!(rig.notice(popup), Some(Notice::Binned { name: "Bank".into() }));
    rig.say(popup, Intent::UndoBin);
    rig.wait(500);
    assert_eq!(rig.cloud.item(1)["delete_time"], 0);
    assert_eq!(rig.seen(popup).matches[0].user, "ada@bank");
    assert_eq!(rig.notice(popup), Some(Notice::Unbinned { name: "Bank".into() }));
}

#[test]
fn a_new_item_is_made_whole_and_can_be_filled_at_once() {
    let (mut rig, popup, id) = Rig::with_account();
    let place = &rig.seen(popup).places[0];
    assert_eq!((place.source.as_str(), place.vault.as_str()), (id.as_str(), GUID));
    let change = ItemChange {
        name: Some("Second".into()),
        user: Some("second".into()),
        website: Some("https://bank.example".into()),
        otp: Some("JBSWY3DPEHPK3PXP".into()),
        tags: Some(vec!["money".into()]),
        ..password("cloud password 8")
    };
    rig.say(popup, Intent::MakeItem { source: id, vault: GUID.into(), change });
    rig.wait(500);
    let made = rig.cloud.last();
    assert_eq!(rig.cloud.item(made)["vault_id"], 5);
    assert_eq!(rig.cloud.opened(made, "tags"), json!([{ "text": "money" }]));
    let item = rig.item(popup, made);
    assert_eq!((item.user.as_str(), item.has_code), ("second", true));
    rig.say(popup, Intent::Fill { item: item.id });
    assert_eq!(rig.tabs.filled[0].values, ["second", "cloud password 8"]);
}

#[test]
fn everything_about_an_item_is_told_and_its_secrets_only_one_by_one() {
    let (mut rig, popup, _) = Rig::with_account();
    let fields = json!([
        { "label": "PIN", "value": "cloud password 5", "secret": true, "field_type": "password" },
        { "label": "Branch", "value": "Main street", "secret": false, "field_type": "text" },
    ]);
    for (name, value) in [
        ("custom_fields", fields),
        ("tags", json!([{ "text": "money" }])),
        ("email", json!("ada@mail.test")),
        ("description", json!("cloud password 4")),
    ] {
        let sealed = rig.cloud.sealed(&value);
        rig.cloud.item(1)[name] = sealed;
    }
    rig.cloud.item(1)["changed"] = 3_000.into();
    let id = rig.seen(popup).accounts[0].source.id.clone();
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(500);
    let item = rig.item(popup, 1).id;
    let seq = rig.say(popup, Intent::ShowItem { item: item.clone() });
    let detail = rig.posts.iter().find_map(|(_, post)| match post {
        ToView::Item { seq: of, detail } if *of == seq => Some(detail.clone()),
        _ => None,
    });
    let detail = detail.unwrap();
    rig.watch.search_text("a detail", &serde_json::to_string(&detail).unwrap());
    assert_eq!((detail.vault.as_str(), detail.email.as_str()), ("Private", "ada@mail.test"));
    assert_eq!((detail.tags.as_slice(), detail.has_note), (["money".to_owned()].as_slice(), true));
    let told: Vec<_> = detail.fields.iter().map(|field| (field.value.as_str(), field.hidden)).collect();
    assert_eq!(told, [("", true), ("Main street", false)]);
    assert!(detail.editable && !detail.damaged && !detail.shared);
    let revealed = |rig: &mut Rig, field| {
        let seq = rig.say(popup, Intent::Reveal { item: item.clone(), field });
        rig.posts.iter().find_map(|(_, post)| match post {
            ToView::Revealed { seq: of, text } if *of == seq => Some(text.clone()),
            _ => None,
        })
    };
    assert_eq!(revealed(&mut rig, CopyField::Custom(0)).as_deref(), Some("cloud password 5"));
    assert_eq!(revealed(&mut rig, CopyField::Note).as_deref(), Some("cloud password 4"));
    assert_eq!(revealed(&mut rig, CopyField::Password).as_deref(), Some("cloud password 1"));
    assert_eq!(rig.copied(popup, 1, CopyField::Custom(1)), "Main street");
    assert_eq!(revealed(&mut rig, CopyField::Custom(9)), None);
}

#[test]
fn an_item_that_others_share_for_reading_is_used_and_not_changed() {
    let (mut rig, popup, id) = Rig::with_account();
    rig.cloud.put(3, "Shared", "https://bank.example", "team", "cloud password 3");
    let mut item = rig.cloud.item(3).clone();
    rig.cloud.items.retain(|item| item["guid"] != guid(3).as_str());
    item["acl"] = json!({ "permissions": 1, "shared_key": null });
    rig.cloud.shared.push(item);
    rig.say(popup, Intent::Sync { source: id });
    rig.wait(500);
    assert_eq!(rig.copied(popup, 3, CopyField::Password), "cloud password 3");
    let seq = rig.change(popup, 3, password("cloud password 6"));
    assert_eq!(rig.refusal(seq), Some("serverForbidden"));
}

#[test]
fn a_lock_gives_a_change_up_that_waits_for_an_answer() {
    let (mut rig, popup, _) = Rig::with_account();
    rig.elsewhere(1, "password", "cloud password 7");
    rig.change(popup, 1, password("cloud password 6"));
    rig.say(popup, Intent::Lock);
    assert!(rig.seen(popup).change.is_none());
    assert_eq!(rig.cloud.opened(1, "password"), "cloud password 7");
}

#[test]
fn t105_a_password_that_was_typed_goes_to_the_account_that_its_item_came_from() {
    let (mut rig, popup, id) = Rig::with_account();
    let patches = |rig: &Rig| rig.cloud.seen.iter().filter(|(method, _)| method == "PATCH").count();
    rig.tell(Event::PagesPermitted(true));
    rig.see(7, 0);
    rig.submit(7, "ada@bank", "typed password");
    rig.tabs.go(7, "https://bank.example/inside");
    rig.tabs.change_fields(7, &[]);
    rig.wait(2_000);
    let offer = rig.offer().unwrap();
    assert_eq!(offer.kind, OfferKind::Changed);
    assert!(offer.item.unwrap().id.starts_with(&id));
    // Wherever a view says that it belongs: a known item stays where it is.
    let (source, vault) = ("ABC-DEF".into(), String::new());
    rig.say(popup, Intent::SaveOffer { offer: offer.number, source, vault });
    rig.wait(500);
    assert_eq!((rig.cloud.opened(1, "password"), patches(&rig)), (json!("typed password"), 1));
    assert!(rig.seen(popup).offer.is_none());
}

#[test]
fn what_was_fetched_before_a_change_does_not_take_its_place() {
    let (mut rig, popup, id) = Rig::with_account();
    rig.say_only(popup, Intent::Sync { source: id });
    // The vault is here as it was, and what others share is on its way.
    rig.run_to(
        |job| matches!(job, app_rig::Job::Do(Effect::Call(_, call)) if call.url.expose().contains("/sharing/")),
    );
    let at = rig.jobs.iter().position(|job| matches!(job, app_rig::Job::Do(Effect::Call(..)))).unwrap();
    let late = rig.jobs.remove(at).unwrap();
    rig.change(popup, 1, password("cloud password 6"));
    rig.jobs.push_back(late);
    rig.wait(1_000);
    assert_eq!(rig.copied(popup, 1, CopyField::Password), "cloud password 6");
}
