//! An error told with everything that caused it, once, where it is logged or shown.

use std::{error::Error, iter::successors};

/// The error and its causes, outermost first.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> Vec<String> {
    let chain = successors(Some(error), |it: &&(dyn Error + 'static)| (**it).source());
    chain.map(ToString::to_string).collect()
}

/// The same in one line.
pub(crate) fn causes_in_a_line(error: &(dyn Error + 'static)) -> String {
    causes(error).join(": ")
}
