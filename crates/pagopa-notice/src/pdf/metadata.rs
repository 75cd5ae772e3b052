//! What the file says of itself, in XMP: title, author, date, and the profiles it conforms to.
//!
//! PDF/A (ISO 19005-2, 6.6) knows no property of PDF/UA, so the packet describes that schema too.

/// What a document says of itself.
pub(crate) struct Metadata<'a> {
    pub(crate) title: &'a str,
    pub(crate) author: &'a str,
    /// The day it was made, by its caller's clock.
    pub(crate) created: jiff::civil::Date,
}

const START: &str = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" \
xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>\
<pdfuaid:part>1</pdfuaid:part><pdf:Producer>Iuvo</pdf:Producer>";

const END: &str = "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\
<pdfaSchema:schema>PDF/UA</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";

impl Metadata<'_> {
    pub(crate) fn to_xmp(&self) -> String {
        let mut xmp = String::with_capacity(2048);
        xmp.push_str(START);
        xmp.push_str("<dc:format>application/pdf</dc:format>");
        xmp.push_str("<dc:language><rdf:Bag><rdf:li>it-IT</rdf:li></rdf:Bag></dc:language>");
        xmp.push_str("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
        escape(&mut xmp, self.title);
        xmp.push_str("</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>");
        escape(&mut xmp, self.author);
        xmp.push_str("</rdf:li></rdf:Seq></dc:creator><xmp:CreateDate>");
        xmp.push_str(&self.created.to_string());
        xmp.push_str("</xmp:CreateDate>");
        xmp.push_str(END);
        xmp
    }
}

fn escape(xmp: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => xmp.push_str("&amp;"),
            '<' => xmp.push_str("&lt;"),
            '>' => xmp.push_str("&gt;"),
            _ => xmp.push(letter),
        }
    }
}
