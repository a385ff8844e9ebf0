//! The connection doctor: examines one address of a phone after the other, and lets the judge say what is broken.

use rand_core::CryptoRng;

use crate::app::ask::Outcome;
use crate::app::find::permission_for;
use crate::app::screen::phone_view;
use crate::app::{App, Custody, Effect, Fault, Fetched, Get, Got, KeyTask, Post, Ticket};
use crate::message::{DoctorScreen, DoctorStep, Examination, StepState, StepView};
use crate::phone::diagnosis::{
    About, AddressKind, Diagnosis, Facts, GetFact, GetOutcome, PostFact, State, Step, Verdict, report,
};
use crate::phone::{Address, BODY_CAP, BaseKey, PROBE_BODY_CAP, ProbeAnswer, Stage as Asked, StatusProbe};

/// How long something may take to answer, in milliseconds: longer than a device that is not there takes to fail.
const GET_MS: u64 = 5_000;

/// An examination of all addresses of one phone. The base key is secret; the rest is shown.
pub struct Doctor {
    link: String,
    exams: Vec<Exam>,
    base: Option<BaseKey>,
    /// One for all addresses: a phone that is not in front notes each new one as a request.
    probe: StatusProbe,
    proof: Proof,
    /// The proof was refused before the phone asked its user.
    refused: bool,
}

/// One address.
struct Exam {
    number: u32,
    address: Address,
    facts: Facts,
    stage: Stage,
    posted_at: u64,
}

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Permission,
    Get,
    Unseen,
    Key,
    Post,
    GetAgain,
    Done,
}

/// Whether the phone proved that it is the linked one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    None,
    Running,
    Good,
}

impl<R: CryptoRng> App<R> {
    pub(super) fn start_doctor(&mut self, phone: &str) -> Result<(), Fault> {
        let known = self.doctor.as_ref().is_some_and(|doctor| doctor.link == phone && doctor.refused);
        let refused = known || self.was_refused_unasked(phone);
        self.stop_doctor();
        let link = self.stored.link(phone).ok_or(Fault::NoPhone)?;
        let mut addresses = link.addresses.to_vec();
        let answered = link.answered_at_ms.clone();
        addresses.retain(|address| self.stored.policy.allows(address));
        if addresses.is_empty() {
            return Err(Fault::PolicyAddress);
        }
        let (wall, is_firefox) = (self.clock.wall_ms(), self.place.firefox);
        let foreign = self.ask.as_ref().is_some_and(|ask| ask.link == phone && ask.request.interference());
        let mut exams = Vec::new();
        for address in addresses {
            let last = answered.get(&address.to_string()).map(|at| wall.saturating_sub(*at));
            let facts = Facts {
                address: Some(AddressKind::of(&address)),
                is_firefox,
                last_true_answer_ms: last,
                last_was_refused: refused,
                foreign_answers: foreign,
                ..Facts::default()
            };
            let number = self.next_number();
            exams.push(Exam { number, address, facts, stage: Stage::Waiting, posted_at: 0 });
        }
        // What the phone may still hold of us is taken back by the same message; a new one would hear "busy".
        let held = self.left_over.iter().find(|(of, _)| of == phone).map(|(_, probe)| probe.clone());
        let probe = held.unwrap_or_else(|| {
            let probe = StatusProbe::new(&mut self.rng);
            self.remember_left_over(phone.to_owned(), probe.clone());
            probe
        });
        let (link, proof) = (phone.to_owned(), Proof::None);
        self.doctor = Some(Doctor { link, exams, base: None, probe, proof, refused: false });
        Ok(())
    }

    /// Whether the last request to a phone ended with a 403 before the phone asked its user, as a blocked link does.
    fn was_refused_unasked(&self, phone: &str) -> bool {
        self.ask.as_ref().is_some_and(|ask| {
            let refused = matches!(ask.outcome, Outcome::Failed(Fault::PhoneDenied));
            ask.link == phone && refused && ask.request.stage() != Asked::Waiting
        })
    }

    /// The user changed a permission.
    pub(super) fn restart_doctor(&mut self) -> Result<(), Fault> {
        match self.doctor.as_ref().map(|doctor| doctor.link.clone()) {
            Some(link) => self.start_doctor(&link),
            None => Ok(()),
        }
    }

    pub(super) fn stop_doctor(&mut self) {
        if self.doctor.take().is_some_and(|doctor| doctor.proof == Proof::Running) {
            self.cancel_ask();
        }
    }

    pub(super) fn prove_phone(&mut self) -> Result<(), Fault> {
        let link = self.doctor.as_ref().ok_or(Fault::BadMessage)?.link.clone();
        self.ask_proof(&link, None)?;
        if let Some(doctor) = &mut self.doctor {
            doctor.proof = Proof::Running;
        }
        Ok(())
    }

    pub(super) fn doctor_proved(&mut self) {
        if let Some(doctor) = self.doctor.as_mut().filter(|doctor| doctor.proof == Proof::Running) {
            doctor.proof = Proof::Good;
        }
    }

    pub(super) fn doctor_not_proved(&mut self) {
        let phone = self.doctor.as_ref().map(|doctor| doctor.link.clone()).unwrap_or_default();
        let refused = self.was_refused_unasked(&phone);
        if let Some(doctor) = self.doctor.as_mut().filter(|doctor| doctor.proof == Proof::Running) {
            doctor.proof = Proof::None;
            doctor.refused = refused;
        }
    }

    /// Begins with the next address, one at a time.
    pub(super) fn pump_doctor(&mut self) {
        let Some(doctor) = &mut self.doctor else { return };
        let Some(exam) = doctor.exams.iter_mut().find(|exam| exam.stage != Stage::Done) else { return };
        if exam.stage == Stage::Waiting {
            exam.stage = Stage::Permission;
            let pattern = permission_for(&exam.address);
            self.out.push(Effect::Permission(Ticket::Doctor(exam.number), pattern));
        }
    }

    pub(super) fn doctor_permitted(&mut self, number: u32, granted: bool) {
        let Some(exam) = self.exam(number, Stage::Permission) else { return };
        exam.facts.permission = Some(granted);
        exam.stage = Stage::Get;
        self.doctor_get(number);
    }

    fn doctor_get(&mut self, number: u32) {
        let Some(exam) = self.any_exam(number) else { return };
        let get = Get { url: exam.address.url(), timeout_ms: GET_MS, cap: PROBE_BODY_CAP };
        self.out.push(Effect::Get(Ticket::Doctor(number), get));
    }

    pub(super) fn doctor_got(&mut self, number: u32, outcome: Got) {
        let fact = get_fact(outcome);
        let failed = fact.outcome == GetOutcome::Failed;
        if let Some(exam) = self.exam(number, Stage::GetAgain) {
            exam.facts.is_up_after = Some(!failed);
            exam.stage = Stage::Done;
            return;
        }
        let Some(exam) = self.exam(number, Stage::Get) else { return };
        exam.facts.get = Some(fact);
        if !failed {
            exam.stage = Stage::Key;
            return self.doctor_open_key(number);
        }
        if exam.facts.permission == Some(false) {
            exam.stage = Stage::Unseen;
            let url = exam.address.url();
            return self.out.push(Effect::Probe(Ticket::Doctor(number), url));
        }
        exam.stage = Stage::Done;
    }

    /// Something answers there although nothing of it may be read, or not.
    pub(super) fn doctor_probed(&mut self, number: u32, answers: bool) {
        if let Some(exam) = self.exam(number, Stage::Unseen) {
            exam.facts.answers_unseen = Some(answers);
            exam.stage = Stage::Done;
        }
    }

    fn doctor_open_key(&mut self, number: u32) {
        let Some(doctor) = &self.doctor else { return };
        if doctor.base.is_some() {
            return self.doctor_post(number);
        }
        let Some(link) = self.stored.link(&doctor.link) else { return };
        let task = KeyTask::OpenLocal(link.base_key_sealed.clone());
        self.out.push(Effect::Key(Ticket::Doctor(number), task));
    }

    pub(super) fn doctor_key_opened(&mut self, number: u32, outcome: Custody) {
        let Some(doctor) = &mut self.doctor else { return };
        doctor.base = outcome.into_bytes().and_then(BaseKey::parse);
        if doctor.base.is_some() {
            self.doctor_post(number);
        } else if let Some(exam) = self.exam(number, Stage::Key) {
            exam.stage = Stage::Done;
        }
    }

    /// A message that the phone answers without asking its user.
    fn doctor_post(&mut self, number: u32) {
        let now = self.clock.running().0;
        let Some(doctor) = &mut self.doctor else { return };
        let (Some(base), Some(link)) = (&doctor.base, self.stored.link(&doctor.link)) else { return };
        let Some(exam) = doctor.exams.iter_mut().find(|exam| exam.number == number) else { return };
        let message = doctor.probe.message(base, &link.phone_key, &mut self.rng);
        exam.stage = Stage::Post;
        exam.posted_at = now;
        let post = Post {
            url: exam.address.url(),
            web_client_id: link.web_client_id.clone(),
            body: message.body,
            timeout_ms: message.timeout_ms,
            cap: BODY_CAP,
        };
        self.out.push(Effect::Fetch(Ticket::Doctor(number), post));
    }

    pub(super) fn doctor_posted(&mut self, number: u32, outcome: &Fetched) {
        let now = self.clock.running().0;
        let Some(exam) = self.exam(number, Stage::Post) else { return };
        let status = match outcome {
            Fetched::Answer { status, .. } => Some(*status),
            Fetched::TooLarge => Some(200),
            Fetched::Unreachable => None,
        };
        exam.facts.post = Some(PostFact { elapsed_ms: now.saturating_sub(exam.posted_at), status });
        if status == Some(403) {
            let probe = self.doctor.as_ref().map(|doctor| doctor.probe.id());
            self.left_over.retain(|(_, left)| Some(left.id()) != probe);
        }
        let Some(exam) = self.exam(number, Stage::Post) else { return };
        // A phone without a session closes its server after a 401.
        if status == Some(401) {
            exam.stage = Stage::GetAgain;
            return self.doctor_get(number);
        }
        exam.stage = Stage::Done;
    }

    fn exam(&mut self, number: u32, stage: Stage) -> Option<&mut Exam> {
        self.any_exam(number).filter(|exam| exam.stage == stage)
    }

    fn any_exam(&mut self, number: u32) -> Option<&mut Exam> {
        self.doctor.as_mut()?.exams.iter_mut().find(|exam| exam.number == number)
    }

    pub(super) fn doctor_screen(&self) -> DoctorScreen {
        let mut screen = DoctorScreen {
            phones: self.stored.links.iter().map(phone_view).collect(),
            phone: String::new(),
            running: false,
            addresses: Vec::new(),
            request: self.request_view(),
            report: String::new(),
        };
        let Some(doctor) = &self.doctor else { return screen };
        screen.phone.clone_from(&doctor.link);
        screen.running = doctor.exams.iter().any(|exam| exam.stage != Stage::Done);
        let browser = if self.place.firefox { "Firefox" } else { "Chromium" };
        for exam in &doctor.exams {
            let diagnosis = Diagnosis::of(&exam.facts);
            let proved = doctor.proof == Proof::Good;
            let about = About { browser, version: &self.place.version, address: Some(&exam.address), proved };
            if exam.stage == Stage::Done {
                screen.report.push_str(&report(&about, &exam.facts, &diagnosis));
                screen.report.push('\n');
            }
            screen.addresses.push(Examination {
                address: exam.address.to_string(),
                permission: permission_for(&exam.address),
                steps: diagnosis
                    .verdicts
                    .iter()
                    .map(|verdict| step_view(*verdict, exam, doctor.proof))
                    .collect(),
            });
        }
        screen
    }
}

fn step_view(verdict: Verdict, exam: &Exam, proof: Proof) -> StepView {
    let step = match verdict.step {
        Step::Address => DoctorStep::Address,
        Step::Permission => DoctorStep::Permission,
        Step::Reachable => DoctorStep::Reachable,
        Step::Answering => DoctorStep::Answering,
        Step::Status => DoctorStep::Status,
        Step::Key => DoctorStep::Key,
    };
    let awaited = match exam.stage {
        Stage::Waiting | Stage::Done => None,
        Stage::Permission => Some(Step::Permission),
        Stage::Get | Stage::Unseen => Some(Step::Reachable),
        Stage::Key | Stage::Post | Stage::GetAgain => Some(Step::Status),
    };
    let state = match verdict.state {
        // That the phone opened a message is a good sign and no proof.
        State::Good if verdict.step == Step::Key => match proof {
            Proof::Good => StepState::Good,
            Proof::Running => StepState::Running,
            Proof::None => StepState::Unknown,
        },
        State::Good => StepState::Good,
        _ if awaited == Some(verdict.step) => StepState::Running,
        State::Bad if exam.stage == Stage::Done => StepState::Bad,
        State::NotReached if exam.stage == Stage::Done => StepState::NotReached,
        State::Bad | State::Unknown | State::NotReached => StepState::Unknown,
    };
    let cause = verdict.cause.filter(|_| state == StepState::Bad);
    StepView {
        step,
        state,
        cause: cause.map(|cause| cause.key().to_owned()),
        code: cause.map(|cause| cause.code().to_owned()),
    }
}

fn get_fact(outcome: Got) -> GetFact {
    match outcome {
        Got::Answer { status, content_type, body, elapsed_ms, .. } => {
            let answer = ProbeAnswer { status, content_type, body_prefix: body };
            GetFact::of(Some(&answer), elapsed_ms)
        }
        Got::Redirected { elapsed_ms } => GetFact { elapsed_ms, outcome: GetOutcome::Redirected },
        Got::Unreachable { elapsed_ms } => GetFact { elapsed_ms, outcome: GetOutcome::Failed },
        Got::TooLarge => {
            GetFact { elapsed_ms: 0, outcome: GetOutcome::Answer { status: 200, looks_like_phone: false } }
        }
    }
}
