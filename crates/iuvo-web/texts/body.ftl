# Ciò che un ente dice di sé.

## Nomi
body-cbill = Codice CBILL
body-address = Indirizzo
body-office = Ufficio per informazioni
body-phone = Telefono
body-email = E-mail
body-pec = PEC
body-website = Sito web
body-accessibility = Dichiarazione di accessibilità

## Configurazione
action-change-body = modificare i dati e i recapiti dell’ente
body-says = Dati e recapiti
body-not-said = non indicato
body-says-why = Vanno sugli avvisi di pagamento, nel piede del portale e nelle e-mail ai cittadini.
body-edit = Dati e recapiti dell’ente
body-edit-why = Nessun campo è obbligatorio: quello che lasci vuoto non si stampa e non si mostra.
body-edit-link = Modifica dati e recapiti
body-save = Salva
body-changed-meanwhile = Mentre scrivevi, un collega ha modificato questi dati. Riapri la pagina per vederli; sotto c’è quello che hai scritto tu.
body-cbill-hint = Il codice SIA di 5 lettere o cifre: si stampa sull’avviso, per chi paga con l’home banking.
body-cbill-wrong = Il codice CBILL ha 5 lettere o cifre.
body-address-hint = Su una riga: via, numero, CAP, città, provincia.
body-address-wrong = L’indirizzo ha al massimo 140 caratteri, senza simboli che non si possono stampare.
body-office-hint = Nome e orari di chi risponde alle domande, per esempio: Ufficio Tributi, lun-ven 9-12.
body-office-wrong = L’ufficio ha al massimo 100 caratteri, senza simboli che non si possono stampare.
body-phone-hint = Dell’ufficio, per esempio: 0123 456789.
body-phone-wrong = Il telefono ha al massimo 30 caratteri: almeno 3 cifre, spazi e + ( ) / . -
body-email-hint = Dell’ufficio: qui arrivano le risposte alle e-mail che mandiamo ai cittadini.
body-email-wrong = L’e-mail non è corretta: controlla la chiocciola e il dominio.
body-pec-hint = Del protocollo dell’ente.
body-pec-wrong = La PEC non è corretta: controlla la chiocciola e il dominio.
body-website-hint = Comincia con https://
body-website-wrong = Il sito web comincia con https:// e ha al massimo 250 caratteri, senza spazi.
body-accessibility-hint = L’indirizzo della dichiarazione pubblicata con AgID, che comincia con https://
body-accessibility-wrong = L’indirizzo della dichiarazione comincia con https:// e ha al massimo 250 caratteri, senza spazi.

## Portale
ask-the-body = Chiedi all’ufficio: { $contacts }.
