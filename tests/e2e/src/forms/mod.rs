//! Real pages with labels: how well forms are understood. The pages are not ours and not in the repository.
//!
//! | file | what |
//! |---|---|
//! | `serve` | the pages, with scripts off |
//! | `score` | what was filled, beside what the labels say |
//! | `cost` | what a look at a page costs the page |
//! | `storm` | what the script that stays costs a page that changes |
//! | `run` | each page through the real way of a fill |

pub mod cost;
mod run;
pub mod score;
mod serve;
pub mod storm;

pub use run::{Browsing, Outcome};
