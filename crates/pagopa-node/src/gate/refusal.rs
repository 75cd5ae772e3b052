//! Why a document was not let in. The sentences are Italian because they travel to the people of
//! the calling side, inside the description of the fault.

use thiserror::Error;

/// A refused document: what is wrong and in which element.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{reason}", place(path))]
pub struct XmlRefusal {
    path: String,
    reason: XmlReason,
}

impl XmlRefusal {
    pub(crate) fn new(path: impl Into<String>, reason: XmlReason) -> Self {
        Self { path: path.into(), reason }
    }

    /// The open elements at the point of the refusal, outermost first, joined by slashes; empty
    /// outside the root.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn reason(&self) -> &XmlReason {
        &self.reason
    }
}

/// How a sentence about an element begins.
pub(crate) fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}: ") }
}

/// What is wrong with a document. Names read from the input are shortened before they are quoted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum XmlReason {
    #[error("il messaggio supera {max} byte")]
    TooLarge { max: usize },
    #[error("il messaggio non è codificato in UTF-8")]
    NotUtf8,
    #[error("codifica {0} non ammessa: è ammessa solo UTF-8")]
    Encoding(String),
    #[error("versione XML {0} non ammessa: è ammessa solo la 1.0")]
    Version(String),
    #[error("dichiarazione XML non valida")]
    Declaration,
    #[error("DOCTYPE non ammesso")]
    DocumentType,
    #[error("istruzione di elaborazione non ammessa")]
    ProcessingInstruction,
    #[error("il messaggio è vuoto")]
    Empty,
    #[error("il messaggio è troncato")]
    Truncated,
    #[error("XML malformato")]
    Malformed,
    #[error("testo fuori dall'elemento radice")]
    TextOutsideRoot,
    #[error("più di un elemento radice")]
    SecondRoot,
    #[error("chiusura che non corrisponde all'elemento aperto")]
    MismatchedEnd,
    #[error("più di {max} livelli di annidamento")]
    TooDeep { max: usize },
    #[error("più di {max} elementi")]
    TooManyElements { max: usize },
    #[error("più di {max} attributi in un elemento")]
    TooManyAttributes { max: usize },
    #[error("più di {max} namespace dichiarati")]
    TooManyNamespaces { max: usize },
    #[error("nome o namespace più lungo di {max} byte")]
    NameTooLong { max: usize },
    #[error("nome di elemento o di attributo non valido")]
    Name,
    #[error("attributo scritto in modo non valido")]
    Attribute,
    #[error("attributo {0} ripetuto")]
    DuplicateAttribute(String),
    #[error("prefisso {0} non dichiarato")]
    UndeclaredPrefix(String),
    #[error("dichiarazione di namespace non ammessa per il prefisso {0}")]
    NamespaceDeclaration(String),
    #[error("carattere U+{0:04X} non ammesso")]
    Character(u32),
    /// Not quoted: an ampersand that was not escaped makes a reference of somebody's name.
    #[error("riferimento a un'entità non definita")]
    Entity,
    #[error("riferimento a carattere non valido")]
    CharacterReference,
    #[error("'&' che non introduce un riferimento")]
    LoneAmpersand,
    #[error("'<' in un attributo")]
    LessThanInAttribute,
    #[error("']]>' nel testo")]
    CdataEndInText,
    #[error("'--' in un commento")]
    HyphensInComment,
}

/// A name as it may be quoted in a sentence: whoever sends it decides its length, we do not repeat
/// it all.
pub(crate) fn quoted(name: &str) -> String {
    const SHOWN_MAX: usize = 64;
    name.chars().take(SHOWN_MAX).filter(|it| !it.is_control()).collect()
}
