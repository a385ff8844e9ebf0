//! Shortcuts and the inbox of v4.

use serde_json::{Value, json};

use super::four_folders::{may_write, seen, target};
use super::json::put;
use super::reply::{Outcome, Refusal, bad, done, no_item, refuse};
use super::route::{Call, no_call};
use super::shared::State;
use super::store::{Incoming, Item, Shortcut};
use super::{four_items, four_show as show, unknown};

pub(super) fn sharing(state: &mut State, call: &Call<'_>, rest: &[&str]) -> Outcome {
    match (call.method, rest) {
        (_, ["shortcut", id, rest @ ..]) => shortcut(state, call, id, rest),
        ("GET", ["inbox", "list"]) => {
            let entries: Vec<Value> =
                state.store.inbox.iter().filter_map(|entry| shown_entry(state, entry, false)).collect();
            done(entries.into())
        }
        ("GET", ["inbox", "count"]) => done(state.store.inbox.len().into()),
        ("GET", ["inbox", "notifications", "count"]) => {
            done(state.store.inbox.iter().filter(|entry| !entry.viewed).count().into())
        }
        ("POST", ["inbox", "notifications", "mark-as-viewed"]) => done(true.into()),
        ("POST", ["inbox", id]) => {
            let at = state.store.inbox.iter().position(|entry| entry.id == *id);
            let entry = at.and_then(|at| state.store.inbox.get_mut(at));
            let entry = entry.ok_or_else(|| refuse(unknown::NO_OTHER, "Inbox entry not found"))?;
            entry.viewed = true;
            let entry = entry.clone();
            done(shown_entry(state, &entry, true).ok_or_else(no_item)?)
        }
        _ => no_call(),
    }
}

/// With everything only where it is opened.
fn shown_entry(state: &State, entry: &Incoming, is_full: bool) -> Option<Value> {
    let item = state.store.item(&entry.item)?;
    let mut password =
        if is_full { show::item(&state.store, item, &state.switches) } else { show::entry(item) };
    put(&mut password, "fromInbox", true.into());
    put(&mut password, "inboxId", entry.id.as_str().into());
    let mut shown = json!({ "id": entry.id, "viewed": entry.viewed, "password": password });
    if is_full {
        put(&mut shown, "cryptedKey", entry.key.clone());
    }
    Some(shown)
}

/// A shortcut in a vault that the user sees, with its item.
fn found(state: &State, call: &Call<'_>, id: &str) -> Result<(Shortcut, Item), Refusal> {
    let store = &state.store;
    let none = || refuse(unknown::NO_OTHER, "Shortcut not found");
    let shortcut = store.shortcuts.iter().find(|one| one.id == id).cloned().ok_or_else(none)?;
    seen(store, &call.user, &shortcut.vault)?;
    let item = store.item(&shortcut.item).cloned().ok_or_else(no_item)?;
    Ok((shortcut, item))
}

fn shortcut(state: &mut State, call: &Call<'_>, id: &str, rest: &[&str]) -> Outcome {
    let (shortcut, item) = found(state, call, id)?;
    match (call.method, rest) {
        ("GET", []) => {
            state.store.looked_at(&item.id);
            done(show::shortcut(&state.store, &item, &shortcut, &state.switches))
        }
        ("PUT", []) => {
            may_write(&state.store, &shortcut.vault)?;
            four_items::change(state, call, &item.id)?;
            let item = state.store.item(&item.id).ok_or_else(no_item)?;
            done(show::shortcut(&state.store, item, &shortcut, &state.switches))
        }
        ("POST", [mark @ ("favorite" | "unfavorite")]) => {
            state.store.item_mut(&item.id).ok_or_else(no_item)?.is_favorite = *mark == "favorite";
            done(true.into())
        }
        ("DELETE", []) => {
            may_write(&state.store, &shortcut.vault)?;
            state.store.shortcuts.retain(|one| one.id != id);
            done("shortcutDeleted".into())
        }
        ("POST", ["move" | "copy"]) => {
            let vault = call.id("vaultTo").ok_or_else(|| bad("vaultTo"))?;
            seen(&state.store, &call.user, &vault)?;
            may_write(&state.store, &vault)?;
            let folder = target(&state.store, &vault, call.id("folderTo"))?;
            let key = call.body.get("cryptedKey").cloned().unwrap_or_default();
            let mut placed = Shortcut { vault, folder, key, ..shortcut };
            if rest == ["copy"] {
                placed.id = super::seal::new_id();
            } else {
                state.store.shortcuts.retain(|one| one.id != id);
            }
            let id = placed.id.clone();
            state.store.shortcuts.push(placed);
            done(id.into())
        }
        (_, ["attachment", rest @ ..]) => four_items::attachments(state, call, &item.id, rest),
        ("GET", ["sharingInfo"]) => done(json!({})),
        _ => no_call(),
    }
}
