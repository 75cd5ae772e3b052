# Guardian of a throwaway PostgreSQL. Arguments: the folder of its programs, the folder to make,
# the port, more settings. Standard input: a line with the password, and then nothing until the server is no
# longer wanted; it ends when whoever holds the pipe closes it, or dies.
set -eu
programs=$1 folder=$2 port=$3 settings=$4
umask 077
mkdir "$folder"
trap 'rm -rf "$folder"' EXIT
IFS= read -r password
printf '%s\n' "$password" >"$folder/password"

complain() {
    cat "$folder/log" >&2
    exit 1
}

# No sync while the files are made: a machine that stops now starts again from nothing.
# One locale everywhere, so that texts sort as SQLite sorts them.
"$programs/initdb" --pgdata="$folder/data" --username=iuvo --pwfile="$folder/password" \
    --auth=scram-sha-256 --encoding=UTF8 --no-locale --no-sync >"$folder/log" 2>&1 || complain

# fsync stays on. The durability stories kill our server, never PostgreSQL or the machine, so they
# would pass without it; but a commit would then cost nothing, and the races that a real commit's
# wait opens between our replicas would never be run.
cat >>"$folder/data/postgresql.conf" <<CONFIGURATION
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
max_connections = 300
$settings
CONFIGURATION

"$programs/pg_ctl" start --wait --pgdata="$folder/data" --log="$folder/log" >/dev/null || complain
echo ready
cat >/dev/null
"$programs/pg_ctl" stop --wait --mode=immediate --pgdata="$folder/data" >/dev/null
