# Pagare su Checkout e tornare.

## La pratica, quando si paga
pay = Paga
pay-online = Paghi su pagoPA con carta, conto o altro: la commissione la vedi prima di confermare.
price-changed = L’importo è cambiato: da { $old } a { $new }. Il pagamento non è partito: se l’importo è giusto, premi di nuovo Paga.
standing-in-doubt = Non confermato
advice-in-doubt = Un pagamento cominciato { $day } alle { $time } è in corso di conferma. Non pagare di nuovo.
advice-unheard = Un pagamento è stato avviato { $day } alle { $time } e non sappiamo com’è finito: se hai già pagato, non pagare di nuovo. La conferma arriva di solito entro pochi minuti.
see-payment = Vedi a che punto è il pagamento

## Checkout non ha preso il carrello
pay-silent = Il servizio pagoPA non risponde
pay-silent-why = pagoPA non risponde. Il tuo pagamento non è partito.
pay-silent-advice = Riprova fra qualche minuto o paga con il bollettino.
pay-refused = pagoPA non accetta il pagamento
pay-refused-why = In questo momento pagoPA non accetta il pagamento di questo avviso: forse qualcuno lo sta già pagando. Il tuo pagamento non è partito.
pay-refused-advice = Se l’hai pagato altrove, aspetta la ricevuta. Altrimenti riprova fra mezz’ora.
pay-again = Riprova
back-to-debt = Torna alla pratica

## Ritorno dal pagamento
cart-confirmed = Pagamento confermato
cart-confirmed-why = L’ente ha ricevuto il pagamento.
cart-confirmed-advice = Scarica la quietanza e conservala. Non devi fare altro.
cart-paid-elsewhere = Pagato fuori da pagoPA
cart-paid-elsewhere-why = L’ente ci ha comunicato che è stato pagato fuori da pagoPA.
cart-paid-elsewhere-advice = Se hai pagato anche su pagoPA, contatta l’ente.
cart-paid-twice-advice = Scarica la quietanza e conservala. Leggi qui sotto che cosa è stato pagato due volte.
cart-not-payable-advice = Non si può più pagare: leggi qui sotto perché.
cart-paid-on = Pagata { $day } alle { $time }.
cart-waiting = Stiamo aspettando la ricevuta
cart-waiting-why = Al ritorno da pagoPA il pagamento risulta andato a buon fine. Aspettiamo la ricevuta: di solito meno di un minuto.
cart-waiting-advice = Non pagare di nuovo. Puoi chiudere la pagina: la quietanza si scarica anche dalla pratica.
cart-cancelled = Pagamento annullato
cart-cancelled-why = Al ritorno da pagoPA il pagamento risulta annullato da te.
cart-cancelled-advice = Se vuoi pagare, torna alla pratica.
cart-failed = Pagamento non riuscito
cart-failed-why = Al ritorno da pagoPA il pagamento risulta non riuscito.
cart-failed-advice = Torna alla pratica e riprova, anche con un altro metodo.
cart-unknown = Esito non ancora noto
cart-unknown-why = Non sappiamo ancora com’è finita.
cart-unknown-advice = Non pagare di nuovo: controlla qui fra un’ora.
cart-refreshes = La pagina si aggiorna da sola ogni cinque secondi.
cart-refresh = Aggiorna
cart-steps = A che punto è
step-sent = Pagamento inviato a pagoPA
step-returned = Ritorno da pagoPA
step-cancelled = Annullato su pagoPA
step-failed = Non riuscito su pagoPA
step-receipt = Ricevuta di pagoPA
step-not-yet = non ancora
at-time = alle { $time }
cart-notices = Il pagamento riguarda
cart-fee = Commissione pagata al gestore: { $fee }.

## La quietanza per e-mail
mail-title = Ricevi la quietanza per e-mail
mail-title-later = Ricevi la quietanza per e-mail quando arriva
mail-address = E-mail
mail-hint = Per esempio nome@esempio.it. Usiamo l’indirizzo solo per questa e-mail, poi lo cancelliamo.
mail-send = Invia la quietanza
mail-send-later = Invia quando arriva
mail-requested = Ti stiamo mandando la quietanza per e-mail: di solito arriva in pochi minuti. Se non la trovi, guarda nella posta indesiderata.
mail-requested-later = Ti mandiamo la quietanza per e-mail appena arriva. Puoi chiudere questa pagina.
mail-missing = Scrivi l’indirizzo e-mail.
mail-wrong = L’indirizzo e-mail non è corretto: controlla la chiocciola e il dominio.
mail-too-many = Abbiamo già mandato questa quietanza tre volte. Puoi scaricarla qui sotto.
mail-too-many-later = La quietanza è già stata chiesta tre volte: la mandiamo appena arriva. Allora si potrà anche scaricare da qui.
