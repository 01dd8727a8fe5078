# shellcheck shell=bash
# A private PostgreSQL for one command: under .data/, on a free loopback port, ended with the command. Sourced.

# shellcheck source=deploy/local/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# On loopback only, and durable as in production: fsync and synchronous_commit keep their default, on.
pg_settings=(
  -c listen_addresses=127.0.0.1
  -c unix_socket_directories=
  -c max_connections=300
  -c shared_buffers=512MB
  -c max_wal_size=2GB
  -c timezone=UTC
)
pg_bin=
pg_data=

# PostgreSQL refuses to run as root. From /, because the server's user may not enter the current directory.
as_server() (
  cd /
  export LC_ALL=C
  if ((EUID)); then exec "$@"; fi
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
)

# Sets ACTORS_DATABASE, unless it is set already, to a server of our own for NAME (run, test, bench). run keeps its
# data; the others begin empty. The caller holds only_one NAME, so nobody else uses the directory.
postgres_start() {
  [[ -z ${ACTORS_DATABASE:-} ]] || return 0
  local name=$1 home port version attempt
  need_postgres
  home=$(postgres_home "$name")
  pg_data=$home/data
  end_leftovers

  # A server that is measured has the memory that PostgreSQL's manual gives to one of its own: a quarter, here up to 4 GB.
  if [[ $name == bench ]]; then pg_settings+=(-c shared_buffers="$(quarter_of_memory 512 4096)MB"); fi
  if [[ $name != run ]]; then rm -rf "$pg_data"; fi
  if [[ -f $pg_data/PG_VERSION ]]; then
    version=$(<"$pg_data/PG_VERSION")
    find_postgres "$version" ||
      die "The data in .data/$name belong to PostgreSQL $version with PostGIS: install that, or remove .data/$name."
  else
    create_cluster "$home"
  fi

  for attempt in 1 2 3 4 5; do
    # Below the ports that the kernel gives to outgoing connections.
    port=$(free_port $((20000 + RANDOM % 10000)))
    as_server rm -f "$home/postgres.log"
    # pg_ctl puts the server into a session of its own, where the terminal's Ctrl-C does not reach it.
    if as_server "$pg_bin/pg_ctl" start -s -w -t 300 -D "$pg_data" -l "$home/postgres.log" \
      -o "-p $port ${pg_settings[*]}" >/dev/null 2>&1 9>&-; then
      ACTORS_DATABASE="Host=127.0.0.1;Port=$port;Username=actors;Password=$(<"$home/password");Database=actors"
      export ACTORS_DATABASE
      return
    fi
    grep -qs 'Address already in use' "$home/postgres.log" || break
  done
  die "PostgreSQL did not start (attempt $attempt):"$'\n'"$(tail -n 20 "$home/postgres.log" 2>&1)"
}

postgres_stop() {
  [[ $pg_data && -f $pg_data/postmaster.pid ]] || return 0
  as_server "$pg_bin/pg_ctl" stop -s -m fast -t 60 -D "$pg_data" ||
    as_server "$pg_bin/pg_ctl" stop -s -m immediate -D "$pg_data"
}

# Built aside and renamed when complete: an interrupted run leaves nothing half-made behind.
create_cluster() {
  local home=$1 new=$1/data.new
  say "creating a database in $home"
  rm -rf "$new" "$home/password"
  # shellcheck disable=SC2016  # $1 and $2 are the inner shell's
  head -c 24 /dev/urandom | base64 | tr '+/' 'xy' | as_server sh -c 'umask 077; cat >"$1"' sh "$home/password"
  # actors is the superuser of this server, because migrations create extensions.
  as_server "$pg_bin/initdb" -D "$new" -U actors -A scram-sha-256 --pwfile="$home/password" \
    -E UTF8 --locale=C.UTF-8 >/dev/null 9>&-
  as_server "$pg_bin/postgres" --single -D "$new" -c log_checkpoints=off template1 <<<'CREATE DATABASE actors' >/dev/null 9>&-
  mv "$new" "$home/data"
}

# Prints a quarter of this machine's or container's memory in MB, at least $1, at most $2.
quarter_of_memory() {
  local total limit
  total=$(($(awk '/^MemTotal:/ { print $2 }' /proc/meminfo) / 1024))
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null) || limit=max
  if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1048576 < total)); then total=$((limit / 1048576)); fi
  total=$((total / 4))
  printf '%s\n' "$((total < $1 ? $1 : total > $2 ? $2 : total))"
}

# Ends what a killed run has left in our directory, and only that: the process id in postmaster.pid may by now belong
# to someone else, who would be hit by pg_ctl stop and would keep our server from starting.
end_leftovers() {
  local pid pids i
  pids=$(server_processes)
  if [[ $pids ]]; then say "ending the PostgreSQL that an earlier run left behind"; fi
  pid=$(head -n 1 "$pg_data/postmaster.pid" 2>/dev/null) || pid=none
  if grep -qx "$pid" <<<"$pids"; then postgres_stop; fi

  for ((i = 0; i < 100; i++)); do
    pids=$(server_processes)
    if [[ ! $pids ]]; then
      rm -f "$pg_data/postmaster.pid"
      return
    fi
    # Backends without their postmaster end by themselves, but not in the midst of a long query.
    # shellcheck disable=SC2086  # one argument for each process
    if ((i == 50)); then as_server kill -QUIT $pids 2>/dev/null || true; fi
    sleep 0.1
  done
  die "PostgreSQL processes of an earlier run do not end: ${pids//$'\n'/ }"
}

# Every process of a PostgreSQL server works in its data directory. Asked as the server's user, because in a container
# root may not look at another user's processes.
server_processes() {
  local dir
  as_server find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$pg_data" -printf '%h\n' 2>/dev/null |
    while read -r dir; do
      if [[ $(cat "$dir/comm" 2>/dev/null) == postgres ]]; then printf '%s\n' "${dir#/proc/}"; fi
    done || true
}

# Prints the directory of NAME's server: .data/NAME, or a place below the temporary directory that .data/NAME points
# to, where the server's user cannot enter the checkout (such as one below /root).
postgres_home() {
  # shellcheck disable=SC2154  # root is set by common.sh
  local home=$root/.data/$1 base
  if ! as_server test -x "$root/.data"; then
    base=${TMPDIR:-/tmp}
    as_server test -x "$base" || base=/tmp
    base=$(cd "$base" && pwd -P)/actors-$(cksum <<<"$root" | cut -d ' ' -f 1)
    mkdir -m 711 "$base" 2>/dev/null || [[ -d $base && ! -L $base && -O $base ]] || die "$base belongs to somebody else."
    if [[ ! -L $home ]]; then say "user postgres cannot enter $root: .data/$1 points to $base/$1"; fi
    rmdir "$home" 2>/dev/null || true
    ln -sfn "$base/$1" "$home"
    home=$base/$1
  fi
  mkdir -p "$home"
  if ((!EUID)); then chown postgres: "$home"; fi
  chmod 700 "$home"
  printf '%s\n' "$home"
}

# Sets pg_bin to the newest PostgreSQL, 15 or later (or of major version $1), that has PostGIS.
find_postgres() {
  local bin version candidates
  candidates=$(
    printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr
    if command -v pg_ctl >/dev/null; then dirname "$(readlink -f "$(command -v pg_ctl)")"; fi
    if command -v pg_config >/dev/null; then pg_config --bindir; fi
  )
  while read -r bin; do
    [[ -x $bin/initdb && -x $bin/pg_ctl && -x $bin/pg_config ]] || continue
    [[ $("$bin/postgres" --version) =~ \)\ ([0-9]+) ]] || continue
    version=${BASH_REMATCH[1]}
    ((version >= 15 && version == ${1:-version})) || continue
    [[ -e $("$bin/pg_config" --sharedir)/extension/postgis.control ]] || continue
    pg_bin=$bin
    return
  done <<<"$candidates"
  return 1
}

need_postgres() {
  local major code=0 quiet=/etc/postgresql-common/createcluster.d/actors.conf
  find_postgres && return
  apt_ready "PostgreSQL 15 or later with PostGIS" "postgresql-15 postgresql-15-postgis-3" \
    ", or set ACTORS_DATABASE to the connection string of a server that has both"
  major=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | cut -d - -f 2 | sort -n | tail -n 1)
  ((${major:-0} >= 15)) || die "apt-get offers no PostgreSQL 15 or later with PostGIS: see https://apt.postgresql.org"
  # The package would create and start a server of its own, which nobody has asked for.
  as_root mkdir -p "${quiet%/*}"
  as_root tee "$quiet" <<<"create_main_cluster = false" >/dev/null
  (apt_install "postgresql-$major" "postgresql-$major-postgis-3") || code=$?
  as_root rm -f "$quiet"
  ((!code)) || exit "$code"
  find_postgres || die "PostgreSQL was installed but not found."
}
