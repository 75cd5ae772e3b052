//! Where everything stands on the page: the geometry of the reference notices, in points from the
//! top left corner.
//!
//! A module of the page gets where it begins and says where it ends; what flows longer pushes what
//! follows. In reading order: [`notice`] is the whole page; [`parties`], [`terms`], [`payment`] and
//! [`slip`] are its modules; [`texts`] are the fixed texts of the guide; [`drawings`] are ours.

mod amounts;
mod drawings;
mod grid;
mod notice;
mod parties;
mod payment;
mod slip;
mod terms;
mod texts;

pub(crate) use notice::lay_out;
