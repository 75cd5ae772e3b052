# Il portale intorno alla ricerca: navigazione, aiuto, fermi, avviso in mano.

## Navigazione
voices = Navigazione
help-title = Aiuto

## Fermi programmati
payments-stop-soon = Fermo programmato da { $from } a { $to }: in quelle ore può non essere possibile pagare.
payments-stopped = È in corso un fermo programmato fino a { $to }: può non essere possibile pagare. Se un pagamento non riesce, riprova dopo.
day-and-time = { $day } alle { $time }

## Ho un avviso, e non so di quale ente
notice-at-hand = Ho un avviso: inserisco il codice
notice-at-hand-code = Codice Avviso, o il testo del codice QR
notice-at-hand-hint = 18 cifre, anche con gli spazi; il testo del QR comincia con PAGOPA.
notice-at-hand-go = Continua
organization-code = Codice fiscale dell’ente
organization-code-hint = 11 cifre, sull’avviso. Non serve se inserisci il testo del QR.
organization-code-wrong = Il codice fiscale dell’ente ha 11 cifre: controllale sull’avviso.
notice-missing = Scrivi il codice avviso, oppure il testo del codice QR.
notice-alone = Il codice avviso da solo non dice di quale ente è: scrivi il codice fiscale dell’ente, oppure scegli l’ente dall’elenco.
notice-of-nobody = Qui non si paga a questo ente: controlla il codice fiscale dell’ente sull’avviso.

## Aiuto
drawn-notice = Disegno di un avviso di pagamento: accanto al codice QR ci sono le 18 cifre in gruppi di quattro, e sotto le 11 cifre dell’ente.
drawn-organization-code = Cod. Fiscale Ente Creditore
where-is-organization-code = Il codice fiscale dell’ente ha 11 cifre ed è scritto accanto al codice avviso.
help-lead = Le risposte alle domande più frequenti su come cercare e pagare un avviso.
help-questions = Domande frequenti
help-pay-here = Cerca la pratica con il codice fiscale dell’intestatario e il codice avviso: se si può pagare, trovi il pulsante Paga e l’avviso da stampare.
help-when = Quando posso pagare?
help-when-here = Su queste pagine a ogni ora. Se è vicino un fermo programmato, lo diciamo in cima alla pagina.
help-when-elsewhere = In banca, alle Poste, in tabaccheria e con le app di pagamento valgono i loro orari.
help-fee = Quanto costa pagare?
help-two-facts = Perché servono il codice fiscale e un codice dell’avviso?
help-two-facts-answer = Perché nessuno veda le pratiche di un altro: con uno solo dei due dati non si trova nulla.
help-two-facts-kept = Quello che scrivi nella ricerca non compare mai nell’indirizzo della pagina.
help-not-found = Perché non trovo la mia pratica?
help-not-found-answer = Controlla che l’ente sia quello che ti ha mandato l’avviso, che le cifre del codice siano 18 e che il codice fiscale sia quello dell’intestatario.
help-not-found-day = Se l’avviso è appena arrivato può essere visibile dal giorno dopo. Dopo molte ricerche senza esito bisogna aspettare: la pagina dice quanto.
help-paid = Ho pagato, ma la pratica non risulta pagata
help-paid-answer = La pratica risulta pagata quando arriva la ricevuta di pagoPA: di solito meno di un minuto, a volte qualche ora.
help-paid-twice = Intanto non pagare di nuovo: controlla più tardi la stessa pagina.
help-receipt = Dove trovo la quietanza?
help-receipt-answer = Nella pagina della pratica, appena risulta pagata: la cerchi come l’avviso e scarichi il PDF. Dice chi ha pagato, quanto, quando e a chi.
help-plan = Posso pagare a rate?
help-plan-answer = Se l’ente lo permette, nella pagina della pratica vedi le rate: ognuna ha il suo codice avviso e si paga da sola. Se puoi scegliere fra un’unica soluzione e le rate, vedi tutte e due; pagata la prima rata, si continua a rate.
help-expired = L’avviso è scaduto: posso pagarlo ancora?
help-expired-answer = Lo decide l’ente. Cerca la pratica: se si può ancora pagare trovi il pulsante Paga, altrimenti la pagina ti dice che cosa fare.
help-wrong = L’importo o i dati non sono giusti
help-wrong-answer = Non pagare e contatta l’ufficio che ti ha mandato l’avviso: può correggerlo o annullarlo.
help-whom = A chi mi rivolgo?
help-whom-answer = All’ente che ti ha mandato l’avviso: i suoi recapiti sono scritti lì e, se l’ente li ha indicati, in fondo a questa pagina. Se qualcosa qui non funziona, comunica anche il codice operazione che leggi.
