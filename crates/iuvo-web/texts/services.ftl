# Ciò che dicono le pagine dei servizi.

## Elenco
service-new = Aggiungi un servizio
service-in-use = In uso
service-to-come = Non ancora valido
service-ended = Finito
service-category-unknown = La tassonomia non è nell’elenco di pagoPA
service-category-expired = La tassonomia oggi non è in vigore

## Modulo
service-new-why = Le posizioni che entrano con la sua tassonomia sono sue dal giorno in cui vale.
service-edit-why = Vale per le posizioni che entrano da adesso; quelle che ci sono già restano com’erano.
service-next = { $name }: nuova versione
service-next-why = Il servizio di adesso finisce il giorno prima; i capitoli degli anni che vengono passano alla nuova versione.
service-follow = Nuova versione da una data
service-end = Chiudi il servizio
service-save = Salva il servizio
service-code-field = Codice *
service-code-hint = Breve, per esempio TARI. Poi non si cambia: le posizioni e i ruoli lo usano.
service-code-wrong = Scrivi un codice, al massimo di 140 caratteri.
service-code-taken = Un altro servizio ha già questo codice.
service-name-field = Nome *
service-name-hint = Come lo leggono i cittadini.
service-name-wrong = Scrivi il nome, al massimo di 140 caratteri.
service-declared = Spontaneo: l’importo lo dichiara chi paga
category-hint = Come 9/0101101IM/, se è una sola. Vuota, se il servizio ne ha più d’una.
category-wrong = Scrivi un codice della tassonomia, come 9/0101101IM/.
service-from-hint = gg/mm/aaaa. Vuoto: da sempre.
service-to-hint = gg/mm/aaaa. Vuoto: per sempre.
service-other-always = ALTRO prende le posizioni che nessun servizio prende: vale sempre, senza date.
service-dates-disorder = L’ultimo giorno viene prima del primo.
service-note = Istruzioni
service-note-hint = Si leggono sotto il modulo di chi paga spontaneamente. Al massimo 250 caratteri.
service-note-wrong = Le istruzioni hanno al massimo 250 caratteri.
catalog-service = Codice nel catalogo di pagoPA
catalog-hint = idServizio, 5 cifre o lettere: soltanto per i servizi che si pagano presso i PSP senza avviso.
catalog-subject = Chi lo offre, nel catalogo di pagoPA
catalog-subject-hint = idSoggettoServizio, 5 cifre o lettere.
catalog-code-wrong = I due codici del catalogo hanno 5 cifre o lettere: scrivili tutti e due.
catalog-needs-declared = Nel catalogo stanno i servizi spontanei, con una sola tassonomia.
catalog-taken = Nel catalogo questi codici sono già del servizio { $code }.
service-changed-meanwhile = Mentre lavoravi un collega ha modificato il servizio. Ricarica la pagina per vedere com’è adesso.
service-next-day-missing = Scrivi da quale giorno vale la nuova versione.
service-next-day-early = Il servizio di adesso finirebbe prima di cominciare: scegli un giorno dopo.

## Chiusura
service-end-title = Chiudere il servizio?
service-end-lead = { $name } ({ $code }) non prende più posizioni dopo l’ultimo giorno.
service-end-positions = Le posizioni che ci sono già si possono ancora pagare.
service-end-back = Si può riaprire: basta togliere l’ultimo giorno dai suoi dati.
service-last-day = Ultimo giorno
service-last-day-hint = gg/mm/aaaa, compreso.

## Contabilità
budget-year = Anno
budget-year-wrong = L’anno ha quattro cifre.
chapter = Capitolo
chapter-wrong = Scrivi il capitolo, al massimo di 140 caratteri.
assessment = Accertamento
assessment-hint = Vuoto, se non c’è.
assessment-wrong = L’accertamento ha al massimo 140 caratteri.
accounting-none = Nessun capitolo: i pagamenti non dicono come contabilizzarli.
accounting-set = Registra o correggi un anno
accounting-save = Salva
accounting-delete = Togli il { $year }
accounting-delete-title = Togliere il capitolo?
accounting-delete-lead = { $name }, anno { $year }: capitolo { $chapter }.
accounting-delete-now = I pagamenti che cominciano da adesso non lo dicono più; quelli già fatti non cambiano.
