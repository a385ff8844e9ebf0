//! A body that is small on the wire and large when it is unpacked.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// Unpacked bytes of one repeated block.
const BLOCK: usize = 1 << 20;
/// Head of a gzip file: deflate, no name, no time (RFC 1952 §2.3).
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// The last block of a deflate stream, empty (RFC 1951 §3.2.6).
const END: [u8; 2] = [3, 0];

/// One gzip member that unpacks to `start` and then `A`s, at least `bytes` in all, rounded up to whole blocks.
///
/// One block is packed once and repeated: after a full flush it depends on nothing before it.
pub(super) fn bomb(start: &[u8], bytes: usize) -> Vec<u8> {
    let block = vec![b'A'; BLOCK];
    let (packed, mut block_crc) = (deflate(&block), Crc::new());
    block_crc.update(&block);
    let mut sum = Crc::new();
    sum.update(start);
    let mut out = HEAD.to_vec();
    out.extend(deflate(start));
    for _ in 0..bytes.saturating_sub(start.len()).div_ceil(BLOCK) {
        out.extend(&packed);
        sum.combine(&block_crc);
    }
    out.extend(END);
    out.extend(sum.sum().to_le_bytes());
    out.extend(sum.amount().to_le_bytes());
    out
}

/// Deflates up to a byte border.
fn deflate(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(plain.len() / 100 + 256);
    let mut deflate = Compress::new(Compression::best(), false);
    while usize::try_from(deflate.total_in()).is_ok_and(|taken| taken < plain.len()) {
        let taken = usize::try_from(deflate.total_in()).unwrap_or(plain.len());
        packed.reserve(1024);
        let rest = plain.get(taken..).unwrap_or_default();
        if deflate.compress_vec(rest, &mut packed, FlushCompress::Full).is_err() {
            break;
        }
    }
    packed
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_bomb_is_small_and_unpacks_to_what_was_ordered() {
        let packed = bomb(b"start:", 20 * BLOCK);
        assert!(packed.len() < 40_000, "{}", packed.len());
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut plain).unwrap();
        assert_eq!(plain.len(), 20 * BLOCK + 6);
        assert!(plain.starts_with(b"start:AAAA"));
    }
}
