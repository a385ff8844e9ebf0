//! From effects to what the browser does, and back to events.

use nearkey::{app::*, message::ToView};

use super::{Job, Rig};

impl Rig {
    pub fn queue(&mut self, effects: Vec<Effect>) {
        let mut timer: Option<u32> = None;
        for effect in effects {
            match effect {
                Effect::Timer(after) => timer = Some(timer.map_or(after, |known| known.min(after))),
                Effect::Abort(ticket) => self.abort(&ticket),
                effect => {
                    if let Effect::Fill(_, _, order) = &effect {
                        self.ordered.push(order.document.clone());
                    }
                    self.jobs.push_back(Job::Do(effect));
                }
            }
        }
        if let Some(after) = timer {
            self.timer = Some(self.awake_ms + u64::from(after));
        }
    }

    fn abort(&mut self, ticket: &Ticket) {
        for job in &mut self.jobs {
            match job {
                Job::Do(Effect::Fetch(of, _)) | Job::Back(of, ..) if of == ticket => {
                    *job = Job::Back(of.clone(), Fetched::Unreachable, Some(self.awake_ms));
                }
                _ => {}
            }
        }
    }

    pub fn is_due(&self, job: &Job) -> bool {
        !matches!(job, Job::Back(_, _, due) if due.is_none_or(|due| due > self.awake_ms))
    }

    /// Runs one job that is due.
    pub fn step(&mut self) -> bool {
        let due: Vec<usize> = (0..self.jobs.len()).filter(|at| self.is_due(&self.jobs[*at])).collect();
        let Some(first) = due.first().copied() else { return false };
        let mut at = if self.shuffled { self.dice.pick(&due) } else { first };
        if is_save(&self.jobs[at]) {
            // The database keeps the order of its writes.
            at = self.jobs.iter().position(is_save).unwrap();
        }
        if is_clipboard(&self.jobs[at]) {
            // So does the clipboard.
            at = self.jobs.iter().position(is_clipboard).unwrap();
        }
        let job = self.jobs.remove(at).unwrap();
        self.run(job);
        true
    }

    #[allow(clippy::too_many_lines, reason = "an arm for each effect")]
    fn run(&mut self, job: Job) {
        let event = match job {
            Job::Tell(event) => return self.tell(event),
            Job::Back(ticket, outcome, _) => return self.tell(Event::Fetched { ticket, outcome }),
            Job::Do(Effect::Fetch(ticket, post)) => {
                let heard = self.phone.seen.len();
                let back = self.phone.post(&post, self.wall_ms, &self.dice);
                let over = matches!(back.outcome, Fetched::Answer { status: 403 | 204, .. });
                if matches!(ticket, Ticket::Cancel(_)) && over && self.phone.seen.len() == heard {
                    self.forged_cancels += 1;
                }
                if back.genuine {
                    self.answered.push(ticket.clone());
                }
                let due = back.after_ms.map(|after| self.awake_ms + after);
                return self.jobs.push_back(Job::Back(ticket, back.outcome, due));
            }
            Job::Do(Effect::Probe(ticket, _)) => Event::Probed { ticket, answers: self.phone.up },
            Job::Do(Effect::Key(ticket, task)) => Event::Custody { ticket, outcome: self.keys.perform(task) },
            Job::Do(Effect::Save(ticket, writes)) => Event::Saved { ticket, ok: self.save(writes) },
            Job::Do(Effect::Load(ticket, name)) => {
                self.loaded.push(name.clone());
                Event::Loaded { ticket, bytes: self.store.get(&name).cloned() }
            }
            Job::Do(Effect::LoadAll(ticket, prefix)) => {
                let records = self.store.iter().filter(|(name, _)| name.starts_with(&prefix));
                let records = records.map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
                Event::LoadedAll { ticket, records }
            }
            Job::Do(Effect::Get(ticket, get)) if self.forbidden.iter().any(|host| get.url.contains(host)) => {
                Event::Got { ticket, outcome: Got::Unreachable { elapsed_ms: 3 } }
            }
            Job::Do(Effect::Call(ticket, call)) => {
                let forbidden = self.forbidden.iter().any(|host| call.url.expose().contains(host.as_str()));
                let other = self.server.as_ref().and_then(|server| server(&call));
                let outcome = match other {
                    _ if forbidden => Got::Unreachable { elapsed_ms: 3 },
                    Some(got) => got,
                    None => {
                        self.look_in_call(&call);
                        self.cloud.answer(&call)
                    }
                };
                Event::Got { ticket, outcome }
            }
            Job::Do(Effect::Get(ticket, get)) => Event::Got { ticket, outcome: self.phone.get(&get) },
            Job::Do(Effect::Permission(ticket, pattern)) => {
                let granted = !self.forbidden.iter().any(|host| pattern.contains(host.as_str()));
                Event::Permitted { ticket, granted }
            }
            Job::Do(Effect::ReadUser(ticket, target, mark, key)) => {
                Event::UserRead { ticket, text: self.tabs.read(&target, &mark, key) }
            }
            Job::Do(Effect::ClearClipboard(ticket, copied)) => {
                Event::ClipboardCleared { ticket, outcome: self.clipboard.clear(&copied) }
            }
            Job::Do(Effect::WatchIdle(seconds)) => {
                self.idle = seconds;
                return;
            }
            Job::Do(Effect::Reload) => {
                self.reloads += 1;
                return;
            }
            Job::Do(Effect::Look(view)) => {
                let front = self.tabs.front.and_then(|id| Some((id, self.tabs.tabs.get(&id)?.url.clone())));
                Event::Front { view, page: front }
            }
            Job::Do(Effect::Scan(ticket, tab)) => Event::Scanned { ticket, frames: self.tabs.scan(tab) },
            Job::Do(Effect::Fill(ticket, target, order)) => {
                self.fill_orders += 1;
                Event::Filled { ticket, report: self.tabs.fill(&target, &order, self.awake_ms) }
            }
            Job::Do(Effect::Alarm(name, after)) => {
                self.alarms.insert(name.text(), self.wall_ms + u64::from(after.max(30_000)));
                return;
            }
            Job::Do(Effect::ClearAlarm(name)) => {
                self.alarms.remove(name.text());
                return;
            }
            Job::Do(Effect::Post(view, message)) => {
                if let ToView::Value { text, .. } = &message {
                    self.clipboard.text.clone_from(text);
                }
                return self.posts.push((view, message));
            }
            Job::Do(Effect::Badge(badge)) => {
                self.badge = badge;
                return;
            }
            Job::Do(Effect::Count(tab, count, origin)) => {
                // What the browser does with it: a page that is gone gets none.
                let here = self.tabs.tabs.get(&tab).is_some_and(|tab| tab.url.starts_with(&origin));
                self.counts.insert(tab, if here { count } else { 0 });
                return;
            }
            Job::Do(Effect::Menu(menu)) => {
                self.menu = Some(menu.entries);
                return;
            }
            Job::Do(Effect::Point(ticket, target, order)) => {
                Event::Pointed { ticket, report: self.tabs.point(&target, &order) }
            }
            Job::Do(Effect::PagesPermission) => Event::PagesPermitted(self.pages_permitted),
            Job::Do(Effect::StayInPages(stays)) => {
                self.stays = Some(stays);
                return;
            }
            Job::Do(Effect::Tell(target, message)) => {
                self.look_in_page(&message);
                self.told.push((Some(target), message));
                return;
            }
            Job::Do(Effect::TellAll(message)) => {
                self.told.push((None, message));
                return;
            }
            Job::Do(Effect::OpenPopup(tab)) => {
                self.popups.push(tab);
                return;
            }
            Job::Do(Effect::Timer(_) | Effect::Abort(_)) => return,
        };
        self.jobs.push_back(Job::Tell(event));
    }

    fn save(&mut self, writes: Vec<Write>) -> bool {
        if self.full_disk > 0 {
            self.full_disk -= 1;
            return false;
        }
        for write in writes {
            match write {
                Write::Put(name, bytes) => _ = self.store.insert(name, bytes),
                Write::Delete(name) => _ = self.store.remove(&name),
                Write::DeleteAll(prefix) => self.store.retain(|name, _| !name.starts_with(&prefix)),
            }
        }
        self.search_store();
        true
    }
}

fn is_clipboard(job: &Job) -> bool {
    matches!(job, Job::Do(Effect::ClearClipboard(..) | Effect::Post(_, ToView::Value { .. })))
}

fn is_save(job: &Job) -> bool {
    matches!(job, Job::Do(Effect::Save(..)))
}
