//! What people say in each kind of view. A view that says something else is not ours, or broken (T-04).

use rand_core::CryptoRng;

use crate::app::codes::Wanted;
use crate::app::drawer::Wish;
use crate::app::fill::What;
use crate::app::page::Panel;
use crate::app::{App, Fault, ViewId};
use crate::message::{Intent, RequestKind};
use crate::secret::SecretText;

impl<R: CryptoRng> App<R> {
    pub(super) fn said_in_popup(&mut self, view: ViewId, seq: u32, intent: Intent) -> Result<(), Fault> {
        match intent {
            Intent::ChoosePhone { phone } => self.choose_phone(&phone),
            Intent::Sync { source } => self.wish_sync(&source),
            Intent::ReadCode { width, height, grey } => self.read_code(width, height, &SecretText::new(grey)),
            Intent::ShowItem { item } => self.want(view, seq, &item, Wanted::Detail),
            Intent::Reveal { item, field } => self.want(view, seq, &item, Wanted::Reveal(field)),
            Intent::ShowRevisions { item } => self.want(view, seq, &item, Wanted::Revisions),
            Intent::RevealRevision { item, revision } => self.reveal_revision(view, seq, &item, revision),
            Intent::GetFile { item, file } => self.want(view, seq, &item, Wanted::File(file)),
            Intent::ChangeItem { item, change } => self.change_item(view, &item, change),
            Intent::MakeItem { source, vault, change } => self.make_item(&source, &vault, change, None),
            Intent::ShareItem { item, life, once } => self.want(view, seq, &item, Wanted::Share(life, once)),
            Intent::MarkFavourite { item, is } => self.mark_favourite(view, seq, &item, is),
            Intent::MoveItem { item, place } => self.move_item(&item, &place),
            Intent::BinItem { item } => self.bin_item(&item),
            Intent::UndoBin => self.undo_bin(),
            Intent::AnswerConflict { answer } => self.answer_conflict(answer),
            Intent::RepeatChange => self.repeat_change(),
            Intent::DropChange => {
                self.drop_change();
                Ok(())
            }
            Intent::AskSite { fill, keep } => self.ask_site(view, fill, keep),
            Intent::AskAny => self.ask_any(),
            Intent::AskSeveral => self.ask_many(RequestKind::Several),
            Intent::AskAll => self.ask_many(RequestKind::All),
            Intent::OfferCreate => self.offer_create(view),
            Intent::CloseCreate => {
                self.create = None;
                Ok(())
            }
            Intent::AskCreate { user } => self.ask_create(view, &user),
            Intent::Refresh { item } => self.ask_refresh(&item),
            Intent::RefreshAll => self.ask_refresh_all(),
            Intent::Import { yes } => self.answer_import(yes),
            Intent::Unlock => self.ask_unlock(),
            Intent::UnlockPassphrase { passphrase } => self.unlock_passphrase(view, seq, passphrase),
            Intent::UnlockPasskey { output } => self.unlock_passkey(output),
            Intent::Fill { item } => self.fill_item(view, &item, What::All),
            Intent::FillCode { item } => self.fill_item(view, &item, What::Code),
            Intent::PointFields { texts } => self.point_fields(view, &texts),
            Intent::ForgetFields { origin: None } => self.forget_fields_here(view),
            Intent::AnswerQuestion { yes } => {
                self.answer_question(yes);
                Ok(())
            }
            Intent::Copy { item, field } => self.copy(view, seq, &item, &field),
            Intent::ShowCode { item } => self.show_code(view, seq, &item, false),
            Intent::NextCode { item } => self.show_code(view, seq, &item, true),
            Intent::OpenGenerator => {
                self.open_generator(view);
                Ok(())
            }
            Intent::ShowWhy => {
                self.open_panel(view, Panel::WhyNot);
                Ok(())
            }
            Intent::ClosePanel => {
                self.close_panel(view);
                Ok(())
            }
            Intent::Generate { options } => self.generate(view, seq, options),
            Intent::RevealGenerated { id } => self.wish_made(view, seq, &id, Wish::Reveal),
            Intent::CopyGenerated { id } => self.wish_made(view, seq, &id, Wish::Copy),
            Intent::FillGenerated { id } => self.wish_made(view, seq, &id, Wish::Fill),
            Intent::ForgetGenerated { id } => self.wish_made(view, seq, &id, Wish::Forget),
            Intent::Browse { source, place } => self.browse(view, source, place),
            Intent::Search { text } => {
                self.search(view, &text);
                Ok(())
            }
            Intent::Forget { item } => self.forget(&item),
            Intent::SaveOffer { offer, source, vault } => self.save_offer(offer, &source, &vault),
            Intent::CopyOffer { offer } => self.copy_offer(view, seq, offer),
            Intent::PutHintAway => {
                self.put_hint_away();
                Ok(())
            }
            Intent::DropOffer { offer, never } => {
                self.drop_offer(offer, never);
                Ok(())
            }
            other => self.said_anywhere(view, &other),
        }
    }

    pub(super) fn said_in_link(&mut self, intent: Intent) -> Result<(), Fault> {
        match intent {
            Intent::StartLink { again } => return self.start_link(again),
            Intent::TypeAddress { text, port } => self.type_address(text, port),
            Intent::ConnectLink => return self.connect_link(),
            Intent::PermissionChanged => self.link_permission_changed(),
            Intent::CompareLink { same } => self.compare_link(same),
            Intent::AbandonLink => self.abandon_link(),
            Intent::MarkVerified { phone, same } => return self.mark_verified(&phone, same),
            _ => return Err(Fault::BadMessage),
        }
        Ok(())
    }

    pub(super) fn said_in_options(&mut self, view: ViewId, seq: u32, intent: Intent) -> Result<(), Fault> {
        match intent {
            Intent::SaveSettings { settings } => self.save_settings(&settings),
            Intent::Unlink { phone } => return self.unlink(&phone),
            Intent::RenamePhone { phone, name, colour } => return self.rename_phone(&phone, &name, colour),
            Intent::AddAddress { phone, text, port } => return self.add_address(&phone, &text, &port),
            Intent::RemoveAddress { phone, address } => return self.remove_address(&phone, &address),
            Intent::MarkVerified { phone, same } => return self.mark_verified(&phone, same),
            Intent::PermissionChanged => {}
            Intent::StartFind { phone } => return self.start_find(&phone),
            Intent::StopFind => self.stop_find(),
            Intent::TryFound => return self.try_found(),
            Intent::SkipFound => self.skip_found(),
            Intent::AskBackup { phone } => return self.ask_backup(&phone),
            Intent::SetPassphrase { passphrase } => return self.set_passphrase(view, seq, passphrase),
            Intent::RemovePassphrase => return self.remove_factor(true),
            Intent::SetPasskey { credential, salt, output } => {
                return self.set_passkey(credential, &salt, output);
            }
            Intent::RemovePasskey => return self.remove_factor(false),
            Intent::ForgetFields { origin: Some(origin) } => return self.forget_fields(&origin),
            Intent::RotateKeys => return self.wish_rotation(),
            Intent::Wipe { what } => return self.wipe(&what),
            Intent::RenameAccount { source, name, colour } => {
                return self.rename_account(&source, &name, colour);
            }
            Intent::Disconnect { source } => return self.disconnect(&source),
            Intent::Sync { source } => return self.wish_sync(&source),
            other => return self.said_anywhere(view, &other),
        }
        Ok(())
    }

    pub(super) fn said_in_doctor(&mut self, intent: Intent) -> Result<(), Fault> {
        match intent {
            Intent::StartDoctor { phone } => self.start_doctor(&phone),
            Intent::StopDoctor => {
                self.stop_doctor();
                Ok(())
            }
            Intent::PermissionChanged => self.restart_doctor(),
            Intent::ProvePhone => self.prove_phone(),
            other => self.said_about_request(&other),
        }
    }

    /// Where a request is shown, and where there is something to lock.
    fn said_anywhere(&mut self, view: ViewId, intent: &Intent) -> Result<(), Fault> {
        match intent {
            Intent::RepeatRequest => self.repeat_ask(view),
            Intent::Lock => {
                self.lock();
                Ok(())
            }
            other => self.said_about_request(other),
        }
    }

    fn said_about_request(&mut self, intent: &Intent) -> Result<(), Fault> {
        match intent {
            Intent::CancelRequest => self.cancel_ask(),
            Intent::ExtendRequest => self.extend_ask(),
            Intent::DismissRequest => self.dismiss_ask(),
            _ => return Err(Fault::BadMessage),
        }
        Ok(())
    }
}
