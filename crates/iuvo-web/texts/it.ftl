# Ciò che dicono le pagine, in italiano.

## Cornice
product = Iuvo
payments-online = Pagamenti online
payments-of-bodies = Pagamenti alla Pubblica Amministrazione
skip-to-content = Vai al contenuto
skip-to-footer = Vai al piede della pagina
back-to-top = Torna su
go-home = Vai alla pagina iniziale
choose-other-body = Scegli un altro ente
breadcrumb = Percorso di navigazione
acceptance = Collaudo
acceptance-band = COLLAUDO
acceptance-note = Dati di prova, nessun pagamento vero.

## Errori
error-prefix = Errore:
operation-code = Codice operazione { $code }
error-not-found = Pagina non trovata
error-not-found-why = A questo indirizzo non c’è nessuna pagina.
error-not-found-advice = Controlla l’indirizzo, oppure riparti dalla pagina iniziale.
error-unreadable = Richiesta non leggibile
error-unreadable-why = I dati inviati non si leggono.
error-unreadable-advice = Torna alla pagina precedente e invia di nuovo il modulo.
error-too-large = Troppi dati
error-too-large-why = I dati inviati sono più di quelli che questo modulo può contenere.
error-too-large-advice = Torna alla pagina precedente e controlla che cosa hai scritto.
error-forged = Richiesta non accettata
error-forged-why = Il modulo è stato inviato da un altro sito.
error-forged-advice = Riparti dalla pagina iniziale e compila il modulo lì.
error-unavailable = Il servizio non risponde
error-unavailable-why = In questo momento non possiamo leggere i dati. Non è stato modificato nulla.
error-unavailable-advice = Riprova fra qualche minuto.
error-unprintable = L’avviso non si può stampare
error-unprintable-why = Un dato di questo avviso contiene caratteri che non si possono stampare.
error-unprintable-advice = Puoi pagarlo con il codice avviso; per averlo stampato, contatta l’ente.
error-internal = Qualcosa non ha funzionato
error-internal-why = Per un nostro errore la pagina non si può mostrare. Non è stato modificato nulla.
error-internal-advice = Riprova più tardi; se succede ancora, comunica all’ente il codice operazione.

## Scelta dell’ente
choose-body-title = A quale ente devi pagare?
body-name = Nome dell’ente
body-name-hint = Per esempio: Comune di Esempio.
body-search = Cerca l’ente
body-none = Nessun ente si chiama così. Controlla il nome o cerca la provincia.
bodies = Enti
bodies-others = E altri { $count }: scrivi il nome per trovarli.

## Ricerca pratica
search-title = Ricerca pratica
search-intro = Servono il codice fiscale dell’intestatario e uno dei codici scritti sull’avviso.
required-fields = I campi con l’asterisco (*) sono obbligatori.
check-data = Controlla i dati
fiscal-code = Codice fiscale
fiscal-code-hint = Dell’intestatario dell’avviso: 16 caratteri (11 cifre per le società).
fiscal-code-missing = Inserisci il codice fiscale.
fiscal-code-wrong = Il codice fiscale non è corretto: controlla la lettera finale.
fiscal-code-of-company-wrong = Il codice fiscale non è corretto: controlla le 11 cifre.
fiscal-code-length = Il codice fiscale ha 16 caratteri (11 cifre per le società): ne hai scritti { $count }.
which-code = Che codice hai?
notice-code = Codice Avviso
notice-code-hint = 18 cifre, anche con gli spazi.
notice-code-length = Il codice avviso ha 18 cifre: ne hai scritte { $count }.
notice-code-digits = Il codice avviso ha solo cifre: controlla se hai scritto una lettera.
notice-code-wrong = Il codice avviso non è corretto: controlla le cifre.
or = oppure
iuv = IUV
iuv-label = Riferimento Pratica / IUV
iuv-hint = Lettere e cifre, come sono scritte sull’avviso.
iuv-wrong = Il Riferimento Pratica / IUV non è corretto: controlla i caratteri.
code-missing = Inserisci il Codice Avviso oppure il Riferimento Pratica / IUV.
codes-both = Inserisci uno solo dei due codici: il Codice Avviso o il Riferimento Pratica / IUV.
where-is-code = Dove trovo il codice avviso?
where-is-code-answer = Sull’avviso di pagamento, accanto al codice QR, alla voce “Codice Avviso”: sono 18 cifre in gruppi di quattro. L’IUV sono le stesse cifre senza la prima.
back-to-search = Torna alla ricerca
find-debt = Trova pratica
debt-not-found = Non abbiamo trovato una pratica con questi dati.
debt-not-found-checks = Controlla:
check-digits = che il codice avviso abbia le 18 cifre scritte sull’avviso;
check-holder = che il codice fiscale sia quello dell’intestatario dell’avviso;
check-body = che l’ente sia quello che ti ha mandato l’avviso;
check-day = se l’avviso è appena arrivato: può essere visibile dal giorno dopo.
search-slowed = Hai fatto molte ricerche. Aspetta { $wait } e riprova.
seconds = { $count } secondi
one-minute = un minuto
minutes = { $count } minuti

## La pratica
debt = Pratica
amount = Importo
due-date = Scadenza
holder = Intestatario
service = Servizio
body = Ente
state = Stato
installments = Rate
installment = Rata
this-one = (questa)
standing-due = Da pagare
standing-paid = Pagata
standing-expired = Scaduta
standing-not-yet = Non ancora pagabile
standing-off = Annullata
advice-due = Da pagare entro il { $day }.
advice-paid = Pagata il { $day }. Non devi fare altro.
advice-settled = Il debito è già stato pagato. Non devi fare altro.
advice-expired = Il termine per pagare era il { $day }: per sapere come fare, contatta l’ente.
advice-not-yet = Non si può ancora pagare: l’ente la aprirà ai pagamenti. Torna fra qualche giorno.
advice-another-option = Il debito si sta pagando in un altro modo: questo avviso non vale più.
advice-invalidated = L’ente ha annullato questa richiesta di pagamento: non devi pagare.
advice-not-payable = Questa pratica non si paga con pagoPA: contatta l’ente.
how-to-pay = Come posso pagare?
how-to-pay-answer = Con il codice avviso puoi pagare nell’app o nel sito della tua banca, in tabaccheria, in ricevitoria, alle Poste e con le app di pagamento.
how-to-pay-fee = La commissione la decide il gestore di pagamento che scegli: la vedi prima di confermare.
print-notice = Stampa l’avviso (PDF)
search-another = Cerca un’altra pratica
