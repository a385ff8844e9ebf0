//! Whose turn it is: every event goes to the part that waits for it. A ticket says which that is.

use rand_core::CryptoRng;

use crate::app::page::View;
use crate::app::{App, Custody, Effect, Event, FrameScan, Ticket, ViewId, ViewKind};
use crate::message::OpenedFor;

impl<R: CryptoRng> App<R> {
    pub(super) fn take(&mut self, event: Event) {
        match event {
            Event::ViewOpened { view, kind } => self.view_opened(view, kind),
            Event::ViewClosed { view } => {
                match self.views.remove(&view).map(|view| view.kind) {
                    // News that somebody saw are no news.
                    Some(ViewKind::Popup) => {
                        self.notice = None;
                        self.opened_for = None;
                    }
                    Some(ViewKind::Link) => self.link.put_away(),
                    Some(ViewKind::Options) => {
                        self.removed.clear();
                        self.backup = None;
                        self.stop_find();
                    }
                    Some(ViewKind::Doctor) => self.stop_doctor(),
                    Some(ViewKind::Connect)
                        if self.views.values().all(|view| view.kind != ViewKind::Connect) =>
                    {
                        self.leave_connect();
                    }
                    Some(ViewKind::Connect) | None => {}
                }
                self.withdraw_create(view, None);
                self.copies.retain(|(of, _), _| *of != view);
                self.revisions = None;
                self.shut_idle_drawer();
            }
            Event::Front { view, page } => self.front(view, page.as_ref()),
            Event::Said { view, seq, intent } => {
                if let Err(fault) = self.said(view, seq, intent) {
                    self.refuse(view, seq, fault);
                }
            }
            Event::Fetched { ticket, outcome } => match ticket {
                Ticket::Poll(id, number) => self.poll_returned(&id, number, outcome),
                Ticket::Link(number) => self.link_returned(number, outcome),
                Ticket::Doctor(number) => self.doctor_posted(number, &outcome),
                Ticket::Cancel(id) => self.cancel_returned(&id, &outcome),
                _ => {}
            },
            Event::Probed { ticket, answers } => match ticket {
                Ticket::LinkProbe => self.link_probed(answers),
                Ticket::Doctor(number) => self.doctor_probed(number, answers),
                _ => {}
            },
            Event::Custody { ticket, outcome } => self.key_used(ticket, outcome),
            Event::Saved { ticket, ok } => match ticket {
                Ticket::Save(number) => self.saved(number, ok),
                Ticket::LinkSave => self.link_saved(ok),
                Ticket::Factor => self.factor_due(ok),
                Ticket::Rotate => self.rotation_saved(ok),
                Ticket::Removed => self.removed(ok),
                Ticket::Generated(number) => self.drawer_saved(number, ok),
                _ => {}
            },
            Event::Loaded { ticket, bytes } => self.loaded(&ticket, bytes),
            Event::Scanned { ticket, frames } => self.scanned(&ticket, frames),
            Event::Filled { ticket, report } => {
                if let Ticket::Fill(number) = ticket {
                    self.fill_done(number, report);
                }
            }
            Event::Pointed { ticket, report } => {
                if let Ticket::Point(number) = ticket {
                    self.pointed(number, report);
                }
            }
            Event::Got { ticket, outcome } => match ticket {
                Ticket::Find(number) => self.find_returned(number, outcome),
                Ticket::Doctor(number) => self.doctor_got(number, outcome),
                Ticket::Backup => self.backup_returned(outcome),
                Ticket::Server(number) => self.server_answered(number, outcome),
                _ => {}
            },
            Event::Permitted { ticket, granted } => match ticket {
                Ticket::Doctor(number) => self.doctor_permitted(number, granted),
                Ticket::Server(number) => self.server_permitted(number, granted),
                _ => {}
            },
            Event::LoadedAll { records, .. } => self.rotation_read(&records),
            Event::UserRead { ticket, text } => {
                if let Ticket::Create(view) = ticket {
                    self.user_read(view, text);
                }
            }
            Event::ClipboardCleared { outcome, .. } => self.clipboard_cleared(outcome),
            Event::Noted { from, note } => self.noted(&from, note),
            Event::PagesPermitted(permitted) => self.pages_permitted(permitted),
            Event::Presence(presence) => self.presence(presence),
            Event::Command { command, page } => self.command(command, page.as_ref()),
            Event::UpdateReady => self.update_ready = true,
            Event::Tick => {}
            Event::TabChanged { tab, url } => self.tab_changed(tab, url.as_deref()),
            Event::TabRemoved { tab } => self.tab_removed(tab),
        }
    }

    fn view_opened(&mut self, view: ViewId, kind: ViewKind) {
        self.views.insert(view, View::new(kind));
        if kind == ViewKind::Popup {
            self.out.push(Effect::Look(view));
            self.sync_for_view();
            if self.opened_for == Some(OpenedFor::Generator) {
                self.open_generator(view);
            }
        }
    }

    fn key_used(&mut self, ticket: Ticket, outcome: Custody) {
        match ticket {
            Ticket::BaseKey(id) => self.base_key_opened(&id, outcome),
            Ticket::Poll(id, number) => self.answer_opened(&id, number, outcome),
            Ticket::LinkKeys => self.link_keys(outcome),
            Ticket::Link(number) => self.link_opened(number, outcome),
            Ticket::LinkSeal => self.link_sealed(outcome),
            Ticket::Doctor(number) => self.doctor_key_opened(number, outcome),
            Ticket::Generated(number) => self.drawer_key(number, outcome),
            Ticket::Master(number) => self.master_stretched(number, outcome),
            _ => {}
        }
    }

    fn loaded(&mut self, ticket: &Ticket, bytes: Option<Vec<u8>>) {
        match ticket {
            Ticket::Fill(number) => self.fill_loaded(*number, bytes.as_deref()),
            Ticket::Copy(view, seq) => self.copy_loaded(*view, *seq, bytes.as_deref()),
            Ticket::Generated(_) => self.drawer_loaded(bytes),
            Ticket::Offer(number) => self.offer_loaded(*number, bytes),
            Ticket::Change(number) => self.change_loaded(*number, bytes),
            _ => {}
        }
    }

    fn scanned(&mut self, ticket: &Ticket, frames: Option<Vec<FrameScan>>) {
        match ticket {
            Ticket::Look(view) => self.looked(*view, frames),
            Ticket::Fill(number) => self.fill_scanned(*number, frames),
            Ticket::Gesture(number) => self.gesture_scanned(*number, frames),
            Ticket::Offer(number) => self.offer_scanned(*number, frames.as_deref()),
            _ => {}
        }
    }
}
