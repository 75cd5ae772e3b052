//! Messages for the tests, as the Node and other organizations could write them. Bodies, people
//! and codes are invented.

/// The envelope as the Node writes it, around a message.
pub(crate) fn enveloped(message: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:paf="http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd">
  <soapenv:Header/>
  <soapenv:Body>
    {message}
  </soapenv:Body>
</soapenv:Envelope>"#
    )
}

pub(crate) const VERIFY_REQUEST: &str = "<paf:paVerifyPaymentNoticeReq>
      <idPA>77777777777</idPA>
      <idBrokerPA>77777777777</idBrokerPA>
      <idStation>77777777777_01</idStation>
      <qrCode>
        <fiscalCode>77777777777</fiscalCode>
        <noticeNumber>301000000000012345</noticeNumber>
      </qrCode>
    </paf:paVerifyPaymentNoticeReq>";

pub(crate) const GET_PAYMENT_REQUEST: &str = "<paf:paGetPaymentV2Request>
      <idPA>77777777777</idPA>
      <idBrokerPA>88888888888</idBrokerPA>
      <idStation>88888888888_07</idStation>
      <qrCode>
        <fiscalCode>77777777777</fiscalCode>
        <noticeNumber>301000000000012345</noticeNumber>
      </qrCode>
      <amount>120.00</amount>
      <paymentNote>carrello 42</paymentNote>
      <transferType>PAGOPA</transferType>
      <dueDate>2026-12-16+01:00</dueDate>
    </paf:paGetPaymentV2Request>";

pub(crate) const RECEIPT_REQUEST: &str = "<paf:paSendRTV2Request>
      <idPA>77777777777</idPA>
      <idBrokerPA>88888888888</idBrokerPA>
      <idStation>88888888888_07</idStation>
      <receipt>
        <receiptId>c110729d258c4ab1b765fe902aae41d6</receiptId>
        <noticeNumber>301000000000012345</noticeNumber>
        <fiscalCode>77777777777</fiscalCode>
        <outcome>OK</outcome>
        <creditorReferenceId>01000000000012345</creditorReferenceId>
        <paymentAmount>136.00</paymentAmount>
        <description>Tassa sui rifiuti &amp; bollo</description>
        <companyName>Comune di Vattelapesca</companyName>
        <officeName>Tributi</officeName>
        <debtor>
          <uniqueIdentifier>
            <entityUniqueIdentifierType>F</entityUniqueIdentifierType>
            <entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue>
          </uniqueIdentifier>
          <fullName>Mario Rossi</fullName>
          <streetName>Via dell'Olmo</streetName>
          <civicNumber>12/b</civicNumber>
          <postalCode>00100</postalCode>
          <city>Vattelapesca</city>
          <stateProvinceRegion>RM</stateProvinceRegion>
          <country>IT</country>
          <e-mail>mario.rossi@example.it</e-mail>
        </debtor>
        <transferList>
          <transfer>
            <idTransfer>1</idTransfer>
            <transferAmount>120.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <companyName>Comune di Vattelapesca</companyName>
            <IBAN>IT60X0542811101000000123456</IBAN>
            <remittanceInformation>/RFB/01000000000012345/120.00</remittanceInformation>
            <transferCategory>9/0301100TS/</transferCategory>
            <metadata>
              <mapEntry><key>RC_AC_1</key><value>2026</value></mapEntry>
              <mapEntry><key>RC_CAP_1</key><value>1200</value></mapEntry>
            </metadata>
          </transfer>
          <transfer>
            <idTransfer>2</idTransfer>
            <transferAmount>16.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <MBDAttachment>PG1hcmNhRGFC
b2xsby8+</MBDAttachment>
            <remittanceInformation>bollo</remittanceInformation>
            <transferCategory>9/0301116TS/</transferCategory>
          </transfer>
        </transferList>
        <idPSP>BANCAXYZ</idPSP>
        <pspFiscalCode>99999999999</pspFiscalCode>
        <pspPartitaIVA>99999999999</pspPartitaIVA>
        <PSPCompanyName>Banca XYZ</PSPCompanyName>
        <idChannel>99999999999_01</idChannel>
        <channelDescription>app</channelDescription>
        <payer>
          <uniqueIdentifier>
            <entityUniqueIdentifierType>G</entityUniqueIdentifierType>
            <entityUniqueIdentifierValue>12345678903</entityUniqueIdentifierValue>
          </uniqueIdentifier>
          <fullName>Studio Bianchi</fullName>
        </payer>
        <paymentMethod>creditCard</paymentMethod>
        <paymentNote>carrello 42</paymentNote>
        <fee>1.50</fee>
        <primaryCiIncurredFee>0.00</primaryCiIncurredFee>
        <idBundle>pacchetto</idBundle>
        <idCiBundle>pacchetto-ente</idCiBundle>
        <paymentDateTime>2026-07-01T10:15:30.250</paymentDateTime>
        <applicationDate>2026-07-01</applicationDate>
        <transferDate>2026-07-02</transferDate>
        <metadata><mapEntry><key>chiave</key><value>valore</value></mapEntry></metadata>
        <standIn>false</standIn>
      </receipt>
    </paf:paSendRTV2Request>";

pub(crate) const VERIFY_RESPONSE: &str = "<paf:paVerifyPaymentNoticeRes>
      <outcome>OK</outcome>
      <paymentList>
        <paymentOptionDescription>
          <amount>120.00</amount>
          <options>EQ</options>
          <dueDate>2026-12-16</dueDate>
          <detailDescription>rata unica</detailDescription>
          <allCCP>false</allCCP>
        </paymentOptionDescription>
      </paymentList>
      <paymentDescription>Tassa sui rifiuti 2026</paymentDescription>
      <fiscalCodePA>77777777777</fiscalCodePA>
      <companyName>Comune di Vattelapesca</companyName>
      <officeName>Tributi</officeName>
    </paf:paVerifyPaymentNoticeRes>";

pub(crate) const GET_PAYMENT_RESPONSE: &str = "<paf:paGetPaymentV2Response>
      <outcome>OK</outcome>
      <data>
        <creditorReferenceId>01000000000012345</creditorReferenceId>
        <paymentAmount>136.00</paymentAmount>
        <dueDate>2026-12-16</dueDate>
        <retentionDate>2026-12-16T12:00:00Z</retentionDate>
        <lastPayment>1</lastPayment>
        <description>Tassa sui rifiuti 2026</description>
        <companyName>Comune di Vattelapesca</companyName>
        <officeName>Tributi</officeName>
        <debtor>
          <uniqueIdentifier>
            <entityUniqueIdentifierType>F</entityUniqueIdentifierType>
            <entityUniqueIdentifierValue>ANONIMO</entityUniqueIdentifierValue>
          </uniqueIdentifier>
          <fullName>Mario Rossi</fullName>
        </debtor>
        <transferList>
          <transfer>
            <idTransfer>1</idTransfer>
            <transferAmount>120.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <IBAN>IT60X0542811101000000123456</IBAN>
            <remittanceInformation>/RFB/01000000000012345/120.00</remittanceInformation>
            <transferCategory>9/0301100TS/</transferCategory>
            <metadata>
              <mapEntry><key>IBANAPPOGGIO</key><value>IT60X0760111101000000123456</value></mapEntry>
            </metadata>
          </transfer>
          <transfer>
            <idTransfer>2</idTransfer>
            <transferAmount>16.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <companyName>Comune di Vattelapesca</companyName>
            <richiestaMarcaDaBollo>
              <hashDocumento>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</hashDocumento>
              <tipoBollo>01</tipoBollo>
              <provinciaResidenza>RM</provinciaResidenza>
            </richiestaMarcaDaBollo>
            <remittanceInformation>bollo</remittanceInformation>
            <transferCategory>9/0301116TS/</transferCategory>
          </transfer>
        </transferList>
      </data>
    </paf:paGetPaymentV2Response>";

pub(crate) const RECEIPT_RESPONSE: &str = "<paf:paSendRTV2Response>
      <outcome>KO</outcome>
      <fault>
        <faultCode>PAA_RECEIPT_DUPLICATA</faultCode>
        <faultString>Ricevuta duplicata</faultString>
        <id>77777777777</id>
        <description>già ricevuta</description>
        <serial>1</serial>
        <originalFaultCode>X</originalFaultCode>
        <originalFaultString>Y</originalFaultString>
        <originalDescription>Z</originalDescription>
      </fault>
    </paf:paSendRTV2Response>";

pub(crate) const GET_PAYMENT_V1_REQUEST: &str = "<paf:paGetPaymentReq>
      <idPA>77777777777</idPA>
      <idBrokerPA>88888888888</idBrokerPA>
      <idStation>88888888888_07</idStation>
      <qrCode>
        <fiscalCode>77777777777</fiscalCode>
        <noticeNumber>301000000000012345</noticeNumber>
      </qrCode>
      <amount>120.00</amount>
      <paymentNote>carrello 42</paymentNote>
      <transferType>PAGOPA</transferType>
      <dueDate>2026-12-16+01:00</dueDate>
    </paf:paGetPaymentReq>";

pub(crate) const RECEIPT_V1_REQUEST: &str = "<paf:paSendRTReq>
      <idPA>77777777777</idPA>
      <idBrokerPA>88888888888</idBrokerPA>
      <idStation>88888888888_07</idStation>
      <receipt>
        <receiptId>c110729d258c4ab1b765fe902aae41d6</receiptId>
        <noticeNumber>301000000000012345</noticeNumber>
        <fiscalCode>77777777777</fiscalCode>
        <outcome>OK</outcome>
        <creditorReferenceId>01000000000012345</creditorReferenceId>
        <paymentAmount>136.00</paymentAmount>
        <description>Tassa sui rifiuti &amp; bollo</description>
        <companyName>Comune di Vattelapesca</companyName>
        <officeName>Tributi</officeName>
        <debtor>
          <uniqueIdentifier>
            <entityUniqueIdentifierType>F</entityUniqueIdentifierType>
            <entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue>
          </uniqueIdentifier>
          <fullName>Mario Rossi</fullName>
          <streetName>Via dell'Olmo</streetName>
          <civicNumber>12/b</civicNumber>
          <postalCode>00100</postalCode>
          <city>Vattelapesca</city>
          <stateProvinceRegion>RM</stateProvinceRegion>
          <country>IT</country>
          <e-mail>mario.rossi@example.it</e-mail>
        </debtor>
        <transferList>
          <transfer>
            <idTransfer>1</idTransfer>
            <transferAmount>120.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <IBAN>IT60X0542811101000000123456</IBAN>
            <remittanceInformation>/RFB/01000000000012345/120.00</remittanceInformation>
            <transferCategory>9/0301100TS/</transferCategory>
            <metadata>
              <mapEntry><key>RC_AC_1</key><value>2026</value></mapEntry>
              <mapEntry><key>RC_CAP_1</key><value>1200</value></mapEntry>
            </metadata>
          </transfer>
          <transfer>
            <idTransfer>2</idTransfer>
            <transferAmount>16.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <IBAN>IT60X0760111101000000123456</IBAN>
            <remittanceInformation>bollo</remittanceInformation>
            <transferCategory>9/0301116TS/</transferCategory>
          </transfer>
        </transferList>
        <idPSP>BANCAXYZ</idPSP>
        <pspFiscalCode>99999999999</pspFiscalCode>
        <pspPartitaIVA>99999999999</pspPartitaIVA>
        <PSPCompanyName>Banca XYZ</PSPCompanyName>
        <idChannel>99999999999_01</idChannel>
        <channelDescription>app</channelDescription>
        <payer>
          <uniqueIdentifier>
            <entityUniqueIdentifierType>G</entityUniqueIdentifierType>
            <entityUniqueIdentifierValue>12345678903</entityUniqueIdentifierValue>
          </uniqueIdentifier>
          <fullName>Studio Bianchi</fullName>
        </payer>
        <paymentMethod>creditCard</paymentMethod>
        <fee>1.50</fee>
        <paymentDateTime>2026-07-01T10:15:30.250</paymentDateTime>
        <applicationDate>2026-07-01</applicationDate>
        <transferDate>2026-07-02</transferDate>
        <metadata><mapEntry><key>chiave</key><value>valore</value></mapEntry></metadata>
        <standIn>false</standIn>
      </receipt>
    </paf:paSendRTReq>";

pub(crate) const GET_PAYMENT_V1_RESPONSE: &str = "<paf:paGetPaymentRes>
      <outcome>OK</outcome>
      <data>
        <creditorReferenceId>01000000000012345</creditorReferenceId>
        <paymentAmount>136.00</paymentAmount>
        <dueDate>2026-12-16</dueDate>
        <retentionDate>2026-12-16T12:00:00Z</retentionDate>
        <lastPayment>1</lastPayment>
        <description>Tassa sui rifiuti 2026</description>
        <officeName>Tributi</officeName>
        <debtor>
          <uniqueIdentifier>
            <entityUniqueIdentifierType>F</entityUniqueIdentifierType>
            <entityUniqueIdentifierValue>ANONIMO</entityUniqueIdentifierValue>
          </uniqueIdentifier>
          <fullName>Mario Rossi</fullName>
        </debtor>
        <transferList>
          <transfer>
            <idTransfer>1</idTransfer>
            <transferAmount>120.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <IBAN>IT60X0542811101000000123456</IBAN>
            <remittanceInformation>/RFB/01000000000012345/120.00</remittanceInformation>
            <transferCategory>9/0301100TS/</transferCategory>
            <metadata>
              <mapEntry><key>IBANAPPOGGIO</key><value>IT60X0760111101000000123456</value></mapEntry>
            </metadata>
          </transfer>
          <transfer>
            <idTransfer>2</idTransfer>
            <transferAmount>16.00</transferAmount>
            <fiscalCodePA>77777777777</fiscalCodePA>
            <IBAN>IT60X0760111101000000123456</IBAN>
            <remittanceInformation>bollo</remittanceInformation>
            <transferCategory>9/0301116TS/</transferCategory>
          </transfer>
        </transferList>
      </data>
    </paf:paGetPaymentRes>";

pub(crate) const DEMAND_REQUEST: &str = "<paf:paDemandPaymentNoticeRequest>
      <idPA>77777777777</idPA>
      <idBrokerPA>88888888888</idBrokerPA>
      <idStation>88888888888_07</idStation>
      <idServizio>00012</idServizio>
      <idSoggettoServizio>00048</idSoggettoServizio>
      <datiSpecificiServizioRequest>PGRhdGkvPg==</datiSpecificiServizioRequest>
    </paf:paDemandPaymentNoticeRequest>";

pub(crate) const DEMAND_RESPONSE: &str = "<paf:paDemandPaymentNoticeResponse>
      <outcome>OK</outcome>
      <qrCode>
        <fiscalCode>77777777777</fiscalCode>
        <noticeNumber>301000000000012345</noticeNumber>
      </qrCode>
      <paymentList>
        <paymentOptionDescription>
          <amount>25.50</amount>
          <options>EQ</options>
          <dueDate>2026-12-16</dueDate>
          <allCCP>false</allCCP>
        </paymentOptionDescription>
      </paymentList>
      <paymentDescription>Canone unico</paymentDescription>
      <fiscalCodePA>77777777777</fiscalCodePA>
      <companyName>Comune di Vattelapesca</companyName>
    </paf:paDemandPaymentNoticeResponse>";
