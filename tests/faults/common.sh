# Shared by the scripts beside it, which source it: building the driver, saying what came out,
# clearing up. Each line on standard output is one fault: name, figure, OK or FAIL or skipped.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# Where the disk does not matter, `in_memory=1` before sourcing spares it.
if [ -n "${in_memory:-}" ] && [ -w /dev/shm ]; then
    work=$(mktemp -d /dev/shm/ocop-faults.XXXXXX)
else
    work=$(mktemp -d "${TMPDIR:-/tmp}/ocop-faults.XXXXXX")
fi
n_failed=0

clear_up() {
    local mount
    cd /
    # What is mounted on top goes first.
    for mount in $(awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/mounts | sort -r); do
        umount "$(printf '%b' "$mount")" 2>/dev/null || umount -l "$(printf '%b' "$mount")" || true
    done
    chattr -R -i "$work" 2>/dev/null || true
    rm -rf "$work"
}
trap clear_up EXIT

say() { printf '%-46s %s\n' "$1" "$2"; }
ok() { say "$1" "$2: OK"; }
fail() { say "$1" "$2: FAIL"; n_failed=$((n_failed + 1)); }
skip() { say "$1" "skipped: $2"; }

# Runs a command that prints its figure last: `report NAME COMMAND…`.
report() {
    local name=$1 out
    shift
    if out=$("$@" 2>"$work/errors"); then
        ok "$name" "$(tail -n 1 <<<"$out")"
    else
        fail "$name" "$(tail -n 1 <<<"$out") $(tail -n 5 "$work/errors" | cut -c 1-400 | tr '\n' ' ')"
    fi
}

# Tells whether all tools are there; says which is not: `need NAME TOOL…`.
need() {
    local name=$1 tool
    shift
    for tool in "$@"; do
        if ! command -v "$tool" >/dev/null; then
            skip "$name" "$tool is missing"
            return 1
        fi
    done
}

need_root() {
    if [ "$(id -u)" -ne 0 ]; then
        skip "$1" "needs root"
        return 1
    fi
}

# The driver and the program, built together where they are not given.
if [ -z "${FAULT_DRIVER:-}" ] || [ -z "${OCOP_COUNCIL:-}" ]; then
    target=${CARGO_TARGET_DIR:-$root/target}/release
    (cd "$root" && cargo build --quiet --release --locked --bins --example fault-driver) >&2
    FAULT_DRIVER=$target/examples/fault-driver
    OCOP_COUNCIL=$target/ocop-council
fi
export FAULT_DRIVER OCOP_COUNCIL
driver=$FAULT_DRIVER

finish() {
    [ "$n_failed" -eq 0 ]
    exit
}
