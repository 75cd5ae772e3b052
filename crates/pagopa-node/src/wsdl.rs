//! The description of the service for those who call it (WSDL 1.1), written from the same tables
//! that read and write the messages: it cannot say anything else.

use crate::envelope::PA_FOR_NODE;
use crate::operation::Operation;
use crate::record::{Schema, Writer};

const SERVICE: &str = "http://pagopa-api.pagopa.gov.it/paForNode";

/// The WSDL of the operations served at an address.
pub fn wsdl(endpoint_url: &str) -> String {
    let schema = schema();
    let messages = for_each_operation(messages);
    let abstract_operations = for_each_operation(abstract_operation);
    let soap_operations = for_each_operation(soap_operation);
    let mut location = Writer::new();
    location.attribute(endpoint_url);
    let location = location.finish();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions targetNamespace="{SERVICE}"
    xmlns:service="{SERVICE}"
    xmlns:pa="{PA_FOR_NODE}"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
    xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <wsdl:types>{schema}
  </wsdl:types>{messages}
  <wsdl:portType name="paForNode">{abstract_operations}
  </wsdl:portType>
  <wsdl:binding name="paForNodeBinding" type="service:paForNode">
    <soap:binding style="document"
        transport="http://schemas.xmlsoap.org/soap/http"/>{soap_operations}
  </wsdl:binding>
  <wsdl:service name="paForNodeService">
    <wsdl:port name="paForNodePort" binding="service:paForNodeBinding">
      <soap:address location="{location}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
"#
    )
}

fn for_each_operation(describe: fn(Operation) -> String) -> String {
    Operation::ALL.iter().map(|it| describe(*it)).collect()
}

/// Elements inside the messages have no namespace, which is what a schema means when it does not
/// say `elementFormDefault`. The schema declares its prefix again, for tools that cut it out.
fn schema() -> String {
    let mut schema = Schema::default();
    for operation in Operation::ALL {
        operation.declare(&mut schema);
    }
    let definitions: String = schema.definitions().collect();
    format!(
        r#"
    <xsd:schema targetNamespace="{PA_FOR_NODE}" xmlns:pa="{PA_FOR_NODE}">{definitions}
    </xsd:schema>"#
    )
}

fn messages(operation: Operation) -> String {
    let name = operation.soap_action();
    let (request, response) = (operation.request_element(), operation.response_element());
    format!(
        r#"
  <wsdl:message name="{name}Input">
    <wsdl:part name="body" element="pa:{request}"/>
  </wsdl:message>
  <wsdl:message name="{name}Output">
    <wsdl:part name="body" element="pa:{response}"/>
  </wsdl:message>"#
    )
}

fn abstract_operation(operation: Operation) -> String {
    let name = operation.soap_action();
    format!(
        r#"
    <wsdl:operation name="{name}">
      <wsdl:input message="service:{name}Input"/>
      <wsdl:output message="service:{name}Output"/>
    </wsdl:operation>"#
    )
}

fn soap_operation(operation: Operation) -> String {
    let name = operation.soap_action();
    format!(
        r#"
    <wsdl:operation name="{name}">
      <soap:operation soapAction="{name}"/>
      <wsdl:input><soap:body use="literal"/></wsdl:input>
      <wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::gate::read;

    #[test]
    fn the_description_is_well_formed_and_complete() {
        let text = wsdl("https://ente.example.it/nodo?a=\"1\"&b=2");
        let document = read(text.as_bytes(), &Limits::default()).unwrap();
        let root = document.root().unwrap();
        let named = |kind: &str| {
            let elements = root.subtree().filter(|it| it.name() == kind);
            let names = elements.flat_map(|it| it.attributes()).filter(|it| it.1 == "name");
            names.map(|it| it.2.to_owned()).collect::<Vec<_>>()
        };
        for operation in Operation::ALL {
            let is_operation = |it: &&String| *it == operation.soap_action();
            // Once in the port type, once in the binding.
            assert_eq!(named("operation").iter().filter(is_operation).count(), 2);
            assert!(named("element").iter().any(|it| it == operation.request_element()));
            assert!(named("element").iter().any(|it| it == operation.response_element()));
        }
        let address = root.subtree().find(|it| it.name() == "address").unwrap();
        let location = address.attributes().next().unwrap().2;
        assert_eq!(location, "https://ente.example.it/nodo?a=\"1\"&b=2");
    }

    #[test]
    fn every_type_that_is_referred_to_is_declared_once() {
        let text = schema();
        let declared = |name: &str| text.matches(&format!("Type name=\"{name}\">")).count();
        let references: Vec<_> = text.split("type=\"pa:").skip(1).collect();
        assert!(references.len() > 50);
        for reference in references {
            let name = reference.split('"').next().unwrap();
            assert_eq!(declared(name), 1, "{name}");
        }
    }
}
