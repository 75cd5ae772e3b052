# Ciò che dicono le pagine di chi lavora per l’ente.

## Cornice
production = Produzione
production-band = PRODUZIONE
acceptance-desk-note = dati di prova, nessun pagamento vero
environment = Ambiente
menu = Sezioni
menu-home = Panoramica
menu-body = Ente
change-body = Cambia ente
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
signed-out = Sei uscito.

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
action-read-timeline = vedere la cronologia di un avviso
action-read-setup = vedere la configurazione dell’ente
action-change-payments = modificare conti e servizi
action-change-connections = modificare stazioni, numerazione e chiavi
action-read-desk = vedere i contatti del Tavolo Operativo
action-change-desk = modificare i contatti del Tavolo Operativo
action-grant-roles = dare e togliere ruoli
action-read-audit = vedere il registro delle attività
action-change-broker = modificare l’intermediario, le sue stazioni e i suoi enti

## Configurazione
body-full-name = Denominazione
body-fiscal-code = Codice fiscale
body-portal = Portale dei cittadini
