//! A backup of the phone's vault: fetched once, outside the end-to-end encryption, with the user's consent (T-79).

use rand_core::CryptoRng;

use crate::app::{App, Effect, Fault, Get, Got, Ticket, ViewKind};
use crate::message::{BackupView, Notice, ToView};
use crate::phone::{BACKUP_CAP, Backup, check_backup};

/// How long the download may take, in milliseconds.
const DOWNLOAD_MS: u64 = 120_000;

impl<R: CryptoRng> App<R> {
    /// The phone has it ready at the address that it just answered from.
    pub(super) fn fetch_backup(&mut self, backup: Backup) -> Result<(), Fault> {
        let address = self.ask.as_ref().map(|ask| ask.route.current()).ok_or(Fault::Internal)?;
        let get = Get { url: backup.url(address), timeout_ms: DOWNLOAD_MS, cap: BACKUP_CAP };
        self.fetching = Some(backup.file_name);
        self.backup = None;
        self.out.push(Effect::Get(Ticket::Backup, get));
        Ok(())
    }

    pub(super) fn backup_returned(&mut self, outcome: Got) {
        let Some(file_name) = self.fetching.take() else { return };
        let body = match outcome {
            Got::Answer { status: 200, body, .. } => body,
            Got::TooLarge => return self.no_backup(Fault::PhoneAnswerTooLarge),
            _ => return self.no_backup(Fault::BackupLost),
        };
        let Ok(facts) = check_backup(&body) else { return self.no_backup(Fault::BackupUnusable) };
        let Ok(text) = String::from_utf8(body) else { return self.no_backup(Fault::BackupUnusable) };
        let view = self.views.iter().find(|(_, view)| view.kind == ViewKind::Options).map(|(id, _)| *id);
        let Some(view) = view else { return self.no_backup(Fault::BackupLost) };
        let size = super::screen::milliseconds(facts.len as u64);
        self.backup = Some(BackupView { file_name: file_name.clone(), digest: facts.digest_hex, size });
        self.out.push(Effect::Post(view, ToView::Backup { file_name, text }));
    }

    fn no_backup(&mut self, fault: Fault) {
        self.notice = Some(Notice::NoBackup { fault: fault.view(None) });
    }
}
