//! Thousands of random schedules of people, pages, phone, network, disk and stopped workers keep the promises.
//!
//! A schedule is a seed. `NEARKEY_SEED=7 cargo test --test app_model` runs a single one.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::wildcard_imports
)]

mod app_rig;

use app_rig::{
    Job, Rig,
    light::Stage,
    phone::{Trouble, noise},
    user::ID,
};
use nearkey::{app::*, message::*, phone::HARD_STOP_MS};

const SCHEDULES: u64 = 1_500;
const ACTIONS: u32 = 60;
const PAGES: [&str; 5] = [
    "https://bank.example/login",
    "https://bank.example/other",
    "https://login.bank.example/",
    "http://bank.example/",
    "https://other.test/",
];

/// What must be true of everything that happened, seen from outside.
struct Model {
    rig: Rig,
    popup: Option<ViewId>,
    /// Documents for which a person wanted a fill that was not ordered yet.
    wanted: Vec<String>,
    orders: usize,
    asked_at: u64,
    asked_fill: bool,
}

#[test]
fn no_schedule_breaks_a_promise() {
    let only = std::env::var("NEARKEY_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let seeds = only.map_or(0..SCHEDULES, |seed| seed..seed + 1);
    let halves = [0, 1].map(|half| {
        let seeds = seeds.clone().filter(move |seed| seed % 2 == half || only.is_some());
        std::thread::spawn(move || seeds.map(run).fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2)))
    });
    let [one, other] = halves.map(|half| half.join().unwrap());
    let (fills, answers, workers) = (one.0 + other.0, one.1 + other.1, one.2 + other.2);
    println!("{fills} fills, {answers} answers, {workers} workers");
    assert!(only.is_some() || fills > 100 && answers > 100, "the schedules lead somewhere");
}

/// How many fills, answers and workers a schedule had.
fn run(seed: u64) -> (usize, u32, u32) {
    let run = std::panic::catch_unwind(|| {
        let mut model = Model::new(seed);
        for _ in 0..ACTIONS {
            model.act();
            model.check();
        }
        model.end();
        (model.rig.tabs.filled.len(), model.rig.opened, model.rig.started)
    });
    run.unwrap_or_else(|_| panic!("schedule {seed} breaks a promise"))
}

impl Model {
    fn new(seed: u64) -> Self {
        let mut rig = Rig::light(seed);
        rig.shuffled = true;
        Self { rig, popup: None, wanted: Vec::new(), orders: 0, asked_at: 0, asked_fill: false }
    }

    fn act(&mut self) {
        match self.rig.dice.below(20) {
            0..5 => self.step(),
            5..9 => self.pass_time(),
            9..14 => self.say(),
            14..17 => self.use_phone(),
            17 if self.rig.dice.one_in(2) => self.stop_worker(),
            17..19 => self.disturb(),
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
        if self.rig.dice.one_in(3) {
            // From now on checkpoints are late, as if the browser had not written them yet.
            self.rig.frozen = self.rig.app.is_some();
            return;
        }
        self.rig.kill();
        self.rig.frozen = false;
        self.popup = None;
    }

    fn popup(&mut self) -> ViewId {
        if let Some(popup) = self.popup {
            return popup;
        }
        let popup = self.rig.popup();
        *self.popup.insert(popup)
    }

    fn say(&mut self) {
        let popup = self.popup();
        let dice = self.rig.dice.clone();
        let items = [Rig::uid(0), Rig::uid(1), Rig::uid(2), "held".to_owned()];
        let item = items[usize::try_from(dice.below(4)).unwrap()].clone();
        let yes = !dice.one_in(4);
        let intent = match dice.below(24) {
            0..6 => Intent::AskSite { fill: !dice.one_in(3), keep: dice.one_in(2) },
            6 => Intent::AskAll,
            7 => Intent::Unlock,
            8 => Intent::CancelRequest,
            9 => Intent::ExtendRequest,
            10 => Intent::DismissRequest,
            11 => Intent::RepeatRequest,
            12 => Intent::Lock,
            13 => Intent::Forget { item },
            14 => Intent::Search { text: "log".into() },
            15 => Intent::Copy { item, field: CopyField::Password },
            16..18 => Intent::AnswerQuestion { yes },
            _ => Intent::Fill { item },
        };
        let fills = match &intent {
            Intent::AskSite { fill, .. } => *fill,
            Intent::RepeatRequest => self.asked_fill,
            Intent::Fill { .. } => true,
            _ => false,
        };
        let asks = matches!(
            intent,
            Intent::AskSite { .. } | Intent::AskAll | Intent::Unlock | Intent::RepeatRequest
        );
        let site = matches!(intent, Intent::AskSite { .. });
        self.count_orders();
        let refused = self.rig.posts.len();
        let seq = self.rig.say_only(popup, intent);
        let is_refusal = |job: &Job| matches!(job, Job::Do(Effect::Post(_, ToView::Refused { seq: of, .. })) if *of == seq);
        if self.rig.jobs.iter().any(is_refusal) || self.rig.posts.len() > refused {
            return;
        }
        if asks {
            self.asked_at = self.rig.wall_ms;
        }
        if site {
            self.asked_fill = fills;
        }
        if fills || site {
            // One grant at a time; only a late checkpoint can bring an earlier one back.
            if !self.rig.frozen {
                self.wanted.clear();
            }
            let marks = self.rig.looked.get(&popup).cloned().unwrap_or_default();
            self.wanted.extend(marks.into_iter().filter(|_| fills));
        }
    }

    fn use_phone(&mut self) {
        let dice = self.rig.dice.clone();
        let choice = usize::try_from(dice.below(8)).unwrap() % 6 / 2;
        let phone = self.rig.phone.light();
        match dice.below(24) {
            0 => phone.decide(Stage::Denied),
            1 => phone.locked = !phone.locked,
            2 => phone.slot = None,
            3 => self.rig.phone.up = !self.rig.phone.up,
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
        match dice.below(10) {
            0 => self.rig.phone.trouble.push_back(Trouble::LoseAnswer),
            1 => self.rig.phone.trouble.push_back(Trouble::Hang),
            2 => self.rig.phone.trouble.push_back(Trouble::Slow(20_000)),
            3 => self.rig.phone.trouble.push_back(Trouble::Drop),
            4 => self.rig.phone.trouble.push_back(Trouble::Forge(200, noise())),
            5 => self.rig.phone.trouble.push_back(Trouble::Forge(200, replay)),
            6 => self.rig.full_disk = 1,
            7 => self.rig.phone.trouble.clear(),
            _ => self.rig.phone.trouble.push_back(Trouble::Forge(status, Vec::new())),
        }
    }

    fn browse(&mut self) {
        let url = self.rig.dice.pick(&PAGES);
        match self.rig.dice.below(5) {
            0 => self.rig.close_tab(7),
            1 => {
                if let Some(view) = self.popup.take() {
                    self.rig.tell(Event::ViewClosed { view });
                }
            }
            2 => self.rig.tell(Event::Tick),
            _ => self.rig.navigate(7, url),
        }
    }

    /// Every order was wanted by a person for that very document, and no wish is used twice.
    fn count_orders(&mut self) {
        for document in &self.rig.ordered[self.orders..] {
            let at = self.wanted.iter().position(|wanted| wanted == document);
            let at = at.unwrap_or_else(|| panic!("{document} was filled unasked"));
            self.wanted.remove(at);
        }
        self.orders = self.rig.ordered.len();
        assert!(self.rig.tabs.filled.len() <= self.orders);
    }

    fn check(&mut self) {
        self.count_orders();
        if self.rig.app.is_some() && self.rig.wall_ms >= self.asked_at + HARD_STOP_MS {
            self.rig.tell(Event::Tick);
            assert!(self.rig.running_request().is_none(), "a request outlives its hard stop");
        }
        let has = |name: String| self.rig.store.contains_key(&name);
        assert_eq!(has(key_name(ID)), has(index_name(ID)), "the cache is half written");
        assert!(self.rig.store.contains_key(LINKS));
    }

    /// Whatever happened: the cache opens with the phone, and every item in it can be read.
    fn end(&mut self) {
        self.rig.kill();
        (self.rig.session, self.rig.frozen, self.rig.full_disk) = (None, false, 0);
        self.rig.phone.trouble.clear();
        self.rig.phone.up = true;
        let phone = self.rig.phone.light();
        (phone.locked, phone.slot) = (false, None);
        let popup = self.rig.popup();
        if self.rig.seen(popup).state == PopupState::Empty {
            return;
        }
        self.rig.say(popup, Intent::Unlock);
        self.rig.wait(500);
        self.rig.phone.light().decide(Stage::Accepted(0));
        self.rig.wait(3_000);
        let screen = self.rig.seen(popup);
        assert_eq!(screen.state, PopupState::Open, "{:?}", screen.request);
        for item in screen.matches.iter().chain(&screen.company).chain(&screen.others) {
            let intent = Intent::Copy { item: item.id.clone(), field: CopyField::Password };
            let seq = self.rig.say(popup, intent);
            assert!(self.rig.value(seq).is_some(), "{} cannot be read", item.name);
        }
        let records = self.rig.store.keys().filter(|name| name.contains("/item/")).count();
        assert_eq!(records, usize::try_from(screen.total).unwrap(), "a record without an entry");
    }
}
