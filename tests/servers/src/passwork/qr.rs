//! The code that Passwork shows to phones. The real content is not public; this one is ours: `{"host", "apiKey"}`, in
//! 7.x `{"host", "accessToken", "refreshToken"}`, as JSON.

use std::io;

use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::json;

use super::shared::{Shared, State, USER};

/// Light modules around the code (ISO/IEC 18004 §5.3.8 wants four).
const BORDER: usize = 4;
/// Dots per module.
const SCALE: usize = 6;

/// What is in the code.
pub(super) fn payload(shared: &Shared, state: &State) -> String {
    let host = shared.url();
    if shared.config.era.is_v7() {
        let session = state.accounts.sessions.last();
        let (access, refresh) =
            session.map_or(("", None), |one| (one.token.as_str(), one.refresh.as_deref()));
        return json!({ "host": host, "accessToken": access, "refreshToken": refresh }).to_string();
    }
    let key = state.accounts.user(USER).and_then(|user| user.keys.first());
    json!({ "host": host, "apiKey": key }).to_string()
}

/// The code as a PNG in grey.
pub(super) fn picture(payload: &str) -> io::Result<Vec<u8>> {
    let code = QrCode::encode_text(payload, QrCodeEcc::Medium).map_err(io::Error::other)?;
    let modules = usize::try_from(code.size()).map_err(io::Error::other)?;
    let side = (modules + 2 * BORDER) * SCALE;
    let module =
        |at: usize| i32::try_from(at / SCALE).unwrap_or_default() - i32::try_from(BORDER).unwrap_or_default();
    let dots: Vec<u8> = (0..side * side)
        .map(|at| if code.get_module(module(at % side), module(at / side)) { 0 } else { 255 })
        .collect();
    let mut bytes = Vec::new();
    let width = u32::try_from(side).map_err(io::Error::other)?;
    let mut encoder = png::Encoder::new(&mut bytes, width, width);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    writer.write_image_data(&dots).map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)?;
    Ok(bytes)
}
