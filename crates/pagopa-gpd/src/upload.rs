//! The massive upload: many positions at once, as one JSON file in a zip archive, and what is told
//! of them afterwards, in version 1 and 2.
//!
//! Source: pagopa/pagopa-gpd-upload, openapi 0.5.3. Where its texts are not documented they are
//! ours, in its manner.

mod answers;
mod archive;
mod document;
mod list;

pub use answers::{
    FileIdListResponse, OperationStatus, ResponseEntry, UploadReport, UploadStatus, Version,
    status_message,
};
pub use archive::{LARGEST_UPLOAD, Upload};
pub use list::ListQuery;

/// What the JSON of an upload lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// `paymentPositions`: whole positions, as POST and PUT take one.
    Positions,
    /// `paymentPositionIUPDs`: the names of positions.
    Iupds,
}

impl Listed {
    /// The field that is the list.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Positions => "paymentPositions",
            Self::Iupds => "paymentPositionIUPDs",
        }
    }
}
