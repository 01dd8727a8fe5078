# shellcheck shell=bash
# What run, test, bench and .ci/run share. Sourced, never run; leaves the caller in the checkout's root.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
engine=${ENGINE:-Embedded}
cd "$root" || exit
mkdir -p -m 755 .data

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# ---- ending ----

child=
postgres_stop() { :; } # postgres.sh has the real one

# The child first, so that it can still write what it must, then the database; a second Ctrl-C does not cut this short.
finish() {
  trap '' INT TERM HUP
  stop_child
  postgres_stop
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts a command in a process group of its own (set -m): the terminal's Ctrl-C reaches only this script, which then
# ends things in the right order, and whatever the command leaves behind can be ended with it. Should this script be
# killed outright, the kernel ends the command (pdeathsig). 9 is only_one's lock.
start() {
  set -m
  setpriv --pdeathsig TERM -- "$@" </dev/null 9>&- &
  child=$!
  set +m
}

# Waits for the command; answers with its exit code. In the background, because bash defers signals while it waits for
# a command in the foreground.
attend() {
  local code=0
  start "$@"
  wait "$child" || code=$?
  child=
  return "$code"
}

stop_child() {
  [[ $child ]] || return 0
  local group=-$child i
  child=
  kill -TERM -- "$group" 2>/dev/null || return 0
  for ((i = 0; i < 300; i++)); do
    kill -0 -- "$group" 2>/dev/null || return 0
    sleep 0.1
  done
  say "not ended 30 s after SIGTERM: killed"
  kill -KILL -- "$group" 2>/dev/null || true
}

# One ./NAME per checkout at a time: a second one would build over its files and recreate its database. The lock ends
# with this process, however it ends; children must not inherit it (9>&-), or a stray one would hold it for ever.
only_one() {
  exec 9>".data/$1.lock"
  flock -n 9 && return
  [[ ${2:-wait} == wait ]] || die "Another ./$1 is running in this checkout."
  say "Another ./$1 is running in this checkout; waiting for it to end."
  flock 9
}

# ---- building ----

# The executable of a project of this solution.
artifact() { printf '%s\n' "$root/artifacts/$engine/bin/$1/release/$1"; }

build() {
  command -v dotnet >/dev/null || die "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
  if [[ -f package.json || -f api/package.json ]]; then need_node; fi
  # The built executables look for the runtime where packages put it, not beside the dotnet that was found.
  local home
  home=$(dirname "$(readlink -f "$(command -v dotnet)")")
  if [[ -d $home/host/fxr ]]; then export DOTNET_ROOT=${DOTNET_ROOT:-$home}; fi
  say "building ($engine)"
  # 'dotnet build' cannot be kept from printing its summary. One build at a time, or they overwrite each other's files.
  attend flock -o .data/build.lock dotnet msbuild Actors.sln -restore -p:Configuration=Release -p:Engine="$engine" \
    -v:quiet -nologo -tl:off -clp:NoSummary || die "The build failed."
}

# ---- what the machine lacks ----

as_root() { if ((EUID)); then sudo -n "$@"; else "$@"; fi; }

# Runs apt-get and shows what it says only when it fails.
apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" \
    </dev/null >.data/apt.log 2>&1 9>&- || die "apt-get $* failed:"$'\n'"$(tail -n 20 .data/apt.log)"
}

# apt_ready WHAT PACKAGES [OTHERWISE]: dies with what to install, where apt-get is not there or not allowed.
apt_ready() {
  if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    die "$1 is missing: install it (Debian: apt-get install $2)${3:-}."
  fi
  say "installing $1"
  apt update
}

apt_install() { apt install -y --no-install-recommends "$@"; }

need_node() {
  if command -v node >/dev/null && command -v npm >/dev/null; then return; fi
  apt_ready "Node.js with npm" "nodejs npm"
  apt_install nodejs npm
}

# Sets ACTORS_CHROMIUM to the browser that the page tests drive.
need_chromium() {
  [[ -z ${ACTORS_CHROMIUM:-} ]] || return 0
  if ! find_chromium; then
    apt_ready "Chromium" "chromium"
    apt_install chromium fonts-liberation
    find_chromium || die "Chromium was installed but is not in PATH."
  fi
  export ACTORS_CHROMIUM
}

find_chromium() {
  ACTORS_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
}

# ---- loopback ----

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first port from $1 on that nobody listens on.
free_port() {
  local port
  for ((port = $1; port < $1 + 100; port++)); do
    if ! listening "$port"; then
      printf '%s\n' "$port"
      return
    fi
  done
  die "No free port from $1 to $port."
}
