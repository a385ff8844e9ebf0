//! What people say in a schedule.

use nearkey::{app::*, message::*};

use super::{Model, OUTPUT};
use crate::app_rig::{Job, Rig};

impl Model {
    pub(super) fn popup(&mut self) -> ViewId {
        if let Some(popup) = self.popup {
            return popup;
        }
        let popup = self.rig.popup();
        *self.popup.insert(popup)
    }

    pub(super) fn options(&mut self) -> ViewId {
        if let Some(options) = self.options {
            return options;
        }
        let options = self.rig.attach(ViewKind::Options);
        *self.options.insert(options)
    }

    fn in_popup(&self) -> Intent {
        let dice = &self.rig.dice;
        let items = [0, 1, 2, 3].map(Rig::uid);
        let any = usize::try_from(dice.below(4)).unwrap();
        let item = if dice.one_in(5) { "held".to_owned() } else { items[any].clone() };
        match dice.below(36) {
            0..6 => Intent::AskSite { fill: !dice.one_in(3), keep: dice.one_in(2) },
            6 | 7 => Intent::AskAll,
            8 => Intent::AskSeveral,
            9 => Intent::AskAny,
            10 => Intent::OfferCreate,
            11..14 => Intent::Refresh { item },
            14 | 15 => Intent::RefreshAll,
            16 => Intent::Unlock,
            17 => Intent::CancelRequest,
            18 => Intent::ExtendRequest,
            19 => Intent::DismissRequest,
            20 => Intent::RepeatRequest,
            21 if dice.one_in(2) => Intent::Lock,
            22 => Intent::Forget { item },
            23 => Intent::Search { text: "log".into() },
            24 | 25 => Intent::Copy { item, field: CopyField::Password },
            26 | 27 => Intent::AnswerQuestion { yes: !dice.one_in(4) },
            28..30 => Intent::Import { yes: !dice.one_in(4) },
            30 => Intent::UnlockPasskey { output: OUTPUT.to_vec() },
            _ => Intent::Fill { item },
        }
    }

    fn in_options(&mut self, options: ViewId) -> Intent {
        let dice = self.rig.dice.clone();
        match dice.below(8) {
            0 | 1 => {
                let mut settings = self.rig.options_seen(options).settings;
                settings.lock_after_minutes = dice.pick(&[1, 5, 15, 240]);
                settings.lock_idle_minutes = dice.pick(&[0, 5]);
                settings.lock_with_screen = !dice.one_in(3);
                settings.clipboard_seconds = dice.pick(&[10, 30, 300]);
                Intent::SaveSettings { settings }
            }
            2 => Intent::RotateKeys,
            3..6 => Intent::SetPasskey { credential: vec![7], salt: vec![3; 32], output: OUTPUT.to_vec() },
            6 if dice.one_in(4) => Intent::RemovePasskey,
            6 if dice.one_in(4) => Intent::Wipe { what: Wipe::Factors },
            6 if dice.one_in(2) => Intent::Wipe { what: Wipe::Settings },
            6 if dice.one_in(2) => Intent::Wipe { what: Wipe::Cache },
            _ if dice.one_in(4) => Intent::Lock,
            _ => Intent::RotateKeys,
        }
    }

    pub(super) fn say(&mut self) {
        let view = if self.rig.dice.one_in(8) { self.options() } else { self.popup() };
        // People press what they see.
        let waits = self.popup.filter(|popup| *popup == view);
        let screen = waits.map(|popup| self.rig.seen(popup));
        let (import, create) =
            screen.map_or((false, false), |seen| (seen.import.is_some(), seen.create.is_some()));
        let intent = match self.rig.dice.below(4) {
            1.. if import => Intent::Import { yes: !self.rig.dice.one_in(6) },
            1.. if create => Intent::AskCreate { user: "mira".into() },
            _ if Some(view) == self.options => self.in_options(view),
            _ => self.in_popup(),
        };
        let name = format!("{intent:?}");
        let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
        let fills = match &intent {
            Intent::AskSite { fill, .. } => *fill,
            Intent::RepeatRequest => self.asked_fill,
            Intent::Fill { .. } => true,
            _ => false,
        };
        let asks = name.starts_with("Ask")
            || matches!(
                intent,
                Intent::Refresh { .. }
                    | Intent::RefreshAll
                    | Intent::Unlock
                    | Intent::RotateKeys
                    | Intent::RepeatRequest
            );
        let site = matches!(intent, Intent::AskSite { .. });
        let locks = matches!(intent, Intent::Lock);
        self.count_orders();
        let refused = self.rig.posts.len();
        let seq = self.rig.say_only(view, intent);
        if locks {
            self.check_locked();
        }
        let is_refusal = |job: &Job| matches!(job, Job::Do(Effect::Post(_, ToView::Refused { seq: of, .. })) if *of == seq);
        if self.rig.jobs.iter().any(is_refusal) || self.rig.posts.len() > refused {
            return;
        }
        if name == "Import" {
            self.count("imports");
        }
        self.count(&name);
        if asks {
            self.asked_at = self.rig.awake_ms;
        }
        if asks && name != "RepeatRequest" {
            self.asked_fill = fills;
        }
        if fills || site {
            // One grant at a time; only a late checkpoint can bring an earlier one back.
            if !self.rig.frozen {
                self.wanted.clear();
                self.quick = None;
            }
            if site && fills && !self.rig.looked.contains_key(&view) {
                self.quick = Some(view);
            }
            let marks = self.rig.looked.get(&view).cloned().unwrap_or_default();
            self.wanted.extend(marks.into_iter().filter(|_| fills));
        }
    }
}
