//! Everything in a vault, with few calls (docs/passwork.md §1.5).
//!
//! 7.x has a call for all folders and one for all items. v4 has `fullInfo`, of which nobody outside says whether it looks
//! into folders, and calls for what is directly in a folder. So `fullInfo` is asked first, and each folder that says it
//! holds something of which nothing came is asked for itself; where `fullInfo` is missing, so is every folder. A search for
//! nothing is the last resort, and is never taken for complete.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    Api, Generation, PassworkFault, Tree,
    entry::{Entry, MAX_ENTRIES, read_entries},
    envelope::Answer,
    id::Id,
    request::Request,
    tree::MAX_DEPTH,
    vault::{Folder, MAX_FOLDERS, Vault, read_folders},
};
use crate::server::members::Members;

/// Most calls for one vault.
const MAX_CALLS: usize = 3_000;

/// One call of a listing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// v4: folders and items of the vault.
    Full,
    /// v4: what is in the root. 7.x: all folders.
    Folders,
    /// v4: what is in the root. 7.x: all items.
    Items,
    /// v4: folders in a folder.
    Children(Id),
    /// v4: items in a folder.
    Inside(Id),
    /// v4: a search for nothing in particular.
    Search,
}

/// What is in a vault.
pub struct Content {
    /// Folders, to be put into a [`Tree`].
    pub folders: Vec<Folder>,
    /// Items, each once; what is in the bin is not among them.
    pub entries: Vec<Entry>,
    /// How many more there are that could not be read.
    pub unreadable: u32,
    /// By what those are known, where that can be told: what is kept of them is not gone.
    pub damaged: Vec<Id>,
    /// Whether that is all: only then is gone what did not come.
    pub complete: bool,
    /// Why a part of it did not come, for which there was no other way.
    pub fault: Option<PassworkFault>,
}

/// A listing on its way.
pub struct Listing {
    api: Api,
    vault: Vault,
    due: VecDeque<Part>,
    asked: BTreeSet<Part>,
    on_way: BTreeSet<Part>,
    folders: BTreeMap<Id, Folder>,
    entries: BTreeMap<Id, Entry>,
    unreadable: u32,
    damaged: BTreeSet<Id>,
    complete: bool,
    fault: Option<PassworkFault>,
}

impl Listing {
    /// Begins with what is there for the whole vault.
    pub fn new(api: Api, vault: Vault) -> Self {
        let first = match api.generation() {
            Generation::V4 => vec![Part::Full],
            Generation::V7 => vec![Part::Folders, Part::Items],
        };
        let mut listing = Self {
            api,
            vault,
            due: VecDeque::new(),
            asked: BTreeSet::new(),
            on_way: BTreeSet::new(),
            folders: BTreeMap::new(),
            entries: BTreeMap::new(),
            unreadable: 0,
            damaged: BTreeSet::new(),
            complete: true,
            fault: None,
        };
        for part in first {
            listing.want(part);
        }
        listing
    }

    /// The next call; may be asked for again before its answer is there.
    #[expect(clippy::should_implement_trait, reason = "what comes next depends on what is taken")]
    pub fn next(&mut self) -> Option<(Part, Request)> {
        let part = self.due.pop_front()?;
        let (server, vault) = (self.api.server(), &self.vault.id);
        let request = match (self.api.generation(), &part) {
            (Generation::V7, Part::Folders) => super::v7::folders(server, vault),
            (Generation::V7, _) => super::v7::items(server, vault),
            (Generation::V4, Part::Full) => super::v4::calls::full(server, vault),
            (Generation::V4, Part::Folders) => super::v4::calls::root_folders(server, vault),
            (Generation::V4, Part::Items) => super::v4::calls::root_items(server, vault),
            (Generation::V4, Part::Children(folder)) => super::v4::calls::children(server, folder),
            (Generation::V4, Part::Inside(folder)) => super::v4::calls::inside(server, folder),
            (Generation::V4, Part::Search) => super::v4::calls::search(server, "", Some(vault)),
        };
        self.on_way.insert(part.clone());
        Some((part, request))
    }

    /// Takes an answer. A fault here ends all that is fetched from this server; one that concerns a part of this vault does
    /// not: [`Content::fault`].
    pub fn took(&mut self, part: &Part, result: Result<Answer, PassworkFault>) -> Result<(), PassworkFault> {
        if !self.on_way.remove(part) {
            return Ok(());
        }
        match result.and_then(|answer| self.read(part, &answer)) {
            Ok(()) => Ok(()),
            Err(fault) if fault.is_general() => Err(fault),
            Err(fault) => {
                self.went_wrong(part, fault);
                Ok(())
            }
        }
    }

    /// Whether there is nothing more to ask, and to wait for.
    pub fn is_done(&self) -> bool {
        self.due.is_empty() && self.on_way.is_empty()
    }

    /// What came.
    pub fn finish(self) -> Content {
        let (folders, entries) = (self.folders.into_values().collect(), self.entries.into_values());
        Content {
            folders,
            entries: entries.filter(|entry| !entry.deleted).collect(),
            unreadable: self.unreadable,
            damaged: self.damaged.into_iter().collect(),
            complete: self.complete,
            fault: self.fault,
        }
    }

    fn read(&mut self, part: &Part, answer: &Answer) -> Result<(), PassworkFault> {
        let json = answer.json();
        match part {
            Part::Full => {
                let members = Members::parse(json).ok_or(PassworkFault::Unreadable)?;
                let folders = members.json("folders").ok_or(PassworkFault::Unreadable)?;
                let items = members.json("passwords").ok_or(PassworkFault::Unreadable)?;
                // Items first: folders that are known are not looked into again, should these be unreadable.
                self.add_entries(items)?;
                self.add_folders(folders, None)?;
                self.fill_gaps();
                Ok(())
            }
            Part::Folders => self.add_folders(json, None).map(|new| self.look_into(new)),
            Part::Children(folder) => self.add_folders(json, Some(folder)).map(|new| self.look_into(new)),
            Part::Items | Part::Inside(_) | Part::Search => self.add_entries(json),
        }
    }

    /// Adds folders; those that were not known.
    fn add_folders(&mut self, json: &str, of: Option<&Id>) -> Result<Vec<Id>, PassworkFault> {
        let (folders, left) = read_folders(json, &self.vault.id)?;
        self.complete &= left == 0;
        let mut new = Vec::new();
        for mut folder in folders {
            if self.folders.len() == MAX_FOLDERS {
                self.complete = false;
                break;
            }
            if folder.parent.is_none() {
                folder.parent = of.cloned();
            }
            if !self.folders.contains_key(&folder.id) {
                new.push(folder.id.clone());
                self.folders.insert(folder.id.clone(), folder);
            }
        }
        Ok(new)
    }

    fn add_entries(&mut self, json: &str) -> Result<(), PassworkFault> {
        let read = read_entries(self.api.generation(), json, Some(&self.vault.id))?;
        self.unreadable = self.unreadable.saturating_add(read.unreadable);
        self.complete &= read.all_told;
        self.damaged.extend(read.damaged);
        for entry in read.entries {
            if self.entries.len() == MAX_ENTRIES {
                self.complete = false;
                break;
            }
            self.entries.entry(entry.key().clone()).or_insert(entry);
        }
        Ok(())
    }

    /// Asks for what is in folders of which nothing is known yet but their amounts. 7.x has told everything.
    fn look_into(&mut self, folders: Vec<Id>) {
        if self.api.generation() == Generation::V7 {
            return;
        }
        for id in folders {
            let Some(folder) = self.folders.get(&id) else { continue };
            let (folders, items) = (folder.folders, folder.items);
            if folders != Some(0) {
                self.want(Part::Children(id.clone()));
            }
            if items != Some(0) {
                self.want(Part::Inside(id));
            }
        }
    }

    /// After `fullInfo`: asks for what must be there, by the numbers, and did not come. Nobody says whether an amount counts
    /// what is in deeper folders; so a folder is asked if nothing came that lies directly in it, or less than it says in
    /// and below it.
    fn fill_gaps(&mut self) {
        let folders: Vec<Folder> = self.folders.values().cloned().collect();
        let tree = Tree::of(&folders);
        let (mut direct, mut below) = (BTreeMap::new(), BTreeMap::new());
        let mut count = |folder: Option<&Id>, of_folders: bool| {
            *direct.entry((folder.cloned(), of_folders)).or_insert(0_u64) += 1;
            for above in tree.up(folder).take(MAX_DEPTH) {
                *below.entry((Some(above.id.clone()), of_folders)).or_insert(0_u64) += 1;
            }
            *below.entry((None, of_folders)).or_insert(0) += 1;
        };
        for entry in self.entries.values() {
            count(entry.folder.as_ref(), false);
        }
        for folder in &folders {
            count(folder.parent.as_ref(), true);
        }
        let lacks = |amount: Option<u64>, folder: Option<&Id>, of_folders: bool| {
            let of = |counts: &BTreeMap<(Option<Id>, bool), u64>| {
                counts.get(&(folder.cloned(), of_folders)).copied().unwrap_or(0)
            };
            match amount {
                None => of(&direct) == 0,
                Some(amount) => amount > 0 && (of(&direct) == 0 || of(&below) < amount),
            }
        };
        let mut wanted = Vec::new();
        if lacks(self.vault.folders, None, true) {
            wanted.push(Part::Folders);
        }
        if lacks(self.vault.items, None, false) {
            wanted.push(Part::Items);
        }
        for folder in &folders {
            if lacks(folder.folders, Some(&folder.id), true) {
                wanted.push(Part::Children(folder.id.clone()));
            }
            if lacks(folder.items, Some(&folder.id), false) {
                wanted.push(Part::Inside(folder.id.clone()));
            }
        }
        for part in wanted {
            self.want(part);
        }
    }

    /// Once each, and not without end.
    fn want(&mut self, part: Part) {
        if self.asked.len() >= MAX_CALLS {
            self.complete = false;
        } else if self.asked.insert(part.clone()) {
            self.due.push_back(part);
        }
    }

    /// A call that this server does not know, that is not allowed, or whose answer cannot be read: another way, if there is
    /// one.
    fn went_wrong(&mut self, part: &Part, fault: PassworkFault) {
        match (self.api.generation(), part) {
            (Generation::V4, Part::Full) => {
                self.want(Part::Folders);
                self.want(Part::Items);
            }
            (Generation::V4, Part::Items) if !self.asked.contains(&Part::Search) => {
                self.complete = false;
                self.want(Part::Search);
            }
            _ => {
                self.complete = false;
                self.fault.get_or_insert(fault);
            }
        }
    }
}
