//! The logo, from SVG to the PNG files that browsers want.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use resvg::{tiny_skia, usvg};

use crate::sh::{self, root};

/// Pixels: toolbar, toolbar on dense screens and Windows, extension list, installation.
const SIZES: [u32; 4] = [16, 32, 48, 128];

/// Drawings in `extension/icons`.
const NAMES: [&str; 2] = ["nearkey", "nearkey-locked"];

/// Renders every drawing in every size, next to the drawing.
pub fn run() -> Result<()> {
    let folder = root().join("extension/icons");
    for name in NAMES {
        for size in SIZES {
            let png = render(&folder.join(format!("{name}.svg")), size)?;
            fs::write(folder.join(format!("{name}-{size}.png")), png)?;
        }
        sh::say(&format!("drew {name} in {} sizes", SIZES.len()));
    }
    Ok(())
}

/// Fails if an icon is not what its drawing shows.
pub fn check() -> Result<()> {
    let folder = root().join("extension/icons");
    for name in NAMES {
        for size in SIZES {
            let fresh = render(&folder.join(format!("{name}.svg")), size)?;
            if !fs::read(folder.join(format!("{name}-{size}.png"))).is_ok_and(|old| old == fresh) {
                bail!(
                    "extension/icons/{name}-{size}.png is not what {name}.svg shows; run `cargo xtask icons`"
                );
            }
        }
    }
    Ok(())
}

/// PNG of an SVG drawing, `size` pixels wide and high.
fn render(svg: &Path, size: u32) -> Result<Vec<u8>> {
    let text = fs::read_to_string(svg).with_context(|| format!("{} cannot be read", svg.display()))?;
    let tree = usvg::Tree::from_str(&text, &usvg::Options::default())
        .with_context(|| format!("{} is not a drawing that can be rendered", svg.display()))?;
    let mut image = tiny_skia::Pixmap::new(size, size).context("an icon needs a size above 0")?;
    #[allow(clippy::cast_precision_loss)] // Sizes are small.
    let scale = size as f32 / tree.size().width();
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut image.as_mut());
    image.encode_png().context("the rendered icon could not be encoded")
}
