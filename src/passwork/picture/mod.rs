//! From a grey picture to the texts of the QR codes in it (ISO/IEC 18004).
//!
//! The picture may come from a page, or from anybody: every place in it is read within bounds, and how much is tried does
//! not depend on what is in it. The library corrects and reads a code; it is not asked to find one, because its search can
//! be made to stop for good or to take hours. So codes are found here, as far as a screenshot or a picture taken
//! from the front needs it: turned or sheared, light on dark, but without perspective.
//!
//! Source: docs/passwork.md §4.

mod marks;
mod raster;

use rqrr::BitGrid;

use self::marks::{Mark, Spot, find_marks};
use self::raster::Raster;
use crate::secret::SecretText;

/// Most points of a picture.
const MAX_POINTS: usize = 32_000_000;
/// Points that are looked at; a larger picture is made smaller.
const POINTS: usize = 4_000_000;
/// Most codes that are read.
const MAX_TEXTS: usize = 4;
/// Most groups of three marks that are tried in each view of the picture.
const MAX_TRIES: usize = 12;
/// Modules of the side of a code: 21, 25, … 177.
const SIDES: std::ops::RangeInclusive<usize> = 21..=177;

/// Why a picture has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Width and height do not fit the bytes.
    #[error("not a picture")]
    Malformed,
    /// More than 32 million points.
    #[error("the picture is too large")]
    TooLarge,
    /// There is none in it, or none that can be read.
    #[error("no QR code can be read in the picture")]
    NoCode,
}

/// Reads up to four codes. `luma` has one byte a point, 0 is black, row after row from the top, without gaps.
pub fn read_picture(luma: &[u8], width: usize, height: usize) -> Result<Vec<SecretText>, PictureFault> {
    let points = width.checked_mul(height).ok_or(PictureFault::TooLarge)?;
    if points > MAX_POINTS {
        return Err(PictureFault::TooLarge);
    }
    if points == 0 || points != luma.len() {
        return Err(PictureFault::Malformed);
    }
    let mut factor = 1;
    while points / (factor * factor) > POINTS {
        factor += 1;
    }
    let mut texts: Vec<SecretText> = Vec::new();
    // One brightness for the whole picture serves screens, one for each place photographs; and some codes are light.
    for raster in Raster::views(luma, width, height, factor) {
        let mut raster = raster.ok_or(PictureFault::Malformed)?;
        for _ in 0..2 {
            for text in read_raster(&raster) {
                if texts.len() < MAX_TEXTS && !texts.contains(&text) {
                    texts.push(text);
                }
            }
            if !texts.is_empty() {
                return Ok(texts);
            }
            raster.invert();
        }
    }
    Err(PictureFault::NoCode)
}

fn read_raster(raster: &Raster) -> Vec<SecretText> {
    let marks = find_marks(raster);
    let mut groups = groups(&marks);
    groups.sort_by(|one, other| one.0.total_cmp(&other.0));
    groups.into_iter().take(MAX_TRIES).filter_map(|(_, corners)| read_code(raster, &corners)).collect()
}

/// The marks of a code: top left, top right, bottom left.
type Corners = [Mark; 3];

/// All groups of three that could belong together, with how far each is from half a square.
fn groups(marks: &[Mark]) -> Vec<(f64, Corners)> {
    let mut groups = Vec::new();
    for corner in marks {
        for right in marks {
            for below in marks {
                let (a, b) = (right.at.less(corner.at), below.at.less(corner.at));
                // To the right and then down, as a screen counts. Each group comes once.
                if a.cross(b) <= 0.0 {
                    continue;
                }
                let (long, short) = (a.len().max(b.len()), a.len().min(b.len()));
                let (large, small) = [right, below]
                    .iter()
                    .fold((corner.size, corner.size), |(l, s), mark| (mark.size.max(l), mark.size.min(s)));
                let uneven = long / short - 1.0;
                let other_size = large / small - 1.0;
                let angle = (a.dot(b) / (a.len() * b.len())).abs();
                // Fourteen modules from middle to middle in the smallest.
                if uneven < 0.4 && other_size < 0.6 && angle < 0.4 && short > small * 9.0 {
                    groups.push((uneven + other_size + angle, [*corner, *right, *below]));
                }
            }
        }
    }
    groups
}

fn read_code(raster: &Raster, corners: &Corners) -> Option<SecretText> {
    let [corner, right, below] = corners;
    let (across, down) = (right.at.less(corner.at), below.at.less(corner.at));
    let module = corners.iter().map(|mark| mark.size).sum::<f64>() / 3.0;
    let guess = f64::midpoint(across.len(), down.len()) / module + 7.0;
    // A mark of a turned code is crossed at a slant and looks larger than it is.
    let sides = SIDES.step_by(4).filter(|side| {
        let ratio = f64::from(u32::try_from(*side).unwrap_or_default()) / guess;
        (0.8..1.6).contains(&ratio)
    });
    let mut grids: Vec<Code<'_>> = sides
        .filter_map(|side| {
            let steps = f64::from(u32::try_from(side.checked_sub(7)?).ok()?);
            let code =
                Code { raster, corner: corner.at, across: across.by(steps), down: down.by(steps), side };
            (code.timing() >= 0.8).then_some(code)
        })
        .collect();
    grids.sort_by(|one, other| other.timing().total_cmp(&one.timing()));
    grids.into_iter().take(3).find_map(|code| {
        let (_, text) = rqrr::Grid::new(code).decode().ok()?;
        Some(SecretText::new(text))
    })
}

/// A code in a picture: where its first mark is, and what one module is across and down.
struct Code<'r> {
    raster: &'r Raster,
    corner: Spot,
    across: Spot,
    down: Spot,
    side: usize,
}

impl Code<'_> {
    fn dark(&self, row: usize, column: usize) -> bool {
        // The middle of a mark is three modules and a half from the edge.
        let from_mark = |at: usize| f64::from(u32::try_from(at).unwrap_or_default()) - 3.0;
        let at = self.corner.plus(self.across.times(from_mark(column))).plus(self.down.times(from_mark(row)));
        self.raster.dark_at(at)
    }

    /// How much of the lines between the marks is dark and light in turn, as it should be.
    fn timing(&self) -> f64 {
        let fits = |at: &usize| {
            let dark = at.is_multiple_of(2);
            usize::from(self.dark(6, *at) == dark) + usize::from(self.dark(*at, 6) == dark)
        };
        let places = 8..self.side.saturating_sub(8);
        let all = places.len() * 2;
        let fitting = places.map(|at| fits(&at)).sum::<usize>();
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or_default());
        number(fitting) / number(all.max(1))
    }
}

impl BitGrid for Code<'_> {
    fn size(&self) -> usize {
        self.side
    }

    fn bit(&self, row: usize, column: usize) -> bool {
        self.dark(row, column)
    }
}
