//! The three marks of a code: squares in squares, dark and light as 1:1:3:1:1 in every direction through the middle.

use super::raster::Raster;

/// Most marks that are followed up, the surest first.
const MAX_MARKS: usize = 14;
/// Most that are noted at all.
const MAX_NOTED: usize = 400;
/// The pattern has seven modules.
const MODULES: usize = 7;

/// A place in a picture, or a way from one to another, in points.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Spot {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }

    pub(super) fn less(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    pub(super) fn times(self, number: f64) -> Self {
        Self { x: self.x * number, y: self.y * number }
    }

    pub(super) fn by(self, number: f64) -> Self {
        self.times(1.0 / number)
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub(super) fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    pub(super) fn len(self) -> f64 {
        self.dot(self).sqrt()
    }
}

/// A mark: its middle, the size of a module, in how many rows it was seen.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) at: Spot,
    pub(super) size: f64,
    rows: u32,
}

/// Looks through all rows.
pub(super) fn find_marks(raster: &Raster) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for y in 0..raster.height {
        for (middle, len) in patterns(raster.row(y)) {
            let Some(mark) = confirmed(raster, middle, y, len) else { continue };
            let near = marks.iter().position(|known| known.at.less(mark.at).len() < 2.0 * known.size);
            let has_room = marks.len() < MAX_NOTED;
            match near.and_then(|at| marks.get_mut(at)) {
                Some(known) => {
                    let rows = f64::from(known.rows);
                    let mean = |old: f64, new: f64| (old * rows + new) / (rows + 1.0);
                    known.at = Spot { x: mean(known.at.x, mark.at.x), y: mean(known.at.y, mark.at.y) };
                    known.size = mean(known.size, mark.size);
                    known.rows += 1;
                }
                None if has_room => marks.push(mark),
                None => {}
            }
        }
    }
    // Seen in about three rows a module.
    marks.sort_by(|one, other| {
        (f64::from(other.rows) / other.size).total_cmp(&(f64::from(one.rows) / one.size))
    });
    marks.truncate(MAX_MARKS);
    marks
}

/// Where in a line the pattern stands: the middle and the length of each.
fn patterns(line: &[bool]) -> impl Iterator<Item = (usize, usize)> {
    let mut runs = [0_usize; 5];
    let mut dark = false;
    let mut start = 0;
    let ends = line.iter().copied().chain([false]).enumerate();
    ends.filter_map(move |(at, now)| {
        if now == dark {
            return None;
        }
        let run = at - start;
        (start, dark) = (at, now);
        runs.rotate_left(1);
        if let Some(last) = runs.last_mut() {
            *last = run;
        }
        // A dark run has ended: it is the last of five.
        let len = runs.iter().sum::<usize>();
        (!now && is_pattern(&runs)).then(|| (at - len.div_ceil(2), len))
    })
}

/// 1:1:3:1:1, each module by half of it wrong at most.
fn is_pattern(runs: &[usize; 5]) -> bool {
    let len = runs.iter().sum::<usize>();
    len >= MODULES
        && runs.iter().zip([1, 1, 3, 1, 1]).all(|(run, modules)| {
            // In sevenths of a point, so that nothing is rounded; and half a point, for the picture is.
            (run * MODULES).abs_diff(modules * len) * 2 <= modules * len + MODULES
        })
}

/// Whether the pattern also stands upright through this point, and level again through the middle of that.
fn confirmed(raster: &Raster, x: usize, y: usize, len: usize) -> Option<Mark> {
    let (y, tall) = through(|at| raster.dark(x, at), y, raster.height, len)?;
    let (x, wide) = through(|at| raster.dark(at, y), x, raster.width, len)?;
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or_default());
    let is_square = tall.max(wide) * 2 <= tall.min(wide) * 3;
    let at = Spot { x: number(x) + 0.5, y: number(y) + 0.5 };
    is_square.then(|| Mark { at, size: number(tall + wide) / 14.0, rows: 1 })
}

/// The pattern around a dark point on a line: its middle and its length, which is about `expected`.
fn through(dark: impl Fn(usize) -> bool, at: usize, end: usize, expected: usize) -> Option<(usize, usize)> {
    if !dark(at) {
        return None;
    }
    let longest = expected * 2;
    // Lengths of the inner square, the light and the dark ring, from the point outwards.
    let walk = |up: bool| {
        let mut runs = [0_usize; 3];
        let mut place = at;
        let mut now = true;
        let mut ring = 0;
        for _ in 0..longest {
            place = if up { place.checked_add(1).filter(|next| *next < end) } else { place.checked_sub(1) }
                .unwrap_or(usize::MAX);
            let next = place != usize::MAX && dark(place);
            if next != now {
                ring += 1;
                now = next;
            }
            match runs.get_mut(ring) {
                Some(run) if place != usize::MAX => *run += 1,
                Some(_) => return None,
                None => return Some(runs),
            }
        }
        None
    };
    let ([below, light_below, ring_below], [above, light_above, ring_above]) = (walk(false)?, walk(true)?);
    let runs = [ring_below, light_below, below + 1 + above, light_above, ring_above];
    let len = runs.iter().sum::<usize>();
    let first = at - below - light_below - ring_below;
    is_pattern(&runs).then_some((first + len / 2, len))
}
