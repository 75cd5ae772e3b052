//! Lengths on a page: hundredths of a point, so that a layout is whole numbers and every file
//! that is made twice is the same twice.
//!
//! Invariant: arithmetic saturates; no page is as large as that, so it happens only to nonsense.

use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// A length in hundredths of a point (1/7200 inch).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Length(i32);

/// A length written as the hundredths of a point it has: `hpt(2834)` is 28.34 points.
pub(crate) const fn hpt(hundredths: i32) -> Length {
    Length(hundredths)
}

impl Length {
    pub(crate) const ZERO: Self = Self(0);

    pub(crate) const fn hundredths(self) -> i32 {
        self.0
    }
}

impl Add for Length {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Length {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i32> for Length {
    type Output = Self;

    fn mul(self, times: i32) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Div<i32> for Length {
    type Output = Self;

    /// Rounded towards zero; by zero it is zero.
    fn div(self, parts: i32) -> Self {
        Self(self.0.checked_div(parts).unwrap_or(0))
    }
}

/// A point of a page, from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: Length,
    pub(crate) y: Length,
}

/// A point of a page, from its top left corner.
pub(crate) const fn at(x: Length, y: Length) -> Point {
    Point { x, y }
}

/// A rectangle of a page; its corner is the top left one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) corner: Point,
    pub(crate) width: Length,
    pub(crate) height: Length,
}

impl Area {
    pub(crate) const fn new(corner: Point, width: Length, height: Length) -> Self {
        Self { corner, width, height }
    }

    pub(crate) const fn square(corner: Point, side: Length) -> Self {
        Self { corner, width: side, height: side }
    }

    pub(crate) fn bottom(&self) -> Length {
        self.corner.y + self.height
    }

    pub(crate) fn right(&self) -> Length {
        self.corner.x + self.width
    }
}
