//! A request on its way, step by step.

use nearkey::{phone::*, time::Timestamp};

use super::{Dice, FakePhone, at, login};

/// A running request and everything around it.
pub struct Scene {
    pub phone: FakePhone,
    pub dice: Dice,
    pub request: Request,
    pub now: Timestamp,
}

/// What a step led to, without the secrets.
#[derive(Debug, PartialEq)]
pub enum Step {
    Wait,
    Answer(usize),
    Stop(Stop),
}

impl Scene {
    pub fn new(command: Command) -> Self {
        let mut dice = Dice(11);
        Self { phone: FakePhone::new(), request: Request::new(command, at(0), &mut dice), dice, now: at(0) }
    }

    /// The next poll, when it is due.
    pub fn poll(&mut self) -> Poll {
        self.now = self.now.max(self.request.next_poll_at().expect("a poll is due"));
        self.request.poll(&self.phone.base, &self.phone.key, self.now, &mut self.dice).expect("there is time")
    }

    /// Polls, and takes this reply for it. An answer is opened with nothing that fits.
    pub fn reply(&mut self, reply: Reply) -> Step {
        let poll = self.poll();
        self.take(poll, reply, Some(vec![0; 32]))
    }

    /// Polls, and takes the phone's own answer.
    pub fn answer(&mut self, plain: &serde_json::Value) -> Step {
        let poll = self.poll();
        let (reply, one_time) = self.phone.answer(&poll.body, plain);
        self.take(poll, reply, Some(one_time))
    }

    pub fn take(&mut self, poll: Poll, reply: Reply, one_time: Option<Vec<u8>>) -> Step {
        match self.request.on_reply(poll, reply, self.now, &mut self.dice) {
            Next::Wait => Step::Wait,
            Next::Stop(stop) => Step::Stop(stop),
            Next::Open { sealed, .. } => {
                match self.request.on_opened(&self.phone.base, sealed, one_time, self.now, &mut self.dice) {
                    Opened::Wait => Step::Wait,
                    Opened::Stop(stop) => Step::Stop(stop),
                    Opened::Answer(answer) => Step::Answer(answer.credentials.len()),
                }
            }
        }
    }
}

impl Scene {
    pub fn answer_to(&mut self, poll: Poll) -> Step {
        let (reply, key) = self.phone.answer(&poll.body, &login());
        self.take(poll, reply, Some(key))
    }
}
