//! The score of the labelled pages, natively, from what `cargo xtask forms --dump FILE` wrote down:
//! `NEARKEY_FORMS_DUMP=FILE cargo test --test form_pages -- --nocapture`. `NEARKEY_FORMS_SHOW=TEXT` shows what was
//! understood of the pages whose file name has it.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a measurement may stop at what is not there"
)]

use std::collections::BTreeMap;
use std::env;
use std::fs;

use nearkey::form::{Slot, Want, plan, understand};
use nearkey::message::Snapshot;
use serde::Deserialize;

#[path = "e2e/src/forms/score.rs"]
#[allow(dead_code, reason = "shared with the browser's part")]
mod score;

#[derive(Clone, Deserialize)]
struct Dump {
    truth: score::Page,
    snapshot: Snapshot,
    /// For each field its place among the controls.
    places: Vec<usize>,
    /// For each control the number of its form.
    forms: Vec<i64>,
}

#[test]
fn labelled_pages_are_understood() {
    let Some(path) = env::var_os("NEARKEY_FORMS_DUMP") else {
        println!("skipped labelled_pages_are_understood: NEARKEY_FORMS_DUMP names no file");
        return;
    };
    let dumps: Vec<Dump> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let show = env::var("NEARKEY_FORMS_SHOW").unwrap_or("nothing".to_owned());
    let mut verdicts = Vec::new();
    for dump in &dumps {
        let verdict = score::judge(&dump.truth, &filled(dump));
        if dump.truth.file.contains(&show) || (show == "wrong" && !verdict.faults.is_empty()) {
            tell(dump, &verdict);
        }
        verdicts.push((dump.truth.clone(), verdict));
    }
    print!("{}{}", score::summary(&verdicts), score::failures(&verdicts));
    // What is fitted to these pages would fall apart here.
    for (what, leave_out) in WITHOUT {
        let blind = dumps.iter().map(|dump| {
            let mut dump = dump.clone();
            leave_out(&mut dump.snapshot);
            (dump.truth.clone(), score::judge(&dump.truth, &filled(&dump)))
        });
        print!("without {what}:\n{}", score::summary(&blind.collect::<Vec<_>>()));
    }
    score::check(&verdicts).unwrap();
}

/// A source of signs, and how to do without it.
type Without = (&'static str, fn(&mut Snapshot));

const WITHOUT: [Without; 5] = [
    ("labels, placeholders and texts before fields", |page| {
        page.fields.iter_mut().for_each(|field| {
            field.label.clear();
            field.hint.clear();
            field.near.clear();
        });
    }),
    ("names and ids of fields", |page| {
        page.fields.iter_mut().for_each(|field| {
            field.name.clear();
            field.id.clear();
        });
    }),
    ("autocomplete", |page| page.fields.iter_mut().for_each(|field| field.autocomplete.clear())),
    ("buttons", |page| {
        page.forms.iter_mut().chain(&mut page.parts).for_each(|form| form.buttons.clear());
    }),
    ("headings and links", |page| {
        page.forms.iter_mut().chain(&mut page.parts).for_each(|form| {
            form.heading.clear();
            form.links.clear();
        });
    }),
];

fn place(dump: &Dump, key: u32) -> usize {
    let at = dump.snapshot.fields.iter().position(|field| field.key == key).unwrap();
    dump.places[at]
}

fn filled(dump: &Dump) -> score::Filled {
    let closed =
        dump.snapshot.fields.iter().zip(&dump.places).filter(|(field, _)| !(field.visible && field.editable));
    let closed = closed.map(|(_, place)| *place).collect();
    match plan(&dump.snapshot, &Want { user: true, password: true, code: false }) {
        Ok(plan) => {
            let controls = plan.fields.iter().filter_map(|field| {
                let put = match field.slot {
                    Slot::User => score::Put::User,
                    Slot::Password => score::Put::Password,
                    Slot::Code(_) | Slot::NewPassword => return None,
                };
                let at = place(dump, field.key);
                Some((at, (put, dump.forms[at])))
            });
            score::Filled { controls: controls.collect(), closed, why: String::new() }
        }
        Err(why) => score::Filled { controls: BTreeMap::new(), closed, why: format!("{why:?}") },
    }
}

fn tell(dump: &Dump, verdict: &score::Verdict) {
    let snapshot = &dump.snapshot;
    println!("\n== {} {:?}", dump.truth.file, verdict.faults);
    println!("   title {:?}", snapshot.title);
    for (at, form) in snapshot.forms.iter().enumerate() {
        println!("   form {at} {form:?}");
    }
    for (at, part) in snapshot.parts.iter().enumerate() {
        println!("   part {at} {part:?}");
    }
    let understood = understand(snapshot);
    for field in &snapshot.fields {
        let at = place(dump, field.key);
        let label = dump.truth.inputs.iter().find(|input| input.index == at).map_or("", |input| &input.label);
        let reading = understood.fields.iter().find(|reading| reading.key == field.key);
        let read = reading.map_or(String::new(), |r| format!("g{} {:?} {:?}", r.group, r.meaning, r.because));
        let hidden = if field.visible { "" } else { "HIDDEN " };
        let locked = if field.editable { "" } else { "LOCKED " };
        println!(
            "   {at:>3} {hidden}{locked}{} f{:?} p{:?} name={:?} id={:?} ac={:?} label={:?} hint={:?} near={:?} len={:?} [{label}] -> {read}",
            field.kind,
            field.form,
            field.part,
            field.name,
            field.id,
            field.autocomplete,
            field.label,
            field.hint,
            field.near,
            field.max_length
        );
    }
    for (at, group) in understood.groups.iter().enumerate() {
        let best = if understood.best == Some(at) { "*" } else { " " };
        println!("  {best}group {at} {group:?}");
    }
}
