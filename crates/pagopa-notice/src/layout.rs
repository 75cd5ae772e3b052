//! Where everything stands on the page: the geometry of the reference notices, in points from the
//! top left corner.
//!
//! A module of the page gets where it begins and says where it ends; what flows longer pushes what
//! follows. In reading order: [`notice`] is the whole page; [`header`], [`parties`], [`terms`],
//! [`payment`] and [`slip`] are its modules; [`receipt`] is the other document; [`texts`] are the
//! fixed texts, of the guide where it has them; [`drawings`] are ours.

mod dates;
mod drawings;
mod grid;
mod header;
mod notice;
mod parties;
mod payment;
mod receipt;
mod slip;
mod terms;
mod texts;

pub(crate) use notice::lay_out as lay_out_notice;
pub(crate) use receipt::lay_out as lay_out_receipt;
