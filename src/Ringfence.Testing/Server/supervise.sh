# Runs one throw-away PostgreSQL for as long as standard input stays open, then stops it and removes its folder.
# Arguments: the folder of the binaries, the folder for temporary files, and, for a replica, the data folder of the
# primary, which is in backup mode. Standard input: the superuser's password, the lines of postgresql.conf, a line with a
# dot; for a replica, once it is told «copied», the lines of the backup's label and a line with a dot; then nothing, until
# its end says that the parent is done or dead.
# Standard output: «folder PATH», «copied», «started PID», «stopped STATUS», or «failed».
set -u
umask 077
trap '' HUP INT QUIT TERM PIPE # Only the end of standard input ends this script.

bin=$1
primary=${3:-}
folder=$(mktemp -d "$2/ringfence-XXXXXXXX" 2>/dev/null || mktemp -d /tmp/ringfence-XXXXXXXX) || exit 1
trap 'cd / && { rm -rf "$folder" || { sleep 1 && rm -rf "$folder"; }; }' EXIT
cd "$folder" || exit 1
exec 3<&0 </dev/null 2>>server.log
echo "folder $folder"

IFS= read -r password <&3 || exit 1
printf '%s\n' "$password" >password
read_lines() {
    while :; do
        IFS= read -r line <&3 || exit 1
        [ "$line" = . ] && break
        printf '%s\n' "$line" >>"$1"
    done
}
read_lines settings

wait_for_end() {
    while read -r line; do :; done
}

# Asks the server to end by a signal, and waits for up to five seconds until it has.
stop_by() {
    [ -e stopped ] && return
    kill -s "$1" "$server"
    tenths=0
    while [ ! -e stopped ] && [ "$tenths" -lt 50 ]; do
        sleep 0.1
        tenths=$((tenths + 1))
    done
}

watch() {
    wait_for_end
    stop_by INT  # fast shutdown
    stop_by QUIT # immediate shutdown
    stop_by KILL
}

# The WAL comes from the primary. A file that went while it was copied is no error: the WAL tells that it went.
copy_primary() {
    mkdir data && cp -R "$primary/." data 3<&-
    rm -rf data/postmaster.pid data/postmaster.opts data/pg_replslot/* data/pg_wal/[0-9A-F]*
    [ -e data/global/pg_control ] || return 1
    echo copied
    read_lines data/backup_label
    : >data/standby.signal
}

make_cluster() {
    "$bin/initdb" --pgdata=data --username=postgres --pwfile=password --auth=scram-sha-256 --encoding=UTF8 \
        --locale=C --no-sync --no-instructions >>server.log 3<&-
}

if [ -n "$primary" ]; then make=copy_primary; else make=make_cluster; fi
if ! $make; then
    echo failed
    wait_for_end <&3
    exit 1
fi
rm password
cat settings >>data/postgresql.conf

"$bin/postgres" -D data -c unix_socket_directories="$folder" >>server.log 3<&- &
server=$!
echo "started $server"
watch <&3 &
watcher=$!

wait "$server"
status=$?
: >stopped
echo "stopped $status"
wait "$watcher"
