//! The modules of a code: which are dark.

/// A square of modules, at most 64 on a side; each row is a number whose highest bit is the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Modules {
    side: u8,
    rows: Vec<u64>,
}

impl Modules {
    /// Reads the modules of a square, row by row from the top.
    pub(crate) fn new(side: u8, dark: impl Fn(u8, u8) -> bool) -> Self {
        let row = |y| {
            (0..side).fold(0_u64, |row, x| {
                if dark(x, y) { row | (1_u64 << 63_u8.saturating_sub(x)) } else { row }
            })
        };
        Self { side, rows: (0..side).map(row).collect() }
    }

    /// The rows from the top, as they are kept.
    pub(crate) const fn from_rows(side: u8, rows: Vec<u64>) -> Self {
        Self { side, rows }
    }

    pub(crate) const fn side(&self) -> u8 {
        self.side
    }

    /// The runs of dark modules of each row, as (first column, length).
    pub(crate) fn runs(&self) -> impl Iterator<Item = (u8, impl Iterator<Item = (u8, u8)>)> {
        (0_u8..).zip(self.rows.iter().map(|row| runs(*row)))
    }
}

fn runs(mut row: u64) -> impl Iterator<Item = (u8, u8)> {
    std::iter::from_fn(move || {
        if row == 0 {
            return None;
        }
        let start = row.leading_zeros();
        let length = (row << start).leading_ones();
        row &= u64::MAX.checked_shr(start.saturating_add(length)).unwrap_or(0);
        Some((u8::try_from(start).ok()?, u8::try_from(length).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_the_dark_modules_and_no_others() {
        let modules = Modules::new(5, |x, y| (x + y) % 3 != 0);
        let mut seen = Vec::new();
        for (y, runs) in modules.runs() {
            for (x, length) in runs {
                seen.extend((x..x + length).map(|x| (x, y)));
            }
        }
        let dark: Vec<_> = (0..5)
            .flat_map(|y| (0..5).map(move |x| (x, y)))
            .filter(|(x, y)| (x + y) % 3 != 0)
            .collect();
        assert_eq!(seen, dark);
    }
}
