//! Statements that are asked of several things at once: a fixed number of them, of which those that
//! are not needed are null.

use iuvo_domain::WorkspaceId;

use crate::column::{Param, ToParam};

/// So many at once.
pub(crate) const TOGETHER: usize = 25;

/// The things, behind the workspace, which is `$1`. What else a statement takes begins with `$27`.
macro_rules! together {
    () => {
        "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
          $21, $22, $23, $24, $25, $26)"
    };
}
pub(crate) use together;

/// Things as parameters, nulls in the place of those that are missing.
pub(crate) fn padded(some: &[impl ToParam]) -> impl Iterator<Item = Param<'_>> {
    let none = std::iter::repeat_n(Param::Null, TOGETHER.saturating_sub(some.len()));
    some.iter().map(ToParam::to_param).chain(none)
}

/// The parameters of such a statement, of at most [`TOGETHER`] things.
pub(crate) fn params<'a>(
    workspace: &'a WorkspaceId,
    some: &'a [impl ToParam],
    rest: &[Param<'a>],
) -> Vec<Param<'a>> {
    let all = std::iter::once(workspace.to_param()).chain(padded(some));
    all.chain(rest.iter().copied()).collect()
}
