//! The XSD of our own messages, collected from their tables.

/// The types met so far, each declared once, in the order in which they were completed.
#[derive(Default)]
pub(crate) struct Schema {
    declared: Vec<(String, String)>,
}

impl Schema {
    /// Declares a type on its first use; gives back how to refer to it.
    pub(crate) fn declare(
        &mut self,
        name: &str,
        definition: impl FnOnce(&mut Self) -> String,
    ) -> String {
        if !self.declared.iter().any(|it| it.0 == name) {
            let definition = definition(self);
            self.declared.push((name.to_owned(), definition));
        }
        format!("pa:{name}")
    }

    /// A restriction of a built-in type.
    pub(crate) fn restriction(
        &mut self,
        name: &str,
        base: &str,
        facets: &[(&str, &str)],
    ) -> String {
        self.declare(name, |_| {
            let facets = facets.iter().map(|it| format!(r#"<xsd:{} value="{}"/>"#, it.0, it.1));
            let facets: String = facets.collect();
            format!(
                r#"
      <xsd:simpleType name="{name}">
        <xsd:restriction base="{base}">{facets}</xsd:restriction>
      </xsd:simpleType>"#
            )
        })
    }

    /// A type that holds a sequence.
    pub(crate) fn sequence(
        &mut self,
        name: &str,
        particles: impl FnOnce(&mut Self) -> String,
    ) -> String {
        self.declare(name, |schema| {
            let particles = particles(schema);
            format!(
                r#"
      <xsd:complexType name="{name}">
        <xsd:sequence>{particles}
        </xsd:sequence>
      </xsd:complexType>"#
            )
        })
    }

    /// A global element that holds a sequence: a message.
    pub(crate) fn message(&mut self, name: &str, particles: impl FnOnce(&mut Self) -> String) {
        let particles = particles(self);
        let definition = wrapper(name, &particles);
        self.declared.push((name.to_owned(), definition));
    }

    pub(crate) fn definitions(&self) -> impl Iterator<Item = &str> {
        self.declared.iter().map(|it| it.1.as_str())
    }
}

/// A particle: an element and how many times it may stand.
pub(crate) fn element(name: &str, type_name: &str, min: usize, max: usize) -> String {
    let occurrences = match (min, max) {
        (1, 1) => String::new(),
        _ => format!(r#" minOccurs="{min}" maxOccurs="{max}""#),
    };
    format!(
        r#"
          <xsd:element name="{name}" type="{type_name}"{occurrences}/>"#
    )
}

/// A particle whose type has no name: an element around a list.
pub(crate) fn wrapper(name: &str, particle: &str) -> String {
    format!(
        r#"
      <xsd:element name="{name}">
        <xsd:complexType>
          <xsd:sequence>{particle}
          </xsd:sequence>
        </xsd:complexType>
      </xsd:element>"#
    )
}
