# Ciò che dicono le pagine di chi lavora per l’ente.

## Cornice
production = Produzione
production-band = PRODUZIONE
acceptance-desk-note = dati di prova, nessun pagamento vero
environment = Ambiente
menu = Sezioni
printed-by = stampato il { $at } da { $who }
menu-home = Panoramica
menu-body = Ente
menu-group-debts = Pratiche
menu-group-takings = Incassi
menu-group-setup = Configurazione
menu-group-running = Esercizio
burger = Menu
change-body = Cambia ente
every-body-of-yours = Tutti i tuoi enti
skip-to-search = Vai alla ricerca
search-everywhere = Cerca avviso, IUV, codice fiscale, nome o importo
search-hint = Cerca avviso, IUV, CF, nome, importo
search-button = Cerca
sign-out = Esci
back-to-home = Torna alla Panoramica

## Accesso
sign-in-title = Accedi
sign-in = Accedi
email = E-mail
password = Password
forgotten-password = Se hai dimenticato la password, chi amministra il programma te ne può dare un’altra.
sign-in-incomplete = Scrivi l’e-mail e la password.
sign-in-wrong = E-mail o password non corretti.
sign-in-locked = Per sicurezza l’accesso è bloccato fino alle { $time }.
sign-in-busy = Molte persone stanno accedendo in questo momento. Riprova fra qualche secondo.
session-ended = Per sicurezza siamo usciti: la sessione è finita. Accedi di nuovo e torni alla pagina di prima.
session-ended-typed = Per sicurezza siamo usciti: la sessione è finita. Accedi di nuovo: ritrovi la pagina con quello che avevi scritto.
typed-is-there = Abbiamo ritrovato quello che avevi scritto. Non è ancora stato salvato: controlla e premi di nuovo.
session-ended-password = La sessione è finita. Se hai appena cambiato la password, vale già quella nuova: accedi con quella.
session-ended-second-factor = La sessione è finita. Se hai appena attivato il secondo fattore, è attivo: accedi con la password e con un codice del telefono.
signed-out = Sei uscito.

## Errori
desk-internal-advice = Torna indietro e riprova; se succede ancora, comunica il codice operazione a chi amministra il programma.
desk-internal-again = Quello che hai scritto non è andato perso: premi «Riprova». Se succede ancora, comunica il codice operazione a chi amministra il programma.
desk-unavailable-again = Quello che hai scritto non è andato perso: aspetta qualche minuto in questa pagina, poi premi «Riprova».
desk-unprintable-advice = Comunica il codice operazione a chi amministra il programma.
send-again = Riprova
back-to-form = Torna al modulo

## Che cosa è stato fatto
done-body = I dati dell’ente sono salvati.
done-account = Il conto è aggiunto.
done-account-closed = Il conto è chiuso.
done-service = Il servizio è salvato.
done-service-ended = L’ultimo giorno del servizio è salvato.
done-accounting = I codici di contabilità sono salvati.
done-accounting-deleted = I codici di contabilità dell’anno sono tolti.
done-key = La chiave è attiva.
done-key-revoked = Le chiavi del programma sono revocate.
done-role = Il ruolo è dato.
done-role-revoked = Il ruolo è tolto.

## I tuoi enti
your-bodies = I tuoi enti
no-bodies = Non hai ancora ruoli. Te li può dare il Referente dei Pagamenti del tuo ente.
no-such-body-of-yours = Nessuno dei tuoi enti si chiama così. Controlla il nome.

## Profilo
profile-title = Il tuo profilo
full-name = Nome e cognome
roles = Ruoli
role-for-service = { $body }, servizio { $service }
sessions = Accessi
sessions-why = Se hai lasciato una sessione aperta su un altro computer, puoi chiuderle tutte.
sign-out-everywhere = Esci da tutti i dispositivi

## Ruoli e permessi
role-broker-administrator = Amministratore dell’intermediario
role-payments-contact = Referente dei Pagamenti
role-technical-contact = Referente Tecnico
role-clerk = Operatore
forbidden-title = Non hai il permesso
forbidden-why = Il tuo ruolo ({ $roles }) non può { $action }.
forbidden-who = Può farlo chi ha uno di questi ruoli: { $roles }.
action-read-positions = vedere le posizioni
action-write-positions = creare e modificare le posizioni
action-withdraw-positions = annullare ed eliminare le posizioni
action-decide-cases = decidere sulle anomalie
action-read-timeline = vedere la cronologia di un avviso
action-read-setup = vedere la configurazione dell’ente
action-change-payments = modificare conti e servizi
action-change-connections = modificare stazioni, numerazione e chiavi
action-read-operations-desk = vedere i contatti del Tavolo Operativo
action-change-operations-desk = modificare i contatti del Tavolo Operativo
action-grant-roles = dare e togliere ruoli
action-read-audit = vedere il registro delle attività
action-change-broker = modificare l’intermediario, le sue stazioni e i suoi enti

## Configurazione
body-full-name = Denominazione
body-fiscal-code = Codice fiscale
body-portal = Portale dei cittadini

## Panoramica
alerts = Da vedere
no-alerts = Niente da vedere: è tutto in ordine.
alert-one-case = Un pagamento da controllare
alert-cases = { $count } pagamenti da controllare
alert-one-file = Un file con righe scartate negli ultimi { $days } giorni
alert-files = { $count } file con righe scartate negli ultimi { $days } giorni
alert-jobs = Lavori fermi: { $count }
alert-stop = { $state }: stazione { $station }, inizio { $from-day } alle { $from }, fine { $to-day } alle { $to }
stop-now = Fermo in corso
stop-planned = Fermo programmato
alert-certificate = Il certificato del server finisce fra { $days } giorni
home-no-figures = Il tuo ruolo non vede gli incassi e le posizioni.
home-counted-at = Cifre delle { $time }: si aggiornano da sole, al più ogni minuto.
home-only-services = Le cifre sono dei tuoi servizi: { $services }.
figure-today = Incassato oggi
figure-month = Incassato questo mese
figure-open = Da pagare
figure-open-why = posizioni aperte
figure-expired = Scadute
figure-expired-why = posizioni che non si possono più pagare
figure-unreported = Pagate da più di 2 giorni
figure-unreported-days = Dal { $first } al { $last }. Non ancora collegate ai flussi di rendicontazione, che non si importano ancora.
figure-unreported-why = Non ancora collegate ai flussi di rendicontazione, che non si importano ancora.
one-receipt = 1 ricevuta
receipts = { $count } ricevute
chart-title = Incassato negli ultimi 30 giorni
chart-none = Nessun incasso in questi giorni.
chart-summary = Dal { $first } al { $last }: { $total }; nel giorno migliore { $most }.
see-data = Vedi i dati
day = Giorno
receipts-column = Ricevute

## Incassi
menu-takings = Incassi
from-day = Dal
to-day = Al
show = Mostra
next-page = Pagina successiva
takings-summary-one = Una ricevuta, { $amount }
takings-summary = { $count } ricevute, { $amount }
takings-days = Si mostrano al più { $most } giorni alla volta.
takings-cut = Sono più di { $most } giorni: gli incassi sono mostrati e sommati dal { $day }.
takings-turned = Il primo giorno viene dopo l’ultimo: sono mostrati gli incassi del { $day }.
takings-none = Nessuna ricevuta in questi giorni.
paid-at = Pagata
psp = PSP
receipt-id = Ricevuta

## Da controllare
menu-jobs = Lavori fermi
jobs-lead = Lavori che il programma avrebbe dovuto finire da più di 10 minuti, o che ha provato invano più volte.
jobs-none = Nessun lavoro fermo.
job = Lavoro
job-due = Era per
job-attempts = Tentativi
job-error = Ultimo errore

## Conti
menu-accounts = IBAN
iban = IBAN
iban-hint = Italiano o di San Marino, 27 caratteri, anche con gli spazi.
iban-foreign = Gli enti sono accreditati su conti italiani o di San Marino: l’IBAN comincia con IT o SM.
iban-wrong = L’IBAN non è corretto: controlla le cifre.
iban-known = Questo IBAN c’è già.
day-wrong = Scrivi un giorno che esiste, come gg/mm/aaaa.
valid-from = Valido dal
valid-from-hint = Un conto nuovo va comunicato a pagoPA almeno 7 giorni prima.
valid-to = Fino al
account-holder = Intestatario
postal-authorization = Autorizzazione alla stampa
postal-only = Soltanto per i conti postali.
postal-data-missing = Per un conto postale servono l’intestatario e l’autorizzazione alla stampa.
postal-data-idle = Intestatario e autorizzazione sono dei conti postali: questo non lo è.
account-in-use = In uso
account-to-come = Non ancora valido
account-closed = Chiuso
accounts-none = Nessun conto: finché non ce n’è uno, nessuno può pagare.
actions = Azioni
add-account = Aggiungi un conto
add-account-why = Dev’essere un conto che l’ente ha registrato sul Back Office pagoPA.
close-account = Chiudi il conto
close-account-title = Chiudere il conto?
close-account-lead = Il conto { $iban } vale fino a oggi compreso.
close-account-positions = Da domani non si accettano più posizioni nuove che chiedono di accreditarlo; le posizioni che lo usano già restano com’erano.
close-account-pagopa = Ricordati di chiuderlo anche sul Back Office pagoPA.
back-without = Torna indietro senza farlo

## Servizi
menu-services = Servizi
services-lead = I servizi per cui si paga, con i codici di contabilità anno per anno.
service-code = Codice
service-kind = Tipo
service-precalculated = L’importo lo calcola l’ente
service-spontaneous = Spontaneo
taxonomy-code = Tassonomia
accounting = Capitolo / accertamento

## Stazioni
menu-stations = Stazioni
station = Stazione
segregation-code = Codice di segregazione
station-enabled = Attiva
station-disabled = Disattivata
broadcast = Riceve tutte le ricevute
spontaneous-demands = Pagamenti senza avviso al PSP
stand-in = Il Nodo può rispondere al suo posto
stations-none = Nessuna stazione: il Nodo non può raggiungere l’ente.
stops = Fermi
stops-none = Nessun fermo programmato.
yes = sì
no = no

## Chiavi
menu-keys = Chiavi API
keys-lead = I programmi dell’ente che possono chiamare l’archivio.
keys-none = Nessun programma ha una chiave.
program = Programma
program-hint = Un nome con cui lo riconosci, per esempio il gestionale dei tributi.
program-missing = Scrivi il nome del programma.
program-known = Un programma con questo nome ha già una chiave.
segregation-codes = Codici di segregazione
call-limit = Chiamate in 10 secondi
no-limit = senza limite
all-of-them = tutti
create-key = Crea una chiave
new-key-title = La nuova chiave
new-key-lead = La chiave di { $name }:
new-key-once = Copiala ora: non la mostreremo più. Funziona da quando premi il pulsante.
new-key-done = L’ho copiata: attivala
key-offer-ended = La chiave non era attiva, ed è passata più di un’ora: creane un’altra.
revoke = Revoca
revoke-key-title = Revocare le chiavi?
revoke-key-lead = { $name } non potrà più chiamare l’archivio.
revoke-key-calls = Le sue chiamate sono rifiutate da subito.
revoke-key-for-ever = Non si torna indietro: servirà una chiave nuova.

## Operatori
menu-people = Operatori
people-none = Nessuno ha un ruolo in questo ente.
role = Ruolo
services = Servizi
person-let-in = Ammesso
kept-out = Escluso
grant-role = Dai un ruolo
grant-role-why = A chi è nuovo la password la dà chi amministra il programma, con «iuvo admin operator password».
person-name-hint = Serve soltanto se la persona è nuova.
person-name-long = Il nome può avere al massimo 100 caratteri: ne hai scritti { $count }.
person-name-missing = Questa persona è nuova: scrivi nome e cognome.
person-email-wrong = Scrivi un indirizzo come nome@ente.it.
role-missing = Scegli un ruolo.
role-payments-contact-why = vede tutto, decide sui pagamenti, dà i ruoli.
role-technical-contact-why = si occupa di stazioni, chiavi e collegamenti; non vede le posizioni.
role-clerk-why = lavora sulle posizioni, di tutti i servizi o di uno.
only-service = Soltanto per un servizio
only-service-hint = Vale per il ruolo di Operatore.
service-not-for-role = Soltanto il ruolo di Operatore si può limitare a un servizio.
revoke-role = Togli il ruolo
revoke-role-title = Togliere il ruolo?
revoke-role-lead = { $name } non è più { $role } di questo ente.
revoke-role-now = Vale dal prossimo clic. Le posizioni e il registro non cambiano.
paper-more = È una pagina sola: l’elenco continua.
revoke-role-last-of-all = È l’ultimo: nominane prima un altro
revoke-role-last = Prima nomina un altro Referente dei Pagamenti: sei l’ultimo di questo ente.
revoke-role-own = È un tuo ruolo: dopo potresti non poter più tornare qui.

## Intermediario
broker-title = Enti
broker-summary-one = Un ambiente di un ente, { $troubled } da vedere
broker-summary = { $count } ambienti di enti, { $troubled } da vedere
body-or-code = Nome o codice fiscale
to-look-at = da vedere
in-order = in ordine
last-call = Ultima chiamata del Nodo
no-call-lately = nessuna in 24 ore
reason-no-station = nessuna stazione attiva
reason-cases = pagamenti da controllare: { $count }
broker-pages = Pagine
previous-page = Pagina precedente
all-bodies = Lo stato di tutti gli enti

## Secondo fattore
code-title = Codice di accesso
code = Codice
code-hint = Le 6 cifre dell’applicazione sul telefono, oppure uno dei codici di riserva.
code-go-on = Continua
code-wrong = Il codice non è corretto, oppure è già stato usato. Aspetta il prossimo e riprova.
code-lost = Se hai perso il telefono e i codici di riserva, chi amministra il programma può togliere il secondo fattore.
second-factor = Secondo fattore
second-factor-set = Attivo: all’accesso ti chiediamo anche un codice del telefono.
second-factor-absent = Non attivo: per accedere basta la password.
second-factor-choose = Attiva il secondo fattore
second-factor-replace = Cambia telefono
second-factor-title = Attiva il secondo fattore
second-factor-demanded = Il tuo ruolo decide sui pagamenti: per entrare serve anche un codice del telefono.
second-factor-app = Apri sul telefono un’applicazione per codici di accesso (per esempio FreeOTP, Google Authenticator o Microsoft Authenticator).
second-factor-scan = Inquadra questo codice.
second-factor-qr = Codice QR con il segreto, scritto anche qui sotto
second-factor-type = Se non riesci, scrivi questa chiave:
second-factor-confirm = Scrivi le 6 cifre che vedi sul telefono.
second-factor-password = Scrivi anche la tua password: così nessun altro può cambiarti il telefono.
recovery-codes-of = Codici di riserva di { $name } ({ $email }) per Iuvo, del { $day }. Ognuno vale una volta.
second-factor-outdated = Nel frattempo il secondo fattore è cambiato: il codice di prima non vale più. Inquadra questo.
confirm = Conferma
recovery-codes-why = Metti al sicuro i codici di riserva: se perdi il telefono, ognuno ti fa entrare una volta.
recovery-codes-once = Stampali o copiali ora: non li mostreremo più.
second-factor-done = Il secondo fattore è attivo. I codici di riserva sono quelli che hai messo al sicuro.

## Cambio della password
password-change = Cambia la password
password-now = Password attuale
password-new = Nuova password
password-new-hint = Almeno 12 caratteri. Puoi usare una frase.
password-again = Conferma la nuova password
password-now-wrong = La password attuale non è corretta.
password-short = La nuova password ha meno di 12 caratteri.
password-long = La nuova password ha più di 128 caratteri.
password-same = Scegli una password diversa da quella di adesso.
password-common = Questa password è tra le più usate: scegline un’altra.
password-address = La nuova password non può contenere il tuo indirizzo.
password-differs = Le due password non coincidono.
password-changed = La password è cambiata. Sugli altri dispositivi dovrai accedere di nuovo.

## Primi passi
first-steps = Primi passi
first-steps-why = Per ricevere pagamenti, e rispondere a chi paga, manca ancora qualcosa.
step-done = Fatto
step-to-do = Da fare
step-station = Collega una stazione
step-station-why = Attraverso la stazione pagoPA chiede e notifica i pagamenti. La collega chi amministra il programma.
step-account = Registra un IBAN
step-account-why = Su questo conto arriva il denaro.
step-service = Scrivi un servizio
step-service-why = Un servizio dice per che cosa si paga, con la sua tassonomia.
step-key = Crea una chiave API
step-key-why = Con la chiave il gestionale carica le posizioni.
step-contacts = Scrivi i contatti
step-contacts-why = Chi paga li trova sull’avviso e nel portale.
