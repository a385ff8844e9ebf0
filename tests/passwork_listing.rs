//! Everything in a vault, whichever calls a server knows; and the tree that its folders make.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what is not there")]

mod passwork_wire_rig;

use std::collections::BTreeMap;

use nearkey::passwork::{Answer, Api, Content, Folder, Listing, PassworkFault, Tree, Vault, VaultSeal};
use nearkey::server::Reply;
use passwork_wire_rig::{
    OTHER_VAULT, VAULT, answer, answer7, failed, folder, id, numbered, ok, row, says, v4, v7,
};
use serde_json::{Value, json};

fn vault(folders: Option<u64>, items: Option<u64>) -> Vault {
    Vault {
        id: id(VAULT),
        name: "Team".into(),
        company: Some(true),
        hidden: false,
        folders,
        items,
        seal: VaultSeal::default(),
    }
}

/// A server of v4: what it answers to each path below the API; anything else is not there.
#[derive(Default)]
struct Host {
    answers: BTreeMap<String, Value>,
    asked: Vec<String>,
}

impl Host {
    fn says(mut self, path: &str, data: &Value) -> Self {
        self.answers.insert(path.replace("{v}", &format!("vaults/{VAULT}")), data.clone());
        self
    }

    fn reply(&mut self, path: &str) -> Reply {
        self.asked.push(path.to_owned());
        self.answers.get(path).map_or_else(|| failed(404, "notFound"), ok)
    }

    fn list(&mut self, vault: Vault) -> Result<Content, PassworkFault> {
        self.list_by(&v4(), vault, answer)
    }

    fn list_by(
        &mut self,
        api: &Api,
        vault: Vault,
        answer: fn(Reply) -> Result<Answer, PassworkFault>,
    ) -> Result<Content, PassworkFault> {
        let mut listing = Listing::new(api.clone(), vault);
        while let Some((part, request)) = listing.next() {
            let (_, api) = request.call().url.expose().split_once("/api/v").unwrap();
            let reply = self.reply(api.split_once('/').unwrap().1);
            listing.took(&part, answer(reply))?;
        }
        assert!(listing.is_done());
        Ok(listing.finish())
    }
}

fn names(content: &Content) -> Vec<&str> {
    content.entries.iter().map(|entry| entry.name.as_str()).collect()
}

fn inside(number: usize) -> String {
    format!("folders/{}/passwords", numbered(number))
}

fn children(number: usize) -> String {
    format!("folders/{}/children", numbered(number))
}

#[test]
fn a_host_whose_full_info_looks_into_folders_is_asked_once() {
    let (f1, f2) = (numbered(101), numbered(102));
    let full = json!({
        "folders": [folder(101, None, Some((1, 1))), folder(102, Some(&f1), Some((0, 2)))],
        "passwords": [row(1, None), row(2, Some(&f1)), row(3, Some(&f2)), row(4, Some(&f2))],
    });
    let mut host = Host::default().says("{v}/fullInfo", &full);
    let content = host.list(vault(Some(1), Some(1))).ok().unwrap();
    assert_eq!(names(&content), ["Item 1", "Item 2", "Item 3", "Item 4"]);
    assert_eq!(
        (host.asked.len(), content.complete, content.unreadable, content.folders.len()),
        (1, true, 0, 2)
    );
}

#[test]
fn it_makes_no_difference_whether_amounts_count_deeper_folders() {
    let (f1, f2) = (numbered(101), numbered(102));
    let full = json!({
        "folders": [folder(101, None, Some((1, 3))), folder(102, Some(&f1), Some((0, 2)))],
        "passwords": [row(1, None), row(2, Some(&f1)), row(3, Some(&f2)), row(4, Some(&f2))],
    });
    let mut host = Host::default().says("{v}/fullInfo", &full);
    assert!(host.list(vault(Some(2), Some(4))).ok().unwrap().complete);
    assert_eq!(host.asked.len(), 1);
}

#[test]
fn a_host_whose_full_info_shows_the_root_alone_is_asked_for_each_folder_that_holds_something() {
    let f1 = numbered(101);
    let mut host = Host::default()
        .says("{v}/fullInfo", &json!({
            "folders": [folder(101, None, Some((1, 1))), folder(103, None, Some((0, 0)))], "passwords": [row(1, None)],
        }))
        .says(&children(101), &json!([folder(102, Some(&f1), Some((0, 1)))]))
        .says(&inside(101), &json!([row(2, Some(&f1))]))
        .says(&inside(102), &json!([row(3, Some(&numbered(102)))]));
    let content = host.list(vault(Some(2), Some(1))).ok().unwrap();
    assert_eq!(names(&content), ["Item 1", "Item 2", "Item 3"]);
    assert!(content.complete);
    assert_eq!(host.asked[1..], [children(101), inside(101), inside(102)]);
}

#[test]
fn a_full_info_that_was_cut_short_is_noticed_by_the_amounts() {
    let f1 = numbered(101);
    let mut host = Host::default()
        .says(
            "{v}/fullInfo",
            &json!({
                "folders": [folder(101, None, Some((0, 3)))], "passwords": [row(1, None), row(2, Some(&f1))],
            }),
        )
        .says(&inside(101), &json!([row(2, Some(&f1)), row(3, Some(&f1)), row(4, Some(&f1))]));
    let content = host.list(vault(Some(1), Some(1))).ok().unwrap();
    assert_eq!((names(&content).len(), content.complete, host.asked.len()), (4, true, 2));
}

#[test]
fn a_full_info_that_is_readable_by_half_is_nothing_and_every_folder_is_asked() {
    let f1 = numbered(101);
    let folders = json!([folder(101, None, Some((0, 1)))]);
    let mut host = Host::default()
        .says("{v}/fullInfo", &json!({ "folders": folders, "passwords": { "0": row(2, Some(&f1)) } }))
        .says("{v}/folders", &folders)
        .says("{v}/passwords", &json!([row(1, None)]))
        .says(&inside(101), &json!([row(2, Some(&f1))]));
    let content = host.list(vault(Some(1), Some(2))).ok().unwrap();
    assert_eq!(names(&content), ["Item 1", "Item 2"]);
    assert!(host.asked.contains(&inside(101)), "{:?}", host.asked);
}

#[test]
fn a_host_without_full_info_is_walked_folder_by_folder() {
    let f1 = numbered(101);
    let mut host = Host::default()
        .says("{v}/folders", &json!([folder(101, None, None)]))
        .says("{v}/passwords", &json!([row(1, None)]))
        .says(&children(101), &json!([folder(102, None, Some((0, 1)))]))
        .says(&inside(101), &json!([]))
        .says(&inside(102), &json!([row(2, Some(&numbered(102)))]));
    let content = host.list(vault(None, None)).ok().unwrap();
    assert_eq!((names(&content), content.complete), (vec!["Item 1", "Item 2"], true));
    // A child that does not say where it is lies where it was found.
    assert_eq!(content.folders[1].parent, Some(id(&f1)));
    assert_eq!(host.asked.len(), 6);
}

#[test]
fn a_search_is_the_last_resort_and_never_taken_for_everything() {
    let mut host = Host::default().says("passwords/search", &json!([row(1, None)]));
    let content = host.list(vault(Some(1), Some(1))).ok().unwrap();
    assert_eq!((names(&content), content.complete), (vec!["Item 1"], false));
    let nothing = Host::default().list(vault(None, None)).ok().unwrap();
    assert_eq!((nothing.complete, nothing.fault), (false, Some(PassworkFault::NotFound)));
}

#[test]
fn a_folder_that_cannot_be_read_leaves_the_rest_but_not_as_everything() {
    let mut host = Host::default().says(
        "{v}/fullInfo",
        &json!({
            "folders": [folder(101, None, Some((0, 4)))], "passwords": [row(1, None)],
        }),
    );
    let content = host.list(vault(Some(1), Some(1))).ok().unwrap();
    assert_eq!((names(&content), content.complete), (vec!["Item 1"], false));
}

#[test]
fn a_server_that_is_gone_ends_it_so_that_what_is_kept_stays() {
    let mut listing = Listing::new(v4(), vault(None, None));
    let (part, _) = listing.next().unwrap();
    assert_eq!(listing.took(&part, Err(PassworkFault::Unreachable)), Err(PassworkFault::Unreachable));
    let mut listing = Listing::new(v4(), vault(None, None));
    let (part, _) = listing.next().unwrap();
    assert_eq!(listing.took(&part, Err(PassworkFault::Throttled(None))), Err(PassworkFault::Throttled(None)));
}

#[test]
fn t104_what_is_of_another_vault_is_left_out_and_counted() {
    let mut foreign = row(2, None);
    foreign["vaultId"] = json!(OTHER_VAULT);
    let mut alien = folder(102, None, Some((0, 9)));
    alien["vaultId"] = json!(OTHER_VAULT);
    let full = json!({ "folders": [folder(101, None, Some((0, 0))), alien], "passwords": [row(1, None), foreign, null] });
    let mut host = Host::default().says("{v}/fullInfo", &full);
    let content = host.list(vault(None, None)).ok().unwrap();
    assert_eq!((names(&content), content.unreadable, content.folders.len()), (vec!["Item 1"], 2, 1));
    assert_eq!((host.asked.len(), content.complete), (1, false));
}

#[test]
fn what_cannot_be_read_is_there_all_the_same() {
    let mut nameless = row(2, None);
    nameless["name"] = json!({ "no": "name" });
    let mut shortcut = nameless.clone();
    shortcut["shortcut"] = json!({ "id": numbered(9) });
    let full = json!({ "folders": [], "passwords": [row(1, None), nameless, shortcut] });
    let content = Host::default().says("{v}/fullInfo", &full).list(vault(Some(0), None)).ok().unwrap();
    assert_eq!((names(&content), content.unreadable, content.complete), (vec!["Item 1"], 2, true));
    assert_eq!(content.damaged, [id(&numbered(2)), id(&numbered(9))]);
    // Where nobody can tell which it is, nobody can tell what is gone.
    let full = json!({ "folders": [], "passwords": [row(1, None), { "id": "a/b" }] });
    let content = Host::default().says("{v}/fullInfo", &full).list(vault(Some(0), None)).ok().unwrap();
    assert_eq!((content.unreadable, content.damaged.len(), content.complete), (1, 0, false));
}

#[test]
fn folders_in_a_circle_are_asked_for_once_each() {
    let (f1, f2) = (numbered(101), numbered(102));
    let mut host = Host::default()
        .says("{v}/folders", &json!([folder(101, Some(&f2), None)]))
        .says("{v}/passwords", &json!([]))
        .says(&children(101), &json!([folder(102, Some(&f1), None), folder(101, Some(&f1), None)]))
        .says(&children(102), &json!([folder(101, Some(&f2), None)]))
        .says(&inside(101), &json!([]))
        .says(&inside(102), &json!([row(1, Some(&f2))]));
    let content = host.list(vault(None, None)).ok().unwrap();
    assert_eq!((names(&content), host.asked.len()), (vec!["Item 1"], 7));
}

#[test]
fn a_server_that_makes_up_folders_without_end_is_given_up() {
    let mut listing = Listing::new(v4(), vault(None, None));
    let (mut calls, mut next) = (0, 1_000);
    while let Some((part, request)) = listing.next() {
        calls += 1;
        let path = request.call().url.expose();
        let reply = if path.ends_with("fullInfo") {
            failed(404, "x")
        } else if path.ends_with("passwords") {
            ok(&json!([]))
        } else {
            next += 1;
            ok(&json!([folder(next, None, None)]))
        };
        listing.took(&part, answer(reply)).unwrap();
        assert!(calls <= 3_000, "too many calls");
    }
    assert!(!listing.finish().complete);
}

#[test]
fn a_vault_of_five_thousand_items_in_a_hundred_folders_is_one_call() {
    let folders: Vec<_> = (0..100).map(|number| folder(10_000 + number, None, Some((0, 50)))).collect();
    let rows: Vec<_> = (0..5_000).map(|number| row(number, Some(&numbered(10_000 + number % 100)))).collect();
    let mut host = Host::default().says("{v}/fullInfo", &json!({ "folders": folders, "passwords": rows }));
    let content = host.list(vault(Some(100), Some(0))).ok().unwrap();
    assert_eq!((content.entries.len(), content.complete, host.asked.len()), (5_000, true, 1));
}

#[test]
fn seven_tells_all_with_two_calls_and_the_bin_is_left_out() {
    let item = |number: usize, deleted: bool| json!({ "id": numbered(number), "vaultId": VAULT, "folderId": null, "name": format!("Item {number}"), "passwordEncrypted": "", "isDeleted": deleted });
    let seven = |reply: Reply| match reply {
        Reply::Answer { status, body, .. } => {
            let data: Value = serde_json::from_slice(&body).unwrap();
            answer7(says(status, &data["data"].to_string()))
        }
        _ => answer7(reply),
    };
    let mut host = Host::default()
        .says(&format!("folders?vaultId={VAULT}"), &json!({ "items": [{ "id": numbered(101), "vaultId": VAULT, "name": "F", "parentFolderId": null }] }))
        .says(&format!("items?vaultId={VAULT}"), &json!({ "items": [item(1, false), item(2, true)] }));
    let content = host.list_by(&v7(), vault(None, None), seven).ok().unwrap();
    assert_eq!((names(&content), content.complete, content.folders.len()), (vec!["Item 1"], true, 1));
    assert_eq!(host.asked.len(), 2);
    assert!(content.entries[0].body.is_some());
}

fn made(number: usize, parent: Option<usize>) -> Folder {
    Folder {
        id: id(&numbered(number)),
        vault: id(VAULT),
        parent: parent.map(|parent| id(&numbered(parent))),
        name: format!("F{number}"),
        folders: None,
        items: None,
    }
}

#[test]
fn a_path_leads_from_the_root_to_the_folder() {
    let folders = [made(3, Some(2)), made(1, None), made(2, Some(1)), made(4, Some(1))];
    let tree = Tree::of(&folders);
    assert_eq!(tree.path(Some(&id(&numbered(3)))), ["F1", "F2", "F3"]);
    assert!(tree.path(None).is_empty() && tree.path(Some(&id("nowhere"))).is_empty());
    let inside: Vec<_> =
        tree.inside(Some(&id(&numbered(1)))).iter().map(|folder| folder.name.as_str()).collect();
    assert_eq!(inside, ["F2", "F4"]);
    assert_eq!(tree.inside(None).len(), 1);
}

#[test]
fn orphans_and_circles_lie_in_the_root_and_nothing_is_lost() {
    let folders = [
        made(1, Some(99)),
        made(2, Some(2)),
        made(3, Some(4)),
        made(4, Some(5)),
        made(5, Some(3)),
        made(6, Some(5)),
    ];
    let tree = Tree::of(&folders);
    for folder in &folders {
        let path = tree.path(Some(&folder.id));
        assert_eq!(path.last(), Some(&folder.name.as_str()));
        assert!(path.len() <= 4);
    }
    let mut seen = 0;
    let mut due: Vec<Option<&_>> = vec![None];
    while let Some(at) = due.pop() {
        let inside = tree.inside(at);
        seen += inside.len();
        due.extend(inside.into_iter().map(|folder| Some(&folder.id)));
        assert!(seen <= folders.len());
    }
    assert_eq!(seen, folders.len());
}

#[test]
fn twenty_thousand_folders_one_in_the_other_are_harmless() {
    let chain: Vec<_> = (0..20_000).map(|number| made(number, number.checked_sub(1))).collect();
    let path = Tree::of(&chain).path(Some(&chain[19_999].id)).len();
    assert_eq!(path, 64);
    let circle: Vec<_> = (0..20_000).map(|number| made(number, Some((number + 1) % 20_000))).collect();
    assert_eq!(Tree::of(&circle).inside(None).len(), 1);
}
