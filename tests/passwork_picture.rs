//! Codes in pictures: found in screenshots of every kind, and no picture does harm.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test may stop at what is not there, and its pictures are small"
)]

mod dice;

use dice::Dice;
use nearkey::passwork::{PictureFault, read_picture};
use qrcodegen::{QrCode, QrCodeEcc};

/// A grey picture.
struct Picture {
    width: usize,
    height: usize,
    luma: Vec<u8>,
}

impl Picture {
    fn empty(width: usize, height: usize, light: u8) -> Self {
        Self { width, height, luma: vec![light; width * height] }
    }

    /// Draws a code: `at(x, y)` says how far a point is from its corner, in modules.
    fn draw(&mut self, code: &QrCode, (dark, light): (u8, u8), at: impl Fn(f64, f64) -> (f64, f64)) {
        let side = f64::from(code.size());
        for y in 0..self.height {
            for x in 0..self.width {
                let (column, row) = at(x as f64 + 0.5, y as f64 + 0.5);
                let quiet = 3.0;
                if column < -quiet || row < -quiet || column >= side + quiet || row >= side + quiet {
                    continue;
                }
                let is_dark = code.get_module(column.floor() as i32, row.floor() as i32);
                self.luma[y * self.width + x] = if is_dark { dark } else { light };
            }
        }
    }

    fn read(&self) -> Result<Vec<String>, PictureFault> {
        let texts = read_picture(&self.luma, self.width, self.height)?;
        Ok(texts.iter().map(|text| text.expose().to_owned()).collect())
    }
}

fn code(text: &str) -> QrCode {
    QrCode::encode_text(text, QrCodeEcc::Medium).unwrap()
}

const TEXT: &str = r#"{"host":"https://passwork.example.com","apiKey":"sDDOJmlMN7ZuzBLsHWuXG0c1lto2JdU0PyPxSfvhl30MCLJ1VlMlqe5GjKYT"}"#;

/// A page with a code of so many points a module, at a place.
fn page(text: &str, module: f64, (left, top): (f64, f64), colours: (u8, u8)) -> Picture {
    let mut picture = Picture::empty(900, 700, 240);
    picture.draw(&code(text), colours, |x, y| ((x - left) / module, (y - top) / module));
    picture
}

#[test]
fn a_code_on_a_page_is_read_in_every_size() {
    for module in [2.0, 2.5, 3.0, 3.7, 5.0, 8.3, 11.0] {
        let read = page(TEXT, module, (120.4, 60.8), (10, 250)).read();
        assert_eq!(read.as_deref(), Ok([TEXT.to_owned()].as_slice()), "{module} points a module");
    }
}

#[test]
fn every_size_of_code_is_read() {
    for len in [1, 20, 60, 150, 300, 700, 1_200] {
        let text = "aB3$".repeat(len).chars().take(len).collect::<String>();
        let code = code(&text);
        let side = usize::try_from(code.size()).unwrap() * 4 + 60;
        let mut picture = Picture::empty(side, side, 255);
        picture.draw(&code, (0, 255), |x, y| ((x - 30.0) / 4.0, (y - 30.0) / 4.0));
        assert_eq!(picture.read(), Ok(vec![text]), "{len} signs");
    }
}

#[test]
fn a_light_code_on_dark_ground_and_a_pale_one_are_read() {
    for colours in [(250, 10), (120, 200), (0, 255)] {
        let mut picture = Picture::empty(700, 700, if colours.0 > colours.1 { 5 } else { 255 });
        picture.draw(&code(TEXT), colours, |x, y| ((x - 100.0) / 6.0, (y - 90.0) / 6.0));
        assert_eq!(picture.read().as_deref(), Ok([TEXT.to_owned()].as_slice()), "{colours:?}");
    }
}

#[test]
fn a_code_that_lies_askew_is_read() {
    for degrees in [3.0_f64, 15.0, 45.0, 90.0, 133.0, 180.0, 271.0] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut picture = Picture::empty(800, 800, 230);
        let code = code(TEXT);
        let half = f64::from(code.size()) / 2.0;
        picture.draw(&code, (20, 235), |x, y| {
            let (x, y) = ((x - 400.0) / 7.0, (y - 400.0) / 7.0);
            (x * cos + y * sin + half, y * cos - x * sin + half)
        });
        assert_eq!(picture.read().as_deref(), Ok([TEXT.to_owned()].as_slice()), "{degrees}°");
    }
}

#[test]
fn a_picture_with_a_shadow_and_noise_is_read() {
    let mut picture = page(TEXT, 8.0, (100.0, 80.0), (60, 200));
    let mut dice = Dice(5);
    for (at, point) in picture.luma.iter_mut().enumerate() {
        let shadow = u8::try_from(at % 900 / 8).unwrap();
        let noise = u8::try_from(dice.next() % 20).unwrap();
        *point = point.saturating_sub(shadow).saturating_add(noise);
    }
    assert_eq!(picture.read().as_deref(), Ok([TEXT.to_owned()].as_slice()));
}

#[test]
fn a_large_picture_is_made_smaller() {
    let mut picture = Picture::empty(3_840, 2_160, 255);
    picture.draw(&code(TEXT), (0, 255), |x, y| ((x - 2_000.0) / 8.0, (y - 900.0) / 8.0));
    assert_eq!(picture.read().as_deref(), Ok([TEXT.to_owned()].as_slice()));
}

#[test]
fn two_codes_are_both_read() {
    let mut picture = Picture::empty(1_000, 500, 255);
    picture.draw(&code(TEXT), (0, 255), |x, y| ((x - 40.0) / 6.0, (y - 40.0) / 6.0));
    picture.draw(&code("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"), (0, 255), |x, y| {
        ((x - 560.0) / 9.0, (y - 60.0) / 9.0)
    });
    let mut texts = picture.read().unwrap();
    texts.sort();
    assert_eq!(texts, ["otpauth://totp/x?secret=JBSWY3DPEHPK3PXP", TEXT]);
}

#[test]
fn what_is_no_picture_or_has_no_code_is_told() {
    assert_eq!(read_picture(&[], 0, 0).err(), Some(PictureFault::Malformed));
    assert_eq!(read_picture(&[0; 10], 3, 3).err(), Some(PictureFault::Malformed));
    assert_eq!(read_picture(&[0; 10], usize::MAX, 2).err(), Some(PictureFault::TooLarge));
    assert_eq!(read_picture(&[0; 10], 8_000, 8_000).err(), Some(PictureFault::TooLarge));
    for light in [0, 128, 255] {
        assert_eq!(Picture::empty(300, 200, light).read(), Err(PictureFault::NoCode));
    }
    assert_eq!(Picture::empty(1, 1, 0).read(), Err(PictureFault::NoCode));
}

#[test]
fn t102_a_picture_full_of_marks_takes_no_longer_than_others() {
    // As many squares in squares as fit, in every size of module: what a page would show to keep us busy.
    let mark = |x: usize, y: usize| {
        let ring = x.min(y).min(6 - x.min(6)).min(6 - y.min(6));
        x < 7 && y < 7 && ring != 1
    };
    for module in [1, 2, 5] {
        let mut picture = Picture::empty(600, 600, 255);
        for (at, point) in picture.luma.iter_mut().enumerate() {
            let (x, y) = (at % 600 / module, at / 600 / module);
            *point = if mark(x % 9, y % 9) { 0 } else { 255 };
        }
        let begin = std::time::Instant::now();
        assert_eq!(picture.read(), Err(PictureFault::NoCode));
        assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
    }
}

#[test]
fn t102_no_picture_makes_reading_panic() {
    let mut dice = Dice(11);
    for round in 0..60 {
        let (width, height) = (
            1 + usize::try_from(dice.next() % 120).unwrap(),
            1 + usize::try_from(dice.next() % 120).unwrap(),
        );
        let mut picture = Picture::empty(width, height, 255);
        if round % 2 == 0 {
            picture.draw(&code("x"), (0, 255), |x, y| (x / 4.0 - 1.0, y / 4.0 - 1.0));
        }
        for _ in 0..dice.next() % 2_000 {
            let at = usize::try_from(dice.next()).unwrap_or(0) % picture.luma.len();
            picture.luma[at] = u8::try_from(dice.next() % 256).unwrap();
        }
        let _ = picture.read();
    }
}
