//! The tree of folders. Servers list them flat, and may list anything: what leads nowhere or in a circle lies in the root.

use std::collections::BTreeMap;

use super::{id::Id, vault::Folder};

/// Most levels that a path shows.
pub(super) const MAX_DEPTH: usize = 64;

/// Folders of one vault by what they are in.
pub struct Tree<'f> {
    by_id: BTreeMap<&'f Id, &'f Folder>,
    /// In the root: none.
    parents: BTreeMap<&'f Id, Option<&'f Id>>,
}

impl<'f> Tree<'f> {
    /// A folder whose parent is not there, or is itself below it, is put into the root.
    pub fn of(folders: &'f [Folder]) -> Self {
        let by_id: BTreeMap<_, _> = folders.iter().map(|folder| (&folder.id, folder)).collect();
        let mut parents: BTreeMap<&Id, Option<&Id>> = BTreeMap::new();
        for folder in by_id.values() {
            // Upwards until where the way is known; who is met twice on it closes a circle, which is cut there.
            let mut way: Vec<&'f Folder> = Vec::new();
            let mut at: Option<&'f Folder> = Some(folder);
            while let Some(here) = at.filter(|here| !parents.contains_key(&here.id)) {
                let above = here.parent.as_ref().and_then(|parent| by_id.get(parent)).copied();
                // Noted as being on the way: whoever comes here again on the same way has come round.
                parents.insert(&here.id, above.map(|above| &above.id));
                way.push(here);
                at = above;
            }
            if let Some(met) = at.filter(|met| way.iter().any(|passed| passed.id == met.id))
                && let Some(parent) = parents.get_mut(&met.id)
            {
                *parent = None;
            }
        }
        Self { by_id, parents }
    }

    /// The folder that a folder lies in; none in the root.
    pub fn parent(&self, folder: &Id) -> Option<&'f Id> {
        self.parents.get(folder).copied().flatten()
    }

    /// Names from the root to this folder, at most 64: the lowest of more. Empty for the root and for what is not there.
    pub fn path(&self, folder: Option<&Id>) -> Vec<&'f str> {
        let mut names: Vec<_> = self.up(folder).map(|folder| folder.name.as_str()).take(MAX_DEPTH).collect();
        names.reverse();
        names
    }

    /// The folders in this one, or in the root, by name.
    pub fn inside(&self, folder: Option<&Id>) -> Vec<&'f Folder> {
        let ids = self.parents.iter().filter(|(_, parent)| **parent == folder).map(|(id, _)| *id);
        let mut found: Vec<_> = ids.filter_map(|id| self.by_id.get(id).copied()).collect();
        found.sort_by_cached_key(|folder| (folder.name.to_lowercase(), folder.id.clone()));
        found
    }

    /// This folder and all above it.
    pub(super) fn up(&self, folder: Option<&Id>) -> impl Iterator<Item = &'f Folder> {
        let mut at = folder.and_then(|id| self.by_id.get(id)).copied();
        std::iter::from_fn(move || {
            let here = at?;
            let above = self.parents.get(&here.id).copied().flatten();
            at = above.and_then(|id| self.by_id.get(id)).copied();
            Some(here)
        })
    }
}
