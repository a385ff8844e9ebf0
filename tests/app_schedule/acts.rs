//! What happens in a schedule, beside what people say.

use nearkey::{app::*, message::*};

use super::{ADDRESSES, Model};
use crate::app_rig::{
    Job,
    light::Stage,
    phone::{Trouble, login, noise},
    user::ID,
};

const PAGES: [&str; 5] = [
    "https://bank.example/login",
    "https://bank.example/other",
    "https://login.bank.example/",
    "http://bank.example/",
    "https://other.test/",
];

impl Model {
    pub fn act(&mut self) {
        match self.rig.dice.below(24) {
            0..5 => self.step(),
            5..9 => self.pass_time(),
            9..16 => self.say(),
            16..19 => self.use_phone(),
            19 if self.rig.dice.one_in(2) => self.stop_worker(),
            19..21 => self.disturb(),
            21 if self.rig.dice.one_in(4) => self.leave(),
            _ => self.browse(),
        }
    }

    fn step(&mut self) {
        for _ in 0..=self.rig.dice.below(8) {
            self.rig.step();
        }
    }

    fn pass_time(&mut self) {
        let ms = match self.rig.dice.below(80) {
            0 => 400_000,
            1 => 125_000,
            2..4 => 31_000,
            _ => 1_200,
        };
        self.rig.wait(ms);
    }

    fn stop_worker(&mut self) {
        if self.rig.dice.one_in(6) {
            // From now on checkpoints are late, as if the browser had not written them yet.
            self.rig.frozen = self.rig.app.is_some();
            self.count("late checkpoints");
            return;
        }
        self.count("kills");
        self.kill();
    }

    pub(super) fn kill(&mut self) {
        // What the browser was told to do with the clipboard needs no worker.
        let clears = |job: &Job| matches!(job, Job::Do(Effect::ClearClipboard(..)));
        if self.rig.jobs.iter().any(clears) {
            self.rig.clipboard.text.clear();
        }
        self.rig.kill();
        self.lost_checkpoint |= self.rig.frozen;
        self.rig.frozen = false;
        (self.popup, self.options) = (None, None);
    }

    fn use_phone(&mut self) {
        let dice = self.rig.dice.clone();
        let choice = usize::try_from(dice.below(8)).unwrap() % 6 / 2;
        let phone = self.rig.phone.light();
        match dice.below(26) {
            0 => phone.decide(Stage::Denied),
            1 => phone.locked = !phone.locked,
            2 => phone.slot = None,
            3 => self.rig.phone.up = !self.rig.phone.up,
            // Its user edits a login, or deletes one.
            4 => phone.logins[choice]["password"] = login(5, "").password.into(),
            5 if phone.logins.len() > 3 => _ = phone.logins.remove(choice),
            _ => {
                phone.locked = false;
                phone.decide(Stage::Accepted(choice));
                self.rig.phone.up = true;
            }
        }
    }

    fn disturb(&mut self) {
        let dice = self.rig.dice.clone();
        let status = dice.pick(&[202, 204, 302, 400, 401, 403, 404, 409, 500]);
        let replay = self.rig.phone.recorded.last().cloned().unwrap_or_default();
        match dice.below(12) {
            0 => self.rig.phone.trouble.push_back(Trouble::LoseAnswer),
            1 => self.rig.phone.trouble.push_back(Trouble::Hang),
            2 => self.rig.phone.trouble.push_back(Trouble::Slow(20_000)),
            3 => self.rig.phone.trouble.push_back(Trouble::Drop),
            4 => self.rig.phone.trouble.push_back(Trouble::Forge(200, noise())),
            5 => self.rig.phone.trouble.push_back(Trouble::Forge(200, replay)),
            6 => self.rig.full_disk = 1,
            7 => self.rig.phone.trouble.clear(),
            8..10 => self.move_phone(),
            _ => self.rig.phone.trouble.push_back(Trouble::Forge(status, Vec::new())),
        }
    }

    /// The phone has another address, and somebody else may have its old one.
    fn move_phone(&mut self) {
        let dice = self.rig.dice.clone();
        let home = dice.pick(&ADDRESSES);
        self.rig.phone.home = format!("{home}:8787");
        self.rig.phone.others.clear();
        for address in ADDRESSES.iter().filter(|address| **address != home) {
            if dice.one_in(2) {
                let status = dice.pick(&[200, 202, 401, 403, 404, 409, 500]);
                self.rig.phone.others.insert(format!("{address}:8787"), status);
            }
        }
        self.count("moves");
    }

    /// People go, sleep, lock, or take the phone away and link it again.
    fn leave(&mut self) {
        let dice = self.rig.dice.clone();
        match dice.below(6) {
            0 | 1 => {
                self.rig.sleep(dice.pick(&[5_000, 31_000, 400_000, 3_600_000]));
                self.count("sleeps");
            }
            2 => self.be_present(dice.pick(&[Presence::Active, Presence::Idle, Presence::ScreenLocked])),
            3 => {
                self.rig.tell(Event::Command { command: Command::Lock, page: None });
                self.check_locked();
                self.count("lock commands");
            }
            4 if dice.one_in(2) => self.link_again(),
            _ => self.rig.tell(Event::Tick),
        }
    }

    fn be_present(&mut self, presence: Presence) {
        let options = self.options();
        let settings = self.rig.options_seen(options).settings;
        let locks = match presence {
            Presence::Active => false,
            Presence::Idle => settings.lock_idle_minutes > 0,
            Presence::ScreenLocked => settings.lock_with_screen,
        };
        self.rig.tell(Event::Presence(presence));
        if locks {
            self.check_locked();
        }
        self.count("presence");
    }

    /// The link is taken away, with everything; then it is made again.
    fn link_again(&mut self) {
        let options = self.options();
        self.rig.full_disk = 0;
        self.rig.say_only(options, Intent::Unlink { phone: ID.into() });
        self.check_locked();
        self.rig.settle();
        assert!(self.rig.store.keys().all(|name| name == SETTINGS), "{:?}", self.rig.store.keys());
        assert!(self.rig.keys.slots.is_empty());
        self.count_orders();
        self.kill();
        // Nobody has the keys any more to take a question back that the phone could not hear of; it lets go by itself.
        self.rig.phone.light().slot = None;
        self.rig.store_link();
        self.add_addresses();
        self.count("relinks");
    }

    fn browse(&mut self) {
        let url = self.rig.dice.pick(&PAGES);
        let tab = self.rig.dice.pick(&[7, 7, 8]);
        match self.rig.dice.below(6) {
            0 => self.rig.close_tab(tab),
            1 => {
                if let Some(view) = self.popup.take() {
                    self.rig.tell(Event::ViewClosed { view });
                }
            }
            2 => {
                // The user looks at another tab, and opens the popup there.
                self.rig.tabs.front = Some(tab).filter(|tab| self.rig.tabs.tabs.contains_key(tab));
                if let Some(view) = self.popup.take() {
                    self.rig.tell(Event::ViewClosed { view });
                }
                self.popup();
                self.count("tabs");
            }
            _ => self.rig.navigate(tab, url),
        }
    }
}
