//! A picture as dark and light points.

use super::marks::Spot;

/// Points of a tile, on each side, whose brightness is taken together.
const TILE: usize = 24;

/// Dark and light, row after row.
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    dark: Vec<bool>,
}

impl Raster {
    /// The picture made smaller by a factor, split at one brightness for all of it, and then at one for each place. Nothing
    /// if the sizes do not fit, which was looked at before.
    pub(super) fn views(
        luma: &[u8],
        width: usize,
        height: usize,
        factor: usize,
    ) -> impl Iterator<Item = Option<Self>> {
        let small = shrunk(luma, width, factor);
        let (width, height) = (width / factor, height / factor);
        [false, true].into_iter().map(move |by_place| {
            if width == 0 || height == 0 || small.len() != width * height {
                return None;
            }
            let dark = if by_place {
                split_by_place(&small, width)
            } else {
                let (low, high) =
                    small.iter().fold((255, 0), |(low, high), point| (*point.min(&low), *point.max(&high)));
                let middle = low / 2 + high / 2;
                small.iter().map(|point| *point <= middle).collect()
            };
            Some(Self { width, height, dark })
        })
    }

    pub(super) fn invert(&mut self) {
        self.dark.iter_mut().for_each(|dark| *dark = !*dark);
    }

    pub(super) fn row(&self, y: usize) -> &[bool] {
        let start = y.saturating_mul(self.width);
        self.dark.get(start..start.saturating_add(self.width)).unwrap_or_default()
    }

    /// What is outside of the picture is light.
    pub(super) fn dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.row(y).get(x).copied().unwrap_or_default()
    }

    pub(super) fn dark_at(&self, at: Spot) -> bool {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "what is outside is light"
        )]
        let place = |number: f64| (number >= 0.0).then_some(number as usize);
        matches!((place(at.x), place(at.y)), (Some(x), Some(y)) if self.dark(x, y))
    }
}

/// The mean of each square of `factor` points a side; what is over at the edges goes.
fn shrunk(luma: &[u8], width: usize, factor: usize) -> Vec<u8> {
    if factor <= 1 {
        return luma.to_vec();
    }
    let columns = width / factor;
    let mut small = Vec::with_capacity(luma.len() / (factor * factor));
    for rows in luma.chunks_exact(width * factor) {
        let mut sums = vec![0_usize; columns];
        for row in rows.chunks_exact(width) {
            for (sum, points) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                *sum += points.iter().map(|point| usize::from(*point)).sum::<usize>();
            }
        }
        let mean = |sum: usize| u8::try_from(sum / (factor * factor)).unwrap_or(u8::MAX);
        small.extend(sums.into_iter().map(mean));
    }
    small
}

/// Dark is what is darker than the tiles around it.
fn split_by_place(luma: &[u8], width: usize) -> Vec<bool> {
    let columns = width.div_ceil(TILE);
    let tiles: Vec<Vec<usize>> = luma
        .chunks(width * TILE)
        .map(|rows| {
            let mut sums = vec![(0_usize, 0_usize); columns];
            for row in rows.chunks(width) {
                for (sum, points) in sums.iter_mut().zip(row.chunks(TILE)) {
                    sum.0 += points.iter().map(|point| usize::from(*point)).sum::<usize>();
                    sum.1 += points.len();
                }
            }
            sums.into_iter().map(|(sum, count)| sum / count.max(1)).collect()
        })
        .collect();
    let around = |row: usize, column: usize| {
        let near = |at: usize| at.saturating_sub(2)..at + 3;
        let values = near(row)
            .filter_map(|row| tiles.get(row))
            .flat_map(|tiles| near(column).filter_map(|column| tiles.get(column)));
        let (sum, count) = values.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
        sum / count.max(1)
    };
    let limits: Vec<Vec<usize>> =
        (0..tiles.len()).map(|row| (0..columns).map(|column| around(row, column)).collect()).collect();
    let rows = luma.chunks(width).enumerate();
    let dark = rows.flat_map(|(y, row)| {
        let limits = limits.get(y / TILE).map(Vec::as_slice).unwrap_or_default();
        row.chunks(TILE).zip(limits).flat_map(|(points, limit)| {
            // A little darker than the mean: an even place is light.
            points.iter().map(move |point| usize::from(*point) * 20 < *limit * 19)
        })
    });
    dark.collect()
}
