//! Everything about one item, for those who look at it: told once, kept nowhere.

use rand_core::CryptoRng;

use crate::app::cache::ItemId;
use crate::app::codes::Wanted;
use crate::app::create::one_line;
use crate::app::page::Shown;
use crate::app::screen::milliseconds;
use crate::app::sources::calls::Purpose;
use crate::app::sources::sync::MOST_ROUNDS;
use crate::app::{App, Effect, Fault, ViewId};
use crate::message::{CopyField, CustomView, DetailView, FileView, RevisionView, ToView};
use crate::passman::{self, Credential, Details, FileInfo};
use crate::secret::SecretText;
use crate::server::{Call, Reply};
use crate::vault::Secrets;

/// Most earlier states that are shown, the newest.
const MOST_REVISIONS: usize = 100;
/// Longest name of a file, in characters.
const LONGEST_FILE_NAME: usize = 120;

/// A view that waits for a server: view, number of its message, item.
pub struct Waiting {
    view: ViewId,
    seq: u32,
    item: ItemId,
    body: SecretText,
}

/// A file that is on its way.
pub struct WaitingFile {
    to: Waiting,
    name: String,
}

/// Earlier states of an item, for the view that asked for them. Secret.
pub struct Revisions {
    item: ItemId,
    list: Vec<passman::Revision>,
}

impl<R: CryptoRng> App<R> {
    /// What a view wants of an item beyond password and code.
    pub(in crate::app) fn give_more(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &ItemId,
        wanted: &Wanted,
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        if self.generation(&item.link).is_some() {
            return self.give_more_passwork(view, seq, item, wanted, secrets);
        }
        match wanted {
            Wanted::Detail => {
                let detail = self.detail(item, secrets)?;
                self.show(view, seq, item, detail, &secrets.body);
            }
            Wanted::Reveal(field) => {
                let text = self.field_of(item, secrets, field)?;
                self.out.push(Effect::Post(view, ToView::Revealed { seq, text }));
            }
            Wanted::Copy(field) => {
                let text = self.field_of(item, secrets, field)?;
                self.hand_out(view, seq, text, field.clone());
            }
            Wanted::Revisions => {
                let to = Waiting { view, seq, item: item.clone(), body: secrets.body.duplicate() };
                let account = self.stored.account(&item.link).ok_or(Fault::BadMessage)?;
                let guid = parsed(&secrets.body)?.guid_at_server().to_owned();
                let call = passman::calls::revisions(&account.server, account.passman(), &guid);
                self.call_as(&item.link.clone(), call, Purpose::Revisions(to))?;
            }
            Wanted::File(number) => self.fetch_file(view, seq, item, *number, secrets)?,
            Wanted::Code | Wanted::NextCode | Wanted::Share(..) => return Err(Fault::BadMessage),
        }
        Ok(())
    }

    /// A call with the login of an account.
    pub(super) fn call_as(&mut self, source: &str, call: Call, purpose: Purpose) -> Result<(), Fault> {
        let login = self.note(source).ok_or(Fault::VaultLocked)?.login();
        self.call(call, Some(&login), purpose);
        Ok(())
    }

    /// What opens the items of this group.
    pub(super) fn key_of(&self, source: &str, group: &str) -> Result<SecretText, Fault> {
        let note = self.note(source).ok_or(Fault::VaultLocked)?;
        Ok(note.vault(group).ok_or(Fault::ServerVaultGone)?.password())
    }

    fn key_of_item(&self, item: &ItemId) -> Result<SecretText, Fault> {
        let open = self.open.as_ref().ok_or(Fault::VaultLocked)?;
        let (_, entry) = open.find(item).ok_or(Fault::ItemGone)?;
        self.key_of(&item.link, &entry.group)
    }

    fn details_of(&self, item: &ItemId, secrets: &Secrets) -> Result<Details, Fault> {
        let key = self.key_of_item(item)?;
        parsed(&secrets.body)?.details(&key).map_err(|_| Fault::ItemSealedOtherwise)
    }

    fn field_of(&self, item: &ItemId, secrets: &Secrets, field: &CopyField) -> Result<String, Fault> {
        let text = match field {
            CopyField::Password => secrets.password.duplicate(),
            CopyField::Email => {
                self.details_of(item, secrets)?.email.map_err(|_| Fault::ItemSealedOtherwise)?
            }
            CopyField::Note => {
                self.details_of(item, secrets)?.description.map_err(|_| Fault::ItemSealedOtherwise)?
            }
            CopyField::Custom(number) => {
                let fields = self.details_of(item, secrets)?.custom_fields;
                let fields = fields.map_err(|_| Fault::ItemSealedOtherwise)?;
                let index = usize::try_from(*number).map_err(|_| Fault::BadMessage)?;
                fields.get(index).ok_or(Fault::ItemGone)?.value.duplicate()
            }
            CopyField::User | CopyField::Code | CopyField::Link => return Err(Fault::BadMessage),
        };
        Ok(text.expose().to_owned())
    }

    /// Shows an item, and remembers what the view shows: that is what the user changes.
    pub(super) fn show(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &ItemId,
        detail: DetailView,
        body: &SecretText,
    ) {
        if let Some(view) = self.views.get_mut(&view) {
            let labels = detail.fields.iter().map(|field| SecretText::new(field.label.clone())).collect();
            let body = Some(body).filter(|body| !body.is_empty()).map(SecretText::duplicate);
            view.shown = Some(Shown { item: item.clone(), labels, body });
        }
        self.out.push(Effect::Post(view, ToView::Item { seq, detail }));
    }

    /// The state of an item that a view shows.
    pub(super) fn shown_in(&self, view: ViewId, item: &ItemId) -> Option<SecretText> {
        let shown = self.views.get(&view)?.shown.as_ref().filter(|shown| shown.item == *item)?;
        shown.body.as_ref().map(SecretText::duplicate)
    }

    /// What was shown of an item is older than the user's own change.
    pub(super) fn was_changed(&mut self, item: &ItemId) {
        let shown = self.views.values_mut().filter_map(|view| view.shown.as_mut());
        for shown in shown.filter(|shown| shown.item == *item) {
            shown.body = None;
        }
    }

    fn detail(&self, id: &ItemId, secrets: &Secrets) -> Result<DetailView, Fault> {
        let mut view = empty_detail(self, id)?;
        let (_, entry) = self.open.as_ref().and_then(|open| open.find(id)).ok_or(Fault::ItemGone)?;
        if secrets.body.is_empty() {
            return Ok(view);
        }
        let credential = parsed(&secrets.body)?;
        let note = self.note(&id.link);
        let vault = note.as_ref().and_then(|note| note.vault(&entry.group));
        view.vault = vault.map(|vault| vault.name.clone()).unwrap_or_default();
        let seconds = |at: u64| milliseconds(at.saturating_mul(1_000));
        (view.created_at_ms, view.changed_at_ms) =
            (seconds(credential.created()), seconds(credential.changed()));
        view.expires_at_ms = seconds(credential.expires());
        view.shared = credential.is_shared();
        view.editable = credential.may_write() && !entry.unopened;
        view.has_revisions = !credential.is_shared();
        let details = self.details_of(id, secrets)?;
        let files = files_of(&details);
        view.files = files.iter().map(|file| file_view(file)).collect();
        let Details { email, description, tags, custom_fields, files, compromised } = details;
        view.damaged = [email.is_err(), description.is_err(), tags.is_err(), files.is_err()].contains(&true)
            || custom_fields.is_err()
            || compromised.is_err();
        view.email = email.map(|email| email.expose().to_owned()).unwrap_or_default();
        view.has_note = description.is_ok_and(|note| !note.is_empty());
        view.tags = tags.unwrap_or_default();
        view.compromised = compromised.unwrap_or_default();
        view.fields = custom_fields.unwrap_or_default().iter().map(custom_view).collect();
        Ok(view)
    }

    fn fetch_file(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &ItemId,
        number: u32,
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        let details = self.details_of(item, secrets)?;
        let index = usize::try_from(number).map_err(|_| Fault::BadMessage)?;
        let files = files_of(&details);
        let file = files.get(index).ok_or(Fault::ItemGone)?;
        let account = self.stored.account(&item.link).ok_or(Fault::BadMessage)?;
        let credential = parsed(&secrets.body)?;
        let call = match (&file.guid, file.id) {
            (Some(guid), _) if credential.is_shared() => passman::calls::shared_file(
                &account.server,
                account.passman(),
                credential.guid_at_server(),
                guid,
            ),
            (_, Some(id)) => passman::calls::file(&account.server, account.passman(), id),
            _ => return Err(Fault::ItemGone),
        };
        let to = Waiting { view, seq, item: item.clone(), body: secrets.body.duplicate() };
        let waiting = WaitingFile { to, name: file_name(&file.filename) };
        self.call_as(&item.link.clone(), call, Purpose::File(waiting))
    }

    pub(super) fn file_answered(&mut self, waiting: WaitingFile, reply: Reply) {
        let WaitingFile { to, name } = waiting;
        let opened = passman::read_file(reply).map_err(Fault::from).and_then(|container| {
            let key = self.key_of_item(&to.item)?;
            let content = parsed(&to.body)?.open_file(container.expose(), &key);
            content.map_err(|_| Fault::ItemSealedOtherwise)
        });
        match opened {
            Ok(content) => {
                let content = content.expose().to_vec();
                let file = ToView::File { seq: to.seq, file_name: name, content };
                self.out.push(Effect::Post(to.view, file));
            }
            Err(fault) => self.refuse(to.view, to.seq, fault),
        }
    }

    pub(super) fn revisions_answered(&mut self, to: Waiting, reply: Reply) {
        let read = || -> Result<_, Fault> {
            let guid = parsed(&to.body)?.guid().to_owned();
            let mut list = passman::read_revisions(reply, &guid)?;
            list.truncate(MOST_REVISIONS);
            let key = self.key_of_item(&to.item)?;
            let views = list.iter().map(|revision| revision_view(revision, &key)).collect();
            Ok((list, views))
        };
        match read() {
            Ok((list, revisions)) => {
                self.revisions = Some(Revisions { item: to.item, list });
                self.out.push(Effect::Post(to.view, ToView::Revisions { seq: to.seq, revisions }));
            }
            Err(fault) => self.refuse(to.view, to.seq, fault),
        }
    }

    pub(in crate::app) fn reveal_revision(
        &mut self,
        view: ViewId,
        seq: u32,
        item: &str,
        revision: f64,
    ) -> Result<(), Fault> {
        self.touch();
        let item = ItemId::parse(item).ok_or(Fault::BadMessage)?;
        let known = self.revisions.as_ref().filter(|known| known.item == item).ok_or(Fault::ItemGone)?;
        let id = |of: &&passman::Revision| (milliseconds(of.id) - revision).abs() < 0.5;
        let revision = known.list.iter().find(id).ok_or(Fault::ItemGone)?;
        let key = self.key_of_item(&item)?;
        let text = revision.credential.password(&key).map_err(|_| Fault::ItemSealedOtherwise)?;
        let text = text.expose().to_owned();
        self.out.push(Effect::Post(view, ToView::Revealed { seq, text }));
        Ok(())
    }
}

/// What the index knows of an item.
pub(super) fn empty_detail<R: CryptoRng>(app: &App<R>, id: &ItemId) -> Result<DetailView, Fault> {
    let open = app.open.as_ref().ok_or(Fault::VaultLocked)?;
    let cache = open.caches.get(&id.link).ok_or(Fault::ItemGone)?;
    let entry = cache.vault.entry(&id.uid).ok_or(Fault::ItemGone)?;
    let item = app.item(&id.link, entry, cache.sites().get(&id.uid).ok_or(Fault::ItemGone)?);
    Ok(DetailView {
        item,
        vault: String::new(),
        website: entry.website.clone(),
        email: String::new(),
        tags: Vec::new(),
        has_password: entry.has_password,
        has_note: false,
        fields: Vec::new(),
        files: Vec::new(),
        created_at_ms: 0.0,
        changed_at_ms: 0.0,
        expires_at_ms: 0.0,
        compromised: false,
        shared: false,
        editable: false,
        has_revisions: false,
        lives: Vec::new(),
        sealed: true,
        favourite: None,
        movable: false,
        damaged: false,
    })
}

pub(super) fn parsed(body: &SecretText) -> Result<Credential, Fault> {
    Credential::parse(body.expose()).ok_or(Fault::BadMessage)
}

/// The files of an item, those in its own fields last.
fn files_of(details: &Details) -> Vec<&FileInfo> {
    let listed = details.files.iter().flatten();
    let in_fields = details.custom_fields.iter().flatten().filter_map(|field| field.file.as_ref());
    listed.chain(in_fields).collect()
}

#[allow(clippy::cast_precision_loss, reason = "sizes of files are far below 2^53")]
fn file_view(file: &FileInfo) -> FileView {
    FileView { name: file_name(&file.filename), size: file.size as f64 }
}

/// A name that no system takes for a path.
pub(super) fn file_name(text: &str) -> String {
    let name: String =
        one_line(text, LONGEST_FILE_NAME)
            .chars()
            .map(|sign| {
                if matches!(sign, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { sign }
            })
            .collect();
    let name = name.trim_start_matches('.').trim_end_matches(['.', ' ']);
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

fn custom_view(field: &passman::CustomField) -> CustomView {
    let value = if field.secret { String::new() } else { field.value.expose().to_owned() };
    CustomView { label: field.label.clone(), value, hidden: field.secret }
}

fn revision_view(revision: &passman::Revision, key: &SecretText) -> RevisionView {
    let credential = &revision.credential;
    // Not those that would keep us busy (T-102).
    let text = |field| {
        let few = credential.rounds(field).is_some_and(|rounds| rounds <= MOST_ROUNDS);
        let text = if few { credential.open(field, key).ok() } else { None };
        text.map(|text| text.expose().to_owned()).unwrap_or_default()
    };
    RevisionView {
        id: milliseconds(revision.id),
        at_ms: milliseconds(revision.at.saturating_mul(1_000)),
        name: credential.label().to_owned(),
        user: text(passman::Field::Username),
        website: text(passman::Field::Url),
        has_password: credential.has(passman::Field::Password),
    }
}
