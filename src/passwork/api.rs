//! Every call that is made and the reader of its answer, whichever generation answers.

use serde::{Deserialize, Serialize};

use super::{
    PassworkFault,
    entry::{Entries, Entry, read_attachment, read_entries, read_entry},
    envelope::Answer,
    fields::seconds,
    id::Id,
    new_item::{SealedChange, SealedFile, SealedItem, SealedMove},
    request::Request,
    v4, v7,
    vault::{Domain, UserKeys, Vault, read_vault, read_vault_ids, read_vaults, rows},
    write::{Place, PlainChange, PlainParts},
};
use crate::secret::SecretText;
use crate::server::{
    MAX_ADDRESS_LEN, Server,
    members::{self, Members},
};

/// Which API a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Generation {
    /// `/api/v4`, of Passwork 4.7 to 6.x.
    V4,
    /// `/api/v1`, of Passwork 7.x.
    V7,
}

/// Where calls go, and how they are made there. A method gives a [`Request`] for a [`super::Session`], or nothing where this
/// generation has no such call; `read_…` reads what comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    server: Server,
    generation: Generation,
}

use Generation::{V4, V7};

impl Api {
    /// For a server that was probed.
    pub fn new(server: Server, generation: Generation) -> Self {
        Self { server, generation }
    }

    /// Where.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// How.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// How the master key comes from the master password. [`PassworkFault::NotFound`] at hosts before 5.3: the password is
    /// the key.
    pub fn master_key_options(&self) -> Request {
        match self.generation {
            V4 => v4::calls::master_key_options(&self.server),
            V7 => v7::master_key_options(&self.server),
        }
    }

    /// The options for [`super::MasterOptions`]; nothing where the master password is the key.
    pub fn read_master_key_options(&self, answer: &Answer) -> Result<Option<String>, PassworkFault> {
        match self.generation {
            V4 => v4::read::master_key_options(answer),
            V7 => v4::read::options(answer, "masterKeyOptions"),
        }
    }

    /// A call that goes with the hash of the master key; [`PassworkFault::MasterKeyRefused`] if that is wrong. Whether 7.x
    /// looks at it there is unknown: there a master key is good if it opens the private key of [`Api::user_keys`].
    pub fn prove_master_key(&self) -> Request {
        match self.generation {
            V4 => v4::calls::domain(&self.server),
            V7 => v7::session(&self.server),
        }
    }

    /// The company. Only v4 has one, and it comes as the answer to [`Api::prove_master_key`].
    pub fn read_domain(answer: &Answer) -> Result<Domain, PassworkFault> {
        v4::read::domain(answer)
    }

    /// The RSA keys of the user.
    pub fn user_keys(&self) -> Request {
        match self.generation {
            V4 => v4::calls::user(&self.server),
            V7 => v7::user_keys(&self.server),
        }
    }

    /// See [`Api::user_keys`].
    pub fn read_user_keys(&self, answer: &Answer) -> Result<UserKeys, PassworkFault> {
        let private = if self.generation == V4 { "privateCrypted" } else { "privateEncrypted" };
        v4::read::user_keys(answer, private)
    }

    /// Makes the tokens of a session worthless. Nothing for 7.x, where the pair is what the user pasted.
    pub fn sign_out(&self) -> Option<Request> {
        (self.generation == V4).then(|| v4::calls::sign_out(&self.server))
    }

    /// All vaults.
    pub fn vaults(&self) -> Request {
        match self.generation {
            V4 => v4::calls::vaults(&self.server),
            V7 => v7::vaults(&self.server),
        }
    }

    /// See [`Api::vaults`].
    pub fn read_vaults(answer: &Answer) -> Result<Vec<Vault>, PassworkFault> {
        read_vaults(answer)
    }

    /// The ids of all vaults of [`Api::vaults`]: what of the others cannot be read is there all the same.
    pub fn read_vault_ids(answer: &Answer) -> Result<Vec<Id>, PassworkFault> {
        read_vault_ids(answer)
    }

    /// One vault, with its seals.
    pub fn vault(&self, vault: &Id) -> Request {
        match self.generation {
            V4 => v4::calls::vault(&self.server, vault),
            V7 => v7::vault(&self.server, vault),
        }
    }

    /// See [`Api::vault`]; another vault is no answer.
    pub fn read_vault(answer: &Answer, vault: &Id) -> Result<Vault, PassworkFault> {
        read_vault(answer, vault)
    }

    /// One item with its sealed parts; by its shortcut, if it is here by one. v4 then counts it among the recent ones.
    pub fn item(&self, id: &Id, by_shortcut: bool) -> Request {
        match (self.generation, by_shortcut) {
            (V4, false) => v4::calls::item(&self.server, id),
            (V4, true) => v4::calls::shortcut(&self.server, id),
            (V7, false) => v7::item(&self.server, id),
            (V7, true) => v7::shortcut(&self.server, id),
        }
    }

    /// See [`Api::item`], also for what [`Api::update`] and [`Api::create`] of v4 answer. Another item is no answer. `id` is
    /// that of the shortcut, if it was asked for by one, and nothing for a new item.
    pub fn read_item(&self, answer: &Answer, id: Option<&Id>) -> Result<Entry, PassworkFault> {
        read_entry(self.generation, answer, id)
    }

    /// What lies in a place; 7.x tells of the whole vault.
    pub fn items_in(&self, place: &Place) -> Request {
        match (self.generation, &place.folder) {
            (V4, Some(folder)) => v4::calls::inside(&self.server, folder),
            (V4, None) => v4::calls::root_items(&self.server, &place.vault),
            (V7, _) => v7::items(&self.server, &place.vault),
        }
    }

    /// What is found by words, see [`super::query_to_send`].
    pub fn search(&self, words: &str, vault: Option<&Id>) -> Request {
        match self.generation {
            V4 => v4::calls::search(&self.server, words, vault),
            V7 => v7::search(&self.server, words, vault),
        }
    }

    /// What the server holds for a match of an address. 7.x has no such call: it is asked for the host as words.
    pub fn search_url(&self, url: &str, host: &str) -> Request {
        match self.generation {
            V4 => v4::calls::search_url(&self.server, url),
            V7 => v7::search(&self.server, host, None),
        }
    }

    /// What was used last. 7.x does not say.
    pub fn recent(&self) -> Option<Request> {
        (self.generation == V4).then(|| v4::calls::recent(&self.server))
    }

    /// What the user marked. 7.x says it with each item.
    pub fn favourites(&self) -> Option<Request> {
        (self.generation == V4).then(|| v4::calls::favourites(&self.server))
    }

    /// Items of a place, of a search, of the recent ones and the favourites.
    pub fn read_entries(&self, answer: &Answer) -> Result<Entries, PassworkFault> {
        read_entries(self.generation, answer.json(), None)
    }

    /// Stores a new item.
    pub fn create(
        &self,
        place: &Place,
        plain: &PlainParts,
        sealed: &SealedItem,
        files: &[(String, SealedFile)],
    ) -> Request {
        match self.generation {
            V4 => v4::change::create(&self.server, place, plain, sealed, files),
            V7 => v7::create(&self.server, place, plain, sealed, files),
        }
    }

    /// Stores what changes of an item.
    pub fn update(&self, id: &Id, by_shortcut: bool, plain: &PlainChange, sealed: &SealedChange) -> Request {
        match self.generation {
            V4 => v4::change::update(&self.server, kind(by_shortcut), id, plain, sealed),
            V7 => v7::update(&self.server, id, plain, sealed),
        }
    }

    /// Puts an item into the bin. v4 keeps the snapshot as its history.
    pub fn delete(&self, id: &Id, by_shortcut: bool, snapshot: Option<&str>) -> Request {
        match self.generation {
            V4 => v4::change::delete(&self.server, kind(by_shortcut), id, snapshot),
            V7 => v7::delete(&self.server, id),
        }
    }

    /// Moves an item, sealed for where it goes.
    pub fn move_item(
        &self,
        id: &Id,
        by_shortcut: bool,
        from: &Id,
        to: &Place,
        sealed: &SealedMove,
    ) -> Request {
        match (self.generation, by_shortcut) {
            (V4, false) => v4::change::transfer(&self.server, id, to, sealed, "move"),
            (V4, true) => v4::change::move_shortcut(&self.server, id, to, sealed),
            // Within its vault its key stays as it is.
            (V7, _) => v7::move_item(&self.server, id, to, Some(sealed).filter(|_| *from != to.vault)),
        }
    }

    /// Copies an item. 7.x has no call for it: a new one is made.
    pub fn copy(&self, id: &Id, to: &Place, sealed: &SealedMove) -> Option<Request> {
        (self.generation == V4).then(|| v4::change::transfer(&self.server, id, to, sealed, "copy"))
    }

    /// The id of what was made, moved or copied.
    pub fn read_new_id(answer: &Answer) -> Result<Id, PassworkFault> {
        v4::read::new_id(answer)
    }

    /// Marks an item, or no more. 7.x has no public call for it.
    pub fn favourite(&self, id: &Id, by_shortcut: bool, is: bool) -> Option<Request> {
        (self.generation == V4).then(|| v4::change::favourite(&self.server, kind(by_shortcut), id, is))
    }

    /// A file of an item.
    pub fn attachment(&self, id: &Id, by_shortcut: bool, file: &Id) -> Request {
        match self.generation {
            V4 => v4::calls::attachment(&self.server, kind(by_shortcut), id, file),
            V7 => v7::attachment(&self.server, id, file),
        }
    }

    /// The file as JSON, for [`super::open_attachment`]; another file is no answer.
    pub fn read_attachment(answer: &Answer, file: &Id) -> Result<SecretText, PassworkFault> {
        read_attachment(answer, file)
    }

    /// Adds a file, with its name in clear. 7.x has no public call for it.
    pub fn add_attachment(&self, id: &Id, by_shortcut: bool, file: &(String, SealedFile)) -> Option<Request> {
        (self.generation == V4).then(|| v4::change::add_file(&self.server, kind(by_shortcut), id, file))
    }

    /// Takes a file away. 7.x has no public call for it.
    pub fn delete_attachment(&self, id: &Id, by_shortcut: bool, file: &Id) -> Option<Request> {
        (self.generation == V4).then(|| v4::change::delete_file(&self.server, kind(by_shortcut), id, file))
    }

    /// What an item was before. v4 shows it in its pages only.
    pub fn snapshots(&self, id: &Id) -> Option<Request> {
        (self.generation == V7).then(|| v7::snapshots(&self.server, id))
    }

    /// Earlier states with their times, in seconds since 1970, newest first; what is of another item is left out.
    pub fn read_snapshots(answer: &Answer, id: &Id) -> Result<Vec<(u64, SecretText)>, PassworkFault> {
        let rows = rows(answer.json(), 10_000)?;
        let read = |json: &&str| {
            let members = Members::parse(json)?;
            let of_it = super::fields::maybe_id(&members, "itemId").ok()?.is_none_or(|of| of == *id);
            let at = seconds(&members, "createdAt").unwrap_or(0);
            of_it.then(|| (at, SecretText::new((*json).to_owned())))
        };
        let mut all: Vec<_> = rows.iter().filter_map(read).collect();
        all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Ok(all)
    }

    /// Makes a share link of the body of a [`super::NewLink`].
    pub fn share(&self, body: SecretText) -> Request {
        match self.generation {
            V4 => v4::change::share(&self.server, body),
            V7 => v7::share(&self.server, body),
        }
    }

    /// The link without its code, for [`super::NewLink::finish`]. It must be at the server itself: whoever opens it gets the code there (T-100). One that
    /// brings a fragment of its own keeps it, unless that is a code.
    pub fn read_share(&self, answer: &Answer) -> Result<SecretText, PassworkFault> {
        let json = answer.json();
        let link = match Members::parse(json) {
            Some(members) => members.text("url", MAX_ADDRESS_LEN),
            None => members::text(json, MAX_ADDRESS_LEN),
        };
        let link = link.map(SecretText::new).ok_or(PassworkFault::Unreadable)?;
        if link.expose().chars().any(|sign| sign.is_control() || sign.is_whitespace())
            || link.expose().contains("#code=")
        {
            return Err(PassworkFault::Unreadable);
        }
        if self.server.covers(link.expose()) { Ok(link) } else { Err(PassworkFault::Elsewhere) }
    }

    /// Makes a folder.
    pub fn create_folder(&self, vault: &Id, parent: Option<&Id>, name: &str) -> Request {
        match self.generation {
            V4 => v4::change::create_folder(&self.server, vault, parent, name),
            V7 => v7::create_folder(&self.server, vault, parent, name),
        }
    }

    /// Gives a folder another name. `parent` is where it is.
    pub fn rename_folder(&self, folder: &Id, parent: Option<&Id>, name: &str) -> Request {
        match self.generation {
            V4 => v4::change::rename_folder(&self.server, folder, parent, name),
            V7 => v7::rename_folder(&self.server, folder, name),
        }
    }

    /// Deletes a folder with what is in it.
    pub fn delete_folder(&self, folder: &Id) -> Request {
        match self.generation {
            V4 => v4::change::delete_folder(&self.server, folder),
            V7 => v7::delete_folder(&self.server, folder),
        }
    }
}

fn kind(by_shortcut: bool) -> &'static str {
    if by_shortcut { "sharing/shortcut" } else { "passwords" }
}
