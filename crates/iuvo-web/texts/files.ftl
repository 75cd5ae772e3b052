# Ciò che dicono le pagine dei file di posizioni.

## Elenco
menu-files = File ricevuti
files-lead = File di posizioni che i programmi dell’ente hanno mandato con una chiave API: ogni riga è una posizione, e una riga scartata non ferma le altre.
files-shown = Quali file
files-all = Tutti
files-with-rejects = Con righe scartate
files-none = Nessun file ricevuto.
files-none-rejected = Nessun file con righe scartate.
received-at = Ricevuto
ended-at = Concluso
file-name = Nome
file-nameless = File senza nome
file-operation = Che cosa fa
file-creates = Crea posizioni
file-updates = Modifica posizioni
file-deletes = Toglie posizioni
file-client = Mandato da
file-rows = Righe
file-accepted = Accettate
file-rejected = Scartate
file-id = Identificativo

## Stato
file = File
file-in-hand = In lavorazione
file-done = Concluso
file-done-in-part = Concluso con scarti
file-failed = Tutte le righe scartate
file-progress = { $done } righe di { $of }.
refresh = Aggiorna

## Scarti
rejected-rows = Righe scartate
rejected-lead = Correggi e rimanda solo queste: le righe accettate non si ripetono.
rejected-none = Nessuna riga scartata.
rejected-download = Scarica gli scarti
rejected-csv = Scarica l’elenco (CSV)
rejected-json = Scarica le righe da correggere (JSON)
row-number = Riga
why = Perché
told-to-software = Risposta al programma
rejected-data = I dati non sono corretti.
rejected-key = La chiave che ha mandato il file non può toccare questa posizione.
rejected-unknown = Nessuna posizione si chiama così.
rejected-conflict = La posizione c’è già, o il suo stato non lo permette.
rejected-failure = Non ci siamo riusciti per un nostro guasto: rimanda la riga.
rejected-otherwise = Non si può fare.
