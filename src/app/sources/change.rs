//! placeholder
use crate::app::App;
use crate::message::*;
use rand_core::CryptoRng;
impl<R: CryptoRng> App<R> {
    pub(in crate::app) fn place_views(&self) -> Vec<PlaceView> {
        Vec::new()
    }
    pub(in crate::app) fn change_view(&self) -> Option<ChangeStateView> {
        None
    }
}
